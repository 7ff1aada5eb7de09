#include "checkers/lone_coroutines.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace dangle {

namespace {

// Calls after which more than one thing runs on the loop. A name is enough: it only keeps a severity.
constexpr std::array<std::string_view, 24> kSpawners = {
    "TaskGroup",     "add_reader",    "add_signal_handler", "as_completed",  "call_at",    "call_later",        "call_soon", "connect",
    "create_server", "create_task",   "create_task_group",  "ensure_future", "gather",     "open_nursery",      "run_app",   "serve",
    "serve_forever", "run_in_thread", "start_polling",      "start_server",  "start_soon", "start_unix_server", "wait",      "wait_for"};

// Modules of command-line tools: one command runs, and the process ends.
bool IsCommandLine(std::string_view module) {
  while (!module.empty()) {
    const std::size_t dot = module.find('.');
    const std::string_view part = module.substr(0, dot);
    if (part == "cli" || part == "_cli" || part == "__main__") return true;
    if (dot == std::string_view::npos) return false;
    module.remove_prefix(dot + 1);
  }
  return false;
}

bool IsSpawner(const Program& program, const Function& function, const Instruction& instruction) {
  const auto* call = As<Call>(instruction);
  if (call == nullptr) return false;
  const Instruction& callee = function.instructions[call->callee.value()];
  NameId name;
  if (const auto* attribute = As<LoadAttr>(callee)) name = attribute->name;
  if (const auto* global = As<LoadName>(callee)) name = global->name;
  return name.IsValid() && std::ranges::find(kSpawners, program.names().Text(name)) != kSpawners.end();
}

}  // namespace

LoneCoroutines::LoneCoroutines(const ProgramContext& context, const CallGraph& graph)
    : spawns_(graph.functions.size(), 0), is_lone_(graph.functions.size(), 0), seen_(graph.functions.size(), 0) {
  const Program& program = *context.program;
  FindSpawners(program, graph);
  // Lone: mains that reach no spawner, and what only such functions call.
  IdVector<CallNodeId, std::uint32_t> callers(graph.functions.size(), 0);
  IdVector<CallNodeId, std::uint8_t> is_awaited(graph.functions.size(), 0);  // by a coroutine, which may be one of many
  for (const CallEdge& edge : graph.edges) {
    ++callers[edge.callee];
    if (program.function(graph.functions[edge.caller]).is_async) is_awaited[edge.callee] = 1;
  }
  std::vector<CallNodeId> found;
  IdVector<CallNodeId, std::uint32_t> lone_callers(graph.functions.size(), 0);
  for (std::size_t n = 0; n < graph.functions.size(); ++n) {
    const CallNodeId node(n);
    if (!context.mains.contains(graph.functions[node]) || is_awaited[node] != 0 || ReachesSpawner(graph, node)) continue;
    is_lone_[node] = 1;
    found.push_back(node);
  }
  while (!found.empty()) {
    const CallNodeId node = found.back();
    found.pop_back();
    for (const CallEdge& edge : graph.EdgesOf(node)) {
      const CallNodeId callee = edge.callee;
      if (++lone_callers[callee] < callers[callee] || is_lone_[callee] != 0) continue;
      is_lone_[callee] = 1;
      found.push_back(callee);
    }
  }
  for (std::size_t n = 0; n < graph.functions.size(); ++n) {
    const Module& module = program.module(graph.functions[CallNodeId(n)].module);
    if (is_lone_[CallNodeId(n)] == 0 && IsCommandLine(program.names().Text(module.name))) is_lone_[CallNodeId(n)] = 1;
  }
}

void LoneCoroutines::FindSpawners(const Program& program, const CallGraph& graph) {
  for (std::size_t n = 0; n < graph.functions.size(); ++n) {
    const Function& function = program.function(graph.functions[CallNodeId(n)]);
    if (!function.is_async) continue;
    spawns_[CallNodeId(n)] =
        std::ranges::any_of(function.instructions.raw(), [&](const Instruction& instruction) { return IsSpawner(program, function, instruction); });
  }
}

bool LoneCoroutines::ReachesSpawner(const CallGraph& graph, CallNodeId main) {
  ++round_;
  work_.assign(1, main);
  seen_[main] = round_;
  while (!work_.empty()) {
    const CallNodeId node = work_.back();
    work_.pop_back();
    if (spawns_[node] != 0) return true;
    for (const CallEdge& edge : graph.EdgesOf(node)) {
      const CallNodeId callee = edge.callee;
      if (seen_[callee] == round_) continue;
      seen_[callee] = round_;
      work_.push_back(callee);
    }
  }
  return false;
}

}  // namespace dangle

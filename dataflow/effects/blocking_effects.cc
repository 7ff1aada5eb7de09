#include "dataflow/effects/blocking_effects.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>

namespace dangle {

namespace {

// `self.asynchronous`, which asks `in_async_call`, which asks asyncio.
constexpr int kMaxAskingSteps = 2;

auto CostOf(const BlockStep& step) { return std::make_tuple(step.doubt, step.frames); }

// Keeps one way a kind, the cheapest, and of equals the first.
bool Improve(std::vector<BlockStep>& steps, const BlockStep& way) {
  const auto place = std::lower_bound(steps.begin(), steps.end(), way.kind, [](const BlockStep& s, BlockKind kind) { return s.kind < kind; });
  if (place == steps.end() || place->kind != way.kind) {
    steps.insert(place, way);
    return true;
  }
  if (CostOf(way) >= CostOf(*place)) return false;
  *place = way;
  return true;
}

std::uint8_t AddDoubts(int a, int b) { return static_cast<std::uint8_t>(std::min<int>(a + b, kMaxDoubt)); }

// Whether a function asks if a loop runs in this thread: it then has a way of its own for when one does.
bool AsksForLoop(const Program& program, const CallGraph& graph, CallNodeId node) {
  return std::ranges::any_of(graph.SitesOf(node), [&](const CallSite& site) {
    if (program.IsProject(site.target.module)) return false;
    const std::string_view name = program.names().Text(program.function(site.target).name);
    return name == "get_running_loop" || name == "_get_running_loop" || name == "is_running";
  });
}

// A call of what was passed in: which function that is depends on the caller.
bool IsCallOfParameter(const Function& function, ValueId at) {
  const auto* call = As<Call>(function.instructions[at]);
  return call != nullptr && Is<Param>(function.instructions[call->callee.value()]);
}

}  // namespace

BlockingEffects::BlockingEffects(const Program& program, const CallGraph& graph)
    : program_(program), graph_(graph), leaves_(program), steps_(graph.functions.size()), asks_for_loop_(graph.functions.size(), 0) {
  FindWhoAsks();
  const CallComponents components({graph.functions.size(), graph.edges});
  for (std::size_t c = 0; c < components.size(); ++c) {
    const ComponentId component(c);
    for (bool changed = true; changed;) {
      changed = false;
      for (const CallNodeId node : components.NodesOf(component)) SolveFunction(node, changed);
      changed = changed && components.IsRecursive(component);
    }
  }
}

const BlockStep* BlockingEffects::Find(CallNodeId node, BlockKind kind) const {
  const auto found = std::ranges::find(steps_[node], kind, &BlockStep::kind);
  return found == steps_[node].end() ? nullptr : &*found;
}

void BlockingEffects::SolveFunction(CallNodeId node, bool& changed) {
  ForEachInstruction(graph_.SitesOf(node), [&](std::span<const CallSite> sites) {
    const bool may_block = std::ranges::any_of(sites, [&](const CallSite& site) {
      return program_.IsProject(site.target.module) ? !steps_[graph_.NodeOf(site.target)].empty() : leaves_.Of(site.target) != nullptr;
    });
    if (!may_block) return;
    for (const BlockStep& way : AtCall(node, sites)) changed = Improve(steps_[node], way) || changed;
  });
}

// A function that finds out whether a loop runs, itself or by asking another, waits or runs a loop only where none does.
bool BlockingEffects::KnowsLoop(CallNodeId node, BlockKind kind) const {
  if (kind == BlockKind::kLoop)
    return asks_for_loop_[node] == 1 || (asks_for_loop_[node] == 2 && !program_.function(graph_.functions[node]).is_async);
  return kind == BlockKind::kWait && asks_for_loop_[node] != 0 && !program_.function(graph_.functions[node]).is_async;
}

void BlockingEffects::FindWhoAsks() {
  for (std::size_t n = 0; n < graph_.functions.size(); ++n) asks_for_loop_[CallNodeId(n)] = AsksForLoop(program_, graph_, CallNodeId(n)) ? 1 : 0;
  for (int round = 0; round < kMaxAskingSteps; ++round) {
    const IdVector<CallNodeId, std::uint8_t> before = asks_for_loop_;
    for (std::size_t n = 0; n < graph_.functions.size(); ++n) {
      const bool asks = std::ranges::any_of(graph_.SitesOf(CallNodeId(n)), [&](const CallSite& site) {
        return program_.IsProject(site.target.module) && before[graph_.NodeOf(site.target)] != 0;
      });
      if (asks && before[CallNodeId(n)] == 0) asks_for_loop_[CallNodeId(n)] = 2;
    }
  }
}

void BlockingEffects::AddLeaf(FunctionRef caller, const CallSite& site, std::vector<BlockStep>& found) const {
  const BlockingLeaf* leaf = leaves_.Of(site.target);
  if (leaf == nullptr || !leaves_.Blocks(program_, caller, site.at, site.target, *leaf)) return;
  found.push_back({leaf->kind, leaf->doubt, 1, site.at, site.target});
}

std::vector<BlockStep> BlockingEffects::AtCall(CallNodeId caller, std::span<const CallSite> sites) const {
  const FunctionRef caller_ref = graph_.functions[caller];
  std::array<std::uint16_t, kBlockKindCount> blocking{};
  std::vector<BlockStep> best;
  for (const CallSite& site : sites) {
    std::vector<BlockStep> found;
    if (!program_.IsProject(site.target.module)) {
      AddLeaf(caller_ref, site, found);
    } else {
      for (const BlockStep& inner : steps_[graph_.NodeOf(site.target)]) {
        const auto frames = static_cast<std::uint16_t>(std::min(inner.frames + 1, 0xFFFF));
        // A module that is loaded already costs nothing: of a helper it is not known.
        const std::uint8_t doubt = inner.kind == BlockKind::kLoad && inner.doubt > 0 ? kMaxDoubt : inner.doubt;
        found.push_back({inner.kind, doubt, frames, site.at, site.target});
      }
    }
    for (const BlockStep& way : found) {
      if (KnowsLoop(caller, way.kind)) continue;
      ++blocking[static_cast<std::size_t>(way.kind)];
      Improve(best, way);
    }
  }
  if (best.empty()) return best;
  const int by_parameter = sites[0].target_count > 1 && IsCallOfParameter(program_.function(caller_ref), sites[0].at) ? 1 : 0;
  for (BlockStep& way : best) {
    const int count = blocking[static_cast<std::size_t>(way.kind)];
    const int total = sites[0].target_count;
    const int missing = count >= total ? (sites[0].is_complete ? 0 : 1) : (2 * count >= total ? 1 : 2);
    way.doubt = AddDoubts(way.doubt, missing + by_parameter);
  }
  return best;
}

}  // namespace dangle

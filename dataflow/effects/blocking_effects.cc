#include "dataflow/effects/blocking_effects.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>

namespace dangle {

namespace {

// `self.asynchronous`, which asks `in_async_call`, which asks asyncio.
constexpr int kMaxAskingSteps = 2;

// Ways of one kind in one function that hang on different parameters; more are kept as if they hung on none.
constexpr std::ptrdiff_t kMaxGuards = 4;
constexpr int kMaxConditions = 0xFF;

auto CostOf(const BlockStep& step) { return std::make_tuple(step.doubt, step.is_first_only, step.conditions, step.frames); }
auto KeyOf(const BlockStep& step) { return std::make_tuple(step.kind, step.guard); }

// Keeps one way a kind and guard, the cheapest, and of equals the first.
bool Improve(std::vector<BlockStep>& steps, BlockStep way) {
  const auto same_kind = [&](const BlockStep& other) { return other.kind == way.kind; };
  if (way.guard.test != ParameterTest::kNone) {
    const bool is_kept = std::ranges::any_of(steps, [&](const BlockStep& other) { return KeyOf(other) == KeyOf(way); });
    if (!is_kept && std::ranges::count_if(steps, same_kind) > kMaxGuards) way.guard = {};
  }
  const auto place = std::lower_bound(steps.begin(), steps.end(), way, [](const BlockStep& a, const BlockStep& b) { return KeyOf(a) < KeyOf(b); });
  if (place == steps.end() || KeyOf(*place) != KeyOf(way)) {
    steps.insert(place, way);
    return true;
  }
  if (CostOf(way) >= CostOf(*place)) return false;
  *place = way;
  return true;
}

// `@functools.cache`, `@cached_property`: the body runs once for each set of arguments.
bool KeepsResult(const Program& program, FunctionRef ref) {
  const Module& module = program.module(ref.module);
  for (ExpressionId decorator : module.functions[ref.function].decorators) {
    if (module.expressions[decorator].kind == ExpressionKind::kCall) decorator = module.ChildrenOf(decorator)[0];
    const NameId name = module.expressions[decorator].name;
    if (!name.IsValid()) continue;
    const std::string_view text = program.names().Text(name);
    if (text == "cache" || text == "lru_cache" || text == "cached_property") return true;
  }
  return false;
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

std::optional<BlockStep> BlockingEffects::Next(FunctionRef in, const BlockStep& step) const {
  if (!program_.IsProject(step.callee.module)) return std::nullopt;
  std::optional<BlockStep> best;
  for (const BlockStep& inner : steps_[graph_.NodeOf(step.callee)]) {
    if (inner.kind != step.kind || !GuardOf(program_, in, step.at, step.callee, inner.guard).may_hold) continue;
    if (!best || CostOf(inner) < CostOf(*best)) best = inner;
  }
  return best;
}

void BlockingEffects::SolveFunction(CallNodeId node, bool& changed) {
  const FunctionRef ref = graph_.functions[node];
  CallConditionFinder finder(program_, ref);
  ForEachInstruction(graph_.SitesOf(node), [&](std::span<const CallSite> sites) {
    const bool may_block = std::ranges::any_of(sites, [&](const CallSite& site) {
      return program_.IsProject(site.target.module) ? !steps_[graph_.NodeOf(site.target)].empty() : leaves_.Of(site.target) != nullptr;
    });
    if (!may_block) return;
    const std::vector<BlockStep> ways = AtCall(node, sites);
    if (ways.empty()) return;
    const CallConditions conditions = finder.Of(sites[0].at);
    for (BlockStep way : ways) {
      // The test of the function itself hides that of what it calls: one of them is enough to say that the way is closed.
      if (conditions.guard.test != ParameterTest::kNone) way.guard = conditions.guard;
      if (conditions.is_conditional && way.conditions < kMaxConditions) ++way.conditions;
      if (conditions.is_failing) way.doubt = AddDoubts(way.doubt, 1);
      way.is_first_only = way.is_first_only || conditions.is_first_only;
      changed = Improve(steps_[node], way) || changed;
    }
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
  found.push_back({leaf->kind, leaf->doubt, 1, site.at, site.target, {}, 0, false});
}

BlockStep BlockingEffects::Through(const CallSite& site, const BlockStep& inner, const GuardAtCall& guard) const {
  BlockStep way = inner;
  way.frames = static_cast<std::uint16_t>(std::min(inner.frames + 1, 0xFFFF));
  // A module that is loaded already costs nothing: of a helper it is not known.
  if (inner.kind == BlockKind::kLoad && inner.doubt > 0) way.doubt = kMaxDoubt;
  way.at = site.at;
  way.callee = site.target;
  way.guard = guard.passed_on;
  if (guard.is_certain && inner.guard.test != ParameterTest::kNone && way.conditions > 0) --way.conditions;
  way.is_first_only = inner.is_first_only || KeepsResult(program_, site.target);
  return way;
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
        const GuardAtCall guard = GuardOf(program_, caller_ref, site.at, site.target, inner.guard);
        if (guard.may_hold) found.push_back(Through(site, inner, guard));
      }
    }
    std::uint32_t kinds = 0;  // one bit each: a target counts once for a kind
    for (const BlockStep& way : found) {
      if (KnowsLoop(caller, way.kind)) continue;
      kinds |= 1U << static_cast<unsigned>(way.kind);
      Improve(best, way);
    }
    for (std::size_t kind = 0; kind < kBlockKindCount; ++kind) {
      if (((kinds >> kind) & 1U) != 0) ++blocking[kind];
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

#include "dataflow/effects/lock_holders.h"

#include <algorithm>
#include <span>

#include "dataflow/obligations/field_store.h"
#include "ir/access_path.h"

namespace dangle {

namespace {

// The end of the `with`, or a call of `release()` on the same object; `wait()` of a condition lets go of it while it waits.
bool Releases(const Program& program, const Function& function, const Instruction& instruction, ValueId lock) {
  if (const auto* exit = As<Exit>(instruction)) return exit->manager.value() == lock;
  const auto* call = As<Call>(instruction);
  const auto* load = call != nullptr ? As<LoadAttr>(function.instructions[call->callee.value()]) : nullptr;
  if (load == nullptr) return false;
  const std::string_view name = program.names().Text(load->name);
  if (name != "release" && name != "wait" && name != "wait_for") return false;
  const std::optional<AccessPath> path = AccessPathOf(function, lock);
  return path && AccessPathOf(function, load->object.value()) == path;
}

// Visits what runs between the taking of a lock and its release, along normal edges.
template <typename Visitor>
void ForEachWhileHeld(const Program& program, const Function& function, ValueId taken, const Visitor& visit) {
  const ValueId lock = ReceiverOf(function, taken);
  std::vector<std::uint8_t> entered(function.blocks.size(), 0);
  std::vector<BlockId> work;
  const auto run = [&](BlockId block, std::uint32_t first) {
    const Block& b = function.blocks[block];
    for (std::uint32_t i = first; i < b.first + b.size; ++i) {
      if (Releases(program, function, function.instructions[ValueId(i)], lock)) return;
      visit(ValueId(i));
    }
    ForEachSuccessor(function, block, [&](BlockId target, EdgeKind kind) {
      if (!IsNormal(kind) || entered[target.value()] != 0) return;
      entered[target.value()] = 1;
      work.push_back(target);
    });
  };
  run(function.BlockOf(taken), taken.value() + 1);
  while (!work.empty()) {
    const BlockId block = work.back();
    work.pop_back();
    run(block, function.blocks[block].first);
  }
}

// Kinds that last long enough to be worth a word: of names of files and loaded code it is mostly a moment.
bool IsLong(BlockKind kind) {
  return kind != BlockKind::kLock && kind != BlockKind::kMetadata && kind != BlockKind::kLoad && kind != BlockKind::kLoop;
}

bool IsStronger(const LockHolder& a, const LockHolder& b) {
  if (a.awaits != b.awaits) return a.awaits;
  return !a.awaits && a.way.doubt < b.way.doubt;
}

}  // namespace

LockHolders::LockHolders(const Program& program, const CallGraph& graph, const BlockingEffects& effects,
                         const IdVector<CallNodeId, FrameKind>& frames)
    : program_(program), graph_(graph), effects_(effects), frames_(frames) {
  for (std::size_t n = 0; n < graph.functions.size(); ++n) {
    for (const CallSite& site : graph.SitesOf(CallNodeId(n))) {
      const BlockingLeaf* leaf = effects.LeafOf(site.target);
      if (leaf != nullptr && leaf->kind == BlockKind::kLock) FindHolder(CallNodeId(n), site);
    }
  }
}

const LockHolder* LockHolders::Of(FunctionRef function, ValueId taken) const {
  const std::optional<LockPlace> place = PlaceOf(function, taken);
  if (!place) return nullptr;
  const LockHolder* best = nullptr;
  for (const LockHolder& holder : holders_) {
    if (IsSame(holder.lock, *place) && (best == nullptr || IsStronger(holder, *best))) best = &holder;
  }
  return best;
}

std::optional<LockPlace> LockHolders::PlaceOf(FunctionRef ref, ValueId taken) const {
  const Function& function = program_.function(ref);
  const ValueId lock = ReceiverOf(function, taken);
  if (!lock.IsValid()) return std::nullopt;
  if (const auto* name = As<LoadName>(function.instructions[lock])) return LockPlace{{}, ref.module, name->name};
  const auto* load = As<LoadAttr>(function.instructions[lock]);
  if (load == nullptr) return std::nullopt;
  const ClassRef owner = ProjectClassOf(program_, ref, load->object.value());
  if (!owner.IsValid()) return std::nullopt;
  return LockPlace{owner, {}, load->name};
}

bool LockHolders::IsSame(const LockPlace& a, const LockPlace& b) const {
  if (a.name != b.name || a.owner.IsValid() != b.owner.IsValid()) return false;
  if (!a.owner.IsValid()) return a.module == b.module;
  return program_.IsSubclass(a.owner, b.owner) || program_.IsSubclass(b.owner, a.owner);
}

// Are its callers, as far as they are known, all coroutines and callbacks of the loop?
bool LockHolders::RunsOnLoopOnly(CallNodeId node) const {
  if (frames_[node] != FrameKind::kNone) return true;
  bool has_caller = false;
  for (const CallEdge& edge : graph_.edges) {
    if (edge.callee != node) continue;
    if (frames_[edge.caller] == FrameKind::kNone) return false;
    has_caller = true;
  }
  return has_caller;
}

std::optional<LockHolder> LockHolders::WhatHoldsAt(CallNodeId node, ValueId at, const LockPlace& place) const {
  const FunctionRef ref = graph_.functions[node];
  if (Awaits(program_.function(ref).instructions[at])) return LockHolder{place, ref, at, true, {}};
  const std::span<const CallSite> all = graph_.SitesOf(node);
  const auto first = std::lower_bound(all.begin(), all.end(), at, [](const CallSite& site, ValueId value) { return site.at < value; });
  const auto last = std::find_if(first, all.end(), [&](const CallSite& site) { return site.at != at; });
  if (first == last) return std::nullopt;
  std::optional<LockHolder> found;
  for (const BlockStep& way : effects_.AtCall(node, {first, last})) {
    const LockHolder holder{place, ref, at, false, way};
    if (IsLong(way.kind) && way.doubt == 0 && (!found || IsStronger(holder, *found))) found = holder;
  }
  return found;
}

// What a thread holds already it may take again: an await in between keeps no other coroutine of the loop waiting.
bool LockHolders::IsReentrant(FunctionRef method) const {
  const Function& function = program_.function(method);
  if (!function.owner.IsValid()) return false;
  const std::string_view name = program_.names().Text(program_.class_declaration({method.module, function.owner}).name);
  return name == "RLock" || name == "Condition";
}

void LockHolders::FindHolder(CallNodeId node, const CallSite& taken) {
  const FunctionRef ref = graph_.functions[node];
  const std::optional<LockPlace> place = PlaceOf(ref, taken.at);
  if (!place) return;
  const bool is_reentrant = IsReentrant(taken.target);
  std::optional<LockHolder> best;
  ForEachWhileHeld(program_, program_.function(ref), taken.at, [&](ValueId at) {
    const std::optional<LockHolder> holder = WhatHoldsAt(node, at, *place);
    if (holder && !(holder->awaits && is_reentrant) && (!best || IsStronger(*holder, *best))) best = holder;
  });
  if (best && (best->awaits || !RunsOnLoopOnly(node))) holders_.push_back(*best);
}

}  // namespace dangle

#include "dataflow/obligations/witness.h"

#include <algorithm>
#include <vector>

namespace dangle {

namespace {

// Handlers nest; further out than this nobody looks.
constexpr int kMaxHandlers = 8;

// The values that a caught exception may be: itself, or the operands of the phi that merges it.
ValueId CaughtBy(const Function& function, ValueId exception) {
  for (int depth = 0; depth < kMaxHandlers; ++depth) {
    const auto* phi = As<Phi>(function.instructions[exception]);
    if (phi == nullptr || phi->operands.size == 0) break;
    exception = function.ValuesOf(phi->operands)[0];
  }
  return exception;
}

// The blocks that may run after the object is made.
std::vector<bool> ReachedFrom(const FunctionView& view, ValueId made) {
  const Function& function = view.function();
  std::vector<bool> reached(function.blocks.size(), false);
  std::vector<BlockId> work{view.BlockOf(made)};
  while (!work.empty()) {
    const BlockId block = work.back();
    work.pop_back();
    ForEachSuccessor(function, block, [&](BlockId to, EdgeKind) {
      if (reached[to.value()]) return;
      reached[to.value()] = true;
      work.push_back(to);
    });
  }
  return reached;
}

}  // namespace

ValueId WitnessOf(const FunctionView& view, ValueId at, ValueId made, RaiseRank rank) {
  const Function& function = view.function();
  const std::vector<bool> reached = ReachedFrom(view, made);
  for (int depth = 0; depth < kMaxHandlers; ++depth) {
    const auto* reraise = As<Reraise>(function.instructions[at]);
    if (reraise == nullptr || !reraise->exception.IsValid()) return at;
    const ValueId caught = CaughtBy(function, reraise->exception.value());
    if (!Is<Catch>(function.instructions[caught])) return at;
    ValueId best;
    RaiseRank best_rank = RaiseRank::kNever;
    for (const PredecessorEdge& edge : function.PredecessorsOf(view.BlockOf(caught))) {
      const bool is_same_block = edge.from == view.BlockOf(made);
      if (edge.kind < EdgeKind::kRaise || (!reached[edge.from.value()] && !is_same_block)) continue;
      const Block& block = function.blocks[edge.from];
      for (std::uint32_t i = block.first; i < block.first + block.size; ++i) {
        const ValueId candidate(i);
        const RaiseRank likely = edge.kind == EdgeKind::kRaise ? view.RaiseOf(candidate) : view.CancelOf(candidate);
        if (likely > rank || likely >= best_rank) continue;
        if (is_same_block && !reached[edge.from.value()] && candidate <= made) continue;
        best = candidate;
        best_rank = likely;
      }
    }
    if (!best.IsValid()) return at;
    at = best;
  }
  return at;
}

}  // namespace dangle

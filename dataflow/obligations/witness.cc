#include "dataflow/obligations/witness.h"

#include <algorithm>

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

}  // namespace

ValueId WitnessOf(const FunctionView& view, ValueId at, ValueId made, RaiseRank rank) {
  const Function& function = view.function();
  for (int depth = 0; depth < kMaxHandlers; ++depth) {
    const auto* reraise = As<Reraise>(function.instructions[at]);
    if (reraise == nullptr || !reraise->exception.IsValid()) return at;
    const ValueId caught = CaughtBy(function, reraise->exception.value());
    if (!Is<Catch>(function.instructions[caught])) return at;
    ValueId best;
    RaiseRank best_rank = RaiseRank::kNever;
    for (const PredecessorEdge& edge : function.PredecessorsOf(view.BlockOf(caught))) {
      if (edge.kind < EdgeKind::kRaise) continue;
      const Block& block = function.blocks[edge.from];
      for (std::uint32_t i = block.first; i < block.first + block.size; ++i) {
        const ValueId candidate(i);
        const RaiseRank likely = edge.kind == EdgeKind::kRaise ? view.RaiseOf(candidate) : view.CancelOf(candidate);
        if (likely > rank || likely >= best_rank || candidate <= made) continue;
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

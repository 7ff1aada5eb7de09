// What all objects of one function share: who uses which value, what each instruction may raise, and which edges can be taken at
// all.
//
//   try:
//       row = await conn.fetch(q)     rank of the await: what fetch may raise; kCancel on its cancel edge
//   except Exception: …               from the cancel edge this handler is passed by: the matching branch is infeasible
//
// Phase 3 put an edge wherever something *may* go wrong; here it is decided how likely that is (rules.md, "what may raise"), from
// the contracts of the callees. Made once per function, linear in its instructions.
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_FUNCTION_VIEW_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_FUNCTION_VIEW_H_

#include <algorithm>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "dataflow/interproc/contract_store.h"
#include "dataflow/obligations/block_order.h"
#include "dataflow/obligations/exceptions.h"
#include "ir/dominance.h"
#include "ir/function.h"
#include "semantics/program.h"

namespace dangle {

class FunctionView {
 public:
  FunctionView(const Program& program, const ContractStore& contracts, FunctionRef ref);

  const Program& program() const { return *program_; }
  const ContractStore& contracts() const { return *contracts_; }
  FunctionRef ref() const { return ref_; }
  const Function& function() const { return *function_; }

  // The instructions that use a value (as operand, argument, phi operand), in order, each once per use.
  std::span<const ValueId> UsesOf(ValueId value) const {
    return {uses_.data() + use_begin_[value.value()], use_begin_[value.value() + 1] - use_begin_[value.value()]};
  }
  // The Bind and Drop instructions of a variable, in order.
  std::span<const ValueId> BindsOf(SlotId slot) const {
    return {binds_.data() + bind_begin_[slot.value()], bind_begin_[slot.value() + 1] - bind_begin_[slot.value()]};
  }
  // Does nobody but the function keep what the variable holds? False of a captured one, unless its closures stay here and only borrow.
  bool IsOwn(SlotId slot) const;
  const BlockOrder& order() const { return order_; }
  // Made when it is asked for first.
  const DominatorTree& dominators() const {
    if (!dominators_) dominators_.emplace(*function_);
    return *dominators_;
  }
  BlockId BlockOf(ValueId instruction) const { return block_of_[instruction.value()]; }

  // How likely the instruction leaves by an exception, and by a cancellation (kCancel or kNever).
  RaiseRank RaiseOf(ValueId instruction) const { return raise_[instruction.value()]; }
  RaiseRank CancelOf(ValueId instruction) const { return cancel_[instruction.value()]; }
  // May the instruction be left by an exceptional edge of this kind, if what is rarer than `max_rank` does not happen?
  bool MayLeave(ValueId instruction, EdgeKind kind, RaiseRank max_rank) const;
  // The first instruction of [begin, end) that may; invalid if there is none. Objects ask for it again and again: of a long run it is looked up.
  ValueId FirstToLeave(std::uint32_t begin, std::uint32_t end, EdgeKind kind, RaiseRank max_rank) const;
  // What the instruction may raise; empty of a Reraise of an exception that was caught.
  RaisedMasks RaisedAt(ValueId instruction) const;
  // Does this Reraise (or Raise) surely go on with what was caught last?
  bool GoesOnWithLastCaught(ValueId instruction) const;
  // What the branch at the end of the block lets through, if it asks for the class of what was caught last; else null.
  const HandlerFilter* FilterAt(BlockId block) const;
  const ExceptionTable& exceptions() const { return exceptions_; }
  // The blocks that are reached where nothing fails, by number. O(blocks).
  std::vector<char> ReachedNormally() const;
  // False: this edge out of the block is never taken (a handler that cannot match, a manager that does not swallow, a callee that
  // never returns before the terminator).
  bool IsFeasible(BlockId from, EdgeKind kind) const;
  // On this edge the event loop is known to be closed: no coroutine can run on it any more.
  bool IsLoopClosed(BlockId from, EdgeKind kind) const {
    return std::find(loop_closed_.begin(), loop_closed_.end(), std::pair(from, kind)) != loop_closed_.end();
  }
  // The instruction after which the block is not continued, since it never returns; the terminator if there is none.
  ValueId LastReached(BlockId block) const { return last_reached_[block.value()]; }

 private:
  // The instructions that may be left so, in order. Made when a long run is first asked for.
  struct WaysOut {
    EdgeKind kind;
    RaiseRank max_rank;
    std::vector<std::uint32_t> instructions;
  };
  const WaysOut& WaysOutOf(EdgeKind kind, RaiseRank max_rank) const;
  void BuildUses();
  void BuildBinds();
  void RankInstructions();
  void FindInfeasible();
  void AddTaken(TypeId classes, HandlerFilter& filter) const;
  void FindLoopTest(BlockId block, ValueId condition);
  void FilterMatched(BlockId block, const MatchException& match);
  void FilterSuppressed(BlockId block, const Exit& exit);

  const Program* program_;
  const ContractStore* contracts_;
  FunctionRef ref_;
  const Function* function_;
  BlockOrder order_;
  mutable std::optional<DominatorTree> dominators_;
  mutable std::vector<std::uint8_t> owned_;  // of each slot: not asked for yet, shared, own
  std::vector<std::uint32_t> use_begin_;
  std::vector<ValueId> uses_;
  std::vector<std::uint32_t> bind_begin_;
  std::vector<ValueId> binds_;
  std::vector<BlockId> block_of_;
  std::vector<RaiseRank> raise_;
  std::vector<RaiseRank> cancel_;
  mutable std::vector<WaysOut> ways_out_;
  ExceptionTable exceptions_;
  LastCaught last_caught_;
  std::vector<std::pair<ValueId, RaisedMasks>> raised_;  // in order; of what may raise
  std::vector<HandlerFilter> filters_;                   // in order of the blocks
  std::vector<ValueId> last_reached_;
  std::vector<std::uint8_t> infeasible_;  // per block: bit by EdgeKind
  std::vector<std::pair<BlockId, EdgeKind>> loop_closed_;
};

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_FUNCTION_VIEW_H_

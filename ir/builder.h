// Builds a function block by block and keeps it in SSA while it does so: lowering says which variable is read and written, the
// builder finds the value and places phis.
//
//   x = 1                     builder.BindVariable(x, one)
//   if c: x = 2               … phi of x where the branches meet
//   f(x)                      builder.ReadVariable(x)
//
// Source: Braun et al., Simple and Efficient Construction of Static Single Assignment Form (CC 2013): local value numbering, sealed
// blocks, incomplete phis, removal of trivial phis.
//
// One builder serves all functions of a thread, one after the other; nested functions are lowered after the one that encloses them
// (or with a builder of their own). Finish() renumbers: blocks in reverse postorder without the unreachable ones, instructions
// of a block in a row, trivial phis gone.
#ifndef DANGLE_IR_BUILDER_H_
#define DANGLE_IR_BUILDER_H_

#include <cstdint>
#include <memory>
#include <span>

#include "ir/function.h"

namespace dangle {

// Where exceptions, cancellations and abandonments of a region go. Invalid: out of the frame.
struct Handlers {
  BlockId on_raise;
  BlockId on_cancel;
  BlockId on_abandon;
  friend bool operator==(const Handlers&, const Handlers&) = default;
};

class FunctionBuilder {
 public:
  FunctionBuilder();
  ~FunctionBuilder();
  FunctionBuilder(FunctionBuilder&&) noexcept;
  FunctionBuilder& operator=(FunctionBuilder&&) noexcept;

  // Starts a function; the entry block is made, sealed and current. What was built before and not finished is gone.
  void Begin();

  // Slots. Parameters must be added first, in order. `in_ssa` of the slot decides whether reads are values or LoadCell.
  SlotId AddSlot(const Slot& slot);
  Slot& slot(SlotId id);

  // Blocks. A new block takes the handlers in force now. A block is sealed when all its predecessors are known: a block that is only
  // jumped to forwards is sealed right before StartBlock (SealAndStart), a loop header after its body, a handler after its region.
  BlockId NewBlock();
  // A block that raise/cancel/abandon edges lead to, with the handlers in force *outside* of its region (the current ones; call this
  // before SetHandlers). `survivors`: temporaries that outlive those edges, outermost first.
  BlockId NewHandlerBlock(std::span<const ValueId> survivors);
  void SealBlock(BlockId block);
  // Instructions go there from now on. The block that was current must have ended.
  void StartBlock(BlockId block);
  void SealAndStart(BlockId block) {
    SealBlock(block);
    StartBlock(block);
  }
  // False after a terminator: what would be emitted now is unreachable and is dropped (Emit returns an invalid-looking but usable value).
  bool IsReachable() const;
  // Does any edge lead to this block so far? A handler block without one need not be lowered.
  bool HasPredecessors(BlockId block) const;
  BlockId current_block() const;

  // Sets the handlers for what follows and returns those in force before; goes on in a new block if the current one is not empty.
  Handlers SetHandlers(Handlers handlers);
  Handlers handlers() const;

  // Appends an instruction and returns its value. Adds the block's raise/cancel/abandon edges at its first instruction that may take
  // them. A terminator ends the block and adds its edges.
  ValueId Emit(const Operation& operation, SourceRange range, bool is_implicit = false);
  const Instruction& InstructionOf(ValueId value) const;

  // Pools of the function being built.
  PoolRange AddArguments(std::span<const Argument> arguments);
  PoolRange AddValues(std::span<const ValueId> values);

  // Variables in SSA. Reading gives the value that reaches here (a phi where several do; Const kUnbound where none does); no reference
  // event, so use it as an operand without move. Binding emits Bind and starts a new block before it where the rule of ir/function.h
  // asks for one. Slots that are not in SSA: reading emits LoadCell (a temporary: use it with move).
  Operand ReadVariable(SlotId slot, SourceRange range);
  void BindVariable(SlotId slot, Operand value, SourceRange range, bool is_implicit = false);
  // `del x`, end of `except … as x`: emits Drop; later reads see Const kUnbound.
  void UnbindVariable(SlotId slot, SourceRange range, bool is_implicit = false);

  // A phi of an expression at the start of the current block, which must be sealed: `values[i]` comes over the i-th predecessor edge.
  // It takes over the temporaries of its operands. All predecessors must be normal edges.
  ValueId MergeValues(std::span<const ValueId> values, SourceRange range);
  // The number of predecessor edges of a block so far: the index that the next jump to it will have in MergeValues.
  std::uint32_t PredecessorCount(BlockId block) const;

  // Blocks and instructions so far: for caps.
  std::size_t block_count() const;
  std::size_t instruction_count() const;

  // Ends the function: fills slots, blocks, instructions and pools of `function`, exactly sized. All started blocks must have ended and
  // been sealed. The builder is then ready for Begin().
  void Finish(Function& function);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dangle

#endif  // DANGLE_IR_BUILDER_H_

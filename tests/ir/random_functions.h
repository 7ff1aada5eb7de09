// Random functions for property tests: any shape of graph that the builder's contract allows, with reads and writes of variables.
#ifndef DANGLE_TESTS_IR_RANDOM_FUNCTIONS_H_
#define DANGLE_TESTS_IR_RANDOM_FUNCTIONS_H_

#include <cstdint>
#include <random>
#include <vector>

#include "ir/builder.h"

namespace dangle::testing {

// Each write is a Const and a Bind whose range begins at a number of its own; each read is a Hold whose range ends at the slot's
// number; calls stand between them. Half of the blocks have handlers.
class RandomFunction {
 public:
  explicit RandomFunction(std::uint32_t seed) : random_(seed) {}

  Function Build() {
    const std::size_t count = 1 + Below(12);
    slot_count_ = 1 + Below(4);
    builder_.Begin();
    for (std::uint32_t i = 0; i < slot_count_; ++i) builder_.AddSlot(Slot{});
    blocks_.assign(1, builder_.current_block());
    is_started_.assign(count, false);
    const std::size_t handlers = Below(count);  // the last blocks are handlers: only exceptional edges lead there
    for (std::size_t i = 1; i < count; ++i) blocks_.push_back(builder_.NewBlock());
    first_handler_ = std::max<std::size_t>(1, count - handlers);
    BuildBlock(0);
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t i = 1; i < count; ++i) {
        if (is_started_[i] || !builder_.HasPredecessors(blocks_[i])) continue;
        builder_.StartBlock(blocks_[i]);
        BuildBlock(i);
        changed = true;
      }
    }
    for (std::size_t i = 1; i < count; ++i) builder_.SealBlock(blocks_[i]);
    Function function;
    builder_.Finish(function);
    return function;
  }

 private:
  std::uint32_t Below(std::size_t limit) { return static_cast<std::uint32_t>(random_() % limit); }
  BlockId SomeHandler() {
    if (first_handler_ >= blocks_.size() || Below(2) == 0) return {};
    return blocks_[first_handler_ + Below(blocks_.size() - first_handler_)];
  }
  // Not the entry, which has no predecessors; an invalid id if there is none.
  BlockId SomeBlock() { return first_handler_ < 2 ? BlockId() : blocks_[1 + Below(first_handler_ - 1)]; }

  void BuildBlock(std::size_t index) {
    is_started_[index] = true;
    builder_.SetHandlers({});
    for (std::uint32_t i = Below(8); i-- > 0;) BuildStep();
    const ValueId condition = builder_.Emit(Const{}, {});
    const BlockId target = SomeBlock();
    if (!target.IsValid() || Below(5) == 0) {
      builder_.Emit(Return{Operand(condition)}, {});
    } else if (Below(2) == 0) {
      builder_.Emit(Jump{target}, {});
    } else {
      builder_.Emit(Branch{Operand(condition), target, SomeBlock()}, {});
    }
  }

  void BuildStep() {
    const SlotId slot(std::size_t{Below(slot_count_)});
    switch (Below(6)) {
      case 0:
      case 1: {
        const std::uint32_t number = ++writes_;
        const ValueId value = builder_.Emit(Const{}, {number, 0});
        builder_.BindVariable(slot, Operand(value), {number, 0});
        break;
      }
      case 2:
        builder_.UnbindVariable(slot, {});
        break;
      case 3: {
        const ValueId value = builder_.ReadVariable(slot, {}).value();
        const ValueId held = builder_.Emit(Hold{value}, {0, slot.value()});
        builder_.Emit(Drop{{}, held}, {});
        break;
      }
      case 4: {
        const Operand callee(builder_.Emit(Const{}, {}));
        const ValueId called = builder_.Emit(Call{callee, {}}, {});
        const ValueId awaited = builder_.Emit(Await{Operand(called, true)}, {});
        builder_.Emit(Drop{{}, awaited}, {});
        break;
      }
      default: {
        builder_.SetHandlers({SomeHandler(), SomeHandler(), {}});
        break;
      }
    }
  }

  std::mt19937 random_;
  FunctionBuilder builder_;
  std::vector<BlockId> blocks_;
  std::vector<bool> is_started_;
  std::size_t first_handler_ = 1;
  std::uint32_t slot_count_ = 0;
  std::uint32_t writes_ = 0;
};

}  // namespace dangle::testing

#endif  // DANGLE_TESTS_IR_RANDOM_FUNCTIONS_H_

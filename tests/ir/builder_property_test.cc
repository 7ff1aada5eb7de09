// Random functions from the builder are walked at random: along each way, each read of a variable must give what was last bound
// to it on that way. The walk executes binds and phis side by side, and knows nothing of how phis are placed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "ir/parser.h"
#include "ir/printer.h"
#include "ir/verifier.h"
#include "tests/ir/random_functions.h"

namespace dangle {
namespace {

using dangle::testing::RandomFunction;

class Walk {
 public:
  Walk(const Function& function, std::uint32_t seed)
      : function_(function), random_(seed), variables_(function.slots.size()), values_(function.instructions.size()) {}

  // An empty string, or what went wrong.
  std::string Run() {
    constexpr int kMaxBlocks = 60;
    for (int i = 0; i < kMaxBlocks && block_.IsValid() && error_.empty(); ++i) RunBlock();
    return error_;
  }

 private:
  void RunBlock() {
    const Block& block = function_.blocks[block_];
    const PredecessorEdge from = edge_;
    std::vector<std::pair<ValueId, std::uint32_t>> merged;
    for (std::uint32_t i = 0; i < block.size; ++i) {
      const ValueId value(block.first + i);
      const Instruction& instruction = function_.instructions[value];
      const auto* phi = As<Phi>(instruction);
      if (phi == nullptr) {
        for (const auto& [to, what] : merged) values_[to] = what;
        merged.clear();
        if (Step(value, instruction, block)) return;
        continue;
      }
      const auto edges = function_.PredecessorsOf(block_);
      const auto index = static_cast<std::size_t>(std::find(edges.begin(), edges.end(), from) - edges.begin());
      merged.emplace_back(value, values_[function_.ValuesOf(phi->operands)[index]]);
    }
  }

  // True if the walk went on to another block.
  bool Step(ValueId value, const Instruction& instruction, const Block& block) {
    if (Is<Const>(instruction)) values_[value] = instruction.range.begin;
    if (const auto* bind = As<Bind>(instruction)) variables_[bind->slot] = values_[bind->value.value()];
    if (const auto* drop = As<Drop>(instruction); drop != nullptr && drop->slot.IsValid()) variables_[drop->slot] = 0;
    if (const auto* hold = As<Hold>(instruction)) {
      if (values_[hold->value] != variables_[SlotId(instruction.range.end)]) error_ = "wrong at %" + std::to_string(value.value());
    }
    if (MayRaise(instruction) && block.on_raise.IsValid() && random_() % 3 == 0) return Go(block.on_raise, EdgeKind::kRaise);
    if (MayCancel(instruction) && block.on_cancel.IsValid() && random_() % 3 == 0) return Go(block.on_cancel, EdgeKind::kCancel);
    if (const auto* jump = As<Jump>(instruction)) return Go(jump->target, EdgeKind::kNormal);
    if (const auto* branch = As<Branch>(instruction)) {
      return random_() % 2 == 0 ? Go(branch->if_true, EdgeKind::kTrue) : Go(branch->if_false, EdgeKind::kFalse);
    }
    if (Is<Return>(instruction)) block_ = BlockId();
    return false;
  }

  bool Go(BlockId to, EdgeKind kind) {
    edge_ = {block_, kind};
    block_ = to;
    return true;
  }

  const Function& function_;
  std::mt19937 random_;
  IdVector<SlotId, std::uint32_t> variables_;
  IdVector<ValueId, std::uint32_t> values_;
  BlockId block_ = Function::kEntry;
  PredecessorEdge edge_;
  std::string error_;
};

TEST(FunctionBuilderProperty, EachReadGivesWhatWasLastBound) {
  NameTable names;
  for (std::uint32_t seed = 0; seed < 3000; ++seed) {
    const Function function = RandomFunction(seed).Build();
    ASSERT_THAT(VerifyFunction(function), ::testing::IsEmpty()) << "seed " << seed << "\n" << PrintFunction(function, names);
    for (std::uint32_t walk = 0; walk < 10; ++walk) {
      ASSERT_EQ(Walk(function, seed * 1000 + walk).Run(), "") << "seed " << seed << "\n" << PrintFunction(function, names);
    }
  }
}

TEST(FunctionBuilderProperty, NoPhiIsTrivial) {
  for (std::uint32_t seed = 0; seed < 3000; ++seed) {
    const Function function = RandomFunction(seed).Build();
    for (std::uint32_t i = 0; i < function.instructions.size(); ++i) {
      const auto* phi = As<Phi>(function.instructions[ValueId(i)]);
      if (phi == nullptr) continue;
      ValueId first;
      bool is_trivial = true;
      for (const ValueId operand : function.ValuesOf(phi->operands)) {
        if (operand == ValueId(i)) continue;
        if (!first.IsValid()) first = operand;
        is_trivial = is_trivial && operand == first;
      }
      ASSERT_FALSE(is_trivial) << "seed " << seed << ", %" << i;
    }
  }
}

TEST(PrinterProperty, WhatIsParsedPrintsAgain) {
  NameTable names;
  for (std::uint32_t seed = 0; seed < 1000; ++seed) {
    const std::string printed = PrintFunction(RandomFunction(seed).Build(), names);
    const absl::StatusOr<Function> parsed = ParseFunction(printed, names);
    ASSERT_TRUE(parsed.ok()) << parsed.status() << "\n" << printed;
    ASSERT_EQ(PrintFunction(*parsed, names), printed);
  }
}

}  // namespace
}  // namespace dangle

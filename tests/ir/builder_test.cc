#include "ir/builder.h"

#include <gtest/gtest.h>

#include <vector>

namespace dangle {
namespace {

constexpr SourceRange kNowhere;

SlotId AddLocal(FunctionBuilder& builder) { return builder.AddSlot(Slot{}); }
ValueId EmitConst(FunctionBuilder& builder) { return builder.Emit(Const{}, kNowhere); }
ValueId EmitCall(FunctionBuilder& builder, Operand callee) { return builder.Emit(Call{callee, {}}, kNowhere); }

template <typename T>
std::vector<ValueId> All(const Function& function) {
  std::vector<ValueId> result;
  for (std::uint32_t i = 0; i < function.instructions.size(); ++i) {
    if (Is<T>(function.instructions[ValueId(i)])) result.push_back(ValueId(i));
  }
  return result;
}

const Phi& PhiOf(const Function& function, ValueId value) { return *As<Phi>(function.instructions[value]); }

TEST(FunctionBuilder, StraightLineHasNoPhi) {
  FunctionBuilder builder;
  const SlotId x = AddLocal(builder);
  const ValueId one = EmitConst(builder);
  builder.BindVariable(x, Operand(one), kNowhere);
  EXPECT_EQ(builder.ReadVariable(x, kNowhere), Operand(one));
  builder.Emit(Return{builder.ReadVariable(x, kNowhere)}, kNowhere);
  EXPECT_FALSE(builder.IsReachable());
  Function function;
  builder.Finish(function);
  EXPECT_EQ(function.blocks.size(), 1U);
  EXPECT_EQ(function.instructions.size(), 3U);
}

TEST(FunctionBuilder, DiamondMeetsInAPhi) {
  FunctionBuilder builder;
  const SlotId x = AddLocal(builder);
  const ValueId one = EmitConst(builder);
  builder.BindVariable(x, Operand(one), kNowhere);
  const BlockId then = builder.NewBlock();
  const BlockId after = builder.NewBlock();
  builder.Emit(Branch{Operand(one), then, after}, kNowhere);
  builder.SealAndStart(then);
  const ValueId two = EmitConst(builder);
  builder.BindVariable(x, Operand(two), kNowhere);
  builder.Emit(Jump{after}, kNowhere);
  builder.SealAndStart(after);
  builder.Emit(Return{builder.ReadVariable(x, kNowhere)}, kNowhere);
  Function function;
  builder.Finish(function);
  ASSERT_EQ(function.blocks.size(), 3U);
  const std::vector<ValueId> phis = All<Phi>(function);
  ASSERT_EQ(phis.size(), 1U);
  const auto edges = function.PredecessorsOf(BlockId(std::size_t{2}));
  ASSERT_EQ(edges.size(), 2U);
  EXPECT_EQ(edges[0], (PredecessorEdge{BlockId(std::size_t{0}), EdgeKind::kFalse}));
  EXPECT_EQ(edges[1], (PredecessorEdge{BlockId(std::size_t{1}), EdgeKind::kNormal}));
  const auto operands = function.ValuesOf(PhiOf(function, phis[0]).operands);
  EXPECT_EQ(operands[0], ValueId(std::size_t{0}));
  EXPECT_TRUE(Is<Const>(function.instructions[operands[1]]));
}

TEST(FunctionBuilder, AVariableThatALoopOnlyReadsNeedsNoPhi) {
  FunctionBuilder builder;
  const SlotId x = AddLocal(builder);
  const ValueId one = EmitConst(builder);
  builder.BindVariable(x, Operand(one), kNowhere);
  const BlockId header = builder.NewBlock();
  const BlockId body = builder.NewBlock();
  const BlockId after = builder.NewBlock();
  builder.Emit(Jump{header}, kNowhere);
  builder.StartBlock(header);
  builder.Emit(Branch{builder.ReadVariable(x, kNowhere), body, after}, kNowhere);
  builder.SealAndStart(body);
  EmitCall(builder, builder.ReadVariable(x, kNowhere));
  builder.Emit(Jump{header}, kNowhere);
  builder.SealBlock(header);
  builder.SealAndStart(after);
  builder.Emit(Return{builder.ReadVariable(x, kNowhere)}, kNowhere);
  Function function;
  builder.Finish(function);
  EXPECT_TRUE(All<Phi>(function).empty());
  EXPECT_EQ(As<Return>(function.TerminatorOf(BlockId(std::size_t{3})))->value.value(), ValueId(std::size_t{0}));
}

// for …: use(x); x = …   after: use(x). The binding stands behind the first read, and reaches it around the loop.
TEST(FunctionBuilder, ABindingReachesWhatStandsBeforeItInTheLoop) {
  FunctionBuilder builder;
  const SlotId x = AddLocal(builder);
  const ValueId one = EmitConst(builder);
  const BlockId before = builder.NewBlock();
  builder.Emit(Jump{before}, kNowhere);
  builder.SealAndStart(before);
  const BlockId header = builder.NewBlock();
  const BlockId first = builder.NewBlock();
  const BlockId second = builder.NewBlock();
  const BlockId after = builder.NewBlock();
  builder.Emit(Jump{header}, kNowhere);
  builder.StartBlock(header);
  builder.Emit(Jump{first}, kNowhere);
  builder.SealAndStart(first);
  builder.Emit(Branch{Operand(one), second, after}, kNowhere);  // `after` is reached without the binding in this round
  builder.SealAndStart(second);
  builder.BindVariable(x, Operand(one), kNowhere);
  builder.Emit(Jump{header}, kNowhere);
  builder.SealBlock(header);
  builder.SealAndStart(after);
  builder.Emit(Return{builder.ReadVariable(x, kNowhere)}, kNowhere);
  Function function;
  builder.Finish(function);
  const std::vector<ValueId> phis = All<Phi>(function);
  ASSERT_EQ(phis.size(), 1U);
  const auto operands = function.ValuesOf(PhiOf(function, phis[0]).operands);
  ASSERT_EQ(operands.size(), 2U);
  EXPECT_EQ(As<Const>(function.instructions[operands[0]])->kind, ConstKind::kUnbound);
  EXPECT_NE(As<Const>(function.instructions[operands[1]])->kind, ConstKind::kUnbound);
}

// A variable that is bound in one branch only is not looked for before that branch: each of them would leave a phi in every `if` before.
TEST(FunctionBuilder, NothingIsLookedForBeforeItsFirstBinding) {
  FunctionBuilder builder;
  constexpr std::size_t kBranches = 200;
  std::vector<ValueId> read;
  const ValueId one = EmitConst(builder);
  for (std::size_t i = 0; i < kBranches; ++i) {
    const SlotId x = AddLocal(builder);
    const BlockId then = builder.NewBlock();
    const BlockId after = builder.NewBlock();
    builder.Emit(Branch{Operand(one), then, after}, kNowhere);
    builder.SealAndStart(then);
    builder.BindVariable(x, Operand(one), kNowhere);
    builder.Emit(Jump{after}, kNowhere);
    builder.SealAndStart(after);
    read.push_back(builder.ReadVariable(x, kNowhere).value());
  }
  // Values are numbered as they are made: a phi and nothing else besides the branch, the binding and the jump.
  for (std::size_t i = 1; i < kBranches; ++i) EXPECT_EQ(read[i].value() - read[i - 1].value(), 4U) << i;
}

TEST(FunctionBuilder, AHandlerSeesEachVersionThatARaisePointSaw) {
  // try: f(); x = 2; f()   except: return x
  FunctionBuilder builder;
  const SlotId x = AddLocal(builder);
  const ValueId one = EmitConst(builder);
  builder.BindVariable(x, Operand(one), kNowhere);
  const BlockId handler = builder.NewHandlerBlock({});
  builder.SetHandlers({handler, handler, {}});
  EmitCall(builder, Operand(one));
  const ValueId two = EmitConst(builder);
  builder.BindVariable(x, Operand(two), kNowhere);
  const ValueId called = EmitCall(builder, Operand(one));
  builder.Emit(Await{Operand(called, true)}, kNowhere);
  builder.Emit(Return{Operand(two)}, kNowhere);
  builder.SetHandlers({});
  EXPECT_TRUE(builder.HasPredecessors(handler));
  builder.SealAndStart(handler);
  builder.Emit(Catch{}, kNowhere);
  builder.Emit(Return{builder.ReadVariable(x, kNowhere)}, kNowhere);
  Function function;
  builder.Finish(function);
  ASSERT_EQ(function.blocks.size(), 3U);
  EXPECT_TRUE(function.blocks[Function::kEntry].on_raise.IsValid());
  EXPECT_FALSE(function.blocks[Function::kEntry].on_cancel.IsValid());  // nothing in it may be cancelled
  const std::vector<ValueId> phis = All<Phi>(function);
  ASSERT_EQ(phis.size(), 1U);
  EXPECT_EQ(PhiOf(function, phis[0]).operands.size, 3U);  // raise of both blocks, cancel of the second
}

TEST(FunctionBuilder, WhatNothingLeadsToIsDropped) {
  FunctionBuilder builder;
  const SlotId x = AddLocal(builder);
  builder.Emit(Return{Operand(EmitConst(builder))}, kNowhere);
  const ValueId dropped = EmitConst(builder);
  builder.BindVariable(x, Operand(dropped), kNowhere);
  const BlockId then = builder.NewBlock();
  builder.Emit(Jump{then}, kNowhere);
  builder.SealAndStart(then);
  EXPECT_FALSE(builder.IsReachable());
  builder.Emit(Return{builder.ReadVariable(x, kNowhere)}, kNowhere);
  Function function;
  builder.Finish(function);
  EXPECT_EQ(function.blocks.size(), 1U);
  EXPECT_EQ(function.instructions.size(), 2U);
}

TEST(FunctionBuilder, AVariableWithoutABindingIsUnbound) {
  FunctionBuilder builder;
  const SlotId parameter = AddLocal(builder);
  const SlotId x = AddLocal(builder);
  const ValueId value = builder.Emit(Param{parameter}, kNowhere);
  EXPECT_EQ(builder.ReadVariable(parameter, kNowhere), Operand(value));
  EmitCall(builder, builder.ReadVariable(x, kNowhere));
  builder.Emit(Return{Operand(value)}, kNowhere);
  Function function;
  builder.Finish(function);
  const Instruction& unbound = function.instructions[ValueId(std::size_t{1})];
  ASSERT_TRUE(Is<Const>(unbound));
  EXPECT_EQ(As<Const>(unbound)->kind, ConstKind::kUnbound);
}

TEST(FunctionBuilder, LongChainsDoNotRecurse) {
  constexpr int kBlocks = 100'000;
  FunctionBuilder builder;
  const SlotId x = AddLocal(builder);
  const SlotId y = AddLocal(builder);
  const ValueId one = EmitConst(builder);
  builder.BindVariable(x, Operand(one), kNowhere);
  builder.BindVariable(y, Operand(one), kNowhere);
  for (int i = 0; i < kBlocks; ++i) {
    const BlockId then = builder.NewBlock();
    const BlockId after = builder.NewBlock();
    builder.Emit(Branch{Operand(one), then, after}, kNowhere);
    builder.SealAndStart(then);
    builder.BindVariable(y, Operand(EmitConst(builder)), kNowhere);
    builder.Emit(Jump{after}, kNowhere);
    builder.SealAndStart(after);
  }
  EXPECT_EQ(builder.ReadVariable(x, kNowhere).value(), one);
  builder.Emit(Return{builder.ReadVariable(y, kNowhere)}, kNowhere);
  Function function;
  builder.Finish(function);
  EXPECT_EQ(function.blocks.size(), 2U * kBlocks + 1U);
  EXPECT_EQ(All<Phi>(function).size(), static_cast<std::size_t>(kBlocks));
}

}  // namespace
}  // namespace dangle

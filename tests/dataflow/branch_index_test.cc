#include "dataflow/obligations/branch_index.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/semantics/analyze.h"

namespace dangle {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// The function `f` of a text with its index; conditions are told by the lines of the branches.
class Indexed {
 public:
  explicit Indexed(std::string_view text) : analyzed_(text), ref_(analyzed_.Function("main.f")), index_(analyzed_.program(), ref_) {}

  const Function& function() const { return analyzed_.program().function(ref_); }
  const BranchIndex& index() const { return index_; }

  std::uint32_t LineOf(SourceRange range) const { return analyzed_.file(ref_.module).LineOf(range.begin); }

  // Lines of the branches on the value of the first instruction with this source.
  std::vector<std::uint32_t> BranchesOn(std::string_view source) const {
    std::set<std::uint32_t> lines;
    for (std::size_t i = 0; i < function().instructions.size(); ++i) {
      const Instruction& instruction = function().instructions[ValueId(i)];
      if (!HasValue(instruction) || analyzed_.file(ref_.module).TextOf(instruction.range) != source) continue;
      index_.ForEachBranchOn(ValueId(i), [&](BlockId block) { lines.insert(LineOfBranch(block)); });
      break;
    }
    return {lines.begin(), lines.end()};
  }

  // Lines of the branches on a variable whose value depends on the way.
  std::vector<std::uint32_t> BranchesOnVariable(std::string_view name) const {
    std::set<std::uint32_t> lines;
    for (std::size_t s = 0; s < function().slots.size(); ++s) {
      if (analyzed_.program().names().Text(function().slots[SlotId(s)].name) != name) continue;
      index_.ForEachBranchOn(SlotId(s), [&](BlockId block) { lines.insert(LineOfBranch(block)); });
    }
    return {lines.begin(), lines.end()};
  }

  // Of each branch in order of the lines whose condition asks what an earlier one does: "2=1", or "2!1" for the opposite.
  std::vector<std::string> Repetitions() const {
    std::set<std::pair<std::uint32_t, std::string>> found;
    ForEachCondition([&](ValueId condition) {
      const BranchIndex::SameCondition same = index_.SameConditionAs(condition);
      if (same.first == condition) return;
      const std::uint32_t line = LineOf(function().instructions[condition].range);
      const std::uint32_t first = LineOf(function().instructions[same.first].range);
      found.emplace(line, std::to_string(line) + (same.is_opposite ? "!" : "=") + std::to_string(first));
    });
    std::vector<std::string> result;
    for (const auto& [line, text] : found) result.push_back(text);
    return result;
  }

  // Calls visit(condition) for what each branch asks, without `not`.
  template <typename Visitor>
  void ForEachCondition(const Visitor& visit) const {
    for (std::size_t b = 0; b < function().blocks.size(); ++b) {
      const auto* branch = As<Branch>(function().TerminatorOf(BlockId(b)));
      if (branch == nullptr) continue;
      ValueId condition = branch->condition.value();
      while (const auto* unary = As<Unary>(function().instructions[condition])) {
        if (unary->op != UnaryOperator::kNot) break;
        condition = unary->operand.value();
      }
      visit(condition);
    }
  }

 private:
  std::uint32_t LineOfBranch(BlockId block) const { return LineOf(function().TerminatorOf(block).range); }

  Analyzed analyzed_;
  FunctionRef ref_;
  BranchIndex index_;
};

TEST(BranchIndex, WhatABranchAsks) {
  const Indexed f(
      "def f(a, p):\n"
      "    x = open(p)\n"
      "    if x is not None:\n"
      "        a()\n"
      "    if not x:\n"
      "        a()\n"
      "    if isinstance(x, str):\n"
      "        a()\n"
      "    if p:\n"
      "        a()\n");
  EXPECT_THAT(f.BranchesOn("open(p)"), ElementsAre(3, 5, 7));
  EXPECT_THAT(f.BranchesOn("p"), ElementsAre(5, 9));  // the call that line 5 asks was made with it
  EXPECT_THAT(f.BranchesOn("a()"), IsEmpty());
}

TEST(BranchIndex, VariablesThatDependOnTheWay) {
  const Indexed f(
      "def f(a):\n"
      "    opened = False\n"
      "    other = None\n"
      "    if a:\n"
      "        opened = True\n"
      "        other = a()\n"
      "    if opened:\n"
      "        a()\n"
      "    if other is not None:\n"
      "        a()\n"
      "    if not opened:\n"
      "        a()\n");
  EXPECT_THAT(f.BranchesOnVariable("opened"), ElementsAre(7, 11));
  EXPECT_THAT(f.BranchesOnVariable("other"), ElementsAre(9));
  EXPECT_THAT(f.BranchesOnVariable("a"), IsEmpty());
  EXPECT_EQ(f.index().Flags().size(), 3u);
  for (const BranchIndex::Flag& flag : f.index().Flags()) EXPECT_TRUE(Is<Phi>(f.function().instructions[flag.phi]));
}

TEST(BranchIndex, TheSameQuestion) {
  const Indexed f(
      "class C: ...\n"
      "def f(self, mode, n):\n"
      "    if self.single: mode()\n"       // 3
      "    if not self.single: mode()\n"   // 4: the same condition, negated by the branch
      "    if mode == 'a': n()\n"          // 5
      "    if mode != 'a': n()\n"          // 6
      "    if mode == 'b': n()\n"          // 7
      "    if isinstance(mode, C): n()\n"  // 8
      "    if isinstance(mode, C): n()\n"  // 9
      "    if mode(): n()\n"               // 10: may answer otherwise each time
      "    if mode(): n()\n"               // 11
      "    if n is None: n()\n"            // 12
      "    if n is not None: n()\n"        // 13
      "    if C: n()\n"                    // 14: a global name alone may be bound anew by any call
      "    if C: n()\n");                  // 15
  EXPECT_THAT(f.Repetitions(), ElementsAre("4=3", "6!5", "9=8", "13!12"));
  EXPECT_EQ(f.index().RepeatedConditions().size(), 4u);
}

TEST(BranchIndex, AnAttributeThatIsAssignedIsAskedAnew) {
  const Indexed f(
      "def f(self, n):\n"
      "    if self.open: n()\n"
      "    self.open = False\n"
      "    if self.open: n()\n"
      "    if self.other: n()\n"
      "    if self.other: n()\n");
  EXPECT_THAT(f.Repetitions(), ElementsAre("6=5"));
}

TEST(BranchIndex, AVariableThatIsBoundAnewIsAnotherValue) {
  EXPECT_THAT(Indexed("def f(n):\n    if n.x: n()\n    n = n()\n    if n.x: n()\n").Repetitions(), IsEmpty());
}

// Laws: `first` is a fixed point, asks before, and is listed; nothing is the same as its opposite.
TEST(BranchIndex, Laws) {
  std::string text = "def f(self, a, b, c):\n";
  const std::vector<std::string> questions = {"self.x", "not self.x", "a == 1", "a != 1", "a is b", "a is not b", "isinstance(a, int)", "b", "a < 1"};
  for (std::size_t i = 0; i < 45; ++i) text += "    if " + questions[(i * 7) % questions.size()] + ":\n        c(" + std::to_string(i) + ")\n";
  const Indexed f(text);
  std::size_t repeated = 0;
  f.ForEachCondition([&](ValueId condition) {
    const BranchIndex::SameCondition same = f.index().SameConditionAs(condition);
    EXPECT_EQ(f.index().SameConditionAs(same.first).first, same.first);
    EXPECT_LE(same.first, condition);
    if (same.first == condition) {
      EXPECT_FALSE(same.is_opposite);
      return;
    }
    ++repeated;
    const std::vector<ValueId>& listed = f.index().RepeatedConditions();
    EXPECT_NE(std::find(listed.begin(), listed.end(), same.first), listed.end());
    // Every branch on the later condition is found under the first as well.
    std::set<BlockId> on_first;
    f.index().ForEachBranchOn(same.first, [&](BlockId block) { on_first.insert(block); });
    f.index().ForEachBranchOn(condition, [&](BlockId block) { EXPECT_TRUE(on_first.contains(block)); });
  });
  EXPECT_GE(repeated, 20u);
}

// Beyond the cap each condition stands for itself.
TEST(BranchIndex, ThousandsOfBranches) {
  std::string text = "def f(self, c):\n";
  for (int i = 0; i < 3000; ++i) text += "    if self.x: c()\n";
  const Indexed f(text);
  EXPECT_THAT(f.Repetitions(), IsEmpty());
  EXPECT_THAT(f.index().RepeatedConditions(), IsEmpty());
}

}  // namespace
}  // namespace dangle

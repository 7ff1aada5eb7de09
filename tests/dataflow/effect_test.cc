#include "dataflow/obligations/effect.h"

#include <array>
#include <vector>

#include "dataflow/engine/solver.h"
#include "gtest/gtest.h"
#include "tests/dataflow/domain_laws.h"

namespace dangle {

template <>
struct DomainSamples<TypestateSet> {
  static TypestateSet Draw(Random& random) { return TypestateSet::FromBits(random.Below(16)); }
};
template <>
struct DomainSamples<Effect> {
  static Effect Draw(Random& random) { return Effect::FromBits(static_cast<std::uint16_t>(random.Below(65'536))); }
};

namespace {

INSTANTIATE_TYPED_TEST_SUITE_P(Typestates, DomainLaws, TypestateSet);
INSTANTIATE_TYPED_TEST_SUITE_P(Effects, DomainLaws, Effect);

template <typename Check>
void ForEveryEffect(const Check& check) {
  for (std::uint32_t bits = 0; bits < 65'536; ++bits) check(Effect::FromBits(static_cast<std::uint16_t>(bits)));
}

TEST(Effect, IdentityAndBottomOfComposition) {
  ForEveryEffect([](Effect e) {
    ASSERT_EQ(e.Then(Effect::Identity()), e);
    ASSERT_EQ(Effect::Identity().Then(e), e);
    ASSERT_TRUE(e.Then(Effect::Bottom()).IsBottom());
    ASSERT_TRUE(Effect::Bottom().Then(e).IsBottom());
    ASSERT_EQ(Effect::FromBits(e.bits()), e);
  });
}

TEST(Effect, AppliesToEachTypestateOfASet) {
  ForEveryEffect([](Effect e) {
    std::array<std::uint32_t, 16> after{};
    for (std::uint32_t set = 0; set < 16; ++set) after[set] = e.Apply(TypestateSet::FromBits(set)).bits();
    ASSERT_EQ(after[0], 0U);
    bool distributes = true;
    for (std::uint32_t a = 0; a < 16; ++a) {
      for (std::uint32_t b = 0; b < 16; ++b) distributes = distributes && after[a | b] == (after[a] | after[b]);
    }
    ASSERT_TRUE(distributes) << ToText(e);
  });
}

TEST(Effect, CompositionIsAssociativeAndDistributes) {
  Random random(7);
  for (int i = 0; i < 400'000; ++i) {
    const Effect a = DomainSamples<Effect>::Draw(random);
    const Effect b = DomainSamples<Effect>::Draw(random);
    const Effect c = DomainSamples<Effect>::Draw(random);
    ASSERT_EQ(a.Then(b).Then(c), a.Then(b.Then(c)));
    ASSERT_EQ(a.Then(Join(b, c)), Join(a.Then(b), a.Then(c)));
    ASSERT_EQ(Join(a, b).Then(c), Join(a.Then(c), b.Then(c)));
    const TypestateSet set = TypestateSet::FromBits(static_cast<std::uint32_t>(i) & 15U);
    ASSERT_EQ(a.Then(b).Apply(set), b.Apply(a.Apply(set)));
  }
}

TEST(Effect, NamedEffects) {
  using enum Typestate;
  EXPECT_EQ(kDischarge.Apply({kUnborn, kOwed}), (TypestateSet{kUnborn, kDischarged}));
  EXPECT_EQ(kDischarge.Apply({kEscaped}), TypestateSet{kEscaped});
  EXPECT_EQ(kEscape.Apply({kOwed, kDischarged}), (TypestateSet{kEscaped, kDischarged}));
  EXPECT_EQ(kMayDischarge.Apply({kOwed}), (TypestateSet{kOwed, kDischarged}));
  EXPECT_EQ(kDischarge.Then(kReopen), Effect::Move(kDischarged, kOwed));
  EXPECT_TRUE(MayDischarge(kMayDischarge));
  EXPECT_FALSE(MayDischarge(kEscape));
  EXPECT_TRUE(MayEscape(kEscape));
}

TEST(Effect, Text) {
  EXPECT_EQ(ToText(Effect::Bottom()), "never");
  EXPECT_EQ(ToText(kBorrow), "borrow");
  EXPECT_EQ(ToText(kDischarge), "owed -> discharged");
  EXPECT_EQ(ToText(Join(kMayDischarge, kReopen)), "owed -> owed | discharged, discharged -> owed | discharged");
  Effect partial = kBorrow;
  partial.SetRow(Typestate::kOwed, {});
  EXPECT_EQ(ToText(partial), "owed -> never");
  EXPECT_EQ(ToText(TypestateSet{Typestate::kUnborn, Typestate::kOwed}), "{unborn, owed}");
}

// ---- A summary equals inlining ----------------------------------------------------------------------------------------------

// A random callee: each instruction has an effect on the parameter and may raise before or after it.
struct Step {
  Effect effect;
  bool may_raise_before = false;
  bool may_raise_after = false;
};

struct Callee {
  ExplicitGraph graph;
  std::vector<std::vector<Step>> steps;  // by block; the last block returns
};

Effect DrawEffect(Random& random) {
  constexpr std::array<Effect, 6> kUsual = {kBorrow, kDischarge, kEscape, kMayDischarge, kReopen, Effect::Bottom()};
  return random.OneIn(4) ? DomainSamples<Effect>::Draw(random) : kUsual[random.Below(kUsual.size())];
}

Callee DrawCallee(Random& random) {
  Callee callee;
  const std::uint32_t blocks = 1 + random.Below(8);
  for (std::uint32_t b = 0; b < blocks; ++b) {
    auto& steps = callee.steps.emplace_back(random.Below(4));
    for (Step& step : steps) step = {DrawEffect(random), random.OneIn(3), random.OneIn(3)};
    callee.graph.AddBlock(static_cast<std::uint32_t>(steps.size()));
  }
  for (std::uint32_t b = 0; b + 1 < blocks; ++b) {
    callee.graph.AddEdge(BlockId(b), BlockId(b + 1));
    if (random.OneIn(2)) callee.graph.AddEdge(BlockId(b), BlockId(random.Below(blocks)));                    // branches and loops
    if (random.OneIn(4)) callee.graph.AddEdge(BlockId(b), BlockId(random.Below(blocks)), EdgeKind::kRaise);  // handlers
  }
  callee.graph.Finish();
  return callee;
}

TypestateSet After(TypestateSet state, Effect effect) { return effect.Apply(state); }
Effect After(Effect state, Effect effect) { return state.Then(effect); }

template <typename D>
struct CalleeTransfer {
  const Callee* callee;
  void TransferBlock(BlockId block, std::uint32_t begin, std::uint32_t end, D& state, ExitStates<D>& exits) {
    for (std::uint32_t i = begin; i < end; ++i) {
      const Step& step = callee->steps[block.value()][i];
      if (step.may_raise_before) exits.Join(EdgeKind::kRaise, state);
      state = After(state, step.effect);
      if (step.may_raise_after) exits.Join(EdgeKind::kRaise, state);
    }
  }
};

template <typename D>
struct ExitsOf {
  D on_return;
  D on_raise;
};

template <typename D>
ExitsOf<D> Solve(const Callee& callee, const D& start) {
  ForwardSolver<D> solver;
  CalleeTransfer<D> transfer{&callee};
  EXPECT_TRUE(solver.Solve(callee.graph, transfer, {BlockId(0U), start}).converged);
  ExitsOf<D> result;
  for (const BlockId block : solver.ReachedBlocks()) {
    bool is_handled = false;
    callee.graph.ForEachSuccessor(block, [&](BlockId, EdgeKind kind) { is_handled = is_handled || kind == EdgeKind::kRaise; });
    D state = *solver.EntryState(block);
    ExitStates<D> exits;
    exits.WantAll();
    transfer.TransferBlock(block, 0, callee.graph.InstructionCount(block), state, exits);
    if (block.value() + 1 == callee.graph.BlockCount()) result.on_return.JoinWith(state);
    if (const D* raised = exits.Find(EdgeKind::kRaise); raised != nullptr && !is_handled) result.on_raise.JoinWith(*raised);
  }
  return result;
}

TEST(Effect, ASummaryEqualsInlining) {
  Random random(42);
  for (int i = 0; i < 5'000; ++i) {
    const Callee callee = DrawCallee(random);
    const ExitsOf<Effect> summary = Solve(callee, Effect::Identity());
    for (std::uint32_t bits = 0; bits < 16; ++bits) {
      const TypestateSet before = TypestateSet::FromBits(bits);
      const ExitsOf<TypestateSet> inlined = Solve(callee, before);
      ASSERT_EQ(summary.on_return.Apply(before), inlined.on_return);
      ASSERT_EQ(summary.on_raise.Apply(before), inlined.on_raise);
    }
  }
}

TEST(Effect, RecursiveGroupsAreStableWithinEightRounds) {
  Random random(43);
  std::size_t most_rounds = 0;
  for (int i = 0; i < 5'000; ++i) {
    std::vector<Callee> group(1 + random.Below(5));
    for (Callee& callee : group) callee = DrawCallee(random);
    // Each function calls another one of the group at the start of some block.
    std::vector<std::array<std::uint32_t, 2>> calls;
    for (const Callee& callee : group) {
      calls.push_back({random.Below(static_cast<std::uint32_t>(callee.steps.size())), random.Below(static_cast<std::uint32_t>(group.size()))});
    }
    std::vector<Effect> summaries(group.size(), Effect::Bottom());
    std::size_t rounds = 0;
    for (bool has_changed = true; has_changed; ++rounds) {
      has_changed = false;
      for (std::size_t f = 0; f < group.size(); ++f) {
        auto& steps = group[f].steps[calls[f][0]];
        if (steps.empty()) continue;
        steps.front().effect = summaries[calls[f][1]];
        const Effect summary = Solve(group[f], Effect::Identity()).on_return;
        ASSERT_TRUE(IsLessOrEqual(summaries[f], summary));
        has_changed = has_changed || summary != summaries[f];
        summaries[f] = summary;
      }
    }
    most_rounds = std::max(most_rounds, rounds);
  }
  EXPECT_LE(most_rounds, 8U);
}

}  // namespace
}  // namespace dangle

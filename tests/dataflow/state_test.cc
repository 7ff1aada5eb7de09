#include "dataflow/obligations/state.h"

#include <string>

#include "gtest/gtest.h"
#include "tests/dataflow/domain_laws.h"
#include "tests/dataflow/state_samples.h"

namespace dangle {
namespace {

INSTANTIATE_TYPED_TEST_SUITE_P(Obligation, DomainLaws, ObligationState);
INSTANTIATE_TYPED_TEST_SUITE_P(TwoInstances, DomainLaws, TwoInstanceState);

// ---- Laws of the operations ---------------------------------------------------------------------------------------------------

template <typename State>
class StateLaws : public testing::Test {};
using States = testing::Types<ObligationState, TwoInstanceState>;
TYPED_TEST_SUITE(StateLaws, States);

TYPED_TEST(StateLaws, OperationsKeepBottomAndAreMonotone) {
  Random random(5);
  for (int i = 0; i < 60'000; ++i) {
    const StateOperation operation = DrawOperation(random);
    TypeParam bottom;
    ASSERT_EQ(RunStep(operation, bottom), Loss::kNone);
    ASSERT_TRUE(bottom == TypeParam::Bottom());
    TypeParam smaller = DomainSamples<TypeParam>::Draw(random);
    TypeParam larger = Join(smaller, DomainSamples<TypeParam>::Draw(random));
    const Loss loss = RunStep(operation, smaller);
    const Loss larger_loss = RunStep(operation, larger);
    ASSERT_TRUE(IsLessOrEqual(smaller, larger)) << ToText(smaller, Name) << "\n" << ToText(larger, Name);
    ASSERT_TRUE(loss == Loss::kNone || larger_loss != Loss::kNone);
  }
}

TEST(ObligationState, EffectsDistributeOverTheJoinAndCompose) {
  Random random(6);
  for (int i = 0; i < 60'000; ++i) {
    const ObligationState a = DomainSamples<ObligationState>::Draw(random);
    const ObligationState b = DomainSamples<ObligationState>::Draw(random);
    const Effect effect = kEffects[random.Below(kEffects.size())];
    const Effect next = Effect::FromBits(static_cast<std::uint16_t>(random.Below(65'536)));
    const auto after = [](ObligationState state, Effect e) {
      state.ApplyEffect(e);
      return state;
    };
    ASSERT_EQ(after(Join(a, b), effect), Join(after(a, effect), after(b, effect)));
    ASSERT_EQ(after(a, effect).typestates(), effect.Apply(a.typestates()));
    ASSERT_EQ(after(after(a, effect), next), after(a, effect.Then(next)));
  }
}

// ---- Single operations --------------------------------------------------------------------------------------------------------

constexpr TrackedSlot kA(0);
constexpr TrackedSlot kB(1);
constexpr TrackedSlot kC(2);

ObligationState Born() {
  ObligationState state = ObligationState::Unborn();
  state.Birth(kA);
  return state;
}

TEST(ObligationState, LosesItsLastHolder) {
  ObligationState state = Born();
  EXPECT_EQ(state.BindFrom(kB, kA), Loss::kNone);
  EXPECT_EQ(state.Drop(kA), Loss::kNone);
  EXPECT_EQ(ToText(state, Name), "owed held by b");
  EXPECT_EQ(state.BindOther(kB, Truth::kNone), Loss::kMust);
  EXPECT_EQ(ToText(state, Name), "unborn (b None)");
}

TEST(ObligationState, MayLoseWhatOnlySomePathsHold) {
  ObligationState state = Born();
  ObligationState other = state;
  other.BindFrom(kB, kA);
  state.JoinWith(other);
  EXPECT_EQ(ToText(state, Name), "owed held by a, perhaps b");
  EXPECT_EQ(state.Drop(kA), Loss::kMay);
  // It lives on only where b holds it.
  EXPECT_EQ(ToText(state, Name), "unborn; owed held by b");
  EXPECT_EQ(state.Drop(kB), Loss::kMust);
}

TEST(ObligationState, ALossIsMayWhereOtherPathsDischarged) {
  ObligationState state = Born();
  ObligationState awaited = state;
  awaited.ApplyEffect(kDischarge);
  state.JoinWith(awaited);
  EXPECT_EQ(state.Drop(kA), Loss::kMay);
}

TEST(ObligationState, DropsOfOneExitHaveNoOrder) {
  ObligationState state = Born();
  state.BindFrom(kB, kA);
  EXPECT_EQ(state.Drop(kA.mask() | kB.mask()), Loss::kMust);
}

TEST(ObligationState, ConditionsChooseTypestates) {
  ObligationState state = ObligationState::Unborn();
  state.BindOther(kA, Truth::kNone);
  ObligationState made = state;
  made.Birth(kA);
  state.JoinWith(made);
  EXPECT_EQ(ToText(state, Name), "unborn (a None); owed held by a");
  ObligationState is_none = state;
  is_none.AssumeIsNone(kA);
  EXPECT_EQ(is_none.typestates(), TypestateSet{Typestate::kUnborn});
  state.AssumeTrue(kA);
  EXPECT_EQ(state.typestates(), TypestateSet{Typestate::kOwed});
}

TEST(ObligationState, FalseIsNotNone) {
  ObligationState state = ObligationState::Unborn();
  state.BindOther(kB, Truth::kEmpty);
  ObligationState is_none = state;
  is_none.AssumeIsNone(kB);
  EXPECT_TRUE(is_none.IsBottom());
  state.AssumeFalse(kB);
  EXPECT_FALSE(state.IsBottom());
  state.AssumeTrue(kB);
  EXPECT_TRUE(state.IsBottom());
}

TEST(ObligationState, WeakUpdates) {
  ObligationState state = Born();
  ObligationState other = state;
  other.BindFrom(kB, kA);
  state.JoinWith(other);
  state.BindFrom(kC, kA);
  ObligationState elsewhere = state;
  state.ApplyEffectThrough(kB, kDischarge);
  EXPECT_EQ(state.typestates(), TypestateSet{Typestate::kDischarged});
  // A slot that never holds the object reaches nothing.
  const ObligationState before = elsewhere;
  elsewhere.ApplyEffectThrough(TrackedSlot(4), kDischarge);
  EXPECT_EQ(elsewhere, before);
}

TEST(ObligationState, Text) {
  EXPECT_EQ(ToText(ObligationState(), Name), "unreached");
  EXPECT_EQ(ToText(ObligationState::Unborn(), Name), "unborn");
  ObligationState state = Born();
  state.BindOther(kB, Truth::kNotNone);
  state.BindOther(kC, Truth::kFalse);
  EXPECT_EQ(ToText(state, Name), "owed held by a (b not None, c false)");
  TwoInstanceState two = TwoInstanceState::Unborn();
  two.Birth(kA);
  EXPECT_EQ(ToText(two, Name), "owed held by a");
  two.Bind(kB);
  two.Drop(kA);
  two.Birth(kA);
  EXPECT_EQ(ToText(two, Name), "recent: owed held by a (b true); older: owed held by b (a true)");
}

TEST(TwoInstanceState, TheOlderTaskIsLostWhenTheNewOneIsBound) {
  TwoInstanceState state = TwoInstanceState::Unborn();
  state.Birth(kA);
  EXPECT_EQ(state.Bind(kB), Loss::kNone);
  EXPECT_EQ(state.Drop(kA), Loss::kNone);
  state.Birth(kA);
  EXPECT_EQ(state.Bind(kB), Loss::kMust);
  EXPECT_TRUE(state.older().IsBottom());
}

TEST(TwoInstanceState, AnEffectOnTheRecentObjectLeavesTheOlderOnes) {
  TwoInstanceState state = TwoInstanceState::Unborn();
  state.Birth(kA);
  state.Insert(kC);
  state.Drop(kA);
  state.Birth(kA);
  state.ApplyEffect(kDischarge);
  EXPECT_EQ(state.recent().typestates(), TypestateSet{Typestate::kDischarged});
  EXPECT_EQ(state.older().typestates(), TypestateSet{Typestate::kOwed});
  state.ApplyEffectThrough(kC, kDischarge);
  EXPECT_EQ(state.typestates(), TypestateSet{Typestate::kDischarged});
}

}  // namespace
}  // namespace dangle

#include "dataflow/obligations/state.h"

#include <array>
#include <bit>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/dataflow/domain_laws.h"

namespace dangle {
namespace {

constexpr std::uint32_t kSlots = 5;  // few, so that operations meet
constexpr std::array<Truth, 6> kTruths = {Truth::kNone, Truth::kEmpty, Truth::kTrue, Truth::kFalse, Truth::kNotNone, Truth::kUnknown};
constexpr std::array<Effect, 5> kEffects = {kDischarge, kEscape, kReopen, kMayDischarge, kMayEscape};

std::string Name(TrackedSlot slot) { return std::string(1, static_cast<char>('a' + slot.index())); }

// One step of a program, as data, so that the same step runs on abstract and on concrete states.
struct Operation {
  enum class Kind { kBirth, kBind, kBindFrom, kBindOther, kInsert, kInsertFrom, kDrop, kApply, kApplyThrough, kEscapeAll, kAssume };
  Kind kind;
  TrackedSlot slot;
  TrackedSlot from;
  SlotMask slots;
  Truth truth;
  Effect effect;
};

Operation DrawOperation(Random& random) {
  return {static_cast<Operation::Kind>(random.Below(11)),
          TrackedSlot(random.Below(kSlots)),
          TrackedSlot(random.Below(kSlots)),
          random.Below(1U << kSlots),
          kTruths[random.Below(kTruths.size())],
          kEffects[random.Below(kEffects.size())]};
}

template <typename State>
Loss RunStep(const Operation& operation, State& state) {
  using enum Operation::Kind;
  switch (operation.kind) {
    case kBirth: state.Birth(operation.slot); return Loss::kNone;
    case kBind: return state.Bind(operation.slot);
    case kBindFrom: return state.BindFrom(operation.slot, operation.from);
    case kBindOther: return state.BindOther(operation.slot, operation.truth);
    case kInsert: state.Insert(operation.slot); return Loss::kNone;
    case kInsertFrom: state.InsertFrom(operation.slot, operation.from); return Loss::kNone;
    case kDrop: return state.Drop(operation.slots);
    case kApply: state.ApplyEffect(operation.effect); return Loss::kNone;
    case kApplyThrough: state.ApplyEffectThrough(operation.slot, operation.effect, WeakUpdate::kSplit); return Loss::kNone;
    case kEscapeAll: state.EscapeAll(); return Loss::kNone;
    case kAssume: state.Assume(operation.slot, operation.truth); return Loss::kNone;
  }
  return Loss::kNone;
}

// A state as programs make them: a few steps, and joins of what different paths gave.
template <typename State>
State DrawState(Random& random) {
  State result;
  for (std::uint32_t paths = random.Below(4); paths > 0; --paths) {
    State path = State::Unborn();
    for (std::uint32_t steps = random.Below(9); steps > 0; --steps) RunStep(DrawOperation(random), path);
    result.JoinWith(path);
  }
  return result;
}

}  // namespace

template <>
struct DomainSamples<ObligationState> {
  static ObligationState Draw(Random& random) { return DrawState<ObligationState>(random); }
};
template <>
struct DomainSamples<TwoInstanceState> {
  static TwoInstanceState Draw(Random& random) { return DrawState<TwoInstanceState>(random); }
};

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
    const Operation operation = DrawOperation(random);
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

// ---- Against concrete runs ----------------------------------------------------------------------------------------------------

// One path of one object, exactly: who holds it, and what each slot's value is in a condition.
struct ConcreteObject {
  Typestate typestate = Typestate::kUnborn;
  SlotMask holders = 0;
};

struct Path {
  std::array<Truth, kSlots> values{Truth::kNone, Truth::kEmpty, Truth::kTrue, Truth::kNone, Truth::kTrue};
  std::vector<ConcreteObject> objects;  // the last is the recent one
};

// What happened to an object of a path in one step.
struct Outcome {
  bool is_feasible = true;
  bool is_lost = false;  // some object died owed
};

bool LoseIfDead(ConcreteObject& object) {
  if (object.typestate != Typestate::kOwed || object.holders != 0) return false;
  object = {};
  return true;
}

Truth OneOf(Truth truth, Random& random) {
  constexpr std::array<Truth, 3> kKinds = {Truth::kNone, Truth::kEmpty, Truth::kTrue};
  while (true) {
    const Truth kind = kKinds[random.Below(3)];
    if ((static_cast<int>(kind) & static_cast<int>(truth)) != 0) return kind;
  }
}

Effect ChooseOne(Effect effect, Typestate before, Typestate& after, Random& random) {
  const TypestateSet set = effect.Row(before);
  do {
    after = kTypestates[random.Below(4)];
  } while (!set.Has(after));
  return effect;
}

// Runs the step on one path. Where the abstraction allows several outcomes, one is chosen.
Outcome RunConcretely(const Operation& operation, Path& path, Random& random) {
  using enum Operation::Kind;
  Outcome outcome;
  const SlotMask slot = operation.slot.mask();
  const SlotMask from = operation.from.mask();
  Truth& value = path.values[operation.slot.index()];
  const bool has_recent = !path.objects.empty() && path.objects.back().typestate != Typestate::kUnborn;
  const auto drop = [&](SlotMask slots) {
    for (ConcreteObject& object : path.objects) {
      const bool held = (object.holders & slots) != 0;
      object.holders &= ~slots;
      if (held) outcome.is_lost = LoseIfDead(object) || outcome.is_lost;
    }
  };
  const auto change = [&](ConcreteObject& object) {
    if (object.typestate == Typestate::kUnborn) return;
    ChooseOne(operation.effect, object.typestate, object.typestate, random);
  };
  switch (operation.kind) {
    case kBirth:
      drop(slot);
      outcome.is_lost = false;
      path.objects.push_back({Typestate::kOwed, slot});
      value = Truth::kTrue;
      break;
    case kBind:
      if (has_recent) {
        path.objects.back().holders |= slot;
        ConcreteObject recent = path.objects.back();
        path.objects.back().holders = 0;
        path.objects.back().typestate = Typestate::kUnborn;
        drop(slot);
        path.objects.back() = recent;
        value = Truth::kTrue;
      } else {
        drop(slot);
        value = OneOf(Truth::kTrue, random);
      }
      break;
    case kBindFrom: {
      if (slot == from) break;
      value = path.values[operation.from.index()];
      for (ConcreteObject& object : path.objects) {
        const bool from_holds = (object.holders & from) != 0;
        const bool slot_held = (object.holders & slot) != 0;
        object.holders = from_holds ? object.holders | slot : object.holders & ~slot;
        if (slot_held && !from_holds) outcome.is_lost = LoseIfDead(object) || outcome.is_lost;
      }
      break;
    }
    case kBindOther:
      drop(slot);
      value = OneOf(operation.truth, random);
      break;
    case kInsert:
      if (has_recent) path.objects.back().holders |= slot;
      if (has_recent || random.OneIn(2)) value = Truth::kTrue;
      break;
    case kInsertFrom:
      if (random.OneIn(2)) value = Truth::kTrue;
      for (ConcreteObject& object : path.objects) {
        if ((object.holders & from) == 0) continue;
        object.holders |= slot;
        value = Truth::kTrue;
      }
      break;
    case kDrop:
      drop(operation.slots);
      for (std::uint32_t i = 0; i < kSlots; ++i) {
        if ((operation.slots >> i & 1U) != 0) path.values[i] = OneOf(Truth::kUnknown, random);
      }
      break;
    case kApply:
      if (has_recent) change(path.objects.back());
      break;
    case kApplyThrough:
      for (ConcreteObject& object : path.objects) {
        if ((object.holders & slot) != 0) change(object);
      }
      break;
    case kEscapeAll:
      for (ConcreteObject& object : path.objects) {
        if (object.typestate == Typestate::kOwed) object.typestate = Typestate::kEscaped;
      }
      break;
    case kAssume:
      outcome.is_feasible = (static_cast<int>(value) & static_cast<int>(operation.truth)) != 0;
      break;
  }
  // `Reopen` of an object that nobody holds: there is nobody to do it.
  for (ConcreteObject& object : path.objects) {
    if (object.typestate == Typestate::kOwed && object.holders == 0) outcome.is_feasible = false;
  }
  return outcome;
}

bool Covers(const Cell& cell, const ConcreteObject& object, const Path& path) {
  if (cell.IsBottom()) return false;
  if (object.typestate != Typestate::kUnborn) {
    constexpr SlotMask kAll = (SlotMask{1} << kSlots) - 1;
    if ((object.holders & ~cell.may_hold) != 0 || ((cell.must_hold & kAll) & ~object.holders) != 0) return false;
  }
  for (std::uint32_t i = 0; i < kSlots; ++i) {
    const SlotMask allowed = path.values[i] == Truth::kNone ? cell.may_be_none : path.values[i] == Truth::kEmpty ? cell.may_be_empty : cell.may_be_true;
    if ((allowed >> i & 1U) == 0) return false;
  }
  return true;
}

bool Covers(const ObligationState& state, const ConcreteObject& object, const Path& path) {
  return Covers(state.cell(object.typestate), object, path);
}

bool Covers(const TwoInstanceState& state, const Path& path) {
  const ConcreteObject recent = path.objects.empty() ? ConcreteObject() : path.objects.back();
  if (!Covers(state.recent(), recent, path)) return false;
  for (std::size_t i = 0; i + 1 < path.objects.size(); ++i) {
    if (path.objects[i].typestate != Typestate::kUnborn && !Covers(state.older(), path.objects[i], path)) return false;
  }
  return true;
}

// Runs random programs of steps and branches on a set of paths and on the state: the state must cover every path, and must report
// every loss.
TEST(TwoInstanceState, CoversConcreteRuns) {
  Random random(2024);
  std::size_t losses = 0;
  for (int program = 0; program < 4'000; ++program) {
    std::vector<Path> paths(1 + random.Below(3));
    TwoInstanceState state = TwoInstanceState::Unborn();
    for (int step = 0; step < 25; ++step) {
      const Operation operation = DrawOperation(random);
      const bool is_branch = random.OneIn(3);  // only some paths take the step
      TwoInstanceState taken = state;
      const Loss loss = RunStep(operation, taken);
      std::vector<Path> after;
      for (Path path : paths) {
        if (is_branch && random.OneIn(2)) {
          after.push_back(path);
          continue;
        }
        const Outcome outcome = RunConcretely(operation, path, random);
        if (!outcome.is_feasible) continue;
        ASSERT_TRUE(!outcome.is_lost || loss != Loss::kNone) << ToText(state, Name);
        losses += outcome.is_lost ? 1 : 0;
        after.push_back(path);
      }
      const TwoInstanceState before = state;
      state = is_branch ? Join(before, taken) : taken;
      paths = std::move(after);
      for (const Path& path : paths) {
        ASSERT_TRUE(Covers(state, path)) << ToText(before, Name) << "\n" << ToText(state, Name) << " step " << static_cast<int>(operation.kind);
      }
      if (paths.empty()) break;
    }
  }
  EXPECT_GT(losses, 1'000U);
}

// Without branches and with one object nothing is lost in abstraction: what is reported happens.
TEST(ObligationState, IsExactOnOnePath) {
  Random random(2025);
  for (int program = 0; program < 20'000; ++program) {
    Path path;
    ObligationState state = ObligationState::Unborn();
    bool is_made = false;
    for (int step = 0; step < 20; ++step) {
      Operation operation = DrawOperation(random);
      if (operation.kind == Operation::Kind::kBirth && is_made) continue;
      is_made = is_made || operation.kind == Operation::Kind::kBirth;
      if (operation.effect == kMayDischarge || operation.effect == kMayEscape) operation.effect = kDischarge;
      if (operation.kind == Operation::Kind::kDrop) operation.truth = Truth::kUnknown;
      const Outcome outcome = RunConcretely(operation, path, random);
      const Loss loss = RunStep(operation, state);
      if (!outcome.is_feasible) break;
      ASSERT_EQ(loss, outcome.is_lost ? Loss::kMust : Loss::kNone) << ToText(state, Name);
      const ConcreteObject object = path.objects.empty() ? ConcreteObject() : path.objects.back();
      ASSERT_TRUE(state.typestates().IsOnly(object.typestate)) << ToText(state, Name);
      if (object.typestate == Typestate::kUnborn) continue;
      ASSERT_EQ(state.MayHold(), object.holders);
      ASSERT_EQ(state.MustHold(), object.holders);
    }
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
  ObligationState full = state;
  full.ApplyEffectThrough(kB, kDischarge);
  EXPECT_EQ(full.typestates(), TypestateSet{Typestate::kDischarged});
  state.ApplyEffectThrough(kB, kDischarge, WeakUpdate::kSplit);
  EXPECT_EQ(ToText(state, Name), "owed held by a, c; discharged held by a, b, c");
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

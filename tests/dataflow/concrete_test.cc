// The obligation state against concrete runs: what it says must cover what happens on every path, and be exact on a single one.
#include <array>
#include <utility>
#include <vector>

#include "dataflow/obligations/state.h"
#include "gtest/gtest.h"
#include "tests/dataflow/state_samples.h"

namespace dangle {
namespace {

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
Outcome RunConcretely(const StateOperation& operation, Path& path, Random& random) {
  using enum StateOperation::Kind;
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
    const SlotMask allowed = path.values[i] == Truth::kNone    ? cell.may_be_none
                             : path.values[i] == Truth::kEmpty ? cell.may_be_empty
                                                               : cell.may_be_true;
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
      const StateOperation operation = DrawOperation(random);
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
      StateOperation operation = DrawOperation(random);
      if (operation.kind == StateOperation::Kind::kBirth && is_made) continue;
      is_made = is_made || operation.kind == StateOperation::Kind::kBirth;
      if (operation.effect == kMayDischarge || operation.effect == kMayEscape) operation.effect = kDischarge;
      if (operation.kind == StateOperation::Kind::kDrop) operation.truth = Truth::kUnknown;
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

}  // namespace
}  // namespace dangle

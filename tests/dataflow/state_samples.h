// Random steps of obligation states, and states as random programs make them.
#ifndef DANGLE_TESTS_DATAFLOW_STATE_SAMPLES_H_
#define DANGLE_TESTS_DATAFLOW_STATE_SAMPLES_H_

#include <array>
#include <string>

#include "dataflow/obligations/state.h"
#include "tests/dataflow/domain_laws.h"

namespace dangle {

inline constexpr std::uint32_t kSlots = 5;  // few, so that operations meet
inline constexpr std::array<Truth, 6> kTruths = {Truth::kNone, Truth::kEmpty, Truth::kTrue, Truth::kFalse, Truth::kNotNone, Truth::kUnknown};
inline constexpr std::array<Effect, 5> kEffects = {kDischarge, kEscape, kReopen, kMayDischarge, kMayEscape};

inline std::string Name(TrackedSlot slot) { return std::string(1, static_cast<char>('a' + slot.index())); }

// An effect through a slot is none of the steps: it is stronger than what happens where the slot only may hold the object.
// One step of a program, as data, so that the same step runs on abstract and on concrete states.
struct StateOperation {
  enum class Kind { kBirth, kBind, kBindFrom, kBindOther, kInsert, kInsertFrom, kDrop, kApply, kEscapeAll, kAssume };
  Kind kind;
  TrackedSlot slot;
  TrackedSlot from;
  SlotMask slots;
  Truth truth;
  Effect effect;
};

inline StateOperation DrawOperation(Random& random) {
  return {static_cast<StateOperation::Kind>(random.Below(10)),
          TrackedSlot(random.Below(kSlots)),
          TrackedSlot(random.Below(kSlots)),
          random.Below(1U << kSlots),
          kTruths[random.Below(kTruths.size())],
          kEffects[random.Below(kEffects.size())]};
}

template <typename State>
Loss RunStep(const StateOperation& operation, State& state) {
  using enum StateOperation::Kind;
  switch (operation.kind) {
    case kBirth:
      state.Birth(operation.slot);
      return Loss::kNone;
    case kBind:
      return state.Bind(operation.slot);
    case kBindFrom:
      return state.BindFrom(operation.slot, operation.from);
    case kBindOther:
      return state.BindOther(operation.slot, operation.truth);
    case kInsert:
      state.Insert(operation.slot);
      return Loss::kNone;
    case kInsertFrom:
      state.InsertFrom(operation.slot, operation.from);
      return Loss::kNone;
    case kDrop:
      return state.Drop(operation.slots);
    case kApply:
      state.ApplyEffect(operation.effect);
      return Loss::kNone;
    case kEscapeAll:
      state.EscapeAll();
      return Loss::kNone;
    case kAssume:
      state.Assume(operation.slot, operation.truth);
      return Loss::kNone;
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

template <>
struct DomainSamples<ObligationState> {
  static ObligationState Draw(Random& random) { return DrawState<ObligationState>(random); }
};
template <>
struct DomainSamples<TwoInstanceState> {
  static TwoInstanceState Draw(Random& random) { return DrawState<TwoInstanceState>(random); }
};

}  // namespace dangle

#endif  // DANGLE_TESTS_DATAFLOW_STATE_SAMPLES_H_

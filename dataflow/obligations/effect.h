// What code does to an object with a duty: a relation between the typestate before and the typestates possible after, as 4x4
// bits.
//
//   def peek(f): return f.tell()            borrow: every typestate stays
//   def shut(f): f.close()                  discharge: owed becomes discharged
//   def keep(self, f): self.f = f           escape: owed becomes escaped
//   def perhaps(f):
//       if f.name: f.close()                both: owed becomes owed or discharged
//
// Effects are closed under composition (`Then`) and join, both are exact and distribute over each other, so a summary of a
// function gives what inlining it would give. Bottom means "never leaves this way": it is where the fixpoint of a recursive group
// begins, and as the effect of a way out it prunes the callers' edges.
//
// Source: the edge functions of Sagiv, Reps and Horwitz, Precise Interprocedural Dataflow Analysis (TCS 1996), here small enough
// to be values.
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_EFFECT_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_EFFECT_H_

#include <cstdint>
#include <string>

#include "dataflow/engine/domain.h"
#include "dataflow/obligations/typestate.h"

namespace dangle {

class Effect {
 public:
  // Bottom.
  constexpr Effect() = default;
  static constexpr Effect Bottom() { return {}; }
  static constexpr Effect Identity() {
    Effect effect;
    for (const Typestate typestate : kTypestates) effect.SetRow(typestate, {typestate});
    return effect;
  }
  // `from` becomes `to`, every other typestate stays.
  static constexpr Effect Move(Typestate from, Typestate to) {
    Effect effect = Identity();
    effect.SetRow(from, {to});
    return effect;
  }
  // Bit 4 * before + after.
  static constexpr Effect FromBits(std::uint16_t bits) {
    Effect effect;
    effect.bits_ = bits;
    return effect;
  }

  constexpr std::uint16_t bits() const { return bits_; }
  constexpr bool IsBottom() const { return bits_ == 0; }
  // The typestates possible after, for an object that was in `before`.
  constexpr TypestateSet Row(Typestate before) const { return TypestateSet::FromBits(bits_ >> (4 * IndexOf(before))); }
  constexpr bool May(Typestate before, Typestate after) const { return Row(before).Has(after); }
  constexpr void SetRow(Typestate before, TypestateSet after) {
    const std::uint32_t shift = static_cast<std::uint32_t>(4 * IndexOf(before));
    bits_ = static_cast<std::uint16_t>((bits_ & ~(0xFU << shift)) | (after.bits() << shift));
  }

  // The typestates possible after, for an object that was in one of `before`.
  constexpr TypestateSet Apply(TypestateSet before) const {
    TypestateSet after;
    for (const Typestate typestate : kTypestates) {
      if (before.Has(typestate)) after.JoinWith(Row(typestate));
    }
    return after;
  }
  // First this, then `next`.
  constexpr Effect Then(Effect next) const {
    Effect result;
    for (const Typestate typestate : kTypestates) result.SetRow(typestate, next.Apply(Row(typestate)));
    return result;
  }
  // This or `other` happens.
  constexpr JoinEffect JoinWith(Effect other) {
    const Effect before = *this;
    bits_ = static_cast<std::uint16_t>(bits_ | other.bits_);
    return *this == before ? JoinEffect::kUnchanged : JoinEffect::kChanged;
  }
  // Happens or does not: the join with the identity. An effect through a reference that may be to another object.
  constexpr Effect Maybe() const {
    Effect effect = *this;
    effect.JoinWith(Identity());
    return effect;
  }

  friend constexpr bool operator==(Effect, Effect) = default;

 private:
  std::uint16_t bits_ = 0;
};

static_assert(sizeof(Effect) == 2);
static_assert(AbstractDomain<Effect>);

inline constexpr Effect kBorrow = Effect::Identity();
inline constexpr Effect kDischarge = Effect::Move(Typestate::kOwed, Typestate::kDischarged);
inline constexpr Effect kEscape = Effect::Move(Typestate::kOwed, Typestate::kEscaped);
inline constexpr Effect kMayDischarge = kDischarge.Maybe();
inline constexpr Effect kMayEscape = kEscape.Maybe();
// `connect()` on a client that was closed: the duty is back.
inline constexpr Effect kReopen = Effect::Move(Typestate::kDischarged, Typestate::kOwed);

// Can code with this effect free its caller of the duty (owed becomes discharged or escaped)?
constexpr bool MayDischarge(Effect effect) { return effect.May(Typestate::kOwed, Typestate::kDischarged); }
constexpr bool MayEscape(Effect effect) { return effect.May(Typestate::kOwed, Typestate::kEscaped); }

// "never", "borrow", else what changes: "owed -> discharged", "owed -> owed | discharged, discharged -> owed". An empty row, from
// which this way out is never taken, is "owed -> never".
std::string ToText(Effect effect);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_EFFECT_H_

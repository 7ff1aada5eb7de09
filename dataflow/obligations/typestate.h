// The typestates of an object with a duty, and sets of them.
//
//   f = None              {unborn}
//   if name:
//       f = open(name)    {owed}
//   …                     {unborn, owed}
//   if f: f.close()       {unborn, discharged}
//
// A set says in which typestates the object of one site may be at one program point. Its join is union: 4 bits, height 4, no
// widening.
//
// Source: Strom and Yemini, Typestate (IEEE TSE 1986).
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_TYPESTATE_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_TYPESTATE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "dataflow/engine/domain.h"

namespace dangle {

enum class Typestate : std::uint8_t {
  kUnborn,      // not made on these paths, or made and gone without a trace
  kOwed,        // made, and nobody else has taken it over
  kDischarged,  // awaited, released, finished
  kEscaped,     // now the duty of somebody who outlives us: caller, field, global, task group
};

inline constexpr std::array<Typestate, 4> kTypestates = {Typestate::kUnborn, Typestate::kOwed, Typestate::kDischarged, Typestate::kEscaped};
inline constexpr std::size_t kTypestateCount = kTypestates.size();

constexpr std::size_t IndexOf(Typestate typestate) { return static_cast<std::size_t>(typestate); }

// "unborn", "owed", "discharged", "escaped".
std::string_view TypestateName(Typestate typestate);

class TypestateSet {
 public:
  constexpr TypestateSet() = default;
  constexpr TypestateSet(std::initializer_list<Typestate> typestates) {
    for (const Typestate typestate : typestates) Add(typestate);
  }
  static constexpr TypestateSet Bottom() { return {}; }
  // The low four bits, one per typestate in the order of the enumeration.
  static constexpr TypestateSet FromBits(std::uint32_t bits) {
    TypestateSet set;
    set.bits_ = static_cast<std::uint8_t>(bits & 0xFU);
    return set;
  }

  constexpr std::uint32_t bits() const { return bits_; }
  constexpr bool IsBottom() const { return bits_ == 0; }
  constexpr bool Has(Typestate typestate) const { return ((bits_ >> IndexOf(typestate)) & 1U) != 0; }
  constexpr bool IsOnly(Typestate typestate) const { return bits_ == (1U << IndexOf(typestate)); }
  constexpr void Add(Typestate typestate) { bits_ = static_cast<std::uint8_t>(bits_ | (1U << IndexOf(typestate))); }
  constexpr void Remove(Typestate typestate) { bits_ = static_cast<std::uint8_t>(bits_ & ~(1U << IndexOf(typestate))); }
  constexpr JoinEffect JoinWith(TypestateSet other) {
    const TypestateSet before = *this;
    bits_ = static_cast<std::uint8_t>(bits_ | other.bits_);
    return *this == before ? JoinEffect::kUnchanged : JoinEffect::kChanged;
  }

  friend constexpr bool operator==(TypestateSet, TypestateSet) = default;

 private:
  std::uint8_t bits_ = 0;
};

static_assert(sizeof(TypestateSet) == 1);
static_assert(AbstractDomain<TypestateSet>);

// "{unborn, owed}".
std::string ToText(TypestateSet set);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_TYPESTATE_H_

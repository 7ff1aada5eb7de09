// What an analysis computes with: a join-semilattice with a least element, as a plain value.
//
//   if ready:                     state after the `if`: a
//       f.close()                 state after the close: b
//   use(f)                        here: a.JoinWith(b), which says whether `a` changed
//
// a.JoinWith(b) makes `a` the least upper bound of both. Bottom means "not reached" and is the neutral element of the join.
// Equality is equality of meaning: every domain keeps its values canonical, so that a fixpoint is reached when nothing changes
// any more. A domain of finite height needs nothing else; one of infinite height is Widenable as well. Nobody needs meet or
// narrow.
//
// Source: Cousot and Cousot, Abstract Interpretation (POPL 1977); the join that reports its effect after clang's DataflowLattice.
#ifndef DANGLE_DATAFLOW_ENGINE_DOMAIN_H_
#define DANGLE_DATAFLOW_ENGINE_DOMAIN_H_

#include <concepts>
#include <cstdint>

namespace dangle {

enum class JoinEffect : std::uint8_t { kUnchanged, kChanged };

constexpr JoinEffect operator|(JoinEffect a, JoinEffect b) {
  return a == JoinEffect::kChanged || b == JoinEffect::kChanged ? JoinEffect::kChanged : JoinEffect::kUnchanged;
}

template <typename D>
concept AbstractDomain = std::regular<D> && requires(D a, const D& b) {
  { D::Bottom() } -> std::same_as<D>;
  { b.IsBottom() } -> std::same_as<bool>;
  { a.JoinWith(b) } -> std::same_as<JoinEffect>;
};

// `a.WidenWith(previous)`: `a` is the join at a loop head, `previous` what stood there before; makes `a` large enough that only
// finitely many steps can follow.
template <typename D>
concept Widenable = AbstractDomain<D> && requires(D a, const D& previous) {
  { a.WidenWith(previous) } -> std::same_as<JoinEffect>;
};

// The join as a function; for tests and for code where speed does not matter.
template <AbstractDomain D>
D Join(D a, const D& b) {
  a.JoinWith(b);
  return a;
}

// The order of the lattice: a ⊑ b if joining `a` into `b` changes nothing.
template <AbstractDomain D>
bool IsLessOrEqual(const D& a, D b) {
  return b.JoinWith(a) == JoinEffect::kUnchanged;
}

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_ENGINE_DOMAIN_H_

// The laws of a domain as a typed test suite. A domain joins by saying how its values are drawn:
//
//   template <> struct DomainSamples<Effect> { static Effect Draw(Random& random) { … } };
//   INSTANTIATE_TYPED_TEST_SUITE_P(Effect, DomainLaws, Effect);
#ifndef DANGLE_TESTS_DATAFLOW_DOMAIN_LAWS_H_
#define DANGLE_TESTS_DATAFLOW_DOMAIN_LAWS_H_

#include <cstdint>
#include <random>

#include "dataflow/engine/domain.h"
#include "gtest/gtest.h"

namespace dangle {

// The same numbers on every machine (the standard's distributions are not).
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t Bits() { return engine_(); }
  std::uint32_t Below(std::uint32_t limit) { return static_cast<std::uint32_t>(engine_() % limit); }
  bool OneIn(std::uint32_t n) { return Below(n) == 0; }

 private:
  std::mt19937_64 engine_;
};

template <typename D>
struct DomainSamples;

template <typename D>
class DomainLaws : public testing::Test {
 protected:
  static constexpr int kTriples = 20'000;

  D Draw() { return DomainSamples<D>::Draw(random_); }
  // A second value that is often related to the first: chance alone seldom meets a ⊑ b.
  D DrawNear(const D& a) {
    D b = Draw();
    return random_.OneIn(3) ? Join(a, b) : random_.OneIn(4) ? a : b;
  }

  Random random_{20'021'118};
};

TYPED_TEST_SUITE_P(DomainLaws);

TYPED_TEST_P(DomainLaws, BottomIsLeastAndNeutral) {
  const TypeParam bottom = TypeParam::Bottom();
  ASSERT_TRUE(bottom.IsBottom());
  ASSERT_TRUE(TypeParam() == bottom);
  for (int i = 0; i < this->kTriples; ++i) {
    const TypeParam a = this->Draw();
    ASSERT_EQ(a.IsBottom(), a == bottom);
    ASSERT_TRUE(Join(a, bottom) == a);
    ASSERT_TRUE(Join(bottom, a) == a);
    ASSERT_TRUE(IsLessOrEqual(bottom, a));
  }
}

TYPED_TEST_P(DomainLaws, JoinIsIdempotentCommutativeAssociative) {
  for (int i = 0; i < this->kTriples; ++i) {
    const TypeParam a = this->Draw();
    const TypeParam b = this->DrawNear(a);
    const TypeParam c = this->DrawNear(b);
    ASSERT_TRUE(Join(a, a) == a);
    ASSERT_TRUE(Join(a, b) == Join(b, a));
    ASSERT_TRUE(Join(Join(a, b), c) == Join(a, Join(b, c)));
  }
}

TYPED_TEST_P(DomainLaws, JoinSaysWhetherItChanged) {
  for (int i = 0; i < this->kTriples; ++i) {
    const TypeParam a = this->Draw();
    const TypeParam b = this->DrawNear(a);
    TypeParam joined = a;
    const JoinEffect effect = joined.JoinWith(b);
    ASSERT_EQ(effect == JoinEffect::kChanged, !(joined == a));
    ASSERT_TRUE(joined.JoinWith(b) == JoinEffect::kUnchanged);
  }
}

TYPED_TEST_P(DomainLaws, JoinIsTheLeastUpperBound) {
  for (int i = 0; i < this->kTriples; ++i) {
    const TypeParam a = this->Draw();
    const TypeParam b = this->DrawNear(a);
    const TypeParam c = Join(this->DrawNear(a), b);
    ASSERT_TRUE(IsLessOrEqual(a, Join(a, b)));
    ASSERT_TRUE(IsLessOrEqual(b, Join(a, b)));
    if (IsLessOrEqual(a, c)) {
      ASSERT_TRUE(IsLessOrEqual(Join(a, b), c));
    }
  }
}

TYPED_TEST_P(DomainLaws, JoinIsMonotone) {
  for (int i = 0; i < this->kTriples; ++i) {
    const TypeParam a = this->Draw();
    const TypeParam larger = Join(a, this->Draw());
    const TypeParam b = this->DrawNear(a);
    ASSERT_TRUE(IsLessOrEqual(Join(a, b), Join(larger, b)));
  }
}

TYPED_TEST_P(DomainLaws, WideningIsAnUpperBound) {
  if constexpr (Widenable<TypeParam>) {
    for (int i = 0; i < this->kTriples; ++i) {
      const TypeParam previous = this->Draw();
      const TypeParam joined = Join(previous, this->Draw());
      TypeParam widened = joined;
      const JoinEffect effect = widened.WidenWith(previous);
      ASSERT_EQ(effect == JoinEffect::kChanged, !(widened == joined));
      ASSERT_TRUE(IsLessOrEqual(joined, widened));
    }
  }
}

REGISTER_TYPED_TEST_SUITE_P(DomainLaws, BottomIsLeastAndNeutral, JoinIsIdempotentCommutativeAssociative, JoinSaysWhetherItChanged,
                            JoinIsTheLeastUpperBound, JoinIsMonotone, WideningIsAnUpperBound);

}  // namespace dangle

#endif  // DANGLE_TESTS_DATAFLOW_DOMAIN_LAWS_H_

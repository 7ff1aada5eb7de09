#include "ir/verifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "ir/parser.h"
#include "ir/printer.h"

namespace dangle {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> Verify(std::string_view text) {
  NameTable names;
  const absl::StatusOr<Function> function = ParseFunction(text, names);
  if (!function.ok()) return {std::string(function.status().message())};
  EXPECT_EQ(PrintFunction(*ParseFunction(PrintFunction(*function, names), names), names), PrintFunction(*function, names));
  return VerifyFunction(*function);
}

TEST(Verifier, AcceptsAHandlerThatKeepsAnIterator) {
  EXPECT_THAT(Verify(R"(
func f(a)
  slot a
  b0:
    %0 = param a
    %1 = iterate %0 !
    jump b1
  b1:  from b0, b2, b3
    %3 = next %1, b2, b4 !
  b2:  from b1 true  raise b3
    %4 = call move %3() !
    drop %4
    jump b1
  b3:  from b2 raise  survivors %1
    %7 = catch raise
    drop %7
    jump b1
  b4:  from b1 false
    drop %1
    return %0
)"),
              IsEmpty());
}

TEST(Verifier, ATemporaryIsMovedOnce) {
  EXPECT_THAT(Verify(R"(
func f(a)
  slot a
  b0:
    %0 = param a
    %1 = call %0() !
    %2 = call move %1(move %1) !
    return move %2
)"),
              Contains(HasSubstr("a second time")));
  EXPECT_THAT(Verify(R"(
func f(a)
  slot a
  b0:
    %0 = param a
    %1 = call %0() !
    drop %1
    %3 = call %0(%1) !
    return move %3
)"),
              Contains(HasSubstr("has ended")));
}

TEST(Verifier, TemporariesAgreeWhereWaysMeet) {
  EXPECT_THAT(Verify(R"(
func f(a)
  slot a
  b0:
    %0 = param a
    %1 = call %0() !
    branch %0, b1, b2 !
  b1:  from b0 true
    drop %1
    jump b2
  b2:  from b0 false, b1
    return %0
)"),
              Contains(HasSubstr("others with")));
}

TEST(Verifier, AnExpressionPhiTakesOver) {
  EXPECT_THAT(Verify(R"(
func f(a)
  slot a
  b0:
    %0 = param a
    %1 = call %0() !
    branch %1, b2, b1 !
  b1:  from b0 false
    drop %1
    %4 = call %0() !
    jump b2
  b2:  from b0 true, b1
    %6 = phi (%1, %4)
    return move %6
)"),
              IsEmpty());
}

TEST(Verifier, VariablesDoNotChangeBehindARaisePoint) {
  EXPECT_THAT(Verify(R"(
func f(a)
  slot a
  b0:  raise b1
    %0 = param a
    %1 = call %0() !
    bind a, move %1
    return %1
  b1:  from b0 raise
    %4 = catch raise
    reraise move %4 !~
)"),
              Contains(HasSubstr("a variable changes")));
}

TEST(Verifier, UsesAreDominated) {
  EXPECT_THAT(Verify(R"(
func f(a)
  slot a
  b0:
    %0 = param a
    branch %0, b1, b2 !
  b1:  from b0 true
    %2 = const none
    jump b2
  b2:  from b0 false, b1
    return %2
)"),
              Contains(HasSubstr("not defined on every way")));
}

TEST(Verifier, EdgesAgree) {
  EXPECT_THAT(Verify(R"(
func f()
  b0:
    jump b1
  b1:
    unreachable
)"),
              Contains(HasSubstr("its predecessors")));
  EXPECT_THAT(Verify(R"(
func f()
  b0:  cancel b1
    %0 = const none
    return %0
  b1:  from b0 cancel
    %2 = catch cancel
    reraise move %2 !~
)"),
              Contains(HasSubstr("no instruction may be cancelled")));
}

}  // namespace
}  // namespace dangle

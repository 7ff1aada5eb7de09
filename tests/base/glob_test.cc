#include "base/glob.h"

#include <string>

#include "gtest/gtest.h"

namespace dangle {
namespace {

TEST(Glob, Characters) {
  EXPECT_TRUE(MatchesGlob("abc", "abc"));
  EXPECT_FALSE(MatchesGlob("abc", "abcd"));
  EXPECT_FALSE(MatchesGlob("abcd", "abc"));
  EXPECT_TRUE(MatchesGlob("a?c", "axc"));
  EXPECT_FALSE(MatchesGlob("a?c", "a/c"));
  EXPECT_TRUE(MatchesGlob("", ""));
  EXPECT_FALSE(MatchesGlob("", "a"));
}

TEST(Glob, Stars) {
  EXPECT_TRUE(MatchesGlob("test_*.py", "test_a.py"));
  EXPECT_TRUE(MatchesGlob("*", "anything"));
  EXPECT_FALSE(MatchesGlob("*", "a/b"));
  EXPECT_TRUE(MatchesGlob("a*b*c", "a__b_b__c"));
  EXPECT_TRUE(MatchesGlob("**", "a/b/c"));
  EXPECT_TRUE(MatchesGlob("src/**/gen.py", "src/gen.py"));
  EXPECT_TRUE(MatchesGlob("src/**/gen.py", "src/a/b/gen.py"));
  EXPECT_FALSE(MatchesGlob("src/**/gen.py", "src/a/xgen.py"));
  EXPECT_TRUE(MatchesGlob("**/b", "b"));
  EXPECT_TRUE(MatchesGlob("**/b", "a/b"));
}

TEST(Glob, Sets) {
  EXPECT_TRUE(MatchesGlob("v[0-9].py", "v3.py"));
  EXPECT_FALSE(MatchesGlob("v[!0-9].py", "v3.py"));
  EXPECT_TRUE(MatchesGlob("[]a]", "]"));
  EXPECT_TRUE(MatchesGlob("a[b", "a[b"));
}

TEST(Glob, HostilePatternTakesLinearTimeInThePattern) {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "*a";
  EXPECT_FALSE(MatchesGlob(pattern + "b", std::string(2000, 'a')));
}

TEST(Glob, PathsByName) {
  EXPECT_TRUE(MatchesPath("test_*.py", "test_a.py"));
  EXPECT_TRUE(MatchesPath("test_*.py", "pkg/test_a.py"));
  EXPECT_TRUE(MatchesPath("tests/", "pkg/tests/a.py"));
  EXPECT_TRUE(MatchesPath("tests/", "tests/"));
  EXPECT_FALSE(MatchesPath("tests/", "pkg/tests"));
  EXPECT_FALSE(MatchesPath("tests/", "mytests/a.py"));
  EXPECT_TRUE(MatchesPath("node_modules", "a/node_modules/b.py"));
}

TEST(Glob, PathsFromTheRoot) {
  EXPECT_TRUE(MatchesPath("docs/conf.py", "docs/conf.py"));
  EXPECT_FALSE(MatchesPath("docs/conf.py", "a/docs/conf.py"));
  EXPECT_TRUE(MatchesPath("docs/gen", "docs/gen/a.py"));
  EXPECT_TRUE(MatchesPath("/build", "build/a.py"));
  EXPECT_FALSE(MatchesPath("/build", "a/build/a.py"));
  EXPECT_TRUE(MatchesPath("./a/*.py", "a/b.py"));
}

}  // namespace
}  // namespace dangle

#include "report/unicode.h"

#include <gtest/gtest.h>

namespace dangle {
namespace {

TEST(UnicodeTest, ValidTextIsKept) {
  const std::string text = "a\xC3\xA9\xE2\x9C\x93\xF0\x9F\x90\x8D\n";
  EXPECT_TRUE(IsValidUtf8(text));
  EXPECT_EQ(SanitizeUtf8(text), text);
}

TEST(UnicodeTest, EachMaximalSubpartBecomesOneReplacement) {
  const std::string r = "\xEF\xBF\xBD";
  // The example of the standard's table 3-8.
  EXPECT_EQ(SanitizeUtf8("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64"), "a" + r + r + r + "b" + r + "c" + r + r + "d");
  EXPECT_EQ(SanitizeUtf8("\xC0\xAF"), r + r);                  // overlong
  EXPECT_EQ(SanitizeUtf8("\xED\xA0\x80"), r + r + r);          // a surrogate
  EXPECT_EQ(SanitizeUtf8("\xF4\x90\x80\x80"), r + r + r + r);  // beyond U+10FFFF
  EXPECT_EQ(SanitizeUtf8("\xF0\x9F"), r);                      // cut off
  EXPECT_FALSE(IsValidUtf8("\xF0\x9F"));
}

TEST(UnicodeTest, DecodesAtTheEdges) {
  EXPECT_EQ(DecodeCodePoint("\xF4\x8F\xBF\xBF", 0).code_point, 0x10FFFFU);
  EXPECT_EQ(DecodeCodePoint("\xED\x9F\xBF", 0).code_point, 0xD7FFU);
  EXPECT_EQ(DecodeCodePoint("\xC2\x80", 0).code_point, 0x80U);
  EXPECT_EQ(DecodeCodePoint("x\xC2", 1).length, 1U);
}

TEST(UnicodeTest, Widths) {
  EXPECT_EQ(DisplayWidth('a'), 1U);
  EXPECT_EQ(DisplayWidth(0x65E5), 2U);   // 日
  EXPECT_EQ(DisplayWidth(0x1F40D), 2U);  // snake
  EXPECT_EQ(DisplayWidth(0x301), 0U);    // combining acute
  EXPECT_EQ(DisplayWidth(0x2713), 1U);   // check mark
}

TEST(UnicodeTest, ControlsMayNotReachATerminal) {
  EXPECT_TRUE(IsUnsafeOnTerminal(0x1B));
  EXPECT_TRUE(IsUnsafeOnTerminal(0x9B));
  EXPECT_TRUE(IsUnsafeOnTerminal(0x202E));
  EXPECT_FALSE(IsUnsafeOnTerminal('a'));
  EXPECT_FALSE(IsUnsafeOnTerminal(0xE9));
}

}  // namespace
}  // namespace dangle

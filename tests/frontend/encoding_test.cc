#include "frontend/encoding.h"

#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace dangle {
namespace {

using std::string_literals::operator""s;

TEST(Encoding, PlainUtf8StaysAsItIs) {
  const std::string text = "x = 'é€😀'\r\ny\t= 1\rz = 2";
  const DecodedSource source = DecodeSource(text);
  EXPECT_EQ(source.text, text);
  EXPECT_TRUE(source.problems.empty());
}

TEST(Encoding, EmptyFile) {
  EXPECT_EQ(DecodeSource("").text, "");
  EXPECT_TRUE(DecodeSource("").problems.empty());
}

TEST(Encoding, ByteOrderMarkIsDropped) {
  const DecodedSource source = DecodeSource("\xEF\xBB\xBFx = 1\n");
  EXPECT_EQ(source.text, "x = 1\n");
  EXPECT_TRUE(source.problems.empty());
}

TEST(Encoding, MarkWithOtherDeclarationIsAProblem) {
  const DecodedSource source = DecodeSource("\xEF\xBB\xBF# coding: latin-1\n");
  ASSERT_EQ(source.problems.size(), 1U);
  EXPECT_NE(source.problems[0].message.find("latin-1"), std::string::npos);
  EXPECT_TRUE(DecodeSource("\xEF\xBB\xBF# coding: utf-8\n").problems.empty());
  EXPECT_FALSE(DecodeSource("\xEF\xBB\xBF# coding: utf8\n").problems.empty());
}

TEST(Encoding, DeclarationIsFoundInTheFirstTwoLinesOnly) {
  EXPECT_EQ(DeclaredEncoding("# -*- coding: latin-1 -*-\n"), "latin-1");
  EXPECT_EQ(DeclaredEncoding("#!/bin/sh\n# vim: set fileencoding=cp1252 :\n"), "cp1252");
  EXPECT_EQ(DeclaredEncoding("\f \n#coding=utf_8"), "utf_8");
  EXPECT_EQ(DeclaredEncoding("\r\n# coding: ascii\r\n"), "ascii");
  EXPECT_EQ(DeclaredEncoding("\n\n# coding: latin-1\n"), "");
  EXPECT_EQ(DeclaredEncoding("x = 1\n# coding: latin-1\n"), "");
  EXPECT_EQ(DeclaredEncoding("x = 'coding: latin-1'\n"), "");
  EXPECT_EQ(DeclaredEncoding("# encoding utf-8, coding: latin-1\n"), "latin-1");
  EXPECT_EQ(DeclaredEncoding(""), "");
}

TEST(Encoding, OneByteEncodings) {
  EXPECT_EQ(DecodeSource("# coding: latin-1\nx = '\xE9'\n").text, "# coding: latin-1\nx = 'é'\n");
  EXPECT_EQ(DecodeSource("# coding: cp1252\nx = '\x80'\n").text, "# coding: cp1252\nx = '€'\n");
  EXPECT_EQ(DecodeSource("# coding: iso-8859-15\nx = '\xA4'\n").text, "# coding: iso-8859-15\nx = '€'\n");
  EXPECT_EQ(DecodeSource("# coding: koi8-r\nx = '\xC1'\n").text, "# coding: koi8-r\nx = 'а'\n");
  EXPECT_EQ(DecodeSource("# coding: iso_latin_1_unix\nx = '\xE9'\n").text, "# coding: iso_latin_1_unix\nx = 'é'\n");
}

TEST(Encoding, LongTextThroughTheConverter) {
  std::string bytes = "# coding: shift_jis\n";
  std::string expected = bytes;
  for (int i = 0; i < 5000; ++i) {
    bytes += "\x82\xA0";
    expected += "あ";
  }
  const DecodedSource source = DecodeSource(bytes);
  EXPECT_EQ(source.text, expected);
  EXPECT_TRUE(source.problems.empty());
}

TEST(Encoding, BytesOutsideOfTheDeclaredEncoding) {
  const DecodedSource source = DecodeSource("# coding: ascii\nx = '\xE9'\ny = 1\n");
  ASSERT_EQ(source.problems.size(), 1U);
  EXPECT_EQ(source.text, "# coding: ascii\nx = '\xEF\xBF\xBD'\ny = 1\n");
  EXPECT_EQ(source.problems[0].range, (SourceRange{21, 24}));
  EXPECT_EQ(source.problems[0].message.find("byte 0xe9 is not valid in ascii"), 0U);
  EXPECT_EQ(DecodeSource("# coding: cp1252\n'\x81'\n").problems.size(), 1U);
}

TEST(Encoding, UnknownAndWideDeclarations) {
  const DecodedSource unknown = DecodeSource("# coding: nosuch\nx = 'é'\n");
  ASSERT_EQ(unknown.problems.size(), 1U);
  EXPECT_EQ(unknown.problems[0].range, (SourceRange{10, 16}));
  EXPECT_EQ(unknown.text, "# coding: nosuch\nx = 'é'\n");
  EXPECT_EQ(DecodeSource("# coding: utf-16\nx = 1\n").problems.size(), 1U);
  EXPECT_EQ(DecodeSource("# coding: UTF-16-LE\nx = 1\n").problems.size(), 1U);
}

TEST(Encoding, WideFilesAreReadAndReported) {
  const DecodedSource source = DecodeSource("\xFF\xFEx\0 \0=\0 \0"s + "1\0\n\0"s);
  EXPECT_EQ(source.text, "x = 1\n");
  ASSERT_EQ(source.problems.size(), 1U);
  EXPECT_NE(source.problems[0].message.find("UTF-16"), std::string::npos);
}

TEST(Encoding, InvalidUtf8IsReplacedAndReportedOnce) {
  const DecodedSource source = DecodeSource("a = '\xFF\xFE'\nb = 1\n");
  EXPECT_EQ(source.text, "a = '\xEF\xBF\xBD\xEF\xBF\xBD'\nb = 1\n");
  ASSERT_EQ(source.problems.size(), 1U);
  EXPECT_EQ(source.problems[0].range, (SourceRange{5, 8}));
  EXPECT_NE(source.problems[0].message.find("and 1 more"), std::string::npos);
}

TEST(Encoding, NulBytesBecomeSpaces) {
  const DecodedSource source = DecodeSource("a\0b\0c\n"s);
  EXPECT_EQ(source.text, "a b c\n");
  ASSERT_EQ(source.problems.size(), 1U);
  EXPECT_EQ(source.problems[0].range, (SourceRange{1, 2}));
}

TEST(Encoding, WellFormedUtf8) {
  EXPECT_EQ(ValidUtf8Prefix("0123456789\xC3\xA9"), 12U);
  EXPECT_EQ(ValidUtf8Prefix("\xC0\xAF"), 0U);      // overlong
  EXPECT_EQ(ValidUtf8Prefix("\xE0\x9F\xBF"), 0U);  // overlong
  EXPECT_EQ(ValidUtf8Prefix("\xED\xA0\x80"), 0U);  // surrogate
  EXPECT_EQ(ValidUtf8Prefix("\xED\x9F\xBF"), 3U);
  EXPECT_EQ(ValidUtf8Prefix("\xF4\x8F\xBF\xBF"), 4U);
  EXPECT_EQ(ValidUtf8Prefix("\xF4\x90\x80\x80"), 0U);  // beyond U+10FFFF
  EXPECT_EQ(ValidUtf8Prefix("ab\xE2\x82"), 2U);        // cut short
}

}  // namespace
}  // namespace dangle

#include "report/fingerprint.h"

#include <gtest/gtest.h>

#include <string>

namespace dangle {
namespace {

std::string Hashes(std::string_view bytes) {
  std::string joined;
  for (const LineHash& line_hash : PrimaryLocationLineHashes(bytes)) {
    if (!joined.empty()) joined += ' ';
    joined += FormatLineHash(line_hash);
  }
  return joined;
}

// The vectors of github/codeql-action's own test of its fingerprints.
TEST(FingerprintTest, EmptyText) { EXPECT_EQ(Hashes(""), "c129715d7a2bc9a3:1"); }

TEST(FingerprintTest, BlanksAreDropped) {
  EXPECT_EQ(Hashes(" a\nb\n  \t\tc\n d"), "271789c17abda88f:1 54703d4cd895b18:1 180aee12dab6264:1 a23a3dc5e078b07b:1");
}

TEST(FingerprintTest, EmptyLines) {
  EXPECT_EQ(Hashes(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End"),
            "8b7cf3e952e7aeb2:1 b1ae1287ec4718d9:1 bff680108adb0fcc:1 c6805c5e1288b612:1 b86d3392aea1be30:1 e6ceba753e1a442:1");
}

TEST(FingerprintTest, MixedLineEndings) {
  const std::string expected =
      "e9496ae3ebfced30:1 fb7c023a8b9ccb3f:1 ce8ba1a563dcdaca:1 e20e36e16fcb0cc8:1 b3edc88f2938467e:1 c8e28b0b4002a3a0:1 "
      "c129715d7a2bc9a3:1";
  EXPECT_EQ(Hashes(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n"), expected);
  EXPECT_EQ(Hashes(" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n"), expected);
  EXPECT_EQ(Hashes(" hello; \t\rworld!!!\r\r\r  \t\tGreetings\r End\r"), expected);
  EXPECT_EQ(Hashes(" hello; \t\r\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n"), expected);
}

TEST(FingerprintTest, EqualLinesAreCounted) {
  std::string text;
  for (int i = 0; i < 10; ++i) text += "Lorem ipsum dolor sit amet.\n";
  EXPECT_EQ(Hashes(text),
            "a7f2ff13bc495cf2:1 a7f2ff13bc495cf2:2 a7f2ff13bc495cf2:3 a7f2ff13bc495cf2:4 a7f2ff13bc495cf2:5 "
            "a7f2ff13bc495cf2:6 a7f2ff1481e87703:1 a9cf91f7bbf1862b:1 55ec222b86bcae53:1 cc97dc7b1d7d8f7b:1 c129715d7a2bc9a3:1");
}

// Expectations of these were computed by an independent walk in Python over str.encode('utf-16').
TEST(FingerprintTest, UnitsAreUtf16) {
  EXPECT_EQ(Hashes("x = '\xF0\x9F\x90\x8D'\n\xC3\xA9\n"), "f49c8b192f4eee9:1 46b47b20627f8c7a:1 c129715d7a2bc9a3:1");
  EXPECT_EQ(Hashes("\xEF\xBB\xBFx = 1\n"), "973f80c4b80f40b6:1 c129715d7a2bc9a3:1");
}

TEST(FingerprintTest, DamagedBytesAreReplacementCharacters) { EXPECT_EQ(Hashes("a\xFF\xE2\x82z"), Hashes("a\xEF\xBF\xBD\xEF\xBF\xBDz")); }

}  // namespace
}  // namespace dangle

// What writers need to know about text: code points out of bytes that may be damaged, clean UTF-8, and the width of a code
// point on a terminal.
//
//   name = "日本"; f(name)      # `f` stands in code point column 14 and in terminal column 16
//
// Source: The Unicode Standard 15.0, 3.9 (maximal subparts, U+FFFD); UAX #11 (East Asian Width); the WHATWG Encoding Standard.
#ifndef DANGLE_REPORT_UNICODE_H_
#define DANGLE_REPORT_UNICODE_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace dangle {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

struct DecodedCodePoint {
  char32_t code_point = kReplacementCharacter;
  std::uint32_t length = 1;  // bytes; of a damaged sequence its maximal subpart, at least 1
  bool valid = false;
};

// The code point at `offset` < text.size(). Damaged bytes give U+FFFD as every browser and Node do, one per maximal subpart.
DecodedCodePoint DecodeCodePoint(std::string_view text, std::size_t offset);

bool IsValidUtf8(std::string_view text);
// The text with each damaged sequence replaced by U+FFFD; JSON must be valid UTF-8.
std::string SanitizeUtf8(std::string_view text);

// Columns on a terminal: 0 for combining marks, 2 for wide and emoji, else 1.
unsigned DisplayWidth(char32_t code_point);
// True for what may not reach a terminal as it is: control characters (escape sequences) and the bidirectional overrides that
// make code read differently than it runs (CVE-2021-42574). A tab counts as one.
bool IsUnsafeOnTerminal(char32_t code_point);

}  // namespace dangle

#endif  // DANGLE_REPORT_UNICODE_H_

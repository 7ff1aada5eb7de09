#include "report/unicode.h"

#include <algorithm>
#include <array>
#include <span>

namespace dangle {

namespace {

struct CodePointRange {
  char32_t first;
  char32_t last;
};

// East Asian Width W and F of Unicode 14.0, with the unassigned gaps inside a block joined.
constexpr auto kWide = std::to_array<CodePointRange>({
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},   {0x23F0, 0x23F0},   {0x23F3, 0x23F3},   {0x25FD, 0x25FE},
    {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267F, 0x267F},   {0x2693, 0x2693},   {0x26A1, 0x26A1},   {0x26AA, 0x26AB},   {0x26BD, 0x26BE},
    {0x26C4, 0x26C5},   {0x26CE, 0x26CE},   {0x26D4, 0x26D4},   {0x26EA, 0x26EA},   {0x26F2, 0x26F3},   {0x26F5, 0x26F5},   {0x26FA, 0x26FA},
    {0x26FD, 0x26FD},   {0x2705, 0x2705},   {0x270A, 0x270B},   {0x2728, 0x2728},   {0x274C, 0x274C},   {0x274E, 0x274E},   {0x2753, 0x2755},
    {0x2757, 0x2757},   {0x2795, 0x2797},   {0x27B0, 0x27B0},   {0x27BF, 0x27BF},   {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2B55, 0x2B55},
    {0x2E80, 0x303E},   {0x3041, 0x3247},   {0x3250, 0x4DBF},   {0x4E00, 0xA4C6},   {0xA960, 0xA97C},   {0xAC00, 0xD7A3},   {0xF900, 0xFAD9},
    {0xFE10, 0xFE6B},   {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},   {0x16FE0, 0x1B2FB}, {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F18E},
    {0x1F191, 0x1F19A}, {0x1F200, 0x1F320}, {0x1F32D, 0x1F335}, {0x1F337, 0x1F37C}, {0x1F37E, 0x1F393}, {0x1F3A0, 0x1F3CA}, {0x1F3CF, 0x1F3D3},
    {0x1F3E0, 0x1F3F0}, {0x1F3F4, 0x1F3F4}, {0x1F3F8, 0x1F43E}, {0x1F440, 0x1F440}, {0x1F442, 0x1F4FC}, {0x1F4FF, 0x1F53D}, {0x1F54B, 0x1F54E},
    {0x1F550, 0x1F567}, {0x1F57A, 0x1F57A}, {0x1F595, 0x1F596}, {0x1F5A4, 0x1F5A4}, {0x1F5FB, 0x1F64F}, {0x1F680, 0x1F6C5}, {0x1F6CC, 0x1F6CC},
    {0x1F6D0, 0x1F6D2}, {0x1F6D5, 0x1F6DF}, {0x1F6EB, 0x1F6EC}, {0x1F6F4, 0x1F6FC}, {0x1F7E0, 0x1F7F0}, {0x1F90C, 0x1F93A}, {0x1F93C, 0x1F945},
    {0x1F947, 0x1F9FF}, {0x1FA70, 0x1FAF6}, {0x20000, 0x3FFFD},
});

// The combining marks that source code has: general diacritics, Cyrillic, Hebrew, Arabic, Devanagari, Thai, kana, joiners and
// variation selectors. In other scripts an underline may stand a few columns off; nothing else depends on it.
constexpr auto kZeroWidth = std::to_array<CodePointRange>({
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x05BF, 0x05BF}, {0x05C1, 0x05C2}, {0x05C4, 0x05C5},   {0x05C7, 0x05C7},
    {0x0610, 0x061A}, {0x064B, 0x065F}, {0x0670, 0x0670}, {0x06D6, 0x06DC}, {0x06DF, 0x06E4}, {0x06E7, 0x06E8},   {0x06EA, 0x06ED},
    {0x0900, 0x0902}, {0x093A, 0x093A}, {0x093C, 0x093C}, {0x0941, 0x0948}, {0x094D, 0x094D}, {0x0951, 0x0957},   {0x0E31, 0x0E31},
    {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200B, 0x200D}, {0x2060, 0x2060},   {0x20D0, 0x20F0},
    {0x302A, 0x302D}, {0x3099, 0x309A}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}, {0xE0100, 0xE01EF},
});

bool Contains(std::span<const CodePointRange> ranges, char32_t code_point) {
  const auto after =
      std::upper_bound(ranges.begin(), ranges.end(), code_point, [](char32_t value, const CodePointRange& range) { return value < range.first; });
  return after != ranges.begin() && code_point <= std::prev(after)->last;
}

unsigned ByteAt(std::string_view text, std::size_t offset) { return static_cast<unsigned char>(text[offset]); }

// Of a lead byte: how many bytes follow, and what the first of them may be (table 3-7 of the standard, which thereby excludes
// overlong forms, surrogates and what lies beyond U+10FFFF).
struct LeadByte {
  unsigned following = 0;
  unsigned lowest = 0x80;
  unsigned highest = 0xBF;
};

LeadByte ClassifyLead(unsigned byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return {1};
  if (byte == 0xE0) return {2, 0xA0, 0xBF};
  if (byte == 0xED) return {2, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return {2};
  if (byte == 0xF0) return {3, 0x90, 0xBF};
  if (byte >= 0xF1 && byte <= 0xF3) return {3};
  if (byte == 0xF4) return {3, 0x80, 0x8F};
  return {};
}

std::size_t AsciiPrefix(std::string_view text, std::size_t offset) {
  while (offset < text.size() && ByteAt(text, offset) < 0x80) ++offset;
  return offset;
}

// The offset of the first damaged sequence at or after `offset`, or the size of the text.
std::size_t FindDamage(std::string_view text, std::size_t offset) {
  while ((offset = AsciiPrefix(text, offset)) < text.size()) {
    const DecodedCodePoint decoded = DecodeCodePoint(text, offset);
    if (!decoded.valid) break;
    offset += decoded.length;
  }
  return offset;
}

}  // namespace

DecodedCodePoint DecodeCodePoint(std::string_view text, std::size_t offset) {
  const unsigned first = ByteAt(text, offset);
  if (first < 0x80) return {first, 1, true};
  const LeadByte lead = ClassifyLead(first);
  if (lead.following == 0) return {};
  char32_t code_point = first & (0x3FU >> lead.following);
  for (std::uint32_t i = 1; i <= lead.following; ++i) {
    const unsigned lowest = i == 1 ? lead.lowest : 0x80;
    const unsigned highest = i == 1 ? lead.highest : 0xBF;
    if (offset + i >= text.size()) return {kReplacementCharacter, i, false};
    const unsigned byte = ByteAt(text, offset + i);
    if (byte < lowest || byte > highest) return {kReplacementCharacter, i, false};
    code_point = (code_point << 6U) | (byte & 0x3FU);
  }
  return {code_point, lead.following + 1, true};
}

bool IsValidUtf8(std::string_view text) { return FindDamage(text, 0) == text.size(); }

std::string SanitizeUtf8(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  std::size_t offset = 0;
  while (true) {
    const std::size_t damage = FindDamage(text, offset);
    clean.append(text.substr(offset, damage - offset));
    if (damage == text.size()) return clean;
    clean.append("\xEF\xBF\xBD");
    offset = damage + DecodeCodePoint(text, damage).length;
  }
}

unsigned DisplayWidth(char32_t code_point) {
  if (code_point < 0x300) return 1;
  if (Contains(kZeroWidth, code_point)) return 0;
  return Contains(kWide, code_point) ? 2 : 1;
}

bool IsUnsafeOnTerminal(char32_t code_point) {
  if (code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0)) return true;
  const bool is_bidi_control = (code_point >= 0x202A && code_point <= 0x202E) || (code_point >= 0x2066 && code_point <= 0x2069);
  return is_bidi_control || code_point == 0x200E || code_point == 0x200F || code_point == 0x061C || code_point == 0x2028 || code_point == 0x2029;
}

}  // namespace dangle

#include "report/sarif_message.h"

#include <xxhash.h>

#include <array>
#include <cstdio>
#include <utility>

namespace dangle {

namespace {

bool IsOneOf(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

// The end of the quotation that opens at `open`, or npos. Apostrophes in words and quotes inside quoted code ('d['k']') neither
// open nor close one: a quotation stands between words, and its brackets are balanced.
std::size_t ClosingQuote(std::string_view text, std::size_t open) {
  if (open > 0 && !IsOneOf(text[open - 1], " (")) return std::string_view::npos;
  int depth = 0;
  for (std::size_t i = open + 1; i < text.size(); ++i) {
    if (IsOneOf(text[i], "([{")) ++depth;
    if (IsOneOf(text[i], ")]}")) --depth;
    const bool closes = text[i] == '\'' && depth == 0 && (i + 1 == text.size() || IsOneOf(text[i + 1], " .,;:!?)"));
    if (closes) return i == open + 1 ? std::string_view::npos : i;
  }
  return std::string_view::npos;
}

void AppendLiteral(std::string& text_template, char c) {
  text_template.push_back(c);
  if (c == '{' || c == '}') text_template.push_back(c);  // 3.11.5: a brace that is no placeholder is doubled
}

std::string HashId(std::string_view text) {
  std::array<char, 17> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%016llx", static_cast<unsigned long long>(XXH3_64bits(text.data(), text.size())));
  return {buffer.data(), 12};
}

}  // namespace

SarifMessage MakeSarifMessage(std::string text) {
  SarifMessage message;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t close = text[i] == '\'' ? ClosingQuote(text, i) : std::string_view::npos;
    if (close == std::string_view::npos) {
      AppendLiteral(message.text_template, text[i]);
      continue;
    }
    message.text_template += "'{" + std::to_string(message.arguments.size()) + "}'";
    message.arguments.push_back(text.substr(i + 1, close - i - 1));
    i = close;
  }
  message.id = HashId(message.text_template);
  message.text = std::move(text);
  return message;
}

std::string EscapeSarifLinks(std::string_view text) {
  if (text.find("](") == std::string_view::npos) return std::string(text);
  std::string escaped;
  for (const char c : text) {
    if (c == '[' || c == ']') escaped.push_back('\\');
    escaped.push_back(c);
  }
  return escaped;
}

std::string PascalCase(std::string_view name) {
  std::string result;
  bool at_word_start = true;
  for (const char c : name) {
    if (c == '-') {
      at_word_start = true;
      continue;
    }
    result.push_back(at_word_start && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    at_word_start = false;
  }
  return result;
}

std::string_view CutText(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  std::size_t end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

}  // namespace dangle

#include "ir/parser_line.h"

#include <utility>

namespace dangle {
namespace {

int HexDigit(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : 0; }

}  // namespace

void ParserLine::Split(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r";
  constexpr std::string_view kAlone = "(),";
  for (std::size_t i = 0; i < text.size();) {
    if (kSpace.find(text[i]) != std::string_view::npos) {
      ++i;
    } else if (text[i] == '#') {
      return;
    } else if (text[i] == '"') {
      i = SplitString(text, i);
    } else if (kAlone.find(text[i]) != std::string_view::npos) {
      tokens_.emplace_back(1, text[i++]);
    } else {
      const std::size_t end = text.find_first_of(" \t\r(),#\"", i);
      tokens_.emplace_back(text.substr(i, end - i));
      i = end == std::string_view::npos ? text.size() : end;
    }
  }
}

// The token keeps its first quote, so that it is told from a word, and loses its escapes.
std::size_t ParserLine::SplitString(std::string_view text, std::size_t begin) {
  std::string token = "\"";
  std::size_t i = begin + 1;
  for (; i < text.size() && text[i] != '"'; ++i) {
    if (text[i] != '\\') {
      token += text[i];
    } else if (i + 3 < text.size() && text[i + 1] == 'x') {
      token += static_cast<char>(HexDigit(text[i + 2]) * 16 + HexDigit(text[i + 3]));
      i += 3;
    } else if (i + 1 < text.size()) {
      token += text[++i];
    }
  }
  tokens_.push_back(std::move(token));
  return i + 1;
}

}  // namespace dangle

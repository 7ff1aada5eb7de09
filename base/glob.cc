#include "base/glob.h"

#include <cstddef>
#include <vector>

namespace dangle {

namespace {

// One step of a pattern: what it takes from the text.
struct Token {
  enum class Kind { kCharacter, kAnyCharacter, kSet, kStar, kStarStar, kStarStarSlash };
  Kind kind = Kind::kCharacter;
  char character = 0;
  std::string_view set;  // between the brackets
};

// Reads the token at the front of `pattern` and removes it.
Token NextToken(std::string_view& pattern) {
  using Kind = Token::Kind;
  Token token;
  std::size_t size = 1;
  if (pattern.starts_with("**/")) {
    token.kind = Kind::kStarStarSlash;
    size = 3;
  } else if (pattern.starts_with("**")) {
    token.kind = Kind::kStarStar;
    size = 2;
  } else if (pattern.front() == '*') {
    token.kind = Kind::kStar;
  } else if (pattern.front() == '?') {
    token.kind = Kind::kAnyCharacter;
  } else if (const std::size_t end = pattern.find(']', 2); pattern.front() == '[' && end != std::string_view::npos) {
    token.kind = Kind::kSet;
    token.set = pattern.substr(1, end - 1);
    size = end + 1;
  } else {
    token.character = pattern.front();
  }
  pattern.remove_prefix(size);
  return token;
}

bool SetContains(std::string_view set, char c) {
  const bool negated = set.front() == '!' || set.front() == '^';
  if (negated) set.remove_prefix(1);
  bool found = false;
  while (!set.empty()) {
    if (set.size() >= 3 && set[1] == '-') {
      found = found || (set[0] <= c && c <= set[2]);
      set.remove_prefix(3);
    } else {
      found = found || set[0] == c;
      set.remove_prefix(1);
    }
  }
  return found != negated;
}

bool TakesOne(const Token& token, char c) {
  switch (token.kind) {
    case Token::Kind::kCharacter:
      return token.character == c;
    case Token::Kind::kAnyCharacter:
      return c != '/';
    case Token::Kind::kSet:
      return c != '/' && SetContains(token.set, c);
    default:
      return false;
  }
}

// reached[i]: the tokens so far match the first i characters. Gives the same for the tokens with `token` after them.
void Advance(const Token& token, std::string_view text, std::vector<char>& reached) {
  using Kind = Token::Kind;
  if (token.kind == Kind::kStar || token.kind == Kind::kStarStar) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (reached[i] != 0 && (token.kind == Kind::kStarStar || text[i] != '/')) reached[i + 1] = 1;
    }
    return;
  }
  if (token.kind == Kind::kStarStarSlash) {
    // Nothing, or whole folders: from the first place that was reached on, after each slash.
    bool begun = false;
    for (std::size_t i = 0; i <= text.size(); ++i) {
      const bool was_reached = reached[i] != 0;
      reached[i] = was_reached || (begun && text[i - 1] == '/') ? 1 : 0;
      begun = begun || was_reached;
    }
    return;
  }
  for (std::size_t i = text.size(); i > 0; --i) reached[i] = reached[i - 1] != 0 && TakesOne(token, text[i - 1]) ? 1 : 0;
  reached[0] = 0;
}

}  // namespace

bool MatchesGlob(std::string_view pattern, std::string_view text) {
  std::vector<char> reached(text.size() + 1, 0);
  reached[0] = 1;
  while (!pattern.empty()) Advance(NextToken(pattern), text, reached);
  return reached.back() != 0;
}

bool MatchesPath(std::string_view pattern, std::string_view path) {
  if (pattern.starts_with("./")) pattern.remove_prefix(2);
  bool is_anchored = false;
  if (pattern.starts_with('/')) {
    pattern.remove_prefix(1);
    is_anchored = true;
  }
  bool wants_folder = false;
  if (pattern.ends_with('/')) {
    pattern.remove_suffix(1);
    wants_folder = true;
  }
  if (pattern.empty()) return false;
  is_anchored = is_anchored || pattern.find('/') != std::string_view::npos;
  std::size_t component = 0;
  while (component < path.size()) {
    std::size_t end = path.find('/', component);
    const bool is_folder = end != std::string_view::npos;
    if (!is_folder) end = path.size();
    const std::string_view part = is_anchored ? path.substr(0, end) : path.substr(component, end - component);
    if ((is_folder || !wants_folder) && MatchesGlob(pattern, part)) return true;
    component = end + 1;
  }
  return false;
}

}  // namespace dangle

// A line of the IR's text as tokens, for the parser.
#ifndef DANGLE_IR_PARSER_LINE_H_
#define DANGLE_IR_PARSER_LINE_H_

#include <string>
#include <string_view>
#include <vector>

namespace dangle {

// One line as tokens: words, and each of `(` `)` `,` for itself; strings in quotes are one token.
class ParserLine {
 public:
  explicit ParserLine(std::string_view text) { Split(text); }

  bool AtEnd() const { return next_ == tokens_.size(); }
  std::string_view Peek() const { return AtEnd() ? std::string_view() : std::string_view(tokens_[next_]); }
  std::string Take() { return AtEnd() ? std::string() : tokens_[next_++]; }
  bool TakeIf(std::string_view token) {
    if (Peek() != token || AtEnd()) return false;
    ++next_;
    return true;
  }
  // Replaces the next token by what is left of it.
  void Shorten(std::size_t count) {
    tokens_[next_].erase(0, count);
    if (tokens_[next_].empty()) ++next_;
  }

 private:
  void Split(std::string_view text);
  std::size_t SplitString(std::string_view text, std::size_t begin);

  std::vector<std::string> tokens_;
  std::size_t next_ = 0;
};

}  // namespace dangle

#endif  // DANGLE_IR_PARSER_LINE_H_

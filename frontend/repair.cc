#include "frontend/repair.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <utility>

#include "frontend/line_ends.h"

namespace dangle {

namespace {

// Keywords that begin a statement and never continue an expression.
constexpr std::array<std::string_view, 18> kStatementWords{"def",    "class",  "return", "raise",  "import",   "with",
                                                           "while",  "try",    "pass",   "break",  "continue", "del",
                                                           "global", "assert", "elif",   "except", "finally",  "nonlocal"};

bool IsWordCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || static_cast<unsigned char>(c) >= 0x80U;
}

std::string_view WordAt(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && IsWordCharacter(text[end])) ++end;
  return text.substr(begin, end - begin);
}

std::size_t SkipBlanks(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\f')) ++at;
  return at;
}

// Does a statement begin here, for sure? A word of the list, `async def` or `async with`, and no `class=` of a keyword argument in some
// other language's text.
bool BeginsStatement(std::string_view text, std::size_t at) {
  std::string_view word = WordAt(text, at);
  if (word == "async") {
    word = WordAt(text, SkipBlanks(text, at + word.size()));
    return word == "def" || word == "with";
  }
  if (std::find(kStatementWords.begin(), kStatementWords.end(), word) == kStatementWords.end()) return false;
  const std::size_t next = SkipBlanks(text, at + word.size());
  return next >= text.size() || (text[next] != '=' && text[next] != ',' && text[next] != '.');
}

struct LineStart {
  std::size_t offset = 0;  // of the line
  std::size_t code = 0;    // of its first character that is no blank
  std::size_t indentation() const { return code - offset; }
};

// Walks the characters of a file as far as brackets, strings, comments and lines go.
class DamageScanner {
 public:
  explicit DamageScanner(std::string_view text) : text_(text) {}

  std::optional<Damage> Find() {
    BeginLine(0);
    while (at_ < text_.size() && !stopped_) Step();
    if (!damage_ && !brackets_.empty()) damage_ = BracketDamage();
    if (!damage_) return std::nullopt;
    if (!is_string_) FindEnd();
    return std::move(damage_);
  }

  // Line endings inside of brackets behind a dot, seen by Find().
  const std::vector<std::size_t>& broken_attributes() const { return broken_attributes_; }

 private:
  void Step() {
    const char c = text_[at_];
    const std::size_t begin = at_;
    StepOver(c);
    if (c != ' ' && c != '\t' && c != '\f') last_code_ = begin;
  }

  void StepOver(char c) {
    switch (c) {
      case '#':
        at_ = std::min(text_.find_first_of("\r\n", at_), text_.size());
        return;
      case '\'':
      case '"':
        SkipString(c);
        return;
      case '\\':
        SkipContinuation();
        return;
      case '\r':
      case '\n':
        if (!brackets_.empty() && text_[last_code_] == '.') broken_attributes_.push_back(at_);
        at_ += text_.substr(at_, 2) == "\r\n" ? 2 : 1;
        BeginLine(at_);
        return;
      case '(':
      case '[':
      case '{':
        brackets_.push_back(at_++);
        return;
      case ')':
      case ']':
      case '}':
        if (!brackets_.empty()) brackets_.pop_back();
        ++at_;
        return;
      default:
        ++at_;
    }
  }

  // A line begins outside of strings.
  void BeginLine(std::size_t offset) {
    const LineStart line{offset, SkipBlanks(text_, offset)};
    at_ = line.code;
    if (at_ >= text_.size() || text_[at_] == '#' || text_[at_] == '\r' || text_[at_] == '\n') return;
    if (damage_) {
      // Only the end of the damaged statement is asked for: the next line that is no deeper, unless it closes a bracket.
      const bool is_closer = text_[at_] == ')' || text_[at_] == ']' || text_[at_] == '}';
      if (is_closer || line.indentation() > statement_.indentation()) return;
      end_ = line.offset;
      stopped_ = true;
    } else if (brackets_.empty()) {
      statement_ = line;
    } else if (BeginsStatement(text_, at_)) {
      damage_ = BracketDamage();
      stopped_ = true;
    }
  }

  void SkipContinuation() {
    ++at_;
    if (text_.substr(at_, 2) == "\r\n") ++at_;
    if (at_ < text_.size()) ++at_;
  }

  void SkipString(char quote) {
    const std::size_t begin = at_;
    const bool is_triple = begin + 2 < text_.size() && text_[begin + 1] == quote && text_[begin + 2] == quote;
    at_ += is_triple ? 3 : 1;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\\') {
        SkipContinuation();
      } else if (!is_triple && (c == '\n' || c == '\r')) {
        return;  // never closed: tree-sitter loses this line only
      } else if (c == quote && (!is_triple || text_.substr(at_ + 1, 2) == std::string_view(text_).substr(begin + 1, 2))) {
        at_ += is_triple ? 3 : 1;
        if (is_triple && first_turned_ == 0 && LooksTurned(begin, at_)) first_turned_ = begin;
        return;
      } else {
        ++at_;
      }
    }
    if (is_triple && !damage_) {
      const std::size_t open = first_turned_ != 0 ? first_turned_ : begin;
      is_string_ = true;
      damage_ = Damage{Range(StartOfLine(open), EndOfLine(open)), Range(open, open + 3), "a string that begins or ends here is never closed"};
    }
  }

  // With one quote lost, all triple-quoted strings behind it are turned inside out: they hold the code between the real strings. The
  // first such one is where the loss shows. A string is taken for turned if it holds a `def` or `class` no deeper than the line in which
  // it is opened, and nothing stands before it that a string could follow.
  bool LooksTurned(std::size_t begin, std::size_t end) const {
    const std::size_t line = StartOfLine(begin);
    const std::size_t indentation = SkipBlanks(text_, line) - line;
    std::size_t before = begin;
    while (before > line && (text_[before - 1] == ' ' || text_[before - 1] == '\t')) --before;
    if (before > line && std::string_view("=([{,:+%rRfFbBuU").find(text_[before - 1]) != std::string_view::npos) return false;
    for (std::size_t next = EndOfLine(begin) + 1; next < end; next = EndOfLine(next) + 1) {
      const std::size_t code = SkipBlanks(text_, next);
      const std::string_view word = WordAt(text_, code);
      if (code - next <= indentation && (word == "def" || word == "class" || word == "async") && BeginsStatement(text_, code)) return true;
    }
    return false;
  }

  std::size_t StartOfLine(std::size_t at) const {
    const std::size_t end = text_.find_last_of("\r\n", at);
    return end == std::string_view::npos ? 0 : end + 1;
  }

  static SourceRange Range(std::size_t begin, std::size_t end) { return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}; }

  std::size_t EndOfLine(std::size_t at) const { return std::min(text_.find_first_of("\r\n", at), text_.size()); }

  // The outermost bracket that is open is never closed. The damage has no end yet.
  Damage BracketDamage() const {
    const std::size_t open = brackets_.front();
    return Damage{Range(statement_.offset, EndOfLine(open)), Range(open, open + 1), std::string("'") + text_[open] + "' is never closed"};
  }

  // Reads on from the line after the bracket, to the end of the statement. Strings are skipped whole, so it does not end in one. Of a
  // class only the header is damaged: its methods are worth keeping.
  void FindEnd() {
    if (WordAt(text_, statement_.code) == "class" && text_[EndOfLine(damage_->cause.begin) - 1] == ':') return;
    stopped_ = false;
    end_ = text_.size();
    at_ = damage_->cause.end;
    while (at_ < text_.size() && !stopped_) Step();
    while (end_ > damage_->statement.end && (text_[end_ - 1] == '\n' || text_[end_ - 1] == '\r')) --end_;
    damage_->statement.end = static_cast<std::uint32_t>(end_);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t last_code_ = 0;
  std::vector<std::size_t> broken_attributes_;
  LineStart statement_;
  std::vector<std::size_t> brackets_;
  std::optional<Damage> damage_;
  std::size_t first_turned_ = 0;  // offset of its opening quotes; 0: none seen
  bool is_string_ = false;
  bool stopped_ = false;
  std::size_t end_ = 0;
};

// What the grammar has not learnt yet.
bool IsGapOfGrammar(const SyntaxError& error) { return error.parent == SyntaxKind::kTypeParameter; }

bool HasDamage(const SyntaxTree& tree) {
  return std::any_of(tree.errors().begin(), tree.errors().end(), [](const SyntaxError& error) { return !IsGapOfGrammar(error); });
}

// In `(bar.` with `baz)` on the next line and less deep the grammar takes the line ending for the end of the statement: the scanner asks
// whether a bracket could be closed here, and behind a dot it could not. With a blank in its place the text means the same.
bool JoinBrokenAttributes(std::string& text) {
  DamageScanner scanner(text);
  if (scanner.Find()) return false;
  for (const std::size_t at : scanner.broken_attributes()) {
    const std::size_t size = text.compare(at, 2, "\r\n") == 0 ? 2 : 1;
    text.replace(at, size, size, ' ');
  }
  return !scanner.broken_attributes().empty();
}

std::ptrdiff_t CountDefinitions(const SyntaxTree& tree) {
  return std::count_if(tree.records().begin(), tree.records().end(), [](const SyntaxRecord& record) {
    return record.kind == SyntaxKind::kFunctionDefinition || record.kind == SyntaxKind::kClassDefinition;
  });
}

bool HasFewerErrors(const SyntaxTree& tree, const SyntaxTree& than) { return tree.errors().size() < than.errors().size(); }

bool HasAsManyDefinitions(const SyntaxTree& tree, const SyntaxTree& as) { return CountDefinitions(tree) >= CountDefinitions(as); }

// Puts `other` in the place of `tree` if it is better.
bool ReplaceIf(SyntaxTree other, SyntaxTree& tree, bool (*is_better)(const SyntaxTree&, const SyntaxTree&)) {
  if (!is_better(other, tree)) return false;
  tree = std::move(other);
  return true;
}

SyntaxProblem MakeProblem(SourceRange range, std::string message) {
  SyntaxProblem problem;
  problem.kind = ProblemKind::kSyntax;
  problem.range = range;
  problem.message = std::move(message);
  return problem;
}

}  // namespace

std::optional<Damage> FindDamage(std::string_view text) { return DamageScanner(text).Find(); }

void BlankStatement(std::string& text, SourceRange statement) {
  constexpr std::string_view kPass = "pass";
  std::size_t at = SkipBlanks(text, statement.begin);
  if (text[statement.end - 1] == ':' && WordAt(text, at) == "class") {
    at = SkipBlanks(text, at + std::string_view("class").size());
    at += WordAt(text, at).size();
    text[at++] = ':';
  } else {
    for (std::size_t i = 0; i < kPass.size() && at < statement.end; ++i) text[at++] = kPass[i];
  }
  for (; at < statement.end; ++at) {
    if (text[at] != '\n' && text[at] != '\r') text[at] = ' ';
  }
}

void ParseRepaired(SyntaxParser& parser, std::string_view text, SyntaxTree& tree, std::vector<SyntaxProblem>& problems) {
  parser.ParseInto(text, tree);
  if (tree.errors().empty() || !HasDamage(tree)) return SeparateStatements(parser, text, tree);
  std::string repaired(text);
  const bool is_joined = JoinBrokenAttributes(repaired) && ReplaceIf(parser.Parse(repaired), tree, HasFewerErrors);
  if (is_joined && !HasDamage(tree)) return SeparateStatements(parser, repaired, tree);
  const std::string joined = repaired;
  std::vector<SyntaxProblem> causes;
  while (causes.size() < kMaxRepairs) {
    std::optional<Damage> damage = FindDamage(repaired);
    if (!damage) break;
    BlankStatement(repaired, damage->statement);
    causes.push_back(MakeProblem(damage->cause, std::move(damage->message)));
  }
  // tree-sitter may have found a better way: what counts is how much is left.
  if (causes.empty() || !ReplaceIf(parser.Parse(repaired), tree, HasAsManyDefinitions)) {
    return SeparateStatements(parser, is_joined ? joined : text, tree);
  }
  std::move(causes.begin(), causes.end(), std::back_inserter(problems));
  SeparateStatements(parser, repaired, tree);
}

}  // namespace dangle

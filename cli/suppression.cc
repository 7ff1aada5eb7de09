#include "cli/suppression.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace dangle {

namespace {

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

// What other tools' comments say of the same defect: who has looked at it once need not do so again.
struct ForeignId {
  std::string_view id;  // in lower case
  std::string_view rule;
};
constexpr std::array<ForeignId, 7> kForeignIds = {{
    {"unused-coroutine", "DNG201"},       // mypy
    {"unused-awaitable", "DNG201"},       // mypy
    {"reportunusedcoroutine", "DNG201"},  // pyright
    {"ruf006", "DNG401"},                 // ruff
    {"ruf006", "DNG402"},
    {"sim115", "DNG301"},  // ruff
    {"sim115", "DNG302"},
}};

// The rules that a comment for another tool silences: `# type: ignore[unused-coroutine]`, `# noqa: RUF006`.
std::vector<std::string> ForeignRules(std::string_view lower) {
  std::vector<std::string> rules;
  for (const ForeignId& foreign : kForeignIds) {
    if (lower.find(foreign.id) != std::string_view::npos) rules.emplace_back(foreign.rule);
  }
  return rules;
}

bool IsSeparator(char c) { return c == ' ' || c == '\t' || c == ','; }

// The ids at the front of `text`, up to something that is none. "dng201, DNG3 -- why" → DNG201, DNG3
std::vector<std::string> ReadRules(std::string_view text) {
  std::vector<std::string> rules;
  while (true) {
    while (!text.empty() && IsSeparator(text.front())) text.remove_prefix(1);
    std::string rule;
    while (!text.empty() && std::isalnum(static_cast<unsigned char>(text.front())) != 0) {
      rule += static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
      text.remove_prefix(1);
    }
    if (rule.empty()) return rules;
    rules.push_back(std::move(rule));
  }
}

std::string_view SkipSpaces(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  return text;
}

constexpr std::string_view kOwn = "dangle:";
bool IsOwn(std::string_view comment) { return LowerCase(comment).find(kOwn) != std::string::npos; }

// What follows a `noqa` with nothing but spaces between it and a `#` (the text begins behind its own); npos if there is none: `# told of by
// ruff's noqa` mutes nothing.
std::size_t FindNoqa(std::string_view lower) {
  constexpr std::string_view kNoqa = "noqa";
  for (std::size_t at = lower.find(kNoqa); at != std::string_view::npos; at = lower.find(kNoqa, at + 1)) {
    const std::size_t before = lower.substr(0, at).find_last_not_of(" \t");
    if (before == std::string_view::npos || lower[before] == '#') return at + kNoqa.size();
  }
  return std::string_view::npos;
}

// The line of the next code after a comment on a line of its own.
std::uint32_t NextCodeLine(const SourceFile& file, std::uint32_t line) {
  for (++line; line <= file.line_count(); ++line) {
    const std::string_view text = SkipSpaces(file.LineText(line));
    if (!text.empty() && text.front() != '#') return line;
  }
  return line;
}

}  // namespace

bool SuppressionTable::Parse(std::string_view comment, Entry& entry, bool& is_for_file) {
  const std::string lower = LowerCase(comment);
  if (const std::size_t own = lower.find(kOwn); own != std::string::npos) {
    std::string_view rest = SkipSpaces(std::string_view(lower).substr(own + kOwn.size()));
    if (!rest.starts_with("ignore")) return false;
    rest.remove_prefix(std::string_view("ignore").size());
    is_for_file = rest.starts_with("-file");
    if (is_for_file) rest.remove_prefix(std::string_view("-file").size());
    rest = SkipSpaces(rest);
    if (rest.empty() || rest.starts_with("--") || rest.starts_with("#")) return true;
    const std::size_t end = rest.find(']');
    if (rest.front() != '[' || end == std::string_view::npos) return false;
    entry.rules = ReadRules(rest.substr(1, end - 1));
    return !entry.rules.empty();
  }
  if (lower.find("ignore[") != std::string::npos) {
    entry.rules = ForeignRules(lower);
    return !entry.rules.empty();
  }
  const std::size_t noqa = FindNoqa(lower);
  if (noqa == std::string_view::npos) return false;
  std::string_view rest = SkipSpaces(std::string_view(lower).substr(noqa));
  if (!rest.starts_with(":")) return rest.empty() || rest.starts_with("#") || rest.starts_with("-");
  entry.rules = ReadRules(rest.substr(1));
  for (std::string& rule : ForeignRules(rest)) entry.rules.push_back(std::move(rule));
  return !entry.rules.empty();
}

void SuppressionTable::Add(const Module& module, const SourceFile& file) {
  for (const Comment& comment : module.comments) {
    Entry entry;
    bool is_for_file = false;
    const std::string_view text = file.TextOf(comment.range);
    if (!Parse(text, entry, is_for_file)) continue;
    // What is written for other tools counts on the line of the code, as it does for them.
    if (comment.own_line && !IsOwn(text)) continue;
    entry.line = file.LineOf(comment.range.begin);
    if (comment.own_line) entry.line = NextCodeLine(file, entry.line);
    if (is_for_file) entry.line = 0;
    if (entries_.size() <= module.file.value()) entries_.resize(module.file.value() + 1);
    entries_[module.file].push_back(std::move(entry));
  }
}

bool SuppressionTable::IsSuppressed(const Finding& finding, const SourceSet& sources) const {
  const FileId file = finding.location.file;
  if (file.value() >= entries_.size()) return false;
  const std::uint32_t first = sources[file].LineOf(finding.location.range.begin);
  const std::uint32_t last = sources[file].LineOf(finding.location.range.end);
  return std::any_of(entries_[file].begin(), entries_[file].end(), [&](const Entry& entry) {
    if (entry.line != 0 && (entry.line < first || entry.line > last)) return false;
    return entry.rules.empty() ||
           std::any_of(entry.rules.begin(), entry.rules.end(), [&](const std::string& prefix) { return finding.rule->id.starts_with(prefix); });
  });
}

}  // namespace dangle

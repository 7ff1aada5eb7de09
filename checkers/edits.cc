#include "checkers/edits.h"

#include <algorithm>

namespace dangle {

namespace {

bool IsWordByte(char c) { return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & '\x80') != 0; }

bool HasWord(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !IsWordByte(text[at - 1])) && (end == text.size() || !IsWordByte(text[end]))) return true;
  }
  return false;
}

std::size_t LineStart(std::string_view text, std::size_t offset) {
  const std::size_t end = offset == 0 ? std::string_view::npos : text.find_last_of("\r\n", offset - 1);
  return end == std::string_view::npos ? 0 : end + 1;
}

std::size_t LineEnd(std::string_view text, std::size_t offset) { return std::min(text.find_first_of("\r\n", offset), text.size()); }

// Brackets pair off, and neither a comment nor a second statement stands beside them.
bool IsClosed(std::string_view statement) {
  int depth = 0;
  for (std::size_t i = 0; i < statement.size(); ++i) {
    const char c = statement[i];
    if (c == '"' || c == '\'') {
      if (statement.substr(i).starts_with(std::string(3, c))) return false;
      for (++i; i < statement.size() && statement[i] != c; ++i) i += statement[i] == '\\' ? 1U : 0U;
      if (i >= statement.size()) return false;
    } else if (c == '(' || c == '[' || c == '{') {
      ++depth;
    } else if (c == ')' || c == ']' || c == '}') {
      if (--depth < 0) return false;
    } else if (c == '#' || c == ';' || c == '\\') {
      return false;
    }
  }
  return depth == 0 && !statement.empty() && statement.back() != ',';
}

// The line before ends its statement.
bool EndsStatement(std::string_view text, std::size_t line_start) {
  const std::size_t last = line_start == 0 ? std::string_view::npos : text.find_last_not_of(" \t\r\n", line_start - 1);
  return last == std::string_view::npos || std::string_view("([{,\\=+-*/%|&^<>.").find(text[last]) == std::string_view::npos;
}

}  // namespace

bool IsWholeExpression(std::string_view text, SourceRange range) {
  std::size_t before = range.begin;
  while (before > 0 && (text[before - 1] == ' ' || text[before - 1] == '\t')) --before;
  const bool begins =
      before == 0 || text[before - 1] == '\n' || text[before - 1] == '\r' || (text[before - 1] == '=' && before > 1 && text[before - 2] == ' ');
  std::size_t after = range.end;
  while (after < text.size() && (text[after] == ' ' || text[after] == '\r')) ++after;
  return begins && (after == text.size() || text[after] == '\n' || text[after] == '#') && EndsStatement(text, LineStart(text, range.begin));
}

std::optional<LineStatement> LineStatementAround(std::string_view text, SourceRange range) {
  const std::size_t start = LineStart(text, range.begin);
  const std::size_t first = text.find_first_not_of(" \t", start);
  std::size_t end = LineEnd(text, range.begin);
  if (end < range.end || first > range.begin || !EndsStatement(text, start)) return std::nullopt;
  while (end > range.end && (text[end - 1] == ' ' || text[end - 1] == '\t')) --end;
  if (!IsClosed(text.substr(first, end - first))) return std::nullopt;
  return LineStatement{{static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(end)}, text.substr(start, first - start)};
}

std::string_view FreeName(const FunctionContext& context, std::initializer_list<std::string_view> names) {
  const std::string_view text = context.TextOf(context.function().range);
  const auto free = std::find_if(names.begin(), names.end(), [&](std::string_view name) { return !HasWord(text, name); });
  return free == names.end() ? std::string_view() : *free;
}

std::optional<std::vector<TextEdit>> EditsToImport(const Program& program, const SourceFile& file, FunctionRef function, std::string_view name) {
  const Module& module = program.module(function.module);
  const Import* first = nullptr;
  bool is_imported = false;
  for (const Import& import : module.imports) {
    if (import.is_star && import.level == 0 && import.function == module.body) continue;
    const bool is_bound = import.bound_name.IsValid() && program.names().Text(import.bound_name) == name;
    const bool is_global = import.function == module.body;
    if (is_bound && !is_global && import.function != function.function) continue;
    if (is_bound) {
      const bool is_itself = is_global && !import.name.IsValid() && !import.has_alias && import.level == 0 && !import.is_type_only;
      if (!is_itself) return std::nullopt;
      is_imported = true;
    }
    const std::string_view line = file.LineText(file.LineOf(import.range.begin));
    const bool is_at_margin = line.starts_with("import ") || line.starts_with("from ");
    const bool is_future = import.module.IsValid() && program.names().Text(import.module) == "__future__";
    if (is_global && is_at_margin && !is_future && (first == nullptr || import.range.begin < first->range.begin)) first = &import;
  }
  if (is_imported) return std::vector<TextEdit>();
  if (first == nullptr || HasWord(file.text(), name)) return std::nullopt;
  const std::uint32_t margin = file.LineStart(file.LineOf(first->range.begin));
  const SourceRange place{margin, margin};
  return std::vector<TextEdit>{{{module.file, place}, "import " + std::string(name) + "\n"}};
}

}  // namespace dangle

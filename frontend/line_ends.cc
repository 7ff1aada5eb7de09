#include "frontend/line_ends.h"

#include <algorithm>
#include <span>
#include <string>
#include <tuple>
#include <utility>

namespace dangle {
namespace {

// Does a line end, without a backslash, stand between here and the next character of code?
bool EndsLine(std::string_view text, std::uint32_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\f')) ++at;
  return at < text.size() && (text[at] == '\n' || text[at] == '\r' || text[at] == '#');
}

// A call or subscript whose bracket stands on a later line than what it belongs to.
bool IsSplit(SyntaxNode node, std::string_view text) {
  if (node.kind() != SyntaxKind::kCall && node.kind() != SyntaxKind::kSubscript) return false;
  return node.HasChildren() && EndsLine(text, node.first_child().range().end);
}

// `left: type` with a line end behind the colon: the place of the last type, which is the body of a case; invalid if it is none.
SyntaxNode BodyInAnnotation(SyntaxNode node, std::string_view text) {
  if (node.kind() != SyntaxKind::kAssignment) return {};
  const SyntaxNode type = node.child(SyntaxField::kType);
  const SyntaxNode left = node.child(SyntaxField::kLeft);
  if (!type.IsValid() || !left.IsValid()) return {};
  const std::size_t colon = text.find(':', left.range().end);
  if (colon >= type.range().begin || !EndsLine(text, static_cast<std::uint32_t>(colon + 1))) return {};
  const SyntaxNode constrained = type.first_child();
  if (!constrained.IsValid() || constrained.kind() != SyntaxKind::kConstrainedType) return {};
  return constrained.child(1);
}

// A statement that does nothing, before the body: on a line of its own if the body is (what follows `;` cannot be compound).
std::string PassBefore(std::uint32_t body, std::string_view text) {
  std::size_t line = body;
  while (line > 0 && (text[line - 1] == ' ' || text[line - 1] == '\t' || text[line - 1] == '\f')) --line;
  if (line > 0 && text[line - 1] != '\n' && text[line - 1] != '\r') return "pass;";
  return "pass\n" + std::string(text.substr(line, body - line));
}

bool HasBrackets(SyntaxNode node) {
  switch (node.kind()) {
    case SyntaxKind::kList:
    case SyntaxKind::kListPattern:
    case SyntaxKind::kSet:
    case SyntaxKind::kDictionary:
    case SyntaxKind::kDictPattern:
    case SyntaxKind::kListComprehension:
    case SyntaxKind::kSetComprehension:
    case SyntaxKind::kDictionaryComprehension:
    case SyntaxKind::kTypeParameter:
    case SyntaxKind::kInterpolation:
      return true;
    default:
      return node.HasParens();
  }
}

bool IsCandidate(SyntaxNode node, std::string_view text) { return IsSplit(node, text) || BodyInAnnotation(node, text).IsValid(); }

// From an offset of the text with insertions to one of the text itself.
std::uint32_t WithoutInsertions(std::uint32_t offset, const std::vector<Insertion>& insertions) {
  std::uint32_t shift = 0;
  for (const Insertion& insertion : insertions) {
    const std::uint32_t begin = insertion.offset + shift;
    const auto size = static_cast<std::uint32_t>(insertion.text.size());
    if (offset <= begin) break;
    if (offset < begin + size) return insertion.offset;
    shift += size;
  }
  return offset - shift;
}

std::string WithInsertions(std::string_view text, const std::vector<Insertion>& insertions) {
  std::string result;
  std::size_t at = 0;
  for (const Insertion& insertion : insertions) {
    result += text.substr(at, insertion.offset - at);
    result += insertion.text;
    at = insertion.offset;
  }
  result += text.substr(at);
  return result;
}

}  // namespace

std::vector<Insertion> FindOverlookedLineEnds(const SyntaxTree& tree, std::string_view text) {
  std::vector<Insertion> found;
  const std::span<const SyntaxRecord> records = tree.records();
  const auto is_candidate = [&](const SyntaxRecord& record) { return IsCandidate(SyntaxNode(&record), text); };
  if (std::none_of(records.begin(), records.end(), is_candidate)) return found;
  const SyntaxRecord* brackets_end = records.data();                         // rows before it stand in brackets
  std::vector<std::pair<const SyntaxRecord*, const SyntaxRecord*>> indices;  // rows of subscripts that stand in their brackets, innermost last
  for (const SyntaxRecord& record : records) {
    const SyntaxNode node(&record);
    while (!indices.empty() && &record >= indices.back().first) {
      brackets_end = std::max(brackets_end, indices.back().second);
      indices.pop_back();
    }
    if (&record < brackets_end) continue;
    if (IsSplit(node, text)) found.push_back({node.first_child().range().end, ";"});
    if (const SyntaxNode body = BodyInAnnotation(node, text); body.IsValid()) {
      found.push_back({body.range().begin, PassBefore(body.range().begin, text)});
    }
    if (HasBrackets(node)) {
      brackets_end = &record + record.size;
    } else if (node.kind() == SyntaxKind::kSubscript && node.HasChildren()) {
      indices.emplace_back(&record + 1 + node.first_child().size(), &record + record.size);
    }
  }
  std::sort(found.begin(), found.end(), [](const Insertion& a, const Insertion& b) { return a.offset < b.offset; });
  return found;
}

void SeparateStatements(SyntaxParser& parser, std::string_view text, SyntaxTree& tree) {
  std::vector<Insertion> insertions;
  for (int round = 0; round < kMaxLineEndRounds; ++round) {
    std::vector<Insertion> found = FindOverlookedLineEnds(tree, text);
    if (found.empty()) return;
    found.insert(found.end(), insertions.begin(), insertions.end());
    const auto place = [](const Insertion& insertion) { return std::tuple(insertion.offset, insertion.text); };
    std::sort(found.begin(), found.end(), [&](const Insertion& a, const Insertion& b) { return place(a) < place(b); });
    found.erase(std::unique(found.begin(), found.end(), [&](const Insertion& a, const Insertion& b) { return place(a) == place(b); }), found.end());
    if (found.size() == insertions.size()) return;  // nothing new
    insertions = std::move(found);
    SyntaxTree separated = parser.Parse(WithInsertions(text, insertions));
    if (separated.errors().size() > tree.errors().size()) return;
    separated.MapOffsets([&](std::uint32_t offset) { return WithoutInsertions(offset, insertions); });
    tree = std::move(separated);
  }
}

}  // namespace dangle

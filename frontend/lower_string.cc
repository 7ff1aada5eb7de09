#include "frontend/lowering.h"

namespace dangle {
namespace {

// The letters before the quotes.
struct Prefix {
  std::size_t length = 0;
  bool is_bytes = false;
  bool is_raw = false;
  bool is_format = false;
  bool is_template = false;
};

Prefix PrefixOf(std::string_view text) {
  Prefix prefix;
  for (const char c : text) {
    if (c == '"' || c == '\'') break;
    ++prefix.length;
    if (c == 'b' || c == 'B') prefix.is_bytes = true;
    if (c == 'r' || c == 'R') prefix.is_raw = true;
    if (c == 'f' || c == 'F') prefix.is_format = true;
    if (c == 't' || c == 'T') prefix.is_template = true;
  }
  return prefix;
}

}  // namespace

// What stands between the quotes, if that is the string's value: no escapes, no interpolation.
std::optional<std::string_view> Lowering::PlainContent(SyntaxNode string) const {
  std::string_view text = text_.substr(string.range().begin, string.range().end - string.range().begin);
  const Prefix prefix = PrefixOf(text);
  if (prefix.is_format || prefix.is_template) return std::nullopt;
  text.remove_prefix(prefix.length);
  if (text.size() < 2) return std::nullopt;
  const bool is_triple = text.size() >= 6 && text[1] == text[0] && text[2] == text[0];
  const std::size_t quotes = is_triple ? 3 : 1;
  if (text.size() < 2 * quotes) return std::nullopt;
  text = text.substr(quotes, text.size() - 2 * quotes);
  if (!prefix.is_raw && text.find('\\') != std::string_view::npos) return std::nullopt;
  return text;
}

NameId Lowering::PlainText(SyntaxNode string) {
  if (string.range().end - string.range().begin > kMaxConstText + 8) return {};
  const std::optional<std::string_view> content = PlainContent(string);
  if (!content.has_value() || content->size() > kMaxConstText) return {};
  return Intern(*content);
}

// The interpolated values of an f-string in order of evaluation, those of format specs included.
void Lowering::PushInterpolations(SyntaxNode node) {
  const Nesting level(*this);
  if (level.IsTooDeep()) return NestingProblem(node.range());
  for (const SyntaxNode child : node.children()) {
    if (child.kind() == SyntaxKind::kInterpolation || child.kind() == SyntaxKind::kFormatExpression) {
      const SyntaxNode expression = child.child(SyntaxField::kExpression);
      if (expression.IsValid()) arguments_.push_back({LowerExpression(expression), ArgumentKind::kPositional, {}});
      if (const SyntaxNode spec = child.child(SyntaxField::kFormatSpecifier); spec.IsValid()) PushInterpolations(spec);
    }
  }
}

Operand Lowering::LowerString(SyntaxNode node) {
  CheckString(node);
  const Prefix prefix = PrefixOf(TextOf(node));
  if (!node.HasChildren() && !prefix.is_template) {
    const ConstKind kind = prefix.is_bytes ? ConstKind::kBytes : ConstKind::kString;
    return Operand(Emit(Const{kind, PlainText(node)}, node.range()));
  }
  const std::size_t first = arguments_.size();
  PushInterpolations(node);
  return FinishContainer(prefix.is_template ? ContainerKind::kTemplate : ContainerKind::kString, first, node.range());
}

Operand Lowering::LowerConcatenatedString(SyntaxNode node) {
  const std::size_t first = arguments_.size();
  ConstKind const_kind = ConstKind::kString;
  bool is_const = true;
  bool is_template = false;
  for (const SyntaxNode child : node.children()) {
    if (child.kind() != SyntaxKind::kString) continue;
    CheckString(child);
    const Prefix prefix = PrefixOf(TextOf(child));
    if (prefix.is_bytes) const_kind = ConstKind::kBytes;
    is_template = is_template || prefix.is_template;
    if (child.HasChildren() || prefix.is_template) is_const = false;
    PushInterpolations(child);
  }
  if (is_const) return Operand(Emit(Const{const_kind, {}}, node.range()));
  return FinishContainer(is_template ? ContainerKind::kTemplate : ContainerKind::kString, first, node.range());
}

}  // namespace dangle

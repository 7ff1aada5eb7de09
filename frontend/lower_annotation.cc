// Static expressions: annotations, decorators and bases as data. A string in an annotation is read as the expression it holds.
#include <array>

#include "frontend/lowering.h"

namespace dangle {
namespace {

// Annotations deeper than this are unknown: nobody writes them, and each level is a level of recursion.
constexpr int kMaxStaticDepth = 40;

bool IsIdentifierStart(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool IsIdentifierPart(char c) { return IsIdentifierStart(c) || (c >= '0' && c <= '9'); }

// a.b.c, and nothing else.
bool IsDottedName(std::string_view text) {
  bool expects_start = true;
  for (const char c : text) {
    if (expects_start) {
      if (!IsIdentifierStart(c)) return false;
      expects_start = false;
    } else if (c == '.') {
      expects_start = true;
    } else if (!IsIdentifierPart(c)) {
      return false;
    }
  }
  return !expects_start;
}

}  // namespace

SourceRange Lowering::StaticRange(SyntaxNode node) const { return {node.range().begin + static_offset_, node.range().end + static_offset_}; }

std::string_view Lowering::StaticText(SyntaxNode node) const {
  return static_text_.substr(node.range().begin, node.range().end - node.range().begin);
}

ExpressionId Lowering::AddExpression(ExpressionKind kind, NameId name, std::span<const ExpressionId> children, SourceRange range) {
  Expression expression;
  expression.kind = kind;
  expression.name = name;
  expression.range = range;
  expression.children = {static_cast<std::uint32_t>(module_.expression_children.size()), static_cast<std::uint32_t>(children.size())};
  module_.expression_children.insert(module_.expression_children.end(), children.begin(), children.end());
  return module_.expressions.push_back(expression);
}

ExpressionId Lowering::StaticExpression(SyntaxNode node) {
  static_text_ = text_;
  static_offset_ = 0;
  return StaticPart(node, 0, false);
}

// `is_literal`: strings stand for themselves, as in Literal["a"] and in the arguments of a call.
ExpressionId Lowering::StaticPart(SyntaxNode node, int depth, bool is_literal) {
  if (!node.IsValid()) return AddExpression(ExpressionKind::kUnknown, {}, {}, {});
  if (depth > kMaxStaticDepth) return AddExpression(ExpressionKind::kUnknown, {}, {}, StaticRange(node));
  switch (node.kind()) {
    case SyntaxKind::kType:
    case SyntaxKind::kParenthesizedExpression:
      return StaticPart(FirstExpression(node), depth + 1, is_literal);
    case SyntaxKind::kIdentifier:
      return AddExpression(ExpressionKind::kName, Intern(StaticText(node)), {}, StaticRange(node));
    case SyntaxKind::kNone:
      return AddExpression(ExpressionKind::kNone, {}, {}, StaticRange(node));
    case SyntaxKind::kEllipsis:
      return AddExpression(ExpressionKind::kEllipsis, {}, {}, StaticRange(node));
    case SyntaxKind::kInteger:
    case SyntaxKind::kFloat:
    case SyntaxKind::kTrue:
    case SyntaxKind::kFalse: {
      const std::string_view text = StaticText(node);
      return AddExpression(ExpressionKind::kLiteral, text.size() <= kMaxConstText ? Intern(text) : NameId(), {}, StaticRange(node));
    }
    case SyntaxKind::kString:
      return StaticString(node, depth, is_literal);
    default:
      return StaticCompound(node, depth, is_literal);
  }
}

ExpressionId Lowering::StaticCompound(SyntaxNode node, int depth, bool is_literal) {
  switch (node.kind()) {
    case SyntaxKind::kAttribute:
    case SyntaxKind::kMemberType: {
      SyntaxNode name = node.child(SyntaxField::kAttribute);
      if (!name.IsValid()) name = node.child(SyntaxKind::kIdentifier);
      const ExpressionId object = StaticPart(node.first_child(), depth + 1, is_literal);
      const NameId text = name.IsValid() ? Intern(StaticText(name)) : NameId();
      return AddExpression(ExpressionKind::kAttribute, text, std::span<const ExpressionId>(&object, 1), StaticRange(node));
    }
    case SyntaxKind::kSubscript:
    case SyntaxKind::kGenericType:
      return StaticSubscript(node, depth, is_literal);
    case SyntaxKind::kUnionType:
      return StaticUnion(node, depth, is_literal);
    case SyntaxKind::kBinaryOperator:
      if (node.op() == SyntaxKind::kPipeToken) return StaticUnion(node, depth, is_literal);
      break;
    case SyntaxKind::kCall:
      return StaticCall(node, depth);
    case SyntaxKind::kList:
    case SyntaxKind::kTuple:
    case SyntaxKind::kExpressionList: {
      absl::InlinedVector<ExpressionId, 8> children;
      for (const SyntaxNode child : node.children()) {
        if (child.kind() != SyntaxKind::kError) children.push_back(StaticPart(child, depth + 1, is_literal));
      }
      return AddExpression(ExpressionKind::kList, {}, children, StaticRange(node));
    }
    default:
      break;
  }
  return AddExpression(ExpressionKind::kUnknown, {}, {}, StaticRange(node));
}

// A | B | C as one union, however long.
ExpressionId Lowering::StaticUnion(SyntaxNode node, int depth, bool is_literal) {
  absl::InlinedVector<SyntaxNode, 8> parts;
  SyntaxNode left = node;
  while (left.IsValid()) {
    const bool is_pipe = left.kind() == SyntaxKind::kBinaryOperator && left.op() == SyntaxKind::kPipeToken;
    if (left.kind() == SyntaxKind::kType && left.HasChildren() && left.first_child().kind() == SyntaxKind::kUnionType) {
      left = left.first_child();
    }
    if (!is_pipe && left.kind() != SyntaxKind::kUnionType) break;
    SyntaxNode first;
    SyntaxNode last;
    for (const SyntaxNode child : left.children()) {
      if (child.kind() == SyntaxKind::kError) continue;
      if (!first.IsValid()) first = child;
      last = child;
    }
    if (!first.IsValid() || first == last) break;
    parts.push_back(last);
    left = first;
  }
  parts.push_back(left);
  absl::InlinedVector<ExpressionId, 8> children;
  for (std::size_t i = parts.size(); i-- > 0;) children.push_back(StaticPart(parts[i], depth + 1, is_literal));
  return AddExpression(ExpressionKind::kUnion, {}, children, StaticRange(node));
}

ExpressionId Lowering::StaticSubscript(SyntaxNode node, int depth, bool is_literal) {
  const SyntaxNode base = node.first_child();
  if (!base.IsValid()) return AddExpression(ExpressionKind::kUnknown, {}, {}, StaticRange(node));
  absl::InlinedVector<ExpressionId, 8> children;
  children.push_back(StaticPart(base, depth + 1, is_literal));
  std::string_view name = StaticText(base);
  if (const std::size_t dot = name.rfind('.'); dot != std::string_view::npos) name.remove_prefix(dot + 1);
  const bool is_annotated = name == "Annotated";
  bool children_are_literal = is_literal || name == "Literal";
  const auto add = [&](SyntaxNode child) {
    if (child.kind() == SyntaxKind::kError) return;
    children.push_back(StaticPart(child, depth + 1, children_are_literal));
    children_are_literal = children_are_literal || is_annotated;  // metadata follows the type
  };
  if (node.kind() == SyntaxKind::kGenericType) {
    if (const SyntaxNode parameters = node.child(SyntaxKind::kTypeParameter); parameters.IsValid()) {
      for (const SyntaxNode child : parameters.children()) add(child);
    }
  } else {
    for (const SyntaxNode child : node.children()) {
      if (child.field() != SyntaxField::kSubscript) continue;
      // Base[(A, B)] is Base[A, B].
      if (child.kind() == SyntaxKind::kTuple && !node.HasComma() && child.HasChildren()) {
        for (const SyntaxNode element : child.children()) add(element);
      } else {
        add(child);
      }
    }
  }
  return AddExpression(ExpressionKind::kSubscript, {}, children, StaticRange(node));
}

// A keyword argument is an unknown that has the keyword's name and its value as a child. Displays are not gone into: the argument
// of a decorator can be a table of thousands of lines.
ExpressionId Lowering::StaticCall(SyntaxNode node, int depth) {
  absl::InlinedVector<ExpressionId, 8> children;
  children.push_back(StaticPart(node.child(SyntaxField::kFunction), depth + 1, true));
  const auto part = [&](SyntaxNode child) {
    const bool is_display = child.kind() == SyntaxKind::kList || child.kind() == SyntaxKind::kTuple;
    return is_display ? AddExpression(ExpressionKind::kUnknown, {}, {}, StaticRange(child)) : StaticPart(child, depth + 1, true);
  };
  const SyntaxNode list = node.child(SyntaxField::kArguments);
  if (list.IsValid() && list.kind() == SyntaxKind::kArgumentList) {
    for (const SyntaxNode child : list.children()) {
      if (child.kind() == SyntaxKind::kError) continue;
      if (child.kind() != SyntaxKind::kKeywordArgument) {
        children.push_back(part(child));
        continue;
      }
      const SyntaxNode name = child.child(SyntaxField::kName);
      const SyntaxNode value = child.child(SyntaxField::kValue);
      if (!name.IsValid() || !value.IsValid()) continue;
      const ExpressionId given = part(value);
      children.push_back(
          AddExpression(ExpressionKind::kUnknown, Intern(StaticText(name)), std::span<const ExpressionId>(&given, 1), StaticRange(child)));
    }
  }
  return AddExpression(ExpressionKind::kCall, {}, children, StaticRange(node));
}

ExpressionId Lowering::StaticDotted(std::string_view text, std::uint32_t begin) {
  ExpressionId result;
  std::size_t from = 0;
  while (from <= text.size()) {
    std::size_t dot = text.find('.', from);
    if (dot == std::string_view::npos) dot = text.size();
    const SourceRange range{begin, begin + static_cast<std::uint32_t>(dot)};
    const NameId name = Intern(text.substr(from, dot - from));
    if (!result.IsValid()) {
      const bool is_none = text.substr(from, dot - from) == "None";
      result = AddExpression(is_none ? ExpressionKind::kNone : ExpressionKind::kName, is_none ? NameId() : name, {}, range);
    } else {
      const ExpressionId object = result;
      result = AddExpression(ExpressionKind::kAttribute, name, std::span<const ExpressionId>(&object, 1), range);
    }
    from = dot + 1;
  }
  return result;
}

ExpressionId Lowering::StaticString(SyntaxNode node, int depth, bool is_literal) {
  const SourceRange range = StaticRange(node);
  const std::string_view whole = StaticText(node);
  const std::size_t quote = whole.find_first_of("'\"");
  if (quote == std::string_view::npos || node.HasChildren()) return AddExpression(ExpressionKind::kUnknown, {}, {}, range);
  const bool is_triple = whole.size() >= quote + 6 && whole[quote + 1] == whole[quote] && whole[quote + 2] == whole[quote];
  const std::size_t quotes = is_triple ? 3 : 1;
  if (whole.size() < quote + 2 * quotes) return AddExpression(ExpressionKind::kUnknown, {}, {}, range);
  const std::string_view content = whole.substr(quote + quotes, whole.size() - quote - 2 * quotes);
  const bool is_plain = content.find('\\') == std::string_view::npos;
  if (is_literal || !is_plain || quote != 0) {
    const bool keeps_text = is_plain && content.size() <= kMaxConstText;
    return AddExpression(ExpressionKind::kLiteral, keeps_text ? Intern(content) : NameId(), {}, range);
  }
  const auto begin = static_cast<std::uint32_t>(range.begin + quotes);
  if (IsDottedName(content)) return StaticDotted(content, begin);
  SyntaxTree tree;
  parser_.ParseInto(content, tree);
  SyntaxNode expression = FirstExpression(tree.root());
  if (!tree.errors().empty() || !expression.IsValid() || expression.kind() != SyntaxKind::kExpressionStatement) {
    return AddExpression(ExpressionKind::kUnknown, {}, {}, range);
  }
  const std::string_view outer_text = static_text_;
  const std::uint32_t outer_offset = static_offset_;
  static_text_ = content;
  static_offset_ = begin;
  const ExpressionId result = StaticPart(FirstExpression(expression), depth + 1, false);
  static_text_ = outer_text;
  static_offset_ = outer_offset;
  return result;
}

}  // namespace dangle

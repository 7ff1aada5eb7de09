#include "frontend/lowering.h"

namespace dangle {

Operand Lowering::LowerCall(SyntaxNode node, Operand callee) {
  const SyntaxNode list = node.child(SyntaxField::kArguments);
  const std::size_t first = arguments_.size();
  if (list.IsValid() && list.kind() == SyntaxKind::kGeneratorExpression) {
    arguments_.push_back({LowerGeneratorExpression(list), ArgumentKind::kPositional, {}});
  } else if (list.IsValid()) {
    PushArguments(list);
  }
  const PoolRange arguments = builder_.AddArguments(std::span<const Argument>(arguments_).subspan(first));
  arguments_.resize(first);
  return EmitValue(Call{callee, arguments}, node.range());
}

// Positional arguments and stars are evaluated before keywords, wherever they stand: in `f(k=v(), *a())` first a, then v.
void Lowering::PushArguments(SyntaxNode list) {
  if (list.HasComma() && !list.HasChildren()) AddProblem(ProblemKind::kSyntax, list.range(), "a comma without an argument");
  bool has_keyword = false;
  bool has_late_star = false;
  bool has_double_star = false;
  for (const SyntaxNode node : list.children()) {
    switch (node.kind()) {
      case SyntaxKind::kError:
        break;
      case SyntaxKind::kKeywordArgument:
        has_keyword = true;
        break;
      case SyntaxKind::kDictionarySplat:
        has_double_star = true;
        break;
      case SyntaxKind::kListSplat:
        has_late_star = has_late_star || has_keyword;
        if (has_double_star) AddProblem(ProblemKind::kSyntax, node.range(), "`*` follows `**` in a call");
        break;
      default:
        if (IsStarred(node)) {
          has_late_star = has_late_star || has_keyword;
        } else if (has_keyword || has_double_star) {
          AddProblem(ProblemKind::kSyntax, node.range(), "a positional argument follows a keyword argument");
        }
        break;
    }
  }
  if (!has_late_star) {
    for (const SyntaxNode node : list.children()) PushArgument(node);
    return;
  }
  for (const bool is_keyword_round : {false, true}) {
    for (const SyntaxNode node : list.children()) {
      const bool is_keyword = node.kind() == SyntaxKind::kKeywordArgument || node.kind() == SyntaxKind::kDictionarySplat;
      if (is_keyword == is_keyword_round) PushArgument(node);
    }
  }
}

void Lowering::PushArgument(SyntaxNode node) {
  switch (node.kind()) {
    case SyntaxKind::kError:
      return;
    case SyntaxKind::kKeywordArgument: {
      const SyntaxNode name = node.child(SyntaxField::kName);
      const Operand value = LowerExpression(node.child(SyntaxField::kValue));
      if (!name.IsValid() || name.kind() != SyntaxKind::kIdentifier) {
        arguments_.push_back({value, ArgumentKind::kPositional, {}});
        return;
      }
      CheckIdentifier(name);
      arguments_.push_back({value, ArgumentKind::kKeyword, scopes_.NameOf(name)});
      return;
    }
    case SyntaxKind::kDictionarySplat:
      arguments_.push_back({LowerExpression(FirstExpression(node)), ArgumentKind::kDoubleStar, {}});
      return;
    default:
      PushElement(node);
      return;
  }
}

}  // namespace dangle

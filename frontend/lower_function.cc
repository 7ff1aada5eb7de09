#include "frontend/lowering.h"

namespace dangle {

// `def` and `lambda` where they stand: the defaults are evaluated, then the closure is made. The body is a frame of its own.
Operand Lowering::LowerClosure(SyntaxNode node) {
  const FunctionId function = scopes_[scopes_.ScopeOf(node)].function;
  const std::size_t first = arguments_.size();
  const SyntaxNode parameters = node.child(SyntaxField::kParameters);
  if (parameters.IsValid()) {
    // Positional defaults come before those of keyword-only parameters in the list too.
    bool is_keyword_only = false;
    for (const SyntaxNode parameter : parameters.children()) {
      const SyntaxKind kind = parameter.kind();
      if (kind == SyntaxKind::kKeywordSeparator || kind == SyntaxKind::kListSplatPattern ||
          (kind == SyntaxKind::kTypedParameter && parameter.HasChildren() && parameter.first_child().kind() == SyntaxKind::kListSplatPattern)) {
        is_keyword_only = true;
      }
      if (kind != SyntaxKind::kDefaultParameter && kind != SyntaxKind::kTypedDefaultParameter) continue;
      const SyntaxNode name = parameter.child(SyntaxField::kName);
      const Operand value = LowerExpression(parameter.child(SyntaxField::kValue));
      Argument argument{value, ArgumentKind::kPositional, {}};
      if (is_keyword_only && name.IsValid() && name.kind() == SyntaxKind::kIdentifier) {
        argument.kind = ArgumentKind::kKeyword;
        argument.keyword = Intern(TextOf(name));
      }
      arguments_.push_back(argument);
    }
  }
  const PoolRange defaults = builder_.AddArguments(std::span<const Argument>(arguments_).subspan(first));
  arguments_.resize(first);
  return EmitValue(MakeClosure{function, defaults}, node.range());
}

// Decorators are evaluated first, in order, and applied last, in reverse.
void Lowering::LowerDefinition(SyntaxNode node) {
  const Nesting level(*this);
  SyntaxNode definition = node;
  const std::size_t first = arguments_.size();
  if (node.kind() == SyntaxKind::kDecoratedDefinition) {
    for (const SyntaxNode child : node.children()) {
      if (child.kind() != SyntaxKind::kDecorator) continue;
      arguments_.push_back({LowerExpression(FirstExpression(child)), ArgumentKind::kPositional, {}});
    }
    definition = node.child(SyntaxField::kDefinition);
  }
  const bool is_class = definition.IsValid() && definition.kind() == SyntaxKind::kClassDefinition;
  const bool is_function = definition.IsValid() && definition.kind() == SyntaxKind::kFunctionDefinition;
  Operand value;
  if (is_class) {
    value = LowerClassDefinition(definition);
  } else if (is_function) {
    value = LowerClosure(definition);
  } else {
    value = EmitUnknown(node.range());
  }
  while (arguments_.size() > first) {
    const Operand decorator = arguments_.back().value;
    arguments_.pop_back();
    const Argument argument{value, ArgumentKind::kPositional, {}};
    const PoolRange arguments = builder_.AddArguments(std::span<const Argument>(&argument, 1));
    value = EmitValue(Call{decorator, arguments}, builder_.InstructionOf(decorator.value()).range, true);
  }
  const SyntaxNode name = (is_class || is_function) ? definition.child(SyntaxField::kName) : SyntaxNode();
  if (name.IsValid() && name.kind() == SyntaxKind::kIdentifier && !name.IsMissing()) {
    CheckIdentifier(name);
    StoreSymbol(scopes_.SymbolOf(name), value, name.range());
  } else {
    DropOperand(value, node.range());
  }
}

Operand Lowering::LowerClassDefinition(SyntaxNode node) {
  const std::size_t first = arguments_.size();
  if (const SyntaxNode bases = node.child(SyntaxField::kSuperclasses); bases.IsValid()) PushArguments(bases);
  const PoolRange arguments = builder_.AddArguments(std::span<const Argument>(arguments_).subspan(first));
  arguments_.resize(first);
  return EmitValue(MakeClass{scopes_[scopes_.ScopeOf(node)].class_id, arguments}, node.range());
}

}  // namespace dangle

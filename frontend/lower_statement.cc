#include "frontend/lowering.h"

namespace dangle {

void Lowering::LowerBlock(SyntaxNode block) {
  if (!block.IsValid()) return;
  const Nesting level(*this);
  if (level.IsTooDeep()) {
    NestingProblem(block.range());
    const Operand unknown = EmitUnknown(block.range());
    DropOperand(unknown, block.range());
    return;
  }
  for (const SyntaxNode statement : block.children()) LowerStatement(statement);
}

void Lowering::LowerStatement(SyntaxNode node) {
  switch (node.kind()) {
    case SyntaxKind::kExpressionStatement:
      return LowerExpressionStatement(node);
    case SyntaxKind::kPassStatement:
    case SyntaxKind::kGlobalStatement:
    case SyntaxKind::kNonlocalStatement:
      return;
    case SyntaxKind::kReturnStatement:
      return LowerReturn(node);
    case SyntaxKind::kRaiseStatement:
      return LowerRaise(node);
    case SyntaxKind::kAssertStatement:
      return LowerAssert(node);
    case SyntaxKind::kDeleteStatement:
      return LowerDelete(node);
    case SyntaxKind::kImportStatement:
    case SyntaxKind::kFutureImportStatement:
    case SyntaxKind::kImportFromStatement:
      return LowerImport(node);
    case SyntaxKind::kBreakStatement:
      return LowerBreak(node, Way::kBreak);
    case SyntaxKind::kContinueStatement:
      return LowerBreak(node, Way::kContinue);
    case SyntaxKind::kPrintStatement:
    case SyntaxKind::kExecStatement:
      return LowerPrint(node);
    case SyntaxKind::kTypeAliasStatement:
      return LowerTypeAlias(node);
    case SyntaxKind::kError: {
      function_->is_incomplete = true;
      const Operand unknown = EmitUnknown(node.range());
      DropOperand(unknown, node.range());
      return;
    }
    default:
      return LowerCompoundStatement(node);
  }
}

void Lowering::LowerCompoundStatement(SyntaxNode node) {
  switch (node.kind()) {
    case SyntaxKind::kIfStatement:
      return LowerIf(node);
    case SyntaxKind::kForStatement:
      return LowerFor(node);
    case SyntaxKind::kWhileStatement:
      return LowerWhile(node);
    case SyntaxKind::kTryStatement:
      return LowerTry(node);
    case SyntaxKind::kWithStatement:
      return LowerWith(node);
    case SyntaxKind::kMatchStatement:
      return LowerMatch(node);
    case SyntaxKind::kFunctionDefinition:
    case SyntaxKind::kClassDefinition:
    case SyntaxKind::kDecoratedDefinition:
      return LowerDefinition(node);
    default: {  // an expression that error recovery left without its statement
      const Operand value = LowerExpression(node);
      DropOperand(value, node.range());
      return;
    }
  }
}

void Lowering::LowerExpressionStatement(SyntaxNode node) {
  const SyntaxNode first = FirstExpression(node);
  if (!first.IsValid()) return;
  Operand value;
  if (node.HasComma()) {
    value = LowerContainer(node, ContainerKind::kTuple);
  } else if (first.kind() == SyntaxKind::kAssignment) {
    return LowerAssignment(first);
  } else if (first.kind() == SyntaxKind::kAugmentedAssignment) {
    return LowerAugmentedAssignment(first);
  } else if (first.kind() == SyntaxKind::kEllipsis || (first.kind() == SyntaxKind::kString && !first.HasChildren())) {
    return;  // `...` and docstrings do nothing
  } else {
    value = LowerExpression(first);
  }
  DropOperand(value, node.range());
}

// ---- if ---------------------------------------------------------------------------------------------------------------------

void Lowering::LowerIf(SyntaxNode node) {
  const BlockId after = builder_.NewBlock();
  SyntaxNode last = node;  // the clause behind which there is nothing
  for (const SyntaxNode clause : node.children()) {
    if (clause.kind() == SyntaxKind::kElifClause || clause.kind() == SyntaxKind::kElseClause) last = clause;
  }
  bool was_reachable = LowerIfClause(node, last == node, after);
  for (const SyntaxNode clause : node.children()) {
    if (clause.kind() != SyntaxKind::kElifClause && clause.kind() != SyntaxKind::kElseClause) continue;
    // A branch behind one that is always taken is as dead as the other side of a test.
    const bool is_dead = was_reachable && !builder_.IsReachable();
    type_only_ += is_dead ? 1 : 0;
    if (clause.kind() == SyntaxKind::kElifClause) {
      was_reachable = LowerIfClause(clause, clause == last, after) || is_dead;
    } else {
      LowerBlock(clause.child(SyntaxField::kBody));
      JumpTo(after, {clause.range().begin, clause.range().begin});
    }
    type_only_ -= is_dead ? 1 : 0;
  }
  builder_.SealAndStart(after);
}

// One test with its body; goes on where the test fails. Was it reached at all?
bool Lowering::LowerIfClause(SyntaxNode clause, bool is_last, BlockId after) {
  const SyntaxNode condition = clause.child(SyntaxField::kCondition);
  const BlockId if_true = builder_.NewBlock();
  const BlockId if_false = is_last ? after : builder_.NewBlock();
  const bool was_reachable = builder_.IsReachable();
  LowerCondition(condition, if_true, if_false);
  LowerBranchBody(clause.child(SyntaxField::kConsequence), if_true, was_reachable);
  JumpTo(after, condition.IsValid() ? condition.range() : clause.range());
  if (!is_last) builder_.SealAndStart(if_false);
  return was_reachable;
}

// A branch that a known condition never takes is lowered all the same, into nothing: its imports and classes still say what
// names mean to a type checker.
void Lowering::LowerBranchBody(SyntaxNode body, BlockId block, bool was_reachable) {
  builder_.SealAndStart(block);
  const bool is_dead = was_reachable && !builder_.IsReachable();
  type_only_ += is_dead ? 1 : 0;
  LowerBlock(body);
  type_only_ -= is_dead ? 1 : 0;
}

// ---- Leaving ----------------------------------------------------------------------------------------------------------------

void Lowering::LowerReturn(SyntaxNode node) {
  const SyntaxNode expression = FirstExpression(node);
  CheckReturn(node, expression.IsValid());
  Operand value = expression.IsValid() ? LowerExpression(expression) : EmitNone(node.range());
  if (!builder_.IsReachable()) return;
  for (const Context& context : contexts_) {
    if (context.kind == Context::Kind::kWith || context.kind == Context::Kind::kFinally) {
      value = Own(value, node.range());
      break;
    }
  }
  Leave(Way::kReturn, value, node.range());
}

void Lowering::LowerRaise(SyntaxNode node) {
  const SyntaxNode cause = node.child(SyntaxField::kCause);
  SyntaxNode exception = FirstExpression(node);
  if (exception.IsValid() && exception == cause) exception = {};
  if (!exception.IsValid()) {
    if (!exceptions_.empty()) {
      Emit(Reraise{Operand(exceptions_.back())}, node.range());
    } else {
      Emit(Raise{}, node.range());
    }
    return;
  }
  if (exception.kind() == SyntaxKind::kExpressionList) {
    AddProblem(ProblemKind::kSyntax, exception.range(), "`raise` of several values is Python 2");
  }
  const Operand value = LowerExpression(exception);
  const Operand reason = cause.IsValid() ? LowerExpression(cause) : Operand();
  Emit(Raise{value, reason}, node.range());
}

void Lowering::LowerAssert(SyntaxNode node) {
  const SyntaxNode condition = FirstExpression(node);
  SyntaxNode message;
  for (const SyntaxNode child : node.children()) {
    if (child.kind() != SyntaxKind::kError && child != condition) {
      message = child;
      break;
    }
  }
  const BlockId passed = builder_.NewBlock();
  const BlockId failed = builder_.NewBlock();
  LowerCondition(condition, passed, failed);
  builder_.SealAndStart(failed);
  Operand exception = EmitValue(LoadName{Intern("AssertionError"), NameScope::kGlobal}, node.range(), true);
  if (message.IsValid()) {
    const Argument argument{LowerExpression(message), ArgumentKind::kPositional, {}};
    const PoolRange arguments = builder_.AddArguments(std::span<const Argument>(&argument, 1));
    exception = EmitValue(Call{exception, arguments}, node.range(), true);
  }
  Emit(Raise{exception, {}}, node.range(), true);
  builder_.SealAndStart(passed);
}

// ---- del --------------------------------------------------------------------------------------------------------------------

void Lowering::LowerDelete(SyntaxNode node) {
  for (const SyntaxNode child : node.children()) DeleteTarget(child);
}

void Lowering::DeleteTarget(SyntaxNode node) {
  const Nesting level(*this);
  if (level.IsTooDeep()) return NestingProblem(node.range());
  switch (node.kind()) {
    case SyntaxKind::kIdentifier:
      if (!node.IsMissing()) DeleteSymbol(scopes_.SymbolOf(node), node.range());
      return;
    case SyntaxKind::kAttribute: {
      const Operand object = LowerExpression(node.child(SyntaxField::kObject));
      if (const SyntaxNode name = node.child(SyntaxField::kAttribute); name.IsValid()) {
        Emit(DeleteAttr{object, scopes_.NameOf(name)}, node.range());
      } else {
        DropOperand(object, node.range());
      }
      return;
    }
    case SyntaxKind::kSubscript: {
      const Operand object = LowerExpression(node.child(SyntaxField::kValue));
      const Operand index = LowerIndex(node);
      Emit(DeleteItem{object, index}, node.range());
      return;
    }
    case SyntaxKind::kExpressionList:
    case SyntaxKind::kTuple:
    case SyntaxKind::kList:
    case SyntaxKind::kTuplePattern:
    case SyntaxKind::kListPattern:
    case SyntaxKind::kParenthesizedExpression:
      for (const SyntaxNode child : node.children()) DeleteTarget(child);
      return;
    case SyntaxKind::kError:
      return;
    default: {
      AddProblem(ProblemKind::kSyntax, node.range(), "this cannot be deleted");
      const Operand value = LowerExpression(node);
      DropOperand(value, node.range());
      return;
    }
  }
}

// ---- Python 2, and `type` ---------------------------------------------------------------------------------------------------

// `print x` and `exec x`. `print >>f, x` is a tuple of a shift to Python 3: an error only when it runs.
void Lowering::LowerPrint(SyntaxNode node) {
  const SyntaxNode chevron = node.child(SyntaxKind::kChevron);
  if (!chevron.IsValid()) {
    const bool is_print = node.kind() == SyntaxKind::kPrintStatement;
    AddProblem(ProblemKind::kSyntax, node.range(), is_print ? "`print` without brackets is Python 2" : "`exec` without brackets is Python 2");
  }
  for (const SyntaxNode child : node.children()) {
    if (child.kind() == SyntaxKind::kError) continue;
    const Operand value = LowerExpression(child.kind() == SyntaxKind::kChevron ? FirstExpression(child) : child);
    DropOperand(value, child.range());
  }
}

// The alias is evaluated only when asked for, so nothing of its right side runs here.
void Lowering::LowerTypeAlias(SyntaxNode node) {
  SyntaxNode name = node.child(SyntaxField::kLeft);
  while (name.IsValid() && name.kind() != SyntaxKind::kIdentifier) name = name.first_child();
  if (!name.IsValid() || name.IsMissing()) return;
  const Operand alias = EmitUnknown(node.range());
  StoreSymbol(scopes_.SymbolOf(name), alias, name.range());
}

}  // namespace dangle

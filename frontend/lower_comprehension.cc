#include "frontend/lowering.h"

namespace dangle {
namespace {

bool IsClause(SyntaxNode node) { return node.kind() == SyntaxKind::kForInClause || node.kind() == SyntaxKind::kIfClause; }

}  // namespace

// `[f(x) for x in xs if x]`, sets and dicts: in place, in a scope of its own whose variables die with it.
Operand Lowering::LowerComprehension(SyntaxNode node) {
  CheckAsyncComprehension(node);
  const SyntaxNode body = node.child(SyntaxField::kBody);
  const SyntaxNode clause = node.child(SyntaxKind::kForInClause);
  const SyntaxNode right = clause.IsValid() ? clause.child(SyntaxField::kRight) : SyntaxNode();
  if (!body.IsValid() || !right.IsValid()) return EmitUnknown(node.range());

  const Operand iterable = LowerExpression(right);
  const ValueId iterator = Emit(Iterate{iterable, clause.IsAsync()}, right.range(), true);
  ContainerKind kind = ContainerKind::kList;
  if (node.kind() == SyntaxKind::kSetComprehension) kind = ContainerKind::kSet;
  if (node.kind() == SyntaxKind::kDictionaryComprehension) kind = ContainerKind::kDict;
  const Operand container = EmitValue(MakeContainer{kind, {}}, node.range());

  // Within a region the handler must not find the comprehension's variables alive.
  const Handlers outside = builder_.handlers();
  const bool has_handlers = outside.on_raise.IsValid() || outside.on_cancel.IsValid() || outside.on_abandon.IsValid();
  BlockId on_raise;
  BlockId on_cancel;
  if (has_handlers) {
    on_raise = builder_.NewHandlerBlock(Survivors());
    on_cancel = builder_.NewHandlerBlock(Survivors());
    builder_.SetHandlers({on_raise, on_cancel, on_cancel});
  }
  ComprehensionLoops loops;
  OpenLoops(node, iterator, true, loops);
  if (body.kind() == SyntaxKind::kPair) {
    const Operand key = LowerExpression(body.child(SyntaxField::kKey));
    const Operand value = LowerExpression(body.child(SyntaxField::kValue));
    Emit(Insert{Unmoved(container), key, value}, body.range(), true);
  } else {
    const Operand value = LowerExpression(body);
    Emit(Insert{Unmoved(container), {}, value}, body.range(), true);
  }
  CloseLoops(loops);
  if (has_handlers) builder_.SetHandlers(outside);
  UnbindComprehensionVariables(node);
  if (has_handlers) {
    const BlockId after = builder_.NewBlock();
    JumpTo(after, node.range());
    LowerComprehensionCleanup(on_raise, CatchKind::kRaise, node);
    LowerComprehensionCleanup(on_cancel, CatchKind::kCancel, node);
    builder_.SealAndStart(after);
  }
  return container;
}

void Lowering::LowerComprehensionCleanup(BlockId block, CatchKind kind, SyntaxNode node) {
  builder_.SealAndStart(block);
  if (!builder_.IsReachable()) return;
  const ValueId exception = Emit(Catch{kind}, node.range(), true);
  UnbindComprehensionVariables(node);
  Emit(Reraise{Operand(exception, true)}, node.range(), true);
}

// ---- Loops ------------------------------------------------------------------------------------------------------------------

void Lowering::OpenLoops(SyntaxNode node, ValueId first_iterator, bool first_is_temporary, ComprehensionLoops& loops) {
  for (const SyntaxNode clause : node.children()) {
    if (!IsClause(clause)) continue;
    if (clause.kind() == SyntaxKind::kIfClause) {
      if (loops.empty()) continue;
      const BlockId next = builder_.NewBlock();
      LowerCondition(FirstExpression(clause), next, loops.back().header);
      builder_.SealAndStart(next);
      continue;
    }
    if (loops.empty()) {
      OpenLoop(clause, first_iterator, first_is_temporary, loops);
      continue;
    }
    const SyntaxNode right = clause.child(SyntaxField::kRight);
    const Operand iterable = LowerExpression(right);
    OpenLoop(clause, Emit(Iterate{iterable, clause.IsAsync()}, clause.range(), true), true, loops);
  }
}

void Lowering::OpenLoop(SyntaxNode clause, ValueId iterator, bool is_temporary, ComprehensionLoops& loops) {
  if (clause.HasComma() && clause.child(SyntaxField::kRight).IsValid()) {
    std::size_t count = 0;
    for (const SyntaxNode child : clause.children()) count += child.field() == SyntaxField::kRight ? 1 : 0;
    if (count > 1) AddProblem(ProblemKind::kSyntax, clause.range(), "several iterables without brackets are Python 2");
  }
  ComprehensionLoop loop{iterator, is_temporary, builder_.NewBlock(), builder_.NewBlock(), clause.range()};
  const BlockId body = builder_.NewBlock();
  JumpTo(loop.header, clause.range());
  builder_.StartBlock(loop.header);
  const ValueId item = Emit(Next{iterator, body, loop.exhausted, clause.IsAsync()}, clause.range(), true);
  builder_.SealAndStart(body);
  StoreTarget(clause.child(SyntaxField::kLeft), Operand(item, true));
  loops.push_back(loop);
}

void Lowering::CloseLoops(ComprehensionLoops& loops) {
  while (!loops.empty()) {
    const ComprehensionLoop loop = loops.back();
    loops.pop_back();
    JumpTo(loop.header, loop.range);
    builder_.SealBlock(loop.header);
    builder_.SealAndStart(loop.exhausted);
    if (loop.is_temporary) Emit(Drop{{}, loop.iterator}, loop.range, true);
  }
}

void Lowering::UnbindComprehensionVariables(SyntaxNode node) {
  for (const SyntaxNode clause : node.children()) {
    if (clause.kind() != SyntaxKind::kForInClause) continue;
    const SyntaxNode left = clause.child(SyntaxField::kLeft);
    if (!left.IsValid()) continue;
    const SyntaxRecord* end = left.record() + left.size();
    for (const SyntaxRecord* row = left.record(); row < end;) {
      const SyntaxNode part(row);
      if (part.kind() == SyntaxKind::kAttribute || part.kind() == SyntaxKind::kSubscript || part.kind() == SyntaxKind::kError) {
        row += part.size();
        continue;
      }
      if (part.kind() == SyntaxKind::kIdentifier && !part.IsMissing()) DeleteSymbol(scopes_.SymbolOf(part), clause.range(), true);
      ++row;
    }
  }
}

// ---- Generator expressions ---------------------------------------------------------------------------------------------------

// A closure that is called at once with the iterator of the first iterable.
Operand Lowering::LowerGeneratorExpression(SyntaxNode node) {
  const SyntaxNode clause = node.child(SyntaxKind::kForInClause);
  const SyntaxNode right = clause.IsValid() ? clause.child(SyntaxField::kRight) : SyntaxNode();
  const Operand closure = EmitValue(MakeClosure{scopes_[scopes_.ScopeOf(node)].function, {}}, node.range(), true);
  const Operand iterable = LowerExpression(right);
  const SourceRange range = right.IsValid() ? right.range() : node.range();
  const Operand iterator = EmitValue(Iterate{iterable, clause.IsValid() && clause.IsAsync()}, range, true);
  const Argument argument{iterator, ArgumentKind::kPositional, {}};
  const PoolRange arguments = builder_.AddArguments(std::span<const Argument>(&argument, 1));
  return EmitValue(Call{closure, arguments}, node.range(), true);
}

void Lowering::LowerGeneratorBody(SyntaxNode node) {
  const SymbolId first = frame_->first_slot;
  Parameter parameter;
  parameter.slot = scopes_[first].slot;
  parameter.name = scopes_[first].name;
  parameter.kind = ParameterKind::kPositionalOnly;
  parameter.range = node.range();
  function_->parameters.push_back(parameter);
  const ValueId iterator = Emit(Param{parameter.slot}, node.range(), true);
  ComprehensionLoops loops;
  OpenLoops(node, iterator, false, loops);
  const SyntaxNode body = node.child(SyntaxField::kBody);
  const Operand value = body.IsValid() ? LowerExpression(body) : EmitUnknown(node.range());
  const SourceRange range = body.IsValid() ? body.range() : node.range();
  const Operand sent = EmitValue(Yield{value}, range, true);
  DropOperand(sent, range);
  CloseLoops(loops);
}

}  // namespace dangle

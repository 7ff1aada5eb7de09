#include "frontend/lowering.h"

namespace dangle {

// `for x in xs: … else: …`: the iterator is a temporary that lives below everything in the body, so it survives into handlers
// there.
void Lowering::LowerFor(SyntaxNode node) {
  if (node.IsAsync()) CheckAwait(node, "async for");
  const SyntaxNode right = node.child(SyntaxField::kRight);
  const SourceRange head{node.range().begin, right.IsValid() ? right.range().end : node.range().end};
  const SourceRange step = right.IsValid() ? right.range() : head;
  const Operand iterable = LowerExpression(right);
  const ValueId iterator = Emit(Iterate{iterable, node.IsAsync()}, step, true);

  const BlockId header = builder_.NewBlock();
  const BlockId body = builder_.NewBlock();
  const BlockId exhausted = builder_.NewBlock();
  const BlockId after = builder_.NewBlock();
  Context context;
  context.kind = Context::Kind::kLoop;
  context.temporary = iterator;
  context.range = head;
  context.targets[static_cast<std::size_t>(Way::kBreak)] = after;
  context.targets[static_cast<std::size_t>(Way::kContinue)] = header;

  JumpTo(header, head);
  builder_.StartBlock(header);
  const ValueId item = Emit(Next{iterator, body, exhausted, node.IsAsync()}, step, true);
  builder_.SealAndStart(body);
  contexts_.push_back(context);
  StoreTarget(node.child(SyntaxField::kLeft), Operand(item, true));
  LowerBlock(node.child(SyntaxField::kBody));
  contexts_.pop_back();
  JumpTo(header, head);
  builder_.SealBlock(header);

  builder_.SealAndStart(exhausted);
  Emit(Drop{{}, iterator}, head, true);
  if (const SyntaxNode otherwise = node.child(SyntaxField::kAlternative); otherwise.IsValid()) {
    LowerBlock(otherwise.child(SyntaxField::kBody));
  }
  JumpTo(after, head);
  builder_.SealAndStart(after);
}

void Lowering::LowerWhile(SyntaxNode node) {
  const SyntaxNode condition = node.child(SyntaxField::kCondition);
  const SourceRange head{node.range().begin, condition.IsValid() ? condition.range().end : node.range().end};
  const BlockId header = builder_.NewBlock();
  const BlockId body = builder_.NewBlock();
  const BlockId otherwise = builder_.NewBlock();
  const BlockId after = builder_.NewBlock();
  Context context;
  context.kind = Context::Kind::kLoop;
  context.range = head;
  context.targets[static_cast<std::size_t>(Way::kBreak)] = after;
  context.targets[static_cast<std::size_t>(Way::kContinue)] = header;

  JumpTo(header, head);
  builder_.StartBlock(header);
  LowerCondition(condition, body, otherwise);
  builder_.SealAndStart(body);
  contexts_.push_back(context);
  LowerBlock(node.child(SyntaxField::kBody));
  contexts_.pop_back();
  JumpTo(header, head);
  builder_.SealBlock(header);

  builder_.SealAndStart(otherwise);
  if (const SyntaxNode clause = node.child(SyntaxField::kAlternative); clause.IsValid()) {
    LowerBlock(clause.child(SyntaxField::kBody));
  }
  JumpTo(after, head);
  builder_.SealAndStart(after);
}

void Lowering::LowerBreak(SyntaxNode node, Way way) {
  for (const Context& context : contexts_) {
    if (context.kind == Context::Kind::kLoop) return Leave(way, {}, node.range());
  }
  AddProblem(ProblemKind::kSyntax, node.range(), way == Way::kBreak ? "`break` outside of a loop" : "`continue` outside of a loop");
}

// Goes out of everything around the statement, from the inside: to the loop that is meant, or out of the frame.
void Lowering::Leave(Way way, Operand value, SourceRange range) {
  if (!builder_.IsReachable()) return;
  const Handlers inside = builder_.handlers();
  // Temporaries die by themselves when the frame is left; they are dropped first only where code of others runs in between.
  std::size_t outermost_code = 0;
  if (way == Way::kReturn) {
    outermost_code = contexts_.size();
    for (std::size_t i = contexts_.size(); i-- > 0;) {
      const Context::Kind kind = contexts_[i].kind;
      if (kind == Context::Kind::kWith || kind == Context::Kind::kFinally) outermost_code = i;
    }
  }
  for (std::size_t i = contexts_.size(); i-- > 0 && builder_.IsReachable();) {
    Context& context = contexts_[i];
    const bool is_observed = i >= outermost_code;
    switch (context.kind) {
      case Context::Kind::kTemporary:
        if (is_observed) Emit(Drop{{}, context.temporary}, range, true);
        break;
      case Context::Kind::kUnbind:
        if (is_observed) DeleteSymbol(context.symbol, range, true);
        break;
      case Context::Kind::kLoop:
        if (context.temporary.IsValid() && is_observed && way != Way::kContinue) Emit(Drop{{}, context.temporary}, range, true);
        if (way != Way::kReturn) JumpTo(context.targets[static_cast<std::size_t>(way)], range);
        break;
      case Context::Kind::kWith: {
        builder_.SetHandlers(context.outer);
        const ValueId result = Emit(Exit{Operand(context.temporary, true), {}, context.is_async}, context.range, true);
        Emit(Drop{{}, result}, context.range, true);
        break;
      }
      case Context::Kind::kFinally:
        if (way == Way::kReturn) context.return_values.push_back(value.value());
        context.ways[static_cast<std::size_t>(way)] = range;
        JumpTo(context.targets[static_cast<std::size_t>(way)], range);
        break;
    }
  }
  if (builder_.IsReachable()) Emit(Return{value}, range);
  builder_.SetHandlers(inside);
}

}  // namespace dangle

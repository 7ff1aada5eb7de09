#include <utility>

#include "frontend/lowering.h"

namespace dangle {

// `with A() as a, B() as b: …` is nested: all are entered outside in, then the body, then closed inside out.
void Lowering::LowerWith(SyntaxNode node) {
  struct Item {
    SourceRange range;
    BlockId on_raise;
    BlockId on_cancel;
    BlockId after;
    Handlers outside;
  };
  if (node.IsAsync()) CheckAwait(node, "async with");
  absl::InlinedVector<Item, 2> items;
  const SyntaxNode clause = node.child(SyntaxKind::kWithClause);
  if (clause.IsValid()) {
    for (const SyntaxNode with_item : clause.children()) {
      if (with_item.kind() != SyntaxKind::kWithItem) continue;
      SyntaxNode value = with_item.child(SyntaxField::kValue);
      if (value.IsValid() && value.kind() == SyntaxKind::kParenthesizedExpression) {  // with ((a, b) as c):
        const SyntaxNode inner = StripParentheses(value);
        if (inner.IsValid() && inner.kind() == SyntaxKind::kAsPattern) value = inner;
      }
      SyntaxNode target;
      if (value.IsValid() && value.kind() == SyntaxKind::kAsPattern) {
        target = value.child(SyntaxField::kAlias);
        value = FirstExpression(value);
      }
      if (contexts_.size() > static_cast<std::size_t>(kMaxNesting)) {  // CPython stops at 20 nested blocks
        NestingProblem(with_item.range());
        break;
      }
      Item item;
      item.range = value.IsValid() ? value.range() : with_item.range();
      const Operand expression = LowerExpression(value);
      Operand manager = expression;
      // Even a constant gets a temporary: its exit is the temporary's end.
      if (!manager.is_move()) manager = EmitValue(Hold{expression.value()}, item.range, true);
      const Operand entered = EmitValue(Enter{manager.value(), node.IsAsync()}, item.range, true);

      item.after = builder_.NewBlock();
      Context context;
      context.kind = Context::Kind::kWith;
      context.is_async = node.IsAsync();
      context.temporary = manager.value();
      context.range = item.range;
      context.outer = builder_.handlers();
      contexts_.push_back(std::move(context));
      item.on_raise = builder_.NewHandlerBlock(Survivors());
      item.on_cancel = builder_.NewHandlerBlock(Survivors());
      item.outside = builder_.SetHandlers({item.on_raise, item.on_cancel, item.on_cancel});
      if (target.IsValid()) {
        StoreTarget(FirstExpression(target), entered);
      } else {
        DropOperand(entered, item.range);
      }
      items.push_back(item);
    }
  }
  LowerBlock(node.child(SyntaxField::kBody));
  while (!items.empty()) {
    const Item item = items.back();
    items.pop_back();
    const ValueId manager = contexts_.back().temporary;
    contexts_.pop_back();
    builder_.SetHandlers(item.outside);
    const Operand result = EmitValue(Exit{Operand(manager, true), {}, node.IsAsync()}, item.range, true);
    DropOperand(result, item.range);
    JumpTo(item.after, item.range);
    LowerExitOnException(item.on_raise, CatchKind::kRaise, manager, node.IsAsync(), item.range, item.after);
    LowerExitOnException(item.on_cancel, CatchKind::kCancel, manager, node.IsAsync(), item.range, item.after);
    builder_.SealAndStart(item.after);
  }
}

// The exit is told of the exception; if its result is true, the exception ends there.
void Lowering::LowerExitOnException(BlockId block, CatchKind kind, ValueId manager, bool is_async, SourceRange range, BlockId after) {
  builder_.SealAndStart(block);
  if (!builder_.IsReachable()) return;
  const ValueId exception = Emit(Catch{kind}, range, true);
  const Operand swallows = EmitValue(Exit{Operand(manager, true), exception, is_async}, range, true);
  const BlockId swallowed = builder_.NewBlock();
  const BlockId passed_on = builder_.NewBlock();
  Emit(Branch{swallows, swallowed, passed_on}, range, true);
  builder_.SealAndStart(passed_on);
  Emit(Reraise{Operand(exception, true)}, range, true);
  builder_.SealAndStart(swallowed);
  Emit(Drop{{}, exception}, range, true);
  JumpTo(after, range);
}

}  // namespace dangle

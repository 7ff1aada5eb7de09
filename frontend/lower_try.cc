// try: handlers, `except … as`, except*, and the copies of finally bodies.
#include <utility>

#include "frontend/lowering.h"

namespace dangle {

// One `except` clause. Its body is shared by the dispatch of exceptions and that of cancellations.
struct Lowering::ExceptClause {
  SyntaxNode node;
  SyntaxNode body;
  SyntaxNode alias;                                 // the identifier after `as`
  BlockId block;                                    // where the body begins
  absl::InlinedVector<ValueId, 2> exceptions = {};  // one for each edge to it
};

// A finally clause, its region closed: the blocks in which copies of its body begin.
struct Lowering::Finally {
  SyntaxNode body;
  SourceRange range;
  BlockId on_raise;
  BlockId on_cancel;
  std::array<BlockId, kWays> ways = {};
  std::vector<ValueId> return_values = {};
  std::array<SourceRange, kWays> way_ranges = {};
};

namespace {

constexpr std::array<Way, kWays> kAllWays = {Way::kReturn, Way::kBreak, Way::kContinue};

// The block of a clause that has no field for it.
SyntaxNode BodyOf(SyntaxNode clause) {
  SyntaxNode body = clause.child(SyntaxField::kBody);
  return body.IsValid() ? body : clause.child(SyntaxKind::kBlock);
}

}  // namespace

// The temporaries of statements around that outlive an exception inside: of the first `depth` contexts.
std::span<const ValueId> Lowering::Survivors(std::size_t depth) {
  survivors_.clear();
  for (std::size_t i = 0; i < depth; ++i) {
    if (contexts_[i].temporary.IsValid()) survivors_.push_back(contexts_[i].temporary);
  }
  return survivors_;
}

void Lowering::LowerTry(SyntaxNode node) {
  const Nesting level(*this);
  if (level.IsTooDeep()) return NestingProblem(node.range());
  if (const SyntaxNode clause = node.child(SyntaxKind::kFinallyClause); clause.IsValid()) return LowerFinally(node, clause);
  LowerTryExcept(node);
}

// ---- except -----------------------------------------------------------------------------------------------------------------

void Lowering::LowerTryExcept(SyntaxNode node) {
  absl::InlinedVector<ExceptClause, 4> clauses;
  bool has_star = false;
  for (const SyntaxNode child : node.children()) {
    if (child.kind() != SyntaxKind::kExceptClause) continue;
    ExceptClause clause{child, BodyOf(child), {}, builder_.NewBlock()};
    if (const SyntaxNode value = child.child(SyntaxField::kValue); value.IsValid() && value.kind() == SyntaxKind::kAsPattern) {
      if (const SyntaxNode target = value.child(SyntaxField::kAlias); target.IsValid()) clause.alias = FirstExpression(target);
    } else if (const SyntaxNode alias = child.child(SyntaxField::kAlias); alias.IsValid()) {
      clause.alias = alias;
    }
    if (clause.alias.IsValid() && (clause.alias.kind() != SyntaxKind::kIdentifier || clause.alias.IsMissing())) clause.alias = {};
    has_star = has_star || child.HasStar();
    clauses.push_back(std::move(clause));
  }
  const SyntaxNode otherwise = node.child(SyntaxKind::kElseClause);
  const SyntaxNode body = node.child(SyntaxField::kBody);
  if (clauses.empty()) {
    LowerBlock(body);
    if (otherwise.IsValid()) LowerBlock(BodyOf(otherwise));
    return;
  }
  const BlockId after = builder_.NewBlock();
  const BlockId on_raise = builder_.NewHandlerBlock(Survivors());
  const BlockId on_cancel = builder_.NewHandlerBlock(Survivors());
  const Handlers outside = builder_.SetHandlers({on_raise, on_cancel, on_cancel});
  LowerBlock(body);
  builder_.SetHandlers(outside);
  if (otherwise.IsValid()) LowerBlock(BodyOf(otherwise));
  JumpTo(after, {node.range().begin, node.range().begin});

  if (has_star) {
    LowerGroupHandlers({clauses.data(), clauses.size()}, on_raise, on_cancel, after);
  } else {
    const std::span<ExceptClause> all(clauses.data(), clauses.size());
    LowerDispatch(on_raise, CatchKind::kRaise, all);
    LowerDispatch(on_cancel, CatchKind::kCancel, all);
    for (ExceptClause& clause : clauses) LowerHandler(clause, after);
  }
  builder_.SealAndStart(after);
}

// Which clause takes the exception? Nobody: it goes on.
void Lowering::LowerDispatch(BlockId block, CatchKind kind, std::span<ExceptClause> clauses) {
  const SourceRange range = clauses.front().node.range();
  const SourceRange at{range.begin, range.begin};
  builder_.SealAndStart(block);
  if (!builder_.IsReachable()) return;
  const ValueId exception = Emit(Catch{kind}, at, true);
  for (ExceptClause& clause : clauses) {
    if (!builder_.IsReachable()) {
      AddProblem(ProblemKind::kSyntax, clause.node.range(), "a bare `except:` must be the last");
      return;
    }
    if (!clause.node.child(SyntaxField::kValue).IsValid()) {
      clause.exceptions.push_back(exception);
      JumpTo(clause.block, clause.node.range());
      continue;
    }
    const Operand type = LowerExceptTypes(clause.node);
    const Operand matches = EmitValue(MatchException{exception, type, false}, clause.node.child(SyntaxField::kValue).range(), true);
    const BlockId next = builder_.NewBlock();
    if (builder_.IsReachable()) clause.exceptions.push_back(exception);
    Emit(Branch{matches, clause.block, next}, clause.node.child(SyntaxField::kValue).range(), true);
    builder_.SealAndStart(next);
  }
  Emit(Reraise{Operand(exception, true)}, at, true);
}

// `except A:`, `except (A, B):`, `except A, B:`
Operand Lowering::LowerExceptTypes(SyntaxNode clause) {
  const SyntaxNode value = clause.child(SyntaxField::kValue);
  if (value.kind() == SyntaxKind::kAsPattern) return LowerExpression(FirstExpression(value));
  std::size_t count = 0;
  for (const SyntaxNode child : clause.children()) count += child.field() == SyntaxField::kValue ? 1 : 0;
  if (count == 1) return LowerExpression(value);
  const std::size_t first = arguments_.size();
  for (const SyntaxNode child : clause.children()) {
    if (child.field() == SyntaxField::kValue) PushElement(child);
  }
  return FinishContainer(ContainerKind::kTuple, first, value.range());
}

void Lowering::LowerHandler(ExceptClause& clause, BlockId after) {
  const SourceRange range{clause.node.range().begin, clause.node.range().begin};
  builder_.SealAndStart(clause.block);
  const bool is_reachable = builder_.IsReachable();
  const ValueId exception = builder_.MergeValues(clause.exceptions, range);
  const std::size_t depth = contexts_.size();
  if (is_reachable) {
    Context held;
    held.kind = Context::Kind::kTemporary;
    held.temporary = exception;
    held.range = range;
    contexts_.push_back(held);
    exceptions_.push_back(exception);
  }
  if (clause.alias.IsValid()) {
    // `as e` unbinds e on every way out, so the body is a region of its own.
    const SymbolId symbol = scopes_.SymbolOf(clause.alias);
    const BlockId on_raise = builder_.NewHandlerBlock(Survivors(depth));
    const BlockId on_cancel = builder_.NewHandlerBlock(Survivors(depth));
    StoreSymbol(symbol, Operand(exception), clause.alias.range());
    const Handlers outside = builder_.SetHandlers({on_raise, on_cancel, on_cancel});
    Context unbind;
    unbind.kind = Context::Kind::kUnbind;
    unbind.symbol = symbol;
    contexts_.push_back(unbind);
    LowerBlock(clause.body);
    contexts_.pop_back();
    builder_.SetHandlers(outside);
    DeleteSymbol(symbol, clause.alias.range(), true);
    DropOperand(Operand(exception, is_reachable), range);
    JumpTo(after, range);
    LowerUnbindOnException(on_raise, CatchKind::kRaise, symbol, clause.alias.range());
    LowerUnbindOnException(on_cancel, CatchKind::kCancel, symbol, clause.alias.range());
  } else {
    LowerBlock(clause.body);
    DropOperand(Operand(exception, is_reachable), range);
    JumpTo(after, range);
  }
  if (is_reachable) {
    contexts_.pop_back();
    exceptions_.pop_back();
  }
}

void Lowering::LowerUnbindOnException(BlockId block, CatchKind kind, SymbolId symbol, SourceRange range) {
  builder_.SealAndStart(block);
  if (!builder_.IsReachable()) return;
  const ValueId exception = Emit(Catch{kind}, range, true);
  DeleteSymbol(symbol, range, true);
  Emit(Reraise{Operand(exception, true)}, range, true);
}

// except*: every clause takes its part of the group, so after one handler the next clause is tested. Whether a part is left at
// the end nobody can say.
void Lowering::LowerGroupHandlers(std::span<ExceptClause> clauses, BlockId on_raise, BlockId on_cancel, BlockId after) {
  const SourceRange range{clauses.front().node.range().begin, clauses.front().node.range().begin};
  const Join join = StartJoin();
  for (const auto& [block, kind] : {std::pair(on_raise, CatchKind::kRaise), std::pair(on_cancel, CatchKind::kCancel)}) {
    builder_.SealAndStart(block);
    if (builder_.IsReachable()) JumpWith(join, Operand(Emit(Catch{kind}, range, true), true), range);
  }
  const Operand group = FinishJoin(join, range);
  if (builder_.IsReachable()) {
    Context held;
    held.temporary = group.value();
    held.range = range;
    contexts_.push_back(held);
    for (ExceptClause& clause : clauses) {
      const SyntaxNode value = clause.node.child(SyntaxField::kValue);
      const BlockId next = builder_.NewBlock();
      const Operand type = value.IsValid() ? LowerExceptTypes(clause.node) : EmitUnknown(clause.node.range());
      const Operand matches = EmitValue(MatchException{group.value(), type, true}, clause.node.range(), true);
      Emit(Branch{matches, clause.block, next}, clause.node.range(), true);
      builder_.SealAndStart(clause.block);
      const Operand part = EmitValue(Hold{group.value()}, range, true);
      const BlockId body = builder_.NewBlock();
      JumpTo(body, range);
      clause.block = body;
      clause.exceptions.assign(1, part.value());
      LowerHandler(clause, next);
      builder_.SealAndStart(next);
    }
    contexts_.pop_back();
    const BlockId done = builder_.NewBlock();
    const BlockId rest = builder_.NewBlock();
    const Operand is_done = EmitUnknown(range);
    Emit(Branch{is_done, done, rest}, range, true);
    builder_.SealAndStart(rest);
    Emit(Reraise{group}, range, true);
    builder_.SealAndStart(done);
    DropOperand(group, range);
    JumpTo(after, range);
    return;
  }
  for (ExceptClause& clause : clauses) LowerHandler(clause, after);
}

// ---- finally ----------------------------------------------------------------------------------------------------------------

void Lowering::LowerFinally(SyntaxNode node, SyntaxNode clause) {
  Finally finally{BodyOf(clause), {clause.range().begin, clause.range().begin}, {}, {}};
  const BlockId after = builder_.NewBlock();
  finally.on_raise = builder_.NewHandlerBlock(Survivors());
  finally.on_cancel = builder_.NewHandlerBlock(Survivors());
  for (BlockId& way : finally.ways) way = builder_.NewBlock();

  Context context;
  context.kind = Context::Kind::kFinally;
  context.targets = finally.ways;
  context.range = finally.range;
  contexts_.push_back(std::move(context));
  const Handlers outside = builder_.SetHandlers({finally.on_raise, finally.on_cancel, finally.on_cancel});
  LowerTryExcept(node);
  builder_.SetHandlers(outside);
  finally.return_values = std::move(contexts_.back().return_values);
  finally.way_ranges = contexts_.back().ways;
  contexts_.pop_back();

  if (finally_copies_ >= kMaxNestedFinallyCopies || finally.body.size() > kMaxCopiedFinallyRows) {
    AddProblem(ProblemKind::kBudget, clause.range(), "a large or deeply nested `finally` body was read once for all ways of leaving");
    LowerFinallyShared(finally, after);
  } else {
    ++finally_copies_;
    LowerFinallyCopies(finally, after);
    --finally_copies_;
  }
  builder_.SealAndStart(after);
}

void Lowering::LowerFinallyCopies(Finally& finally, BlockId after) {
  LowerBlock(finally.body);
  JumpTo(after, finally.range);
  for (const Way way : kAllWays) {
    builder_.SealAndStart(finally.ways[static_cast<std::size_t>(way)]);
    if (!builder_.IsReachable()) continue;
    Operand value;
    Context held;
    held.range = finally.range;
    if (way == Way::kReturn) {
      held.temporary = builder_.MergeValues(finally.return_values, finally.range);
      value = Operand(held.temporary, true);
      contexts_.push_back(held);
    }
    LowerBlock(finally.body);
    if (way == Way::kReturn) contexts_.pop_back();
    Leave(way, value, finally.way_ranges[static_cast<std::size_t>(way)]);
  }
  for (const auto& [block, kind] : {std::pair(finally.on_raise, CatchKind::kRaise), std::pair(finally.on_cancel, CatchKind::kCancel)}) {
    builder_.SealAndStart(block);
    if (!builder_.IsReachable()) continue;
    Context held;
    held.range = finally.range;
    held.temporary = Emit(Catch{kind}, finally.range, true);
    contexts_.push_back(held);
    exceptions_.push_back(held.temporary);
    LowerBlock(finally.body);
    exceptions_.pop_back();
    contexts_.pop_back();
    Emit(Reraise{Operand(held.temporary, true)}, finally.range, true);
  }
}

// One body for all ways: a number says which way it was, a temporary holds what is pending on it.
void Lowering::LowerFinallyShared(Finally& finally, BlockId after) {
  enum : std::size_t { kNormal = kWays, kException, kShapes };
  constexpr std::string_view kDigits[] = {"0", "1", "2", "3", "4"};
  const BlockId shared = builder_.NewBlock();
  std::vector<ValueId> shapes;
  std::vector<ValueId> pending;
  std::array<bool, kShapes> is_used = {};
  const auto enter = [&](std::size_t shape, Operand value) {
    if (!builder_.IsReachable()) return;
    is_used[shape] = true;
    shapes.push_back(Emit(Const{ConstKind::kInt, Intern(kDigits[shape])}, finally.range, true));
    pending.push_back(value.IsValid() ? value.value() : EmitNone(finally.range).value());
    JumpTo(shared, finally.range);
  };
  enter(kNormal, {});
  for (const Way way : kAllWays) {
    builder_.SealAndStart(finally.ways[static_cast<std::size_t>(way)]);
    if (!builder_.IsReachable()) continue;
    const bool is_return = way == Way::kReturn;
    enter(static_cast<std::size_t>(way), is_return ? Operand(builder_.MergeValues(finally.return_values, finally.range), true) : Operand());
  }
  for (const auto& [block, kind] : {std::pair(finally.on_raise, CatchKind::kRaise), std::pair(finally.on_cancel, CatchKind::kCancel)}) {
    builder_.SealAndStart(block);
    if (builder_.IsReachable()) enter(kException, Operand(Emit(Catch{kind}, finally.range, true), true));
  }
  builder_.SealAndStart(shared);
  if (!builder_.IsReachable()) return LowerBlock(finally.body);
  Context which;
  which.range = finally.range;
  which.temporary = builder_.MergeValues(shapes, finally.range);
  Context held;
  held.range = finally.range;
  held.temporary = builder_.MergeValues(pending, finally.range);
  contexts_.push_back(which);
  contexts_.push_back(held);
  LowerBlock(finally.body);
  contexts_.resize(contexts_.size() - 2);

  std::size_t last = 0;
  for (std::size_t shape = 0; shape < kShapes; ++shape) last = is_used[shape] ? shape : last;
  for (std::size_t shape = 0; shape <= last; ++shape) {
    if (!is_used[shape]) continue;
    const BlockId next = builder_.NewBlock();
    if (shape != last) {
      const Operand number(Emit(Const{ConstKind::kInt, Intern(kDigits[shape])}, finally.range, true));
      const Operand is_it = EmitValue(Compare{CompareOperator::kEqual, Operand(which.temporary), number}, finally.range, true);
      const BlockId here = builder_.NewBlock();
      Emit(Branch{is_it, here, next}, finally.range, true);
      builder_.SealAndStart(here);
    }
    Emit(Drop{{}, which.temporary}, finally.range, true);
    if (shape == kException) {
      Emit(Reraise{Operand(held.temporary, true)}, finally.range, true);
    } else if (shape == static_cast<std::size_t>(Way::kReturn)) {
      Leave(Way::kReturn, Operand(held.temporary, true), finally.way_ranges[shape]);
    } else {
      Emit(Drop{{}, held.temporary}, finally.range, true);
      if (shape == kNormal)
        JumpTo(after, finally.range);
      else
        Leave(static_cast<Way>(shape), {}, finally.way_ranges[shape]);
    }
    builder_.SealAndStart(next);
  }
}

}  // namespace dangle

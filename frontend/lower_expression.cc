#include <utility>

#include "frontend/lowering.h"

namespace dangle {
namespace {

BinaryOperator OperatorOf(SyntaxKind token) {
  switch (token) {
    case SyntaxKind::kMinusToken:
      return BinaryOperator::kSubtract;
    case SyntaxKind::kStarToken:
      return BinaryOperator::kMultiply;
    case SyntaxKind::kAtToken:
      return BinaryOperator::kMatrixMultiply;
    case SyntaxKind::kSlashToken:
      return BinaryOperator::kDivide;
    case SyntaxKind::kDoubleSlashToken:
      return BinaryOperator::kFloorDivide;
    case SyntaxKind::kPercentToken:
      return BinaryOperator::kModulo;
    case SyntaxKind::kDoubleStarToken:
      return BinaryOperator::kPower;
    case SyntaxKind::kShiftLeftToken:
      return BinaryOperator::kShiftLeft;
    case SyntaxKind::kShiftRightToken:
      return BinaryOperator::kShiftRight;
    case SyntaxKind::kAmpersandToken:
      return BinaryOperator::kAnd;
    case SyntaxKind::kPipeToken:
      return BinaryOperator::kOr;
    case SyntaxKind::kCaretToken:
      return BinaryOperator::kXor;
    default:
      return BinaryOperator::kAdd;
  }
}

CompareOperator CompareOf(SyntaxKind token) {
  switch (token) {
    case SyntaxKind::kNotEqualToken:
    case SyntaxKind::kLessGreaterToken:
      return CompareOperator::kNotEqual;
    case SyntaxKind::kLessToken:
      return CompareOperator::kLess;
    case SyntaxKind::kLessEqualToken:
      return CompareOperator::kLessEqual;
    case SyntaxKind::kGreaterToken:
      return CompareOperator::kGreater;
    case SyntaxKind::kGreaterEqualToken:
      return CompareOperator::kGreaterEqual;
    case SyntaxKind::kIsToken:
      return CompareOperator::kIs;
    case SyntaxKind::kIsNotToken:
      return CompareOperator::kIsNot;
    case SyntaxKind::kInToken:
      return CompareOperator::kIn;
    case SyntaxKind::kNotInToken:
      return CompareOperator::kNotIn;
    default:
      return CompareOperator::kEqual;
  }
}

bool IsCompareToken(SyntaxKind kind) { return kind >= SyntaxKind::kLessToken && kind <= SyntaxKind::kIsNotToken; }

}  // namespace

SyntaxNode Lowering::FirstExpression(SyntaxNode node) {
  for (const SyntaxNode child : node.children()) {
    if (child.kind() != SyntaxKind::kError) return child;
  }
  return {};
}

SyntaxNode Lowering::StripParentheses(SyntaxNode node) {
  while (node.IsValid() && node.kind() == SyntaxKind::kParenthesizedExpression) node = FirstExpression(node);
  return node;
}

Operand Lowering::LowerExpression(SyntaxNode node) {
  if (!node.IsValid()) return EmitUnknown({function_->range.begin, function_->range.begin});
  switch (node.kind()) {
    case SyntaxKind::kIdentifier:
      return LowerIdentifier(node);
    case SyntaxKind::kInteger:
    case SyntaxKind::kFloat:
      return LowerNumber(node);
    case SyntaxKind::kTrue:
      return Operand(Emit(Const{ConstKind::kTrue, {}}, node.range()));
    case SyntaxKind::kFalse:
      return Operand(Emit(Const{ConstKind::kFalse, {}}, node.range()));
    case SyntaxKind::kNone:
      return Operand(Emit(Const{ConstKind::kNone, {}}, node.range()));
    case SyntaxKind::kEllipsis:
      return Operand(Emit(Const{ConstKind::kEllipsis, {}}, node.range()));
    default:
      break;
  }
  const Nesting level(*this);
  if (level.IsTooDeep()) {
    NestingProblem(node.range());
    return EmitUnknown(node.range());
  }
  return LowerCompoundExpression(node);
}

Operand Lowering::LowerCompoundExpression(SyntaxNode node) {
  switch (node.kind()) {
    case SyntaxKind::kParenthesizedExpression:
      return LowerExpression(StripParentheses(node));
    case SyntaxKind::kCall:
    case SyntaxKind::kAttribute:
    case SyntaxKind::kSubscript:
      return LowerPostfix(node);
    case SyntaxKind::kString:
      return LowerString(node);
    case SyntaxKind::kConcatenatedString:
      return LowerConcatenatedString(node);
    case SyntaxKind::kBinaryOperator:
      return LowerBinary(node);
    case SyntaxKind::kUnaryOperator:
    case SyntaxKind::kNotOperator:
      return LowerUnary(node);
    case SyntaxKind::kBooleanOperator:
      return LowerBoolean(node);
    case SyntaxKind::kComparisonOperator:
      return LowerComparison(node);
    case SyntaxKind::kConditionalExpression:
      return LowerConditional(node);
    case SyntaxKind::kNamedExpression:
      return LowerNamed(node);
    case SyntaxKind::kAwait:
      return LowerAwait(node);
    case SyntaxKind::kYield:
      return LowerYield(node);
    case SyntaxKind::kLambda:
      return LowerClosure(node);
    case SyntaxKind::kList:
    case SyntaxKind::kListPattern:
      return LowerContainer(node, ContainerKind::kList);
    case SyntaxKind::kSet:
      return LowerContainer(node, ContainerKind::kSet);
    case SyntaxKind::kTuplePattern:
      if (!node.HasComma() && node.HasChildren()) return LowerExpression(FirstExpression(node));
      return LowerContainer(node, ContainerKind::kTuple);
    case SyntaxKind::kTuple:
    case SyntaxKind::kExpressionList:
    case SyntaxKind::kPatternList:
      return LowerContainer(node, ContainerKind::kTuple);
    case SyntaxKind::kDictionary:
      return LowerDictionary(node);
    case SyntaxKind::kListComprehension:
    case SyntaxKind::kSetComprehension:
    case SyntaxKind::kDictionaryComprehension:
      return LowerComprehension(node);
    case SyntaxKind::kGeneratorExpression:
      return LowerGeneratorExpression(node);
    case SyntaxKind::kSlice:
      return LowerSlice(node);
    case SyntaxKind::kListSplat:
    case SyntaxKind::kListSplatPattern:
      if (accepted_star_ != node.range().begin) {
        AddProblem(ProblemKind::kSyntax, node.range(), "a starred expression cannot stand here");
      }
      return LowerExpression(FirstExpression(node));
    case SyntaxKind::kAsPattern:
      AddProblem(ProblemKind::kSyntax, node.range(), "`as` cannot stand here");
      return LowerExpression(FirstExpression(node));
    case SyntaxKind::kType:
      return LowerExpression(FirstExpression(node));
    default:
      function_->is_incomplete = true;
      return EmitUnknown(node.range());
  }
}

Operand Lowering::LowerIdentifier(SyntaxNode node) {
  const SymbolId symbol = scopes_.SymbolOf(node);
  if (!symbol.IsValid() || node.IsMissing()) return EmitUnknown(node.range());
  CheckIdentifier(node);
  return ReadSymbol(symbol, node.range());
}

Operand Lowering::LowerNumber(SyntaxNode node) {
  CheckNumber(node);
  const std::string_view text = TextOf(node);
  ConstKind kind = node.kind() == SyntaxKind::kFloat ? ConstKind::kFloat : ConstKind::kInt;
  if (!text.empty() && (text.back() == 'j' || text.back() == 'J')) kind = ConstKind::kComplex;
  const NameId name = text.size() <= kMaxConstText ? Intern(text) : NameId();
  return Operand(Emit(Const{kind, name}, node.range()));
}

// ---- a.b, a[b], a(b): chains of any length -----------------------------------------------------------------------------------

Operand Lowering::LowerPostfix(SyntaxNode node) {
  const std::size_t first = nodes_.size();
  SyntaxNode base = node;
  while (base.IsValid()) {
    SyntaxField field = SyntaxField::kNone;
    if (base.kind() == SyntaxKind::kCall) field = SyntaxField::kFunction;
    if (base.kind() == SyntaxKind::kAttribute) field = SyntaxField::kObject;
    if (base.kind() == SyntaxKind::kSubscript) field = SyntaxField::kValue;
    if (field == SyntaxField::kNone) break;
    nodes_.push_back(base);
    base = base.child(field);
  }
  Operand value = LowerExpression(base);
  while (nodes_.size() > first) {
    const SyntaxNode link = nodes_.back();
    nodes_.pop_back();
    if (link.kind() == SyntaxKind::kCall) {
      value = LowerCall(link, value);
    } else if (link.kind() == SyntaxKind::kSubscript) {
      value = LowerSubscript(link, value);
    } else {
      const SyntaxNode name = link.child(SyntaxField::kAttribute);
      if (!name.IsValid()) return value;
      value = EmitValue(LoadAttr{value, scopes_.NameOf(name)}, link.range());
    }
  }
  return value;
}

Operand Lowering::LowerSubscript(SyntaxNode node, Operand object) {
  const Operand index = LowerIndex(node);
  return EmitValue(LoadItem{object, index}, node.range());
}

Operand Lowering::LowerIndex(SyntaxNode subscript) {
  if (!subscript.HasComma()) {
    if (const SyntaxNode index = subscript.child(SyntaxField::kSubscript); index.IsValid()) {
      if (!IsStarred(index)) return LowerExpression(index);
    }
  }
  const std::size_t first = arguments_.size();
  for (const SyntaxNode child : subscript.children()) {
    if (child.field() == SyntaxField::kSubscript) PushElement(child);
  }
  return FinishContainer(ContainerKind::kTuple, first, subscript.range());
}

Operand Lowering::LowerSlice(SyntaxNode node) {
  const std::size_t first = arguments_.size();
  bool has_part = false;
  const auto end_part = [&] {
    if (!has_part) arguments_.push_back({EmitNone(node.range()), ArgumentKind::kPositional, {}});
    has_part = false;
  };
  for (const SyntaxNode child : node.children()) {
    if (child.kind() == SyntaxKind::kColonToken) {
      end_part();
    } else if (child.kind() != SyntaxKind::kError) {
      arguments_.push_back({LowerExpression(child), ArgumentKind::kPositional, {}});
      has_part = true;
    }
  }
  end_part();
  return FinishContainer(ContainerKind::kSlice, first, node.range());
}

// ---- Operators --------------------------------------------------------------------------------------------------------------

Operand Lowering::LowerBinary(SyntaxNode node) {
  const std::size_t first = nodes_.size();
  SyntaxNode left = node;
  while (left.IsValid() && left.kind() == SyntaxKind::kBinaryOperator) {
    nodes_.push_back(left);
    left = left.child(SyntaxField::kLeft);
  }
  Operand value = LowerExpression(left);
  while (nodes_.size() > first) {
    const SyntaxNode link = nodes_.back();
    nodes_.pop_back();
    const Operand right = LowerExpression(link.child(SyntaxField::kRight));
    value = EmitValue(Binary{OperatorOf(link.op()), false, value, right}, link.range());
  }
  return value;
}

Operand Lowering::LowerUnary(SyntaxNode node) {
  const Operand value = LowerExpression(node.child(SyntaxField::kArgument));
  UnaryOperator op = UnaryOperator::kNot;
  if (node.kind() == SyntaxKind::kUnaryOperator) {
    op = UnaryOperator::kMinus;
    if (node.op() == SyntaxKind::kPlusToken) op = UnaryOperator::kPlus;
    if (node.op() == SyntaxKind::kTildeToken) op = UnaryOperator::kInvert;
  }
  return EmitValue(Unary{op, value}, node.range());
}

// `a or b or c`: the first that decides; each before the last is dropped where it does not.
Operand Lowering::LowerBoolean(SyntaxNode node) {
  const SyntaxKind op = node.op();
  const std::size_t first = nodes_.size();
  SyntaxNode left = node;
  while (left.IsValid() && left.kind() == SyntaxKind::kBooleanOperator && left.op() == op) {
    nodes_.push_back(left.child(SyntaxField::kRight));
    left = left.child(SyntaxField::kLeft);
  }
  const Join join = StartJoin();
  SyntaxNode operand = left;
  while (true) {
    const SourceRange range = operand.IsValid() ? operand.range() : node.range();
    const Operand value = Own(LowerExpression(operand), range);
    if (nodes_.size() == first) {
      JumpWith(join, value, range);
      break;
    }
    operand = nodes_.back();
    nodes_.pop_back();
    const BlockId next = builder_.NewBlock();
    if (builder_.IsReachable()) values_.push_back(value.value());
    const bool is_and = op == SyntaxKind::kAndToken;
    Emit(Branch{Unmoved(value), is_and ? next : join.block, is_and ? join.block : next}, range, true);
    builder_.SealAndStart(next);
    DropOperand(value, range);
  }
  return FinishJoin(join, node.range());
}

// `a < b < c`: b is evaluated once and kept for the second comparison.
Operand Lowering::LowerComparison(SyntaxNode node) {
  const std::size_t first = nodes_.size();
  for (const SyntaxNode child : node.children()) {
    if (child.kind() != SyntaxKind::kError) nodes_.push_back(child);
  }
  const std::size_t count = nodes_.size() - first;
  const auto part = [&](std::size_t i) { return i < count ? nodes_[first + i] : SyntaxNode(); };
  Operand left = LowerExpression(part(0));
  Operand result = left;
  if (count <= 3) {
    if (count == 3 && IsCompareToken(part(1).kind())) {
      if (part(1).kind() == SyntaxKind::kLessGreaterToken) AddProblem(ProblemKind::kSyntax, part(1).range(), "`<>` is not an operator");
      const CompareOperator op = CompareOf(part(1).kind());
      const Operand right = LowerExpression(part(2));
      result = EmitValue(Compare{op, left, right}, node.range());
    }
    nodes_.resize(first);
    return result;
  }
  const Join join = StartJoin();
  for (std::size_t i = 1; i + 1 < count; i += 2) {
    const SourceRange range{part(i - 1).range().begin, part(i + 1).range().end};
    const CompareOperator op = CompareOf(part(i).kind());
    const bool is_last = i + 3 >= count;
    Operand right = LowerExpression(part(i + 1));
    if (!is_last) right = Own(right, range);
    result = EmitValue(Compare{op, left, is_last ? right : Unmoved(right)}, range);
    if (is_last) {
      JumpWith(join, result, range);
      break;
    }
    const BlockId next = builder_.NewBlock();
    const BlockId failed = builder_.NewBlock();
    Emit(Branch{Unmoved(result), next, failed}, range, true);
    builder_.SealAndStart(failed);
    DropOperand(right, range);
    JumpWith(join, result, range);
    builder_.SealAndStart(next);
    DropOperand(result, range);
    left = right;
  }
  nodes_.resize(first);
  return FinishJoin(join, node.range());
}

Operand Lowering::LowerConditional(SyntaxNode node) {
  SyntaxNode parts[3];
  std::size_t count = 0;
  for (const SyntaxNode child : node.children()) {
    if (child.kind() != SyntaxKind::kError && count < 3) parts[count++] = child;
  }
  const BlockId if_true = builder_.NewBlock();
  const BlockId if_false = builder_.NewBlock();
  const Join join = StartJoin();
  if (count == 3) {
    LowerCondition(parts[1], if_true, if_false);
  } else {
    const Operand condition = EmitUnknown(node.range());
    Emit(Branch{condition, if_true, if_false}, node.range(), true);
  }
  for (const bool is_true : {true, false}) {
    builder_.SealAndStart(is_true ? if_true : if_false);
    const Operand value = LowerExpression(parts[is_true ? 0 : 2]);
    JumpWith(join, Own(value, node.range()), node.range());
  }
  return FinishJoin(join, node.range());
}

Operand Lowering::LowerNamed(SyntaxNode node) {
  const SyntaxNode name = node.child(SyntaxField::kName);
  const Operand value = Own(LowerExpression(node.child(SyntaxField::kValue)), node.range());
  if (name.IsValid() && name.kind() == SyntaxKind::kIdentifier && !name.IsMissing()) {
    CheckIdentifier(name);
    StoreSymbol(scopes_.SymbolOf(name), Unmoved(value), name.range());
  }
  return value;
}

// ---- Suspension -------------------------------------------------------------------------------------------------------------

Operand Lowering::LowerAwait(SyntaxNode node) {
  CheckAwait(node, "await");
  const Operand value = LowerExpression(FirstExpression(node));
  return EmitValue(Await{value}, node.range());
}

Operand Lowering::LowerYield(SyntaxNode node) {
  CheckYield(node);
  const SyntaxNode child = FirstExpression(node);
  if (node.HasFrom()) return EmitValue(YieldFrom{LowerExpression(child)}, node.range());
  const Operand value = child.IsValid() ? LowerExpression(child) : Operand();
  return EmitValue(Yield{value}, node.range());
}

// ---- Containers -------------------------------------------------------------------------------------------------------------

// `*xs`. The grammar binds the star too tightly in places: `[*a.b()]` is a call of the attribute of a starred `a` to it.
bool Lowering::IsStarred(SyntaxNode node) const { return node.range().begin < node.range().end && text_[node.range().begin] == '*'; }

void Lowering::PushElement(SyntaxNode node) {
  if (node.kind() == SyntaxKind::kError) return;
  if (!IsStarred(node)) {
    arguments_.push_back({LowerExpression(node), ArgumentKind::kPositional, {}});
    return;
  }
  SyntaxNode inner = node;
  if (node.kind() == SyntaxKind::kListSplat || node.kind() == SyntaxKind::kListSplatPattern) {
    inner = FirstExpression(node);
  } else {
    accepted_star_ = node.range().begin;
  }
  arguments_.push_back({LowerExpression(inner), ArgumentKind::kStar, {}});
}

Operand Lowering::FinishContainer(ContainerKind kind, std::size_t first, SourceRange range) {
  const PoolRange elements = builder_.AddArguments(std::span<const Argument>(arguments_).subspan(first));
  arguments_.resize(first);
  return EmitValue(MakeContainer{kind, elements}, range);
}

Operand Lowering::LowerContainer(SyntaxNode node, ContainerKind kind) {
  const std::size_t first = arguments_.size();
  for (const SyntaxNode child : node.children()) PushElement(child);
  return FinishContainer(kind, first, node.range());
}

Operand Lowering::LowerDictionary(SyntaxNode node) {
  if (node.HasComma() && !node.HasChildren()) AddProblem(ProblemKind::kSyntax, node.range(), "a comma without an element");
  const std::size_t first = arguments_.size();
  for (const SyntaxNode child : node.children()) {
    if (child.kind() == SyntaxKind::kDictionarySplat) {
      arguments_.push_back({LowerExpression(FirstExpression(child)), ArgumentKind::kDoubleStar, {}});
    } else if (child.kind() == SyntaxKind::kPair) {
      const Operand key = LowerExpression(child.child(SyntaxField::kKey));
      arguments_.push_back({key, ArgumentKind::kPositional, {}});
      const Operand value = LowerExpression(child.child(SyntaxField::kValue));
      arguments_.push_back({value, ArgumentKind::kPositional, {}});
    }
  }
  return FinishContainer(ContainerKind::kDict, first, node.range());
}

}  // namespace dangle

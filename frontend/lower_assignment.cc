#include "frontend/lowering.h"

namespace dangle {
namespace {

bool IsTargetList(SyntaxNode node) {
  switch (node.kind()) {
    case SyntaxKind::kPatternList:
    case SyntaxKind::kListPattern:
    case SyntaxKind::kList:
    case SyntaxKind::kExpressionList:
      return true;
    case SyntaxKind::kTuplePattern:
    case SyntaxKind::kTuple:
      return node.HasComma() || !node.HasChildren();
    default:
      return false;
  }
}

bool IsSplat(SyntaxNode node) { return node.kind() == SyntaxKind::kListSplatPattern || node.kind() == SyntaxKind::kListSplat; }

BinaryOperator InPlaceOperatorOf(SyntaxKind token) {
  switch (token) {
    case SyntaxKind::kMinusAssignToken:
      return BinaryOperator::kSubtract;
    case SyntaxKind::kStarAssignToken:
      return BinaryOperator::kMultiply;
    case SyntaxKind::kAtAssignToken:
      return BinaryOperator::kMatrixMultiply;
    case SyntaxKind::kSlashAssignToken:
      return BinaryOperator::kDivide;
    case SyntaxKind::kDoubleSlashAssignToken:
      return BinaryOperator::kFloorDivide;
    case SyntaxKind::kPercentAssignToken:
      return BinaryOperator::kModulo;
    case SyntaxKind::kDoubleStarAssignToken:
      return BinaryOperator::kPower;
    case SyntaxKind::kShiftLeftAssignToken:
      return BinaryOperator::kShiftLeft;
    case SyntaxKind::kShiftRightAssignToken:
      return BinaryOperator::kShiftRight;
    case SyntaxKind::kAmpersandAssignToken:
      return BinaryOperator::kAnd;
    case SyntaxKind::kPipeAssignToken:
      return BinaryOperator::kOr;
    case SyntaxKind::kCaretAssignToken:
      return BinaryOperator::kXor;
    default:
      return BinaryOperator::kAdd;
  }
}

}  // namespace

// `a = b, c = value`: the value first, then the targets from left to right.
void Lowering::LowerAssignment(SyntaxNode node) {
  const std::size_t first = nodes_.size();
  SyntaxNode right = node;
  while (right.IsValid() && right.kind() == SyntaxKind::kAssignment) {
    const SyntaxNode target = right.child(SyntaxField::kLeft);
    const SyntaxNode value = right.child(SyntaxField::kRight);
    if (const SyntaxNode type = right.child(SyntaxField::kType); type.IsValid() && target.IsValid()) {
      LowerAnnotation(target, type, value.IsValid());
    }
    if (target.IsValid()) nodes_.push_back(target);
    right = value;
  }
  const std::size_t count = nodes_.size() - first;
  if (!right.IsValid()) {  // `x: int`
    nodes_.resize(first);
    return;
  }
  if (frame_->kind == ScopeKind::kModule && count == 1) NoteExportedNames(nodes_[first], right, false);
  if (count == 1 && LowerParallelAssignment(nodes_[first], right)) {
    nodes_.resize(first);
    return;
  }
  Operand value = LowerExpression(right);
  if (count > 1 || (count == 1 && IsTargetList(nodes_[first]))) value = Own(value, right.range());
  for (std::size_t i = 0; i < count; ++i) {
    StoreTarget(nodes_[first + i], i + 1 == count ? value : Unmoved(value));
  }
  nodes_.resize(first);
}

// The number of children; nothing if one is starred or damaged.
std::optional<std::size_t> Lowering::PlainCount(SyntaxNode list) const {
  std::size_t count = 0;
  for (const SyntaxNode child : list.children()) {
    if (IsStarred(child) || child.kind() == SyntaxKind::kError) return std::nullopt;
    ++count;
  }
  return count;
}

// `a, b = f(), g()`: no tuple is made, as in CPython.
bool Lowering::LowerParallelAssignment(SyntaxNode left, SyntaxNode right) {
  if (!IsTargetList(left) || left.kind() == SyntaxKind::kListPattern) return false;
  if (right.kind() != SyntaxKind::kExpressionList && right.kind() != SyntaxKind::kTuple) return false;
  const std::optional<std::size_t> count = PlainCount(left);
  if (!count.has_value() || *count == 0 || PlainCount(right) != count) return false;
  const std::size_t first = arguments_.size();
  for (const SyntaxNode child : right.children()) {
    const Operand value = Own(LowerExpression(child), child.range());
    arguments_.push_back({value, ArgumentKind::kPositional, {}});
  }
  std::size_t i = first;
  for (const SyntaxNode child : left.children()) StoreTarget(child, arguments_[i++].value);
  arguments_.resize(first);
  return true;
}

void Lowering::LowerAnnotation(SyntaxNode target, SyntaxNode type, bool has_value) {
  while (target.kind() == SyntaxKind::kTuplePattern && !target.HasComma() && target.HasChildren()) target = target.first_child();
  if (target.kind() == SyntaxKind::kIdentifier) {
    const SymbolId id = scopes_.SymbolOf(target);
    if (!id.IsValid()) return;
    const Symbol& symbol = scopes_[id];
    const ExpressionId annotation = StaticExpression(type);
    if (symbol.access == Access::kSlot) {
      builder_.slot(symbol.slot).annotation = annotation;
    } else {
      function_->name_annotations.push_back({symbol.name, annotation, target.range(), has_value});
    }
    return;
  }
  if (target.kind() != SyntaxKind::kAttribute) return;
  const SyntaxNode object = target.child(SyntaxField::kObject);
  const SyntaxNode name = target.child(SyntaxField::kAttribute);
  if (!object.IsValid() || !name.IsValid() || object.kind() != SyntaxKind::kIdentifier) return;
  const SymbolId id = scopes_.SymbolOf(object);
  if (!id.IsValid() || scopes_[id].access != Access::kSlot) return;
  function_->attribute_annotations.push_back({scopes_[id].slot, scopes_.NameOf(name), StaticExpression(type), target.range()});
}

// ---- Targets ----------------------------------------------------------------------------------------------------------------

void Lowering::StoreTarget(SyntaxNode target, Operand value) {
  if (!target.IsValid() || target.IsMissing()) return DropOperand(value, function_->range);
  const SourceRange range = target.range();
  if (target.kind() == SyntaxKind::kIdentifier) {
    CheckIdentifier(target);
    return StoreSymbol(scopes_.SymbolOf(target), value, range);
  }
  const Nesting level(*this);
  if (level.IsTooDeep()) {
    NestingProblem(range);
    return DropOperand(value, range);
  }
  if (IsTargetList(target)) return UnpackTargets(target, value);
  switch (target.kind()) {
    case SyntaxKind::kAttribute: {
      const Operand object = LowerExpression(target.child(SyntaxField::kObject));
      const SyntaxNode name = target.child(SyntaxField::kAttribute);
      if (name.IsValid()) {
        Emit(StoreAttr{object, scopes_.NameOf(name), value}, range);
      } else {
        DropOperand(object, range);
        DropOperand(value, range);
      }
      return;
    }
    case SyntaxKind::kSubscript: {
      const Operand object = LowerExpression(target.child(SyntaxField::kValue));
      const Operand index = LowerIndex(target);
      Emit(StoreItem{object, index, value}, range);
      return;
    }
    case SyntaxKind::kTuplePattern:
    case SyntaxKind::kTuple:
    case SyntaxKind::kParenthesizedExpression:
    case SyntaxKind::kAsPatternTarget:
      return StoreTarget(FirstExpression(target), value);
    case SyntaxKind::kListSplat:
    case SyntaxKind::kListSplatPattern:
      AddProblem(ProblemKind::kSyntax, range, "a starred target must stand in a list or tuple");
      return StoreTarget(FirstExpression(target), value);
    case SyntaxKind::kError:
      return DropOperand(value, range);
    default:
      AddProblem(ProblemKind::kSyntax, range, "this cannot be assigned to");
      return DropOperand(value, range);
  }
}

// All elements are taken out before the first is stored, as CPython's stack holds them.
void Lowering::UnpackTargets(SyntaxNode target, Operand value) {
  std::uint32_t count = 0;
  std::uint32_t star = Unpack::kNoStar;
  for (const SyntaxNode child : target.children()) {
    if (child.kind() == SyntaxKind::kError) continue;
    if (IsSplat(child)) {
      if (star != Unpack::kNoStar) AddProblem(ProblemKind::kSyntax, child.range(), "several starred targets in one assignment");
      star = count;
    }
    ++count;
  }
  const ValueId unpacked = Emit(Unpack{value, count, star}, target.range());
  if (count == 0) return DropOperand(Operand(unpacked, true), target.range());
  const std::size_t first = values_.size();
  std::uint32_t index = 0;
  for (const SyntaxNode child : target.children()) {
    if (child.kind() == SyntaxKind::kError) continue;
    const Operand from(unpacked, index + 1 == count);
    values_.push_back(Emit(Element{from, index}, child.range()));
    ++index;
  }
  std::size_t i = first;
  for (const SyntaxNode child : target.children()) {
    if (child.kind() == SyntaxKind::kError) continue;
    const Operand element(values_[i++], true);
    StoreTarget(IsSplat(child) ? FirstExpression(child) : child, element);
  }
  values_.resize(first);
}

// ---- x += y -----------------------------------------------------------------------------------------------------------------

void Lowering::LowerAugmentedAssignment(SyntaxNode node) {
  SyntaxNode target = node.child(SyntaxField::kLeft);
  while (target.IsValid() && target.kind() == SyntaxKind::kTuplePattern && !target.HasComma()) target = FirstExpression(target);
  const SyntaxNode right = node.child(SyntaxField::kRight);
  const SourceRange range = node.range();
  const auto combine = [&](Operand old) {
    const Operand value = LowerExpression(right);
    return EmitValue(Binary{InPlaceOperatorOf(node.op()), true, old, value}, range);
  };
  if (target.IsValid() && target.kind() == SyntaxKind::kIdentifier && !target.IsMissing()) {
    CheckIdentifier(target);
    if (frame_->kind == ScopeKind::kModule) NoteExportedNames(target, right, true);
    const Operand old = ReadSymbol(scopes_.SymbolOf(target), target.range());
    StoreSymbol(scopes_.SymbolOf(target), combine(old), range);
  } else if (target.IsValid() && target.kind() == SyntaxKind::kAttribute && target.child(SyntaxField::kAttribute).IsValid()) {
    const NameId name = scopes_.NameOf(target.child(SyntaxField::kAttribute));
    const Operand object = LowerExpression(target.child(SyntaxField::kObject));
    const Operand value = combine(EmitValue(LoadAttr{Unmoved(object), name}, target.range()));
    Emit(StoreAttr{object, name, value}, range);
  } else if (target.IsValid() && target.kind() == SyntaxKind::kSubscript) {
    const Operand object = LowerExpression(target.child(SyntaxField::kValue));
    const Operand index = LowerIndex(target);
    const Operand value = combine(EmitValue(LoadItem{Unmoved(object), Unmoved(index)}, target.range()));
    Emit(StoreItem{object, index, value}, range);
  } else {
    AddProblem(ProblemKind::kSyntax, target.IsValid() ? target.range() : range, "this cannot be assigned to");
    const Operand value = LowerExpression(right);
    DropOperand(value, range);
  }
}

// ---- __all__ ----------------------------------------------------------------------------------------------------------------

void Lowering::NoteExportedNames(SyntaxNode target, SyntaxNode value, bool is_more) {
  if (target.kind() != SyntaxKind::kIdentifier || target.range().end - target.range().begin != 7 || TextOf(target) != "__all__") return;
  value = StripParentheses(value);
  if (!value.IsValid()) return;
  module_.has_all = true;
  if (!is_more) module_.exported_names.clear();
  if (value.kind() != SyntaxKind::kList && value.kind() != SyntaxKind::kTuple && value.kind() != SyntaxKind::kExpressionList) return;
  for (const SyntaxNode child : value.children()) {
    if (child.kind() != SyntaxKind::kString) continue;
    if (const NameId name = PlainText(child); name.IsValid()) module_.exported_names.push_back(name);
  }
}

}  // namespace dangle

#include "semantics/narrowing.h"

#include <algorithm>

#include "semantics/classes.h"

namespace dangle {

namespace {

// `a.b.c.d` is the longest path that is told from others.
constexpr int kMaxPathLength = 3;
// `isinstance(x, (A, (B, (C, …))))`, `A | B | …`.
constexpr int kMaxClassNesting = 8;

constexpr std::uint64_t kPathBit = std::uint64_t{1} << 63U;

std::uint64_t Mix(std::uint64_t a, std::uint64_t b) {
  // The first number is spread before the second comes in: (value 3, name 8) and (value 2, name 9) must not meet.
  std::uint64_t mixed = ((a * 0x9E3779B97F4A7C15U) ^ b) * 0xBF58476D1CE4E5B9U;
  mixed ^= mixed >> 29U;
  return mixed | kPathBit;
}

}  // namespace

void Narrowing::Begin(FunctionIndex function, const std::vector<TypeId>& values) {
  index_ = function;
  function_ = &data_.FunctionOf(function);
  values_ = &values;
  refinements_.resize(1);
  exits_.assign(function_->blocks.size(), {kNoList, kNoList});
  if (is_refined_.size() < values.size()) is_refined_.resize(values.size(), 0);
  ++stamp_;
  knows_stores_ = false;
  has_paths_ = false;
  current_ = kNoList;
}

void Narrowing::BeginPass() {
  entry_.assign(function_->blocks.size(), kUnreached);
  if (!entry_.empty()) entry_[0] = kNoList;
}

TypeId Narrowing::Find(List list, Key key, TypeId otherwise) const {
  for (; list != kNoList; list = refinements_[list].next) {
    if (refinements_[list].key == key) return refinements_[list].type;
  }
  return otherwise;
}

Narrowing::List Narrowing::Push(List list, Key key, TypeId type) {
  const std::uint32_t length = refinements_[list].length + 1;
  if (length > kMaxRefinements) return list;
  refinements_.push_back({key, type, list, length});
  return static_cast<List>(refinements_.size() - 1);
}

// What both ways know: the part that they share, and what each of them refined, joined.
Narrowing::List Narrowing::Merge(List a, List b) {
  if (a == b || a == kNoList || b == kNoList) return a == b ? a : kNoList;
  const List first = a;
  const List second = b;
  while (a != b) {
    List& longer = refinements_[a].length >= refinements_[b].length ? a : b;
    longer = refinements_[longer].next;
  }
  List merged = a;
  for (List i = first; i != a; i = refinements_[i].next) {
    const Refinement one = refinements_[i];
    if (Find(first, one.key, kNothingType) != one.type) continue;  // refined again below
    const TypeId other = Find(second, one.key, TypeId());
    const TypeId above = Find(merged, one.key, TypeId());
    if (!other.IsValid()) continue;
    const TypeId joined = queries_.Join(one.type, other);
    if (joined != above) merged = Push(merged, one.key, joined);
  }
  return merged;
}

void Narrowing::Flow(BlockId to, List list) {
  List& entry = entry_[to.value()];
  entry = entry == kUnreached ? list : Merge(entry, list);
}

void Narrowing::Leave(BlockId block, bool takes_true) {
  const List entered = current_;
  auto& exits = exits_[block.value()];
  exits = {entered, entered};
  const auto* branch = As<Branch>(function_->TerminatorOf(block));
  if (branch != nullptr && branch->condition.IsValid()) {
    exits = {After(branch->condition.value(), true, entered), After(branch->condition.value(), false, entered)};
  }
  ForEachSuccessor(*function_, block, [&](BlockId to, EdgeKind kind) {
    if (to <= block || (kind == EdgeKind::kTrue && !takes_true)) return;
    const bool is_test = kind == EdgeKind::kTrue || kind == EdgeKind::kFalse;
    Flow(to, is_test ? exits[kind == EdgeKind::kTrue ? 0 : 1] : entered);
  });
}

TypeId Narrowing::OnEdge(const PredecessorEdge& edge, ValueId value) const {
  const TypeId type = (*values_)[value.value()];
  if (refinements_.size() == 1 || !MayBeRefined(value)) return type;
  const std::uint32_t from = edge.from.value();
  if (edge.kind == EdgeKind::kTrue || edge.kind == EdgeKind::kFalse || edge.kind == EdgeKind::kNormal) {
    return Find(exits_[from][edge.kind == EdgeKind::kFalse ? 1 : 0], KeyOf(value), type);
  }
  return entry_[from] == kUnreached ? type : Find(entry_[from], KeyOf(value), type);
}

TypeId Narrowing::OfPath(ValueId read, TypeId type) const {
  if (!has_paths_ || current_ == kNoList) return type;
  const Key key = PathOf(read, kMaxPathLength);
  return key == 0 ? type : Find(current_, key, type);
}

// ---- Tests ----------------------------------------------------------------------------------------------------------------

TypeId Narrowing::TypeIn(List list, ValueId value) const {
  const TypeId type = (*values_)[value.value()];
  return MayBeRefined(value) ? Find(list, KeyOf(value), type) : type;
}

Narrowing::List Narrowing::Refine(List list, ValueId value, TypeId before, TypeId after) {
  if (const auto* hold = As<Hold>(At(value))) list = Refine(list, hold->value, TypeIn(list, hold->value), after);
  if (before == after) return list;
  is_refined_[value.value()] = stamp_;
  list = Push(list, KeyOf(value), after);
  const Key path = PathOf(value, kMaxPathLength);
  if (path == 0 || IsStored(At(value))) return list;
  has_paths_ = true;
  return Push(list, path, after);
}

bool Narrowing::IsNone(ValueId value) const {
  const auto* constant = value.IsValid() ? As<Const>(At(value)) : nullptr;
  return constant != nullptr && constant->kind == ConstKind::kNone;
}

Narrowing::List Narrowing::After(ValueId condition, bool answer, List list) {
  const Instruction& test = At(condition);
  if (const auto* compare = As<Compare>(test)) return AfterCompare(*compare, answer, list);
  if (const auto* call = As<Call>(test)) {
    if (PredicateOf(call->callee.value()) != TypePredicate::kNone) return AfterCall(*call, answer, list);
  }
  if (const auto* negation = As<Unary>(test); negation != nullptr && negation->op == UnaryOperator::kNot) {
    const ValueId operand = negation->operand.value();
    return operand.IsValid() && operand < condition ? After(operand, !answer, list) : list;
  }
  if (const auto* match = As<MatchTest>(test)) {
    classes_.clear();
    if (match->test != PatternTest::kClass || !match->operand.IsValid() || !AddClasses(match->operand.value(), classes_, kMaxClassNesting))
      return list;
    // A class pattern may have failed for its attributes; those are tests of their own.
    const TypeId before = TypeIn(list, match->subject);
    return Refine(list, match->subject, before, filter_.ByClasses(before, classes_, answer));
  }
  const TypeId before = TypeIn(list, condition);
  return Refine(list, condition, before, filter_.ByTruth(before, answer));
}

Narrowing::List Narrowing::AfterCompare(const Compare& compare, bool answer, List list) {
  const bool is_same = compare.op == CompareOperator::kIs || compare.op == CompareOperator::kEqual;
  const bool is_other = compare.op == CompareOperator::kIsNot || compare.op == CompareOperator::kNotEqual;
  if ((!is_same && !is_other) || !compare.left.IsValid() || !compare.right.IsValid()) return list;
  ValueId left = compare.left.value();
  ValueId right = compare.right.value();
  if (IsNone(left)) std::swap(left, right);
  const TypeId before = TypeIn(list, left);
  if (IsNone(right)) return Refine(list, left, before, filter_.ByNone(before, is_same == answer));
  // `type(x) is C`
  const auto* call = As<Call>(At(left));
  if (call == nullptr || call->arguments.size != 1 || is_same != answer) return list;
  const Type& callee = types_[(*values_)[call->callee.value().value()]];
  if (callee.kind != TypeKind::kClass || !data_.Is(callee.class_ref, WellKnown::kType)) return list;
  classes_.clear();
  if (!AddClasses(right, classes_, kMaxClassNesting)) return list;
  const ValueId asked = function_->ArgumentsOf(call->arguments)[0].value.value();
  if (!asked.IsValid()) return list;
  const TypeId known = TypeIn(list, asked);
  return Refine(list, asked, known, filter_.ByClasses(known, classes_, true));
}

TypePredicate Narrowing::PredicateOf(ValueId callee) const {
  if (!callee.IsValid()) return TypePredicate::kNone;
  const TypeMembers members = types_.MembersOf((*values_)[callee.value()]);
  if (members.empty()) return TypePredicate::kNone;
  const Type& type = types_[*members.begin()];
  if (type.kind != TypeKind::kFunction || !type.function.IsValid() || data_.FunctionOf(type.function).owner.IsValid()) return TypePredicate::kNone;
  const NameId name = data_.FunctionOf(type.function).name;
  const auto found = std::ranges::find(data_.special.predicates, name);
  if (found == data_.special.predicates.end()) return TypePredicate::kNone;
  const std::string_view module = data_.names.Text(data_.ModuleOf(type.function.module).name);
  const bool is_library = module == "builtins" || module == "inspect" || module.starts_with("asyncio") || module.starts_with("asgiref");
  return is_library ? static_cast<TypePredicate>(found - data_.special.predicates.begin() + 1) : TypePredicate::kNone;
}

Narrowing::List Narrowing::AfterCall(const Call& call, bool answer, List list) {
  const TypePredicate predicate = PredicateOf(call.callee.value());
  const auto arguments = function_->ArgumentsOf(call.arguments);
  if (arguments.empty() || arguments[0].kind != ArgumentKind::kPositional || !arguments[0].value.IsValid()) return list;
  const ValueId asked = arguments[0].value.value();
  const TypeId before = TypeIn(list, asked);
  if (predicate != TypePredicate::kIsInstance) return Refine(list, asked, before, filter_.ByPredicate(before, predicate, answer));
  classes_.clear();
  if (arguments.size() != 2 || !arguments[1].value.IsValid() || !AddClasses(arguments[1].value.value(), classes_, kMaxClassNesting)) return list;
  return Refine(list, asked, before, filter_.ByClasses(before, classes_, answer));
}

// False if it may be a class that is not known.
bool Narrowing::AddClasses(ValueId value, std::vector<ClassRef>& classes, int depth) const {
  if (depth == 0) return false;
  if (const auto* either = As<Binary>(At(value)); either != nullptr && either->op == BinaryOperator::kOr) {
    return AddClasses(either->left.value(), classes, depth - 1) && AddClasses(either->right.value(), classes, depth - 1);
  }
  return AddClassesOfType((*values_)[value.value()], classes);
}

bool Narrowing::AddClassesOfType(TypeId type, std::vector<ClassRef>& classes) const {
  const TypeMembers members = types_.MembersOf(type);
  if (members.size() != 1) return false;
  const Type& known = types_[*members.begin()];
  if (known.kind == TypeKind::kClass) {
    classes.push_back(known.class_ref);
    return true;
  }
  if (known.kind != TypeKind::kTuple) return false;
  return std::ranges::all_of(known.arguments, [&](TypeId item) { return types_[item].kind == TypeKind::kClass && AddClassesOfType(item, classes); });
}

// ---- Access paths ---------------------------------------------------------------------------------------------------------

Narrowing::Key Narrowing::PathOf(ValueId read, int depth) const {
  const Instruction& instruction = At(read);
  if (const auto* load = As<LoadAttr>(instruction)) {
    if (depth == 0 || !load->object.IsValid()) return 0;
    const Key object = PathOf(load->object.value(), depth - 1);
    return Mix(object == 0 ? KeyOf(load->object.value()) : object, load->name.value());
  }
  if (const auto* cell = As<LoadCell>(instruction)) return Mix(1, cell->slot.value() + kPathBit);
  if (const auto* name = As<LoadName>(instruction)) return Mix(2, name->name.value() + kPathBit);
  return 0;
}

// Does the function store where this reads?
bool Narrowing::IsStored(const Instruction& read) {
  if (!knows_stores_) {
    knows_stores_ = true;
    stored_.clear();
    bound_.clear();
    for (const Instruction& instruction : function_->instructions) {
      if (const auto* attribute = As<StoreAttr>(instruction)) stored_.push_back(attribute->name);
      if (const auto* deleted = As<DeleteAttr>(instruction)) stored_.push_back(deleted->name);
      if (const auto* name = As<StoreName>(instruction)) stored_.push_back(name->name);
      if (const auto* bind = As<Bind>(instruction)) bound_.push_back(bind->slot);
    }
  }
  if (const auto* cell = As<LoadCell>(read)) return std::ranges::find(bound_, cell->slot) != bound_.end();
  const auto* load = As<LoadAttr>(read);
  const auto* name = As<LoadName>(read);
  return std::ranges::find(stored_, load != nullptr ? load->name : name->name) != stored_.end();
}

}  // namespace dangle

// TypeFilter: what is left of a type when the answer of a test is known. Where nothing would be left, the test knows more than the types
// do (an attribute that is only ever seen to be None, say), so they stay as they are.
#include "semantics/classes.h"
#include "semantics/narrowing.h"

namespace dangle {

TypeId TypeFilter::ByNone(TypeId type, bool is_none) {
  if (type == kNothingType) return type;
  if (is_none) return kNoneType;
  TypeId result = kNothingType;
  for (const TypeId member : types_.MembersOf(type)) {
    if (member != kNoneType) result = queries_.Join(result, member);
  }
  return result == kNothingType ? type : result;
}

TypeId TypeFilter::ByTruth(TypeId type, bool is_true) {
  TypeId result = kNothingType;
  for (const TypeId member : types_.MembersOf(type)) {
    if (member == (is_true ? kFalseType : kTrueType) || (is_true && member == kNoneType)) continue;
    if (!is_true && IsAlwaysTrue(member)) continue;
    result = queries_.Join(result, member);
  }
  return result == kNothingType ? type : result;
}

bool TypeFilter::HasMethod(TypeId member, NameId name) {
  bool is_found = false;
  queries_.InstanceAttribute(member, data_.IndexOf(types_[member].class_ref), types_[member].arguments, name, is_found);
  return is_found;
}

// May an instance have more methods than the class?
bool TypeFilter::IsOpen(ClassRef class_ref) const {
  const ClassData& data = data_.classes[data_.IndexOf(class_ref)];
  return data.info.has_unknown_base || data.has_project_subclasses || data.is_protocol;
}

// Objects are true unless they have a say in it, or somebody below their class has.
bool TypeFilter::IsAlwaysTrue(TypeId member) {
  const Type& type = types_[member];
  switch (type.kind) {
    case TypeKind::kFunction:
    case TypeKind::kBoundMethod:
    case TypeKind::kClass:
    case TypeKind::kModule:
    case TypeKind::kCoroutine:
    case TypeKind::kGenerator:
    case TypeKind::kAsyncGenerator:
      return true;
    case TypeKind::kInstance: {
      if (IsOpen(type.class_ref) || !data_.IsProject(type.class_ref.module)) return false;
      return !HasMethod(member, data_.special.bool_method) && !HasMethod(member, data_.special.len);
    }
    default:
      return false;
  }
}

TypeFilter::Verdict TypeFilter::IsInstance(TypeId member, ClassRef wanted) {
  const Type& type = types_[member];
  if (data_.Is(wanted, WellKnown::kObject)) return Verdict::kYes;
  const ClassIndex wanted_index = data_.IndexOf(wanted);
  TypeQueries::Arguments arguments;
  const ClassRef own = queries_.ClassOf(member, arguments);
  if (!own.IsValid()) {
    // Functions, classes and modules are instances of what the interpreter defines.
    if (type.kind == TypeKind::kUnknown || type.kind == TypeKind::kTypeVar) return Verdict::kMaybe;
    return data_.IsProject(wanted.module) || type.kind == TypeKind::kNone ? Verdict::kNo : Verdict::kMaybe;
  }
  const ClassData& data = data_.classes[data_.IndexOf(own)];
  if (FindAncestor(data_, data_.IndexOf(own), wanted_index) != nullptr) return Verdict::kYes;
  if (data.info.has_unknown_base || FindAncestor(data_, wanted_index, data_.IndexOf(own)) != nullptr) return Verdict::kMaybe;
  const ClassData& asked = data_.classes[wanted_index];
  return asked.is_protocol || asked.info.has_unknown_base ? Verdict::kMaybe : Verdict::kNo;
}

TypeId TypeFilter::ByClasses(TypeId type, const std::vector<ClassRef>& classes, bool holds) {
  if (type == kNothingType) return type;
  TypeId result = kNothingType;
  for (const TypeId member : types_.MembersOf(type)) {
    Verdict verdict = Verdict::kNo;
    TypeId sharper = kNothingType;
    for (const ClassRef wanted : classes) {
      const Verdict one = IsInstance(member, wanted);
      if (one == Verdict::kYes) verdict = Verdict::kYes;
      if (one != Verdict::kMaybe) continue;
      if (verdict == Verdict::kNo) verdict = Verdict::kMaybe;
      // What is known of it stays if it is more than that it has the class.
      const bool is_below = member == kUnknownType || FindAncestor(data_, data_.IndexOf(wanted), data_.IndexOf(types_[member].class_ref)) != nullptr;
      sharper = queries_.Join(sharper, is_below ? queries_.PlainInstance(wanted) : member);
    }
    if (holds && verdict != Verdict::kNo) result = queries_.Join(result, verdict == Verdict::kYes ? member : sharper);
    if (!holds && verdict != Verdict::kYes) result = queries_.Join(result, member);
  }
  if (result != kNothingType) return result;
  if (!holds) return type;
  for (const ClassRef wanted : classes) result = queries_.Join(result, queries_.PlainInstance(wanted));
  return result;
}

TypeFilter::Verdict TypeFilter::Passes(TypeId member, TypePredicate predicate) {
  const Type& type = types_[member];
  if (type.kind == TypeKind::kUnknown || type.kind == TypeKind::kTypeVar) return Verdict::kMaybe;
  const auto is = [](bool answer) { return answer ? Verdict::kYes : Verdict::kNo; };
  const bool is_function = type.kind == TypeKind::kFunction || type.kind == TypeKind::kBoundMethod;
  const bool is_instance = type.kind == TypeKind::kInstance;
  switch (predicate) {
    case TypePredicate::kCallable:
      if (is_function || type.kind == TypeKind::kClass) return Verdict::kYes;
      if (!is_instance) return Verdict::kNo;
      if (data_.Is(type.class_ref, WellKnown::kCallable) || HasMethod(member, data_.special.call)) return Verdict::kYes;
      return IsOpen(type.class_ref) ? Verdict::kMaybe : Verdict::kNo;
    case TypePredicate::kCoroutineFunction:
    case TypePredicate::kAsyncGeneratorFunction: {
      // An object may be marked as one.
      if (is_instance || (is_function && !type.function.IsValid())) return Verdict::kMaybe;
      if (!is_function) return Verdict::kNo;
      const Function& function = data_.FunctionOf(type.function);
      return is(function.is_async && function.is_generator == (predicate == TypePredicate::kAsyncGeneratorFunction));
    }
    case TypePredicate::kAsyncGenerator:
      return is_instance ? Verdict::kMaybe : is(type.kind == TypeKind::kAsyncGenerator);
    case TypePredicate::kCoroutine:
    case TypePredicate::kAwaitable: {
      if (type.kind == TypeKind::kCoroutine) return Verdict::kYes;
      if (!is_instance) return Verdict::kNo;
      if (predicate == TypePredicate::kCoroutine) return Verdict::kMaybe;
      if (HasMethod(member, data_.special.await)) return Verdict::kYes;
      return IsOpen(type.class_ref) ? Verdict::kMaybe : Verdict::kNo;
    }
    default:
      return Verdict::kMaybe;
  }
}

// All that is known of something unknown that passes.
TypeId TypeFilter::Witness(TypePredicate predicate) {
  const auto coroutine = [&] { return queries_.FunctionType(TypeKind::kCoroutine, FunctionRef(), kUnknownType); };
  switch (predicate) {
    case TypePredicate::kCoroutineFunction:
      return queries_.Known(WellKnown::kCallable, coroutine());
    case TypePredicate::kCoroutine:
      return coroutine();
    case TypePredicate::kAwaitable:
      return queries_.Known(WellKnown::kAwaitable, kUnknownType);
    default:
      return kUnknownType;
  }
}

TypeId TypeFilter::ByPredicate(TypeId type, TypePredicate predicate, bool holds) {
  if (type == kNothingType) return type;
  TypeId result = kNothingType;
  for (const TypeId member : types_.MembersOf(type)) {
    const Verdict verdict = Passes(member, predicate);
    if (verdict == (holds ? Verdict::kNo : Verdict::kYes)) continue;
    const bool is_callable = types_[member].kind == TypeKind::kInstance && data_.Is(types_[member].class_ref, WellKnown::kCallable);
    const bool asks_function = predicate == TypePredicate::kCoroutineFunction;
    const bool is_open = member == kUnknownType ||
                         (asks_function && is_callable && !types_[member].arguments.empty() && types_[member].arguments.back() == kUnknownType);
    result = queries_.Join(result, holds && is_open ? Witness(predicate) : member);
  }
  return result == kNothingType ? type : result;
}

}  // namespace dangle

#include "semantics/type_queries.h"

#include <algorithm>
#include <array>

#include "semantics/classes.h"
#include "semantics/symbols.h"

namespace dangle {

namespace {

// Counts the depth of operations that lead to operations.
class DepthGuard {
 public:
  explicit DepthGuard(int& depth) : depth_(depth) { ++depth_; }
  ~DepthGuard() { --depth_; }
  DepthGuard(const DepthGuard&) = delete;
  DepthGuard& operator=(const DepthGuard&) = delete;
  bool IsTooDeep() const { return depth_ > kMaxQueryDepth; }

 private:
  int& depth_;
};

}  // namespace

TypeQueries::TypeQueries(Program::Data& data) : data_(data), types_(data.types), cache_(kCacheSize) {
  for (std::size_t i = 0; i < known_.size(); ++i) {
    const ClassRef ref = data_.Known(static_cast<WellKnown>(i));
    known_[i] = ref.IsValid() ? types_.Instance(ref) : kUnknownType;
  }
}

TypeId TypeQueries::FunctionType(TypeKind kind, FunctionRef function, TypeId argument) {
  const std::uint32_t operation = kOfFunction + static_cast<std::uint32_t>(kind);
  const std::uint32_t index = data_.IndexOf(function).value();
  CacheEntry& entry = EntryOf(operation, index, argument.value());
  if (!entry.Matches(operation, index, argument.value())) {
    entry = {operation, index, argument.value(), types_.OfFunction(kind, function, argument)};
  }
  return entry.result;
}

void TypeQueries::Begin(FunctionIndex function, VisitOutput* output) {
  function_ = function;
  output_ = output;
  ++stamp_;
  if (stamps_.size() < data_.cells.size()) stamps_.resize(data_.cells.size(), 0);
}

TypeId TypeQueries::Read(TypeCellId cell) {
  if (output_ != nullptr && stamps_[cell.value()] != stamp_) {
    stamps_[cell.value()] = stamp_;
    output_->reads.push_back(cell);
  }
  return data_.cells[cell].type;
}

void TypeQueries::Contribute(TypeCellId cell, TypeId type) {
  const TypeCell& known = data_.cells[cell];
  if (output_ == nullptr || known.is_declared || known.is_wide || Join(known.type, type) == known.type) return;
  output_->contributions.push_back({cell, type});
}

void TypeQueries::Escape(TypeId type) {
  if (output_ == nullptr) return;
  for (const TypeId member : types_.MembersOf(type)) {
    const Type& known = types_[member];
    if ((known.kind != TypeKind::kFunction && known.kind != TypeKind::kBoundMethod) || !known.function.IsValid()) continue;
    if (!data_.IsProject(known.function.module)) continue;
    const FunctionIndex function = data_.IndexOf(known.function);
    const std::size_t count = data_.FunctionOf(function).parameters.size();
    for (std::size_t i = known.kind == TypeKind::kBoundMethod ? 1 : 0; i < count; ++i) {
      Contribute(data_.ParameterCell(function, i), kUnknownType);
    }
  }
}

TypeId TypeQueries::Known(WellKnown which, std::span<const TypeId> arguments) {
  const ClassRef ref = data_.Known(which);
  return ref.IsValid() ? types_.Instance(ref, arguments) : kUnknownType;
}

ClassRef TypeQueries::ClassOf(TypeId member, Arguments& arguments) {
  const Type& type = types_[member];
  arguments.clear();
  switch (type.kind) {
    case TypeKind::kInstance:
      arguments.assign(type.arguments.begin(), type.arguments.end());
      return type.class_ref;
    case TypeKind::kTrue:
    case TypeKind::kFalse:
      return data_.Known(WellKnown::kBool);
    case TypeKind::kCoroutine:
      arguments = {kUnknownType, kUnknownType, type.arguments[0]};
      return data_.Known(WellKnown::kCoroutineClass);
    case TypeKind::kGenerator:
      arguments = {type.arguments[0], kUnknownType, type.arguments[1]};
      return data_.Known(WellKnown::kGeneratorClass);
    case TypeKind::kAsyncGenerator:
      arguments = {type.arguments[0], kUnknownType};
      return data_.Known(WellKnown::kAsyncGeneratorClass);
    case TypeKind::kTuple:
      arguments = {types_.UnionOf(type.arguments)};
      return data_.Known(WellKnown::kTupleClass);
    default:
      return ClassRef();
  }
}

TypeId TypeQueries::OfTarget(const ImportTarget& target) {
  if (target.symbol.IsValid()) {
    const ImportTarget end = FollowImports(data_, target.symbol);
    if (end.symbol.IsValid()) return Read(data_.symbols.symbols[end.symbol].cell);
    return types_.OfModule(end.module);
  }
  return target.module.IsValid() ? types_.OfModule(target.module) : kUnknownType;
}

// ---- Attributes -----------------------------------------------------------------------------------------------------------

TypeId TypeQueries::Attribute(TypeId object, NameId name) {
  const DepthGuard guard(depth_);
  if (guard.IsTooDeep()) return kUnknownType;
  TypeId result = kNothingType;
  bool is_only_none = object != kNothingType;
  for (const TypeId member : types_.MembersOf(object)) {
    if (member == kNoneType) continue;
    is_only_none = false;
    result = Join(result, AttributeOfMember(member, name));
  }
  // A field that only `None` is seen to be stored in gets its value where nobody looks.
  return is_only_none ? kUnknownType : result;
}

TypeId TypeQueries::AttributeOfMember(TypeId member, NameId name) {
  const Type& type = types_[member];
  bool is_found = false;
  if (type.kind == TypeKind::kModule) return OfTarget(FindInModule(data_, type.module, name));
  if (type.kind == TypeKind::kClass) return ClassAttribute(data_.IndexOf(type.class_ref), name, is_found);
  if (type.kind == TypeKind::kFunction) {
    // `@x.setter`: a method of the property that stands behind the function x.
    const bool is_property = type.function.IsValid() && data_.functions[data_.IndexOf(type.function)].Has(FunctionTrait::kProperty);
    if (!is_property) return kUnknownType;
    return Attribute(Known(WellKnown::kPropertyClass), name);
  }
  if (type.kind == TypeKind::kInstance && data_.Is(type.class_ref, WellKnown::kSuper)) return SuperAttribute(member, name);
  Arguments arguments;
  const ClassRef class_ref = ClassOf(member, arguments);
  if (!class_ref.IsValid()) return kUnknownType;
  const ClassIndex index = data_.IndexOf(class_ref);
  const TypeId found = InstanceAttribute(member, index, arguments, name, is_found);
  if (is_found) return found;
  for (const Ancestor& ancestor : data_.classes[index].ancestors) {
    const ClassData& data = data_.classes[ancestor.class_index];
    if (data_.IsProject(data.ref.module)) Read(data.shape);
  }
  // `def __getattr__(self, name: str) -> Hook: ...`; what one gives that declares nothing is anything.
  const TypeId fallback = InstanceAttribute(member, index, arguments, data_.special.getattr_method, is_found);
  const TypeId declared = is_found ? DeclaredResult(fallback) : kUnknownType;
  if (declared != kUnknownType) return declared;
  return AttributeOfSubclasses(index, name);
}

TypeId TypeQueries::DeclaredResult(TypeId callee) {
  for (const TypeId member : types_.MembersOf(callee)) {
    const Type& type = types_[member];
    if (!type.function.IsValid() || !data_.cells[data_.ResultCell(data_.IndexOf(type.function))].is_declared) return kUnknownType;
  }
  const std::array<CallArgument, 1> arguments{CallArgument{Known(WellKnown::kStr), ArgumentKind::kPositional, NameId()}};
  return Call(callee, arguments);
}

// What a class lacks, and no base that we do not see could have, its subclasses must have: `self` of a mixin.
TypeId TypeQueries::AttributeOfSubclasses(ClassIndex class_index, NameId name) {
  const ClassData& data = data_.classes[class_index];
  if (!data.has_project_subclasses || data.info.has_unknown_base || !data_.IsProject(data.ref.module)) return kUnknownType;
  TypeId result = kNothingType;
  absl::InlinedVector<ClassIndex, 8> below = {class_index};
  for (std::size_t i = 0; i < below.size(); ++i) {
    for (const ClassRef subclass : data_.classes[below[i]].info.subclasses) {
      const ClassIndex index = data_.IndexOf(subclass);
      if (std::ranges::find(below, index) != below.end()) continue;
      if (below.size() > kMaxCallTargets) return kUnknownType;
      below.push_back(index);
      if (PlacesOf(index, name).empty()) continue;
      const TypeId instance = PlainInstance(subclass);
      bool is_found = false;
      const TypeId found = InstanceAttribute(instance, index, types_[instance].arguments, name, is_found);
      if (is_found) result = Join(result, found);
    }
  }
  // Two families under one base, one with `async def` and one without: which one this is nobody says.
  bool has_async = false;
  bool has_plain = false;
  for (const TypeId member : types_.MembersOf(result)) {
    const Type& type = types_[member];
    if (type.kind == TypeKind::kBoundMethod && type.function.IsValid()) (data_.FunctionOf(type.function).is_async ? has_async : has_plain) = true;
  }
  return result == kNothingType || (has_async && has_plain) ? kUnknownType : result;
}

bool TypeQueries::IsFunctionLike(TypeId type) const {
  const auto members = types_.MembersOf(type);
  return !members.empty() && std::ranges::all_of(members, [&](TypeId member) { return types_[member].kind == TypeKind::kFunction; });
}

TypeId TypeQueries::InstanceAttribute(TypeId receiver, ClassIndex class_index, std::span<const TypeId> arguments, NameId name, bool& is_found) {
  const ClassData& data = data_.classes[class_index];
  TypeId result = kNothingType;
  const auto instantiate = [&](TypeId type, const Ancestor& ancestor) {
    if (!types_.HasTypeVar(type)) return type;
    Substitution own;
    own.BindAll(types_, data.type_parameters, arguments);
    Substitution substitution;
    const auto& parameters = data_.classes[ancestor.class_index].type_parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      substitution.Bind(types_, parameters[i], i < ancestor.arguments.size() ? own.Apply(types_, ancestor.arguments[i]) : kUnknownType);
    }
    return substitution.Apply(types_, type);
  };
  // What a place leads to may ask for further places, and move them.
  const std::span<const MemberPlace> known = PlacesOf(class_index, name);
  const absl::InlinedVector<MemberPlace, 8> places(known.begin(), known.end());
  for (const MemberPlace& place : places) {
    is_found = true;
    const TypeId type = Read(place.cell);
    if (type == kNothingType && !place.is_symbol) WantConstructor(data.ancestors[place.ancestor].class_index);
    const bool is_declared = data_.cells[place.cell].is_declared;
    const bool binds = place.is_symbol && !is_declared;
    result = Join(result, binds ? BindMembers(type, receiver, data.ref) : instantiate(type, data.ancestors[place.ancestor]));
    if (place.stops_at_function && IsFunctionLike(type)) return result;
  }
  return result;
}

void TypeQueries::WantConstructor(ClassIndex class_index) {
  const ClassData& data = data_.classes[class_index];
  if (output_ == nullptr || !data_.HasLibraryBodies(data.ref.module)) return;
  const BodySymbolId symbol = data_.symbols.Find(data.scope, data_.special.init);
  if (!symbol.IsValid()) return;
  const BodySymbol& init = data_.symbols.symbols[symbol];
  for (std::uint32_t i = 0; i < init.definitions.size; ++i) {
    const Definition& definition = data_.symbols.definitions[init.definitions.begin + i];
    if (definition.kind != DefinitionKind::kFunction) continue;
    const FunctionIndex function = data_.IndexOf(FunctionRef{data.ref.module, FunctionId(definition.id)});
    if (data_.functions[function].library_body == LibraryBody::kNotVisited) output_->wanted.push_back(function);
  }
}

std::span<const TypeQueries::MemberPlace> TypeQueries::PlacesOf(ClassIndex class_index, NameId name) {
  const auto [entry, is_new] = places_.try_emplace(std::pair(class_index, name));
  Places& places = entry->second;
  const std::uint32_t version = data_.attribute_versions.Of(name);
  if (!is_new && places.version == version) return {place_pool_.data() + places.range.begin, places.range.size};
  const auto begin = static_cast<std::uint32_t>(place_pool_.size());
  const auto& ancestors = data_.classes[class_index].ancestors;
  for (std::uint32_t i = 0; i < ancestors.size(); ++i) {
    const ClassIndex ancestor = ancestors[i].class_index;
    const BodySymbolId symbol = data_.symbols.Find(data_.classes[ancestor].scope, name);
    const auto attribute = data_.attributes.find(std::pair(ancestor, name));
    const bool has_attribute = attribute != data_.attributes.end();
    bool is_declared = false;
    if (symbol.IsValid()) {
      const TypeCellId cell = data_.symbols.symbols[symbol].cell;
      place_pool_.push_back({cell, i, true, !has_attribute});
      is_declared = data_.cells[cell].is_declared;
    }
    if (has_attribute && !is_declared) {
      place_pool_.push_back({attribute->second, i, false, false});
      is_declared = data_.cells[attribute->second].is_declared;
    }
    if (is_declared) break;
  }
  places = {{begin, static_cast<std::uint32_t>(place_pool_.size()) - begin}, version};
  return {place_pool_.data() + begin, places.range.size};
}

TypeId TypeQueries::ClassAttribute(ClassIndex class_index, NameId name, bool& is_found) {
  const ClassData& data = data_.classes[class_index];
  for (const Ancestor& ancestor : data.ancestors) {
    const BodySymbolId symbol = data_.symbols.Find(data_.classes[ancestor.class_index].scope, name);
    if (!symbol.IsValid()) continue;
    is_found = true;
    const TypeId type = Read(data_.symbols.symbols[symbol].cell);
    if (data.is_enum && !IsFunctionLike(type) && data_.IsProject(data.ref.module)) return types_.Instance(data.ref);
    TypeId result = kNothingType;
    for (const TypeId member : types_.MembersOf(type)) {
      const Type& known = types_[member];
      TypeId one = member;
      if (known.kind == TypeKind::kFunction && known.function.IsValid()) {
        const FunctionData& function = data_.functions[data_.IndexOf(known.function)];
        if (function.Has(FunctionTrait::kClassMethod)) {
          one = FunctionType(TypeKind::kBoundMethod, known.function, types_.ClassObject(data.ref));
        } else if (function.Has(FunctionTrait::kProperty)) {
          one = kUnknownType;
        }
      }
      result = Join(result, one);
    }
    return Erased(result);
  }
  const ClassRef type_class = data_.Known(WellKnown::kType);
  if (!type_class.IsValid() || data.info.has_unknown_base) return kUnknownType;
  const TypeId result = InstanceAttribute(types_.ClassObject(data.ref), data_.IndexOf(type_class), {}, name, is_found);
  return is_found ? result : kUnknownType;
}

TypeId TypeQueries::InstanceClassObject(TypeId receiver, ClassRef fallback) {
  const Type& type = types_[receiver];
  if (type.kind == TypeKind::kClass) return receiver;
  return types_.ClassObject(fallback);
}

TypeId TypeQueries::BindObject(TypeId object, TypeId receiver) {
  const Type& type = types_[object];
  if (type.kind != TypeKind::kInstance) return object;
  bool is_found = false;
  const TypeId get = InstanceAttribute(object, data_.IndexOf(type.class_ref), type.arguments, data_.special.get, is_found);
  if (!is_found) return object;
  const std::array<CallArgument, 2> arguments{CallArgument{receiver, ArgumentKind::kPositional, NameId()},
                                              CallArgument{kUnknownType, ArgumentKind::kPositional, NameId()}};
  return Call(get, arguments);
}

// What a member of a class becomes when it is read through an instance (Python's descriptors).
TypeId TypeQueries::BindMembers(TypeId type, TypeId receiver, ClassRef receiver_class) {
  TypeId result = kNothingType;
  for (const TypeId member : types_.MembersOf(type)) {
    const Type& known = types_[member];
    if (known.kind != TypeKind::kFunction || !known.function.IsValid()) {
      result = Join(result, known.kind == TypeKind::kInstance ? BindObject(Erased(member), receiver) : Erased(member));
      continue;
    }
    const FunctionIndex index = data_.IndexOf(known.function);
    const FunctionData& function = data_.functions[index];
    TypeId one;
    if (function.Has(FunctionTrait::kProperty)) {
      one = CallFunction(index, receiver, {});
    } else if (function.Has(FunctionTrait::kPropertySetter)) {
      continue;
    } else if (function.Has(FunctionTrait::kStatic)) {
      one = member;
    } else if (function.Has(FunctionTrait::kClassMethod)) {
      one = FunctionType(TypeKind::kBoundMethod, known.function, InstanceClassObject(receiver, receiver_class));
    } else {
      one = FunctionType(TypeKind::kBoundMethod, known.function, receiver);
    }
    result = Join(result, one);
  }
  return result;
}

// super(): Instance(super, [class whose method asks, receiver]).
TypeId TypeQueries::SuperAttribute(TypeId super_type, NameId name) {
  const Type& type = types_[super_type];
  if (type.arguments.size() != 2 || types_[type.arguments[0]].kind != TypeKind::kClass) return kUnknownType;
  const ClassData& data = data_.classes[data_.IndexOf(types_[type.arguments[0]].class_ref)];
  for (std::size_t i = 1; i < data.ancestors.size(); ++i) {
    const BodySymbolId symbol = data_.symbols.Find(data_.classes[data.ancestors[i].class_index].scope, name);
    if (symbol.IsValid()) return BindMembers(Read(data_.symbols.symbols[symbol].cell), super_type, data.ref);
  }
  return kUnknownType;
}

// Declared attributes stay as they are declared; only the project's own classes learn.
TypeId TypeQueries::StoreAttribute(TypeId object, NameId name, TypeId value) {
  for (const TypeId member : types_.MembersOf(object)) {
    const Type& type = types_[member];
    if (type.kind == TypeKind::kUnknown) Escape(value);
    const bool is_class = type.kind == TypeKind::kClass;
    if (type.kind != TypeKind::kInstance && !is_class) continue;
    // A library's class learns from the library itself.
    const bool is_own = data_.HasLibraryBodies(type.class_ref.module) && !data_.IsProject(data_.functions[function_].ref.module);
    if (!data_.IsProject(type.class_ref.module) && !is_own) continue;
    const ClassIndex index = data_.IndexOf(type.class_ref);
    bool is_stored = false;
    for (const Ancestor& ancestor : data_.classes[index].ancestors) {
      const BodySymbolId symbol = data_.symbols.Find(data_.classes[ancestor.class_index].scope, name);
      const auto attribute = data_.attributes.find(std::pair(ancestor.class_index, name));
      if (symbol.IsValid() && (is_class || data_.cells[data_.symbols.symbols[symbol].cell].is_declared)) {
        Contribute(data_.symbols.symbols[symbol].cell, value);
        is_stored = true;
      } else if (attribute != data_.attributes.end()) {
        Contribute(attribute->second, value);
        is_stored = true;
      }
      if (is_stored) break;
    }
    if (!is_stored && output_ != nullptr) output_->new_attributes.push_back({index, name, value});
  }
  return value;
}

// ---- Awaiting, iterating, entering ----------------------------------------------------------------------------------------

TypeId TypeQueries::ArgumentAs(TypeId member, WellKnown base, std::size_t index) {
  const Arguments arguments = ArgumentsAs(member, data_.Known(base));
  return index < arguments.size() ? arguments[index] : TypeId();
}

TypeId TypeQueries::Awaited(TypeId awaitable) {
  const DepthGuard guard(depth_);
  if (guard.IsTooDeep()) return kUnknownType;
  TypeId result = kNothingType;
  for (const TypeId member : types_.MembersOf(awaitable)) {
    const Type& type = types_[member];
    TypeId one = kUnknownType;
    if (type.kind == TypeKind::kNone) continue;
    if (type.kind == TypeKind::kCoroutine) {
      one = type.arguments[0];
    } else if (const TypeId declared = ArgumentAs(member, WellKnown::kAwaitable, 0); declared.IsValid()) {
      one = declared;
    } else if (type.kind == TypeKind::kInstance) {
      const TypeId iterator = Call(Attribute(member, data_.special.await), {});
      if (types_[iterator].kind == TypeKind::kGenerator) one = types_[iterator].arguments[1];
    }
    result = Join(result, one);
  }
  return result;
}

TypeId TypeQueries::IteratorOf(TypeId iterable, bool is_async) {
  const DepthGuard guard(depth_);
  if (guard.IsTooDeep()) return kUnknownType;
  TypeId result = kNothingType;
  for (const TypeId member : types_.MembersOf(iterable)) {
    const Type& type = types_[member];
    TypeId one = kUnknownType;
    if (type.kind == TypeKind::kNone) continue;
    if (type.kind == (is_async ? TypeKind::kAsyncGenerator : TypeKind::kGenerator)) {
      one = member;
    } else if (type.kind != TypeKind::kUnknown) {
      Arguments ignored;
      if (ClassOf(member, ignored).IsValid()) {
        one = Call(Attribute(member, is_async ? data_.special.aiter : data_.special.iter), {});
      }
    }
    result = Join(result, one);
  }
  return result;
}

TypeId TypeQueries::NextOf(TypeId iterator, bool is_async) {
  const DepthGuard guard(depth_);
  if (guard.IsTooDeep()) return kUnknownType;
  TypeId result = kNothingType;
  for (const TypeId member : types_.MembersOf(iterator)) {
    const Type& type = types_[member];
    TypeId one = kUnknownType;
    const WellKnown base = is_async ? WellKnown::kAsyncIterator : WellKnown::kIterator;
    if (type.kind == TypeKind::kGenerator || type.kind == TypeKind::kAsyncGenerator) {
      one = type.arguments[0];
    } else if (const TypeId declared = ArgumentAs(member, base, 0); declared.IsValid()) {
      one = declared;
    } else if (type.kind == TypeKind::kInstance) {
      one = Call(Attribute(member, is_async ? data_.special.anext : data_.special.next), {});
      if (is_async) one = Awaited(one);
    }
    result = Join(result, one);
  }
  return result;
}

TypeId TypeQueries::Entered(TypeId manager, bool is_async) {
  const TypeId entered = Call(Attribute(manager, is_async ? data_.special.aenter : data_.special.enter), {});
  return is_async ? Awaited(entered) : entered;
}

bool TypeQueries::IsOfStub(const Type& function) const { return function.function.IsValid() && data_.ModuleOf(function.function.module).is_stub; }

TypeId TypeQueries::Item(TypeId object, TypeId index) {
  TypeId result = kNothingType;
  for (const TypeId member : types_.MembersOf(object)) {
    const Type& type = types_[member];
    TypeId one = kUnknownType;
    if (type.kind == TypeKind::kNone) continue;
    if (type.kind == TypeKind::kClass || (type.kind == TypeKind::kFunction && IsOfStub(type))) {
      one = member;  // `list[int]` is still the class; a stub may declare a generic class by the function that its calls are
    } else {
      Arguments ignored;
      if (ClassOf(member, ignored).IsValid()) {
        const std::array<CallArgument, 1> arguments{CallArgument{index, ArgumentKind::kPositional, NameId()}};
        one = Call(Attribute(member, data_.special.getitem), arguments);
      }
    }
    result = Join(result, one);
  }
  return result;
}

}  // namespace dangle

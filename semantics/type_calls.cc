// TypeQueries::Call: what a call gives, and what it says about the parameters of the callee.
#include <algorithm>
#include <array>

#include "semantics/classes.h"
#include "semantics/type_queries.h"

namespace dangle {

namespace {

constexpr int kMaxUnifyDepth = 6;

}  // namespace

// Calls visit(parameter index, argument type) for each argument whose parameter is known; what goes into *args or **kwargs, or
// comes out of them, escapes or is unknown.
template <typename Visitor>
void TypeQueries::ForEachArgument(FunctionIndex index, bool has_receiver, std::span<const CallArgument> arguments, const Visitor& visit) {
  const Function& function = data_.FunctionOf(index);
  const auto& parameters = function.parameters;
  const auto is_positional = [&](std::size_t i) { return i < parameters.size() && parameters[i].kind <= ParameterKind::kPositional; };
  std::size_t next = has_receiver ? 1 : 0;
  bool is_open = false;
  for (const CallArgument& argument : arguments) {
    if (argument.kind == ArgumentKind::kPositional) {
      if (!is_open && is_positional(next)) {
        visit(next++, argument.type);
      } else {
        Escape(argument.type);
      }
    } else if (argument.kind == ArgumentKind::kKeyword) {
      const auto found = std::ranges::find_if(parameters, [&](const Parameter& p) {
        return p.name == argument.keyword && (p.kind == ParameterKind::kPositional || p.kind == ParameterKind::kKeywordOnly);
      });
      if (found != parameters.end()) {
        visit(static_cast<std::size_t>(found - parameters.begin()), argument.type);
      } else {
        Escape(argument.type);
      }
    } else {
      is_open = true;
    }
  }
  if (!is_open) return;
  for (std::size_t i = next; i < parameters.size(); ++i) visit(i, kUnknownType);
}

TypeId TypeQueries::Call(TypeId callee, std::span<const CallArgument> arguments) {
  ++depth_;
  TypeId result = kNothingType;
  if (depth_ > kMaxQueryDepth) {
    result = kUnknownType;
  } else {
    absl::InlinedVector<TypeId, 8> overloads;
    for (const TypeId member : types_.MembersOf(callee)) {
      const Type& type = types_[member];
      const bool is_function = type.kind == TypeKind::kFunction || type.kind == TypeKind::kBoundMethod;
      if (is_function && type.function.IsValid() && data_.functions[data_.IndexOf(type.function)].Has(FunctionTrait::kOverload)) {
        overloads.push_back(member);
      } else {
        result = Join(result, CallMember(member, arguments));
      }
    }
    if (!overloads.empty()) {
      const TypeId chosen = ChooseOverload(overloads, arguments);
      result = Join(result, chosen.IsValid() ? CallMember(chosen, arguments) : kUnknownType);
    }
  }
  --depth_;
  return result;
}

TypeId TypeQueries::ChooseOverload(std::span<const TypeId> members, std::span<const CallArgument> arguments) {
  for (const TypeId member : members) {
    const Type& type = types_[member];
    const bool has_receiver = type.kind == TypeKind::kBoundMethod;
    if (Accepts(data_.IndexOf(type.function), has_receiver, arguments)) return member;
  }
  return TypeId();
}

bool TypeQueries::Accepts(FunctionIndex index, bool has_receiver, std::span<const CallArgument> arguments) {
  const auto& parameters = data_.FunctionOf(index).parameters;
  std::vector<bool> is_given(parameters.size(), false);
  bool fits = true;
  bool is_open = false;
  std::size_t positional = 0;
  for (const CallArgument& argument : arguments) {
    is_open |= argument.kind == ArgumentKind::kStar || argument.kind == ArgumentKind::kDoubleStar;
    positional += argument.kind == ArgumentKind::kPositional ? 1 : 0;
    if (argument.kind != ArgumentKind::kKeyword) continue;
    fits &= std::ranges::any_of(parameters, [&](const Parameter& p) {
      return p.kind == ParameterKind::kDoubleStar || (p.name == argument.keyword && p.kind != ParameterKind::kPositionalOnly);
    });
  }
  std::size_t places = 0;
  for (std::size_t i = has_receiver ? 1 : 0; i < parameters.size(); ++i) {
    if (parameters[i].kind <= ParameterKind::kPositional) ++places;
    if (parameters[i].kind == ParameterKind::kStar && parameters[i].name.IsValid()) places += arguments.size();
  }
  if (!fits || positional > places) return false;
  ForEachArgument(index, has_receiver, arguments, [&](std::size_t i, TypeId type) {
    is_given[i] = true;
    fits &= MayPass(type, data_.cells[data_.ParameterCell(index, i)].type);
  });
  for (std::size_t i = has_receiver ? 1 : 0; i < parameters.size() && !is_open; ++i) {
    fits &=
        is_given[i] || parameters[i].has_default || parameters[i].kind == ParameterKind::kStar || parameters[i].kind == ParameterKind::kDoubleStar;
  }
  return fits;
}

// Could some member of the argument be meant for the parameter? Only plain mismatches say no.
bool TypeQueries::MayPass(TypeId argument, TypeId parameter) {
  if (parameter == kNothingType || argument == kNothingType) return true;
  for (const TypeId member : types_.MembersOf(argument)) {
    const Type& from = types_[member];
    if (from.kind == TypeKind::kUnknown) return true;
    for (const TypeId wanted : types_.MembersOf(parameter)) {
      const Type& to = types_[wanted];
      if (to.kind == TypeKind::kUnknown || to.kind == TypeKind::kTypeVar || member == wanted) return true;
      if (to.kind == TypeKind::kInstance && data_.Is(to.class_ref, WellKnown::kCallable)) {
        if (from.kind == TypeKind::kFunction || from.kind == TypeKind::kBoundMethod || from.kind == TypeKind::kClass) return true;
        bool is_found = false;
        if (from.kind == TypeKind::kInstance) {
          InstanceAttribute(member, data_.IndexOf(from.class_ref), from.arguments, data_.special.call, is_found);
        }
        if (is_found) return true;
        continue;
      }
      if (from.kind == to.kind && from.kind != TypeKind::kInstance && from.kind != TypeKind::kClass) return true;
      if (to.kind == TypeKind::kClass || to.kind != TypeKind::kInstance) continue;
      Arguments arguments;
      const ClassRef class_ref = ClassOf(member, arguments);
      if (!class_ref.IsValid()) continue;
      const ClassData& data = data_.classes[data_.IndexOf(class_ref)];
      if (data.info.has_unknown_base || FindAncestor(data_, data_.IndexOf(class_ref), data_.IndexOf(to.class_ref)) != nullptr) return true;
    }
  }
  return false;
}

TypeId TypeQueries::CallMember(TypeId member, std::span<const CallArgument> arguments) {
  const Type& type = types_[member];
  switch (type.kind) {
    case TypeKind::kFunction:
      if (type.function.IsValid()) return CallFunction(data_.IndexOf(type.function), TypeId(), arguments);
      break;
    case TypeKind::kBoundMethod:
      if (type.function.IsValid()) return CallMethod(type, arguments);
      break;
    case TypeKind::kClass:
      return Construct(type.class_ref, arguments);
    case TypeKind::kInstance: {
      for (const CallArgument& argument : arguments) Escape(argument.type);
      if (data_.Is(type.class_ref, WellKnown::kCallable)) return type.arguments.empty() ? kUnknownType : type.arguments.back();
      bool is_found = false;
      const TypeId call = InstanceAttribute(member, data_.IndexOf(type.class_ref), type.arguments, data_.special.call, is_found);
      return is_found ? Call(call, arguments) : kUnknownType;
    }
    case TypeKind::kNone:
      return kNothingType;
    default:
      break;
  }
  for (const CallArgument& argument : arguments) Escape(argument.type);
  return kUnknownType;
}

// What a call of the function gives, before type variables are known.
TypeId TypeQueries::ResultOf(FunctionIndex index) {
  const FunctionData& data = data_.functions[index];
  const Function& function = data_.FunctionOf(index);
  // A stub that declares no result says nothing; of installed source the body says it.
  const bool is_undeclared = !data_.IsProject(data.ref.module) && !function.returns.IsValid();
  if (is_undeclared && data.library_body == LibraryBody::kNotVisited && output_ != nullptr) output_->wanted.push_back(index);
  const auto read = [&](TypeCellId cell) {
    const TypeId type = Read(cell);
    return type == kNothingType && is_undeclared && data.library_body == LibraryBody::kNone ? kUnknownType : type;
  };
  if (data.Has(FunctionTrait::kContextManager)) {
    const WellKnown which = function.is_async ? WellKnown::kAsyncGeneratorContextManager : WellKnown::kGeneratorContextManager;
    Type manager;
    manager.kind = TypeKind::kInstance;
    manager.class_ref = data_.Known(which);
    manager.function = data.ref;
    const std::array<TypeId, 1> yielded{read(data_.YieldCell(index))};
    manager.arguments = yielded;
    return manager.class_ref.IsValid() ? types_.Intern(manager) : kUnknownType;
  }
  if (function.is_generator) {
    const TypeId yielded = read(data_.YieldCell(index));
    if (function.is_async) return FunctionType(TypeKind::kAsyncGenerator, data.ref, yielded);
    const std::array<TypeId, 2> both{yielded, read(data_.ResultCell(index))};
    return types_.OfFunction(TypeKind::kGenerator, data.ref, both);
  }
  const TypeId result = read(data_.ResultCell(index));
  return function.is_async ? FunctionType(TypeKind::kCoroutine, data.ref, result) : result;
}

Substitution TypeQueries::SubstitutionFor(TypeId receiver, ClassRef owner) {
  Substitution substitution;
  if (!receiver.IsValid()) return substitution;
  TypeId self = receiver;
  const Type& type = types_[receiver];
  if (type.kind == TypeKind::kInstance && data_.Is(type.class_ref, WellKnown::kSuper) && type.arguments.size() == 2) {
    self = type.arguments[1];
  }
  if (types_[self].kind == TypeKind::kClass) self = types_.Instance(types_[self].class_ref);
  const ClassRef self_class = data_.Known(WellKnown::kSelf);
  if (self_class.IsValid()) substitution.Bind(types_, types_.TypeVar(self_class.module, data_.special.self_word), self);
  if (!owner.IsValid()) return substitution;
  const auto& parameters = data_.classes[data_.IndexOf(owner)].type_parameters;
  if (!parameters.empty()) substitution.BindAll(types_, parameters, ArgumentsAs(self, owner));
  return substitution;
}

TypeId TypeQueries::CallFunction(FunctionIndex index, TypeId receiver, std::span<const CallArgument> arguments) {
  const FunctionData& data = data_.functions[index];
  const Function& function = data_.FunctionOf(index);
  const bool has_receiver = receiver.IsValid();
  const bool is_project = data_.IsProject(data.ref.module);
  TypeId result = ResultOf(index);
  TypeId same = TypeId();
  if (data.returned_parameter == 0 && has_receiver) same = receiver;
  const bool has_type_var = types_.HasTypeVar(result);
  Substitution substitution;
  if (has_type_var) substitution = SubstitutionFor(receiver, ClassRef{data.ref.module, function.owner});
  ForEachArgument(index, has_receiver, arguments, [&](std::size_t i, TypeId type) {
    const TypeCellId cell = data_.ParameterCell(index, i);
    if (is_project) {
      Contribute(cell, type);
    } else {
      Escape(type);
    }
    if (has_type_var) Unify(data_.cells[cell].type, type, substitution, kMaxUnifyDepth);
    if (i == data.returned_parameter) same = type;
  });
  if (same.IsValid() && !data_.cells[data_.ResultCell(index)].is_declared) return same;
  return has_type_var ? substitution.Apply(types_, result) : result;
}

// A method of a receiver: whatever overrides it below the receiver's class may run too. super() calls exactly what it finds.
TypeId TypeQueries::CallMethod(const Type& method, std::span<const CallArgument> arguments) {
  const FunctionIndex index = data_.IndexOf(method.function);
  const TypeId receiver = method.arguments.empty() ? kUnknownType : method.arguments[0];
  TypeId overridden = kNothingType;
  bool has_override = false;
  for (const TypeId member : types_.MembersOf(receiver)) {
    const Type& type = types_[member];
    if (type.kind != TypeKind::kInstance && type.kind != TypeKind::kClass) continue;
    const ClassIndex class_index = data_.IndexOf(type.class_ref);
    if (!data_.classes[class_index].has_project_subclasses) continue;
    const auto found = data_.overrides.find(std::pair(class_index, data_.FunctionOf(index).name));
    if (found == data_.overrides.end()) continue;
    has_override = true;
    if (found->second.size() > kMaxCallTargets) {
      overridden = Join(overridden, kUnknownType);
      continue;
    }
    for (const BodySymbolId symbol : found->second) {
      for (const TypeId target : types_.MembersOf(Read(data_.symbols.symbols[symbol].cell))) {
        const Type& function = types_[target];
        TypeId one = kUnknownType;
        if (function.kind == TypeKind::kFunction && function.function.IsValid()) {
          const FunctionIndex override_index = data_.IndexOf(function.function);
          const bool is_static = data_.functions[override_index].Has(FunctionTrait::kStatic);
          one = CallFunction(override_index, is_static ? TypeId() : member, arguments);
        }
        overridden = Join(overridden, one);
      }
    }
  }
  if (has_override && data_.functions[index].Has(FunctionTrait::kTrivialBody) && !data_.cells[data_.ResultCell(index)].is_declared) {
    return overridden;
  }
  return Join(overridden, CallFunction(index, receiver, arguments));
}

// ---- Decorators -----------------------------------------------------------------------------------------------------------

// The shape of what a value of the type runs when it is called, and that function.
const DecoratorShape* TypeQueries::DecoratorOf(TypeId callee, FunctionRef& ref) {
  const Type& applied = types_[callee];
  ref = applied.function;
  if (applied.kind == TypeKind::kInstance && data_.IsProject(applied.class_ref.module)) {
    bool is_found = false;
    const TypeId call = InstanceAttribute(callee, data_.IndexOf(applied.class_ref), applied.arguments, data_.special.call, is_found);
    ref = types_[call].kind == TypeKind::kBoundMethod ? types_[call].function : FunctionRef();
  } else if (applied.kind != TypeKind::kFunction && applied.kind != TypeKind::kBoundMethod) {
    return nullptr;
  }
  if (!ref.IsValid()) return nullptr;
  const auto found = data_.decorators.find(data_.IndexOf(ref));
  return found == data_.decorators.end() ? nullptr : &found->second;
}

TypeId TypeQueries::Decorated(TypeId decorator, TypeId factory, TypeId function, TypeId result) {
  const Type& given = types_[function];
  if (given.kind != TypeKind::kFunction || !given.function.IsValid()) return result;
  FunctionRef ref;
  const DecoratorShape* shape = DecoratorOf(decorator, ref);
  if (shape == nullptr && factory != kNothingType) {
    const DecoratorShape* maker = DecoratorOf(factory, ref);
    if (maker == nullptr || !maker->decorator.IsValid()) return result;
    ref.function = maker->decorator;
    const auto made = data_.decorators.find(data_.IndexOf(ref));
    if (made != data_.decorators.end()) shape = &made->second;
  }
  if (shape == nullptr || !shape->is_decorator) return result;
  const Function& inner = data_.FunctionOf(given.function);
  if (inner.is_generator) return result;
  if (inner.is_async) return shape->async_wrapper.IsValid() || shape->sync_gives_call ? function : result;
  // Of a plain function the plain wrapper, which may do more than the function does.
  if (!shape->sync_wrapper.IsValid() || !shape->async_wrapper.IsValid() || shape->has_several) return result;
  return data_.functions[data_.IndexOf(FunctionRef{ref.module, shape->sync_wrapper})].type;
}

// ---- Constructors ---------------------------------------------------------------------------------------------------------

TypeId TypeQueries::Construct(ClassRef class_ref, std::span<const CallArgument> arguments) {
  bool is_special = false;
  const TypeId special = ConstructSpecial(class_ref, arguments, is_special);
  if (is_special) return special;
  const TypeId other = ConstructOther(class_ref, arguments);
  if (other.IsValid()) return other;
  const ClassData& data = data_.classes[data_.IndexOf(class_ref)];
  Arguments type_arguments(data.type_parameters.size(), kUnknownType);
  const TypeId plain = PlainInstance(class_ref);
  bool is_found = false;
  const TypeId init = InstanceAttribute(plain, data_.IndexOf(class_ref), type_arguments, data_.special.init, is_found);
  if (!is_found) {
    for (const CallArgument& argument : arguments) Escape(argument.type);
    return plain;
  }
  Substitution substitution;
  for (const TypeId member : types_.MembersOf(init)) {
    const Type& type = types_[member];
    if (type.kind != TypeKind::kBoundMethod || !type.function.IsValid()) continue;
    const FunctionIndex index = data_.IndexOf(type.function);
    if (data_.functions[index].Has(FunctionTrait::kOverload) && !Accepts(index, true, arguments)) continue;
    CallFunction(index, plain, arguments);
    if (type_arguments.empty()) continue;
    ForEachArgument(index, true, arguments, [&](std::size_t i, TypeId argument) {
      Unify(data_.cells[data_.ParameterCell(index, i)].type, argument, substitution, kMaxUnifyDepth);
    });
  }
  if (substitution.empty()) return plain;
  for (std::size_t i = 0; i < type_arguments.size(); ++i) {
    const TypeId bound = substitution.Find(data.type_parameters[i]);
    if (bound.IsValid()) type_arguments[i] = bound;
  }
  return types_.Instance(class_ref, type_arguments);
}

// `def __new__(cls, …) -> tuple[Sender, Receiver]`: a class of which calls give something else, as it declares. Invalid for any other class.
TypeId TypeQueries::ConstructOther(ClassRef class_ref, std::span<const CallArgument> arguments) {
  const BodySymbolId symbol = data_.symbols.Find(data_.classes[data_.IndexOf(class_ref)].scope, data_.special.new_method);
  if (!symbol.IsValid()) return TypeId();
  const Type& method = types_[Read(data_.symbols.symbols[symbol].cell)];
  if (method.kind != TypeKind::kFunction || !method.function.IsValid()) return TypeId();
  const FunctionIndex index = data_.IndexOf(method.function);
  const TypeCell& result = data_.cells[data_.ResultCell(index)];
  if (!result.is_declared || types_[result.type].kind != TypeKind::kTuple) return TypeId();
  return Erased(CallFunction(index, types_.ClassObject(class_ref), arguments));
}

TypeId TypeQueries::ConstructSpecial(ClassRef class_ref, std::span<const CallArgument> arguments, bool& is_special) {
  is_special = true;
  if (data_.Is(class_ref, WellKnown::kSuper)) return MakeSuper(arguments);
  if (data_.Is(class_ref, WellKnown::kType) && arguments.size() == 1) {
    TypeId result = kNothingType;
    for (const TypeId member : types_.MembersOf(arguments[0].type)) {
      Arguments ignored;
      const ClassRef of = ClassOf(member, ignored);
      result = Join(result, of.IsValid() ? types_.ClassObject(of) : kUnknownType);
    }
    return result;
  }
  const bool is_descriptor = data_.Is(class_ref, WellKnown::kStaticMethod) || data_.Is(class_ref, WellKnown::kClassMethodClass) ||
                             data_.Is(class_ref, WellKnown::kPropertyClass) || data_.Is(class_ref, WellKnown::kCachedProperty);
  if (is_descriptor) {
    // As a decorator: the function's traits say the rest. Called by hand: nobody knows.
    if (arguments.empty()) return kUnknownType;
    const Type& type = types_[arguments[0].type];
    if (type.kind == TypeKind::kFunction && type.function.IsValid()) {
      const FunctionData& function = data_.functions[data_.IndexOf(type.function)];
      const bool is_decorated =
          function.Has(FunctionTrait::kStatic) || function.Has(FunctionTrait::kClassMethod) || function.Has(FunctionTrait::kProperty);
      if (is_decorated) return arguments[0].type;
    }
    Escape(arguments[0].type);
    return kUnknownType;
  }
  is_special = false;
  return kUnknownType;
}

// `super()` in a method, or in a closure of one; `super(C, self)`.
TypeId TypeQueries::MakeSuper(std::span<const CallArgument> arguments) {
  TypeId owner;
  TypeId self;
  if (arguments.size() == 2) {
    owner = arguments[0].type;
    self = arguments[1].type;
  } else {
    FunctionRef ref = data_.functions[function_].ref;
    while (ref.IsValid() && !data_.FunctionOf(ref).owner.IsValid()) ref.function = data_.FunctionOf(ref).parent;
    if (!ref.IsValid() || data_.FunctionOf(ref).parameters.empty()) return kUnknownType;
    owner = types_.ClassObject(ClassRef{ref.module, data_.FunctionOf(ref).owner});
    self = Read(data_.ParameterCell(data_.IndexOf(ref), 0));
  }
  const std::array<TypeId, 2> both{owner, self};
  return Known(WellKnown::kSuper, both);
}

// ---- Type variables -------------------------------------------------------------------------------------------------------

TypeQueries::Arguments TypeQueries::ArgumentsAs(TypeId member, ClassRef base) {
  Arguments arguments;
  const ClassRef class_ref = ClassOf(member, arguments);
  if (!class_ref.IsValid() || !base.IsValid()) return {};
  const ClassData& data = data_.classes[data_.IndexOf(class_ref)];
  const Ancestor* ancestor = FindAncestor(data_, data_.IndexOf(class_ref), data_.IndexOf(base));
  if (ancestor == nullptr) return {};
  Substitution substitution;
  substitution.BindAll(types_, data.type_parameters, arguments);
  Arguments result;
  const std::size_t count = data_.classes[ancestor->class_index].type_parameters.size();
  for (std::size_t i = 0; i < count; ++i) {
    result.push_back(i < ancestor->arguments.size() ? substitution.Apply(types_, ancestor->arguments[i]) : kUnknownType);
  }
  return result;
}

// Binds the variables of a declared parameter type so that the argument fits.
void TypeQueries::Unify(TypeId parameter, TypeId argument, Substitution& substitution, int depth) {
  if (depth == 0 || !types_.HasTypeVar(parameter)) return;
  const Type& wanted = types_[parameter];
  if (wanted.kind == TypeKind::kTypeVar) {
    substitution.Bind(types_, parameter, argument);
    return;
  }
  // Nothing has reached the argument yet: nothing has reached its variables either.
  if (argument == kNothingType) {
    for (const TypeId inner : wanted.arguments) Unify(inner, kNothingType, substitution, depth - 1);
    return;
  }
  if (wanted.kind == TypeKind::kUnion) {
    // What fits a plain member goes there; the rest is the variable's.
    TypeId variable;
    for (const TypeId member : wanted.arguments) {
      if (types_[member].kind == TypeKind::kTypeVar) {
        variable = member;
      } else {
        Unify(member, argument, substitution, depth - 1);
      }
    }
    if (!variable.IsValid()) return;
    TypeId rest = kNothingType;
    for (const TypeId member : types_.MembersOf(argument)) {
      bool fits = false;
      for (const TypeId other : wanted.arguments) fits |= other != variable && MayPass(member, other) && member != kUnknownType;
      if (!fits) rest = Join(rest, member);
    }
    if (rest != kNothingType) substitution.Bind(types_, variable, rest);
    return;
  }
  for (const TypeId member : types_.MembersOf(argument)) {
    const Type& given = types_[member];
    if (wanted.kind == TypeKind::kInstance) {
      if (data_.Is(wanted.class_ref, WellKnown::kType)) {
        if (given.kind == TypeKind::kClass) Unify(wanted.arguments[0], types_.Instance(given.class_ref), substitution, depth - 1);
        continue;
      }
      if (data_.Is(wanted.class_ref, WellKnown::kCallable)) {
        const bool is_callable = given.kind != TypeKind::kUnknown && given.kind != TypeKind::kNone;
        const TypeId result = is_callable ? Call(member, {}) : kUnknownType;
        Unify(wanted.arguments.back(), result, substitution, depth - 1);
        continue;
      }
      Arguments arguments = ArgumentsAs(member, wanted.class_ref);
      // Protocols of the language hold for whatever has their method.
      if (arguments.empty() && given.kind != TypeKind::kUnknown) {
        if (data_.Is(wanted.class_ref, WellKnown::kAwaitable)) arguments = {Awaited(member)};
        if (data_.Is(wanted.class_ref, WellKnown::kIterable)) arguments = {ElementOf(member, false)};
        if (data_.Is(wanted.class_ref, WellKnown::kAsyncIterable)) arguments = {ElementOf(member, true)};
      }
      for (std::size_t i = 0; i < wanted.arguments.size() && i < arguments.size(); ++i) {
        Unify(wanted.arguments[i], arguments[i], substitution, depth - 1);
      }
      continue;
    }
    if (wanted.kind == given.kind && wanted.arguments.size() == given.arguments.size()) {
      for (std::size_t i = 0; i < wanted.arguments.size(); ++i) {
        Unify(wanted.arguments[i], given.arguments[i], substitution, depth - 1);
      }
    } else if (wanted.kind == TypeKind::kCoroutine) {
      Unify(wanted.arguments[0], Awaited(member), substitution, depth - 1);
    }
  }
}

}  // namespace dangle

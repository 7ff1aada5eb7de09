#include "semantics/annotations.h"

#include <algorithm>

#include "semantics/symbols.h"

namespace dangle {

namespace {

TypeForm ClassForm(ClassRef ref) {
  TypeForm form;
  form.kind = TypeForm::Kind::kClass;
  form.class_ref = ref;
  return form;
}

TypeForm ModuleForm(ModuleId module) {
  TypeForm form;
  form.kind = TypeForm::Kind::kModule;
  form.module = module;
  return form;
}

TypeForm TypeAsForm(TypeId type) {
  TypeForm form;
  form.kind = TypeForm::Kind::kType;
  form.type = type;
  return form;
}

TypeForm FunctionForm(FunctionRef function) {
  TypeForm form;
  form.kind = TypeForm::Kind::kFunction;
  form.function = function;
  return form;
}

}  // namespace

TypeId AnnotationReader::Declared(ModuleId module, FunctionIndex scope, ExpressionId expression) {
  if (!expression.IsValid()) return TypeId();
  const TypeForm form = Evaluate(module, scope, expression, kMaxAnnotationDepth);
  if (form.kind == TypeForm::Kind::kClass && !form.is_subscripted) {
    if (data_.Is(form.class_ref, WellKnown::kFinal) || data_.Is(form.class_ref, WellKnown::kTypeAlias) ||
        data_.Is(form.class_ref, WellKnown::kClassVar)) {
      return TypeId();
    }
  }
  return ToType(form);
}

TypeForm AnnotationReader::FormOf(ModuleId module, FunctionIndex scope, ExpressionId expression) {
  return expression.IsValid() ? Evaluate(module, scope, expression, kMaxAnnotationDepth) : TypeForm();
}

TypeForm AnnotationReader::FormOfSymbol(BodySymbolId symbol) { return EvaluateTarget(FollowImports(data_, symbol), kMaxAnnotationDepth); }

TypeId AnnotationReader::TypeOfExpression(ModuleId module, FunctionIndex scope, ExpressionId expression, int depth) {
  return ToType(Evaluate(module, scope, expression, depth));
}

TypeForm AnnotationReader::Evaluate(ModuleId module, FunctionIndex scope, ExpressionId id, int depth) {
  if (depth == 0) return {};
  const Module& source = data_.ModuleOf(module);
  const Expression& expression = source.expressions[id];
  switch (expression.kind) {
    case ExpressionKind::kName:
      return EvaluateName(module, scope, expression.name, depth - 1);
    case ExpressionKind::kAttribute: {
      const TypeForm object = Evaluate(module, scope, source.ChildrenOf(id)[0], depth - 1);
      return EvaluateAttribute(object, expression.name, depth - 1);
    }
    case ExpressionKind::kSubscript:
      return EvaluateSubscript(module, scope, id, depth - 1);
    case ExpressionKind::kUnion: {
      TypeId type = kNothingType;
      for (const ExpressionId child : source.ChildrenOf(id)) {
        type = data_.types.Union(type, TypeOfExpression(module, scope, child, depth - 1));
      }
      return TypeAsForm(type);
    }
    case ExpressionKind::kNone:
      return TypeAsForm(kNoneType);
    default:
      return {};
  }
}

// Class scope, module, builtins. In a class body a name that is a method there means the outer name: `def list(self)` before
// `list[int]`. A name that an enclosing function binds is not looked into.
TypeForm AnnotationReader::EvaluateName(ModuleId module, FunctionIndex scope, NameId name, int depth) {
  if (depth <= 0) return {};
  if (name == data_.special.true_word) return TypeAsForm(kTrueType);
  if (name == data_.special.false_word) return TypeAsForm(kFalseType);
  while (scope.IsValid()) {
    const Function& function = data_.FunctionOf(scope);
    if (function.kind == FunctionKind::kClassBody) {
      const BodySymbolId symbol = data_.symbols.Find(scope, name);
      if (symbol.IsValid()) {
        const TypeForm form = EvaluateSymbol(symbol, depth - 1);
        if (form.kind == TypeForm::Kind::kClass || form.kind == TypeForm::Kind::kType) return form;
      }
    } else if (function.kind != FunctionKind::kModuleBody) {
      const Module& source = data_.ModuleOf(module);
      for (const Slot& slot : function.slots) {
        if (slot.name != name || slot.kind == SlotKind::kFree) continue;
        // A class of the function itself is what its name says.
        for (std::size_t i = 0; i < source.classes.size(); ++i) {
          const ClassDeclaration& declaration = source.classes[ClassId(i)];
          if (declaration.name == name && declaration.parent == data_.functions[scope].ref.function) {
            return ClassForm(ClassRef{module, ClassId(i)});
          }
        }
        return {};
      }
    }
    scope = function.parent.IsValid() ? data_.IndexOf(FunctionRef{module, function.parent}) : FunctionIndex();
  }
  const BodySymbolId symbol = FindGlobal(data_, module, name);
  return symbol.IsValid() ? EvaluateSymbol(symbol, depth - 1) : TypeForm();
}

TypeForm AnnotationReader::EvaluateAttribute(const TypeForm& object, NameId name, int depth) {
  if (depth <= 0) return {};
  if (object.kind == TypeForm::Kind::kModule) return EvaluateTarget(FindInModule(data_, object.module, name), depth - 1);
  if (object.kind == TypeForm::Kind::kClass) {
    const BodySymbolId symbol = data_.symbols.Find(data_.classes[data_.IndexOf(object.class_ref)].scope, name);
    if (symbol.IsValid()) return EvaluateSymbol(symbol, depth - 1);
  }
  return {};
}

TypeForm AnnotationReader::EvaluateTarget(const ImportTarget& target, int depth) {
  if (target.symbol.IsValid()) return EvaluateSymbol(target.symbol, depth);
  return target.module.IsValid() ? ModuleForm(target.module) : TypeForm();
}

// Several definitions: the one that names something (`try: from a import X / except ImportError: X = None`), else their union.
TypeForm AnnotationReader::EvaluateSymbol(BodySymbolId id, int depth) {
  if (depth <= 0) return {};
  const BodySymbol symbol = data_.symbols.symbols[data_.symbols.Canonical(id)];
  TypeForm result;
  bool has_result = false;
  for (std::uint32_t i = 0; i < symbol.definitions.size; ++i) {
    const TypeForm form = EvaluateDefinition(symbol, data_.symbols.definitions[symbol.definitions.begin + i], depth - 1);
    if (form.kind == TypeForm::Kind::kUnknown || (form.kind == TypeForm::Kind::kType && form.type == kNoneType)) continue;
    if (!has_result) {
      result = form;
      has_result = true;
      continue;
    }
    if (form.kind == result.kind && form.class_ref == result.class_ref && form.function == result.function && form.module == result.module &&
        form.type == result.type) {
      continue;
    }
    // Overloads and redefinitions of functions: the last one stands. Classes and aliases may be any of them.
    if (form.kind == TypeForm::Kind::kFunction || form.kind == TypeForm::Kind::kModule || result.kind == TypeForm::Kind::kFunction ||
        result.kind == TypeForm::Kind::kModule) {
      result = form;
    } else {
      result = TypeAsForm(data_.types.Union(ToType(result), ToType(form)));
    }
  }
  return result;
}

TypeForm AnnotationReader::EvaluateDefinition(const BodySymbol& symbol, const Definition& definition, int depth) {
  if (depth <= 0) return {};
  const FunctionRef scope = data_.functions[symbol.scope].ref;
  switch (definition.kind) {
    case DefinitionKind::kClass:
      return ClassForm(ClassRef{scope.module, ClassId(definition.id)});
    case DefinitionKind::kFunction:
      return FunctionForm(FunctionRef{scope.module, FunctionId(definition.id)});
    case DefinitionKind::kImport: {
      const ImportTarget target = data_.symbols.imports[scope.module.value()][ImportId(definition.id)];
      return EvaluateTarget(target, depth - 1);
    }
    case DefinitionKind::kValue: {
      const NameId outer = bound_name_;
      bound_name_ = symbol.name;
      TypeForm form = EvaluateValue(scope.module, symbol.scope, ValueId(definition.id), depth - 1);
      bound_name_ = outer;
      return form;
    }
  }
  return {};
}

TypeForm AnnotationReader::EvaluateValue(ModuleId module, FunctionIndex body, ValueId value, int depth) {
  if (depth <= 0 || !value.IsValid()) return {};
  const Function& function = data_.FunctionOf(body);
  const Instruction& instruction = function.instructions[value];
  const auto type_of = [&](ValueId id) { return ToType(EvaluateValue(module, body, id, depth - 1)); };
  if (const auto* load = As<LoadName>(instruction)) return EvaluateName(module, body, load->name, depth - 1);
  if (const auto* load = As<LoadAttr>(instruction)) {
    return EvaluateAttribute(EvaluateValue(module, body, load->object.value(), depth - 1), load->name, depth - 1);
  }
  if (const auto* constant = As<Const>(instruction)) return constant->kind == ConstKind::kNone ? TypeAsForm(kNoneType) : TypeForm();
  if (const auto* binary = As<Binary>(instruction)) {
    if (binary->op != BinaryOperator::kOr) return {};
    const TypeId left = type_of(binary->left.value());
    return TypeAsForm(data_.types.Union(left, type_of(binary->right.value())));
  }
  if (const auto* load = As<LoadItem>(instruction)) {
    const TypeForm object = EvaluateValue(module, body, load->object.value(), depth - 1);
    if (object.kind != TypeForm::Kind::kClass) return {};
    std::vector<TypeId> arguments;
    bool has_ellipsis = false;
    const auto add = [&](ValueId id) {
      const auto* constant = id.IsValid() ? As<Const>(function.instructions[id]) : nullptr;
      if (constant != nullptr && constant->kind == ConstKind::kEllipsis) {
        has_ellipsis = true;
      } else {
        arguments.push_back(type_of(id));
      }
    };
    const auto* items = As<MakeContainer>(function.instructions[load->index.value()]);
    if (items != nullptr && items->kind == ContainerKind::kTuple) {
      for (const Argument& item : function.ArgumentsOf(items->elements)) add(item.value.value());
    } else {
      add(load->index.value());
    }
    return Subscript(object, std::move(arguments), has_ellipsis);
  }
  if (const auto* call = As<Call>(instruction)) return EvaluateCall(module, body, function, *call, bound_name_, depth - 1);
  return {};
}

// `T = TypeVar("T")`, `UserId = NewType("UserId", int)`.
TypeForm AnnotationReader::EvaluateCall(ModuleId module, FunctionIndex body, const Function& function, const Call& call, NameId bound_name,
                                        int depth) {
  const TypeForm callee = EvaluateValue(module, body, call.callee.value(), depth);
  if (callee.kind != TypeForm::Kind::kClass) return {};
  if (data_.Is(callee.class_ref, WellKnown::kTypeVarClass) || data_.Is(callee.class_ref, WellKnown::kParamSpec) ||
      data_.Is(callee.class_ref, WellKnown::kTypeVarTuple)) {
    return TypeAsForm(data_.types.TypeVar(module, bound_name));
  }
  const auto arguments = function.ArgumentsOf(call.arguments);
  if (data_.Is(callee.class_ref, WellKnown::kNewType) && arguments.size() == 2) {
    return EvaluateValue(module, body, arguments[1].value.value(), depth);
  }
  return {};
}

// The words of the model language (docs of models/stubs): what is owed or taken is not a matter of types.
bool AnnotationReader::EvaluateWord(ModuleId module, FunctionIndex scope, ExpressionId id, int depth, TypeForm& result) {
  const Module& source = data_.ModuleOf(module);
  const auto children = source.ChildrenOf(id);
  const Expression& head = source.expressions[children[0]];
  if (!source.is_stub || data_.IsLibrary(module) || head.kind != ExpressionKind::kName) return false;
  const SpecialNames& special = data_.special;
  const bool is_owing = head.name == special.owes || head.name == special.should || head.name == special.lazy;
  if (is_owing || head.name == special.takes || head.name == special.same) {
    const bool has_type = children.size() > 2;
    result = has_type ? Evaluate(module, scope, children.back(), depth) : TypeForm();
    return true;
  }
  return head.name == special.discharges || head.name == special.acquires;
}

TypeForm AnnotationReader::EvaluateSubscript(ModuleId module, FunctionIndex scope, ExpressionId id, int depth) {
  if (depth <= 0) return {};
  const Module& source = data_.ModuleOf(module);
  const auto children = source.ChildrenOf(id);
  TypeForm result;
  if (EvaluateWord(module, scope, id, depth, result)) return result;
  const TypeForm object = Evaluate(module, scope, children[0], depth - 1);
  if (object.kind != TypeForm::Kind::kClass) return {};
  const auto rest = children.subspan(1);
  const auto class_is = [&](WellKnown which) { return data_.Is(object.class_ref, which); };
  if (class_is(WellKnown::kAnnotated) || class_is(WellKnown::kClassVar) || class_is(WellKnown::kFinal) || class_is(WellKnown::kRequired) ||
      class_is(WellKnown::kNotRequired) || class_is(WellKnown::kReadOnly)) {
    return rest.empty() ? TypeForm() : Evaluate(module, scope, rest[0], depth - 1);
  }
  if (class_is(WellKnown::kLiteral)) {
    TypeId type = kNothingType;
    for (const ExpressionId child : rest) {
      const Expression& value = source.expressions[child];
      TypeId one = kUnknownType;
      if (value.kind == ExpressionKind::kNone) one = kNoneType;
      if (value.kind == ExpressionKind::kName && value.name == data_.special.true_word) one = kTrueType;
      if (value.kind == ExpressionKind::kName && value.name == data_.special.false_word) one = kFalseType;
      type = data_.types.Union(type, one);
    }
    return TypeAsForm(type);
  }
  if (class_is(WellKnown::kCallable)) {
    if (rest.size() != 2) return object;
    return Subscript(object, {TypeOfExpression(module, scope, rest[1], depth - 1)}, false);
  }
  std::vector<TypeId> arguments;
  bool has_ellipsis = false;
  for (const ExpressionId child : rest) {
    if (source.expressions[child].kind == ExpressionKind::kEllipsis) {
      has_ellipsis = true;
    } else {
      arguments.push_back(TypeOfExpression(module, scope, child, depth - 1));
    }
  }
  return Subscript(object, std::move(arguments), has_ellipsis);
}

TypeForm AnnotationReader::Subscript(const TypeForm& object, std::vector<TypeId> arguments, bool has_ellipsis) {
  const auto class_is = [&](WellKnown which) { return data_.Is(object.class_ref, which); };
  if (arguments.empty()) return object;
  if (class_is(WellKnown::kOptional)) return TypeAsForm(data_.types.Union(arguments[0], kNoneType));
  if (class_is(WellKnown::kUnionForm)) return TypeAsForm(data_.types.UnionOf(arguments));
  if (class_is(WellKnown::kAnnotated) || class_is(WellKnown::kClassVar) || class_is(WellKnown::kFinal)) return TypeAsForm(arguments[0]);
  if (class_is(WellKnown::kCallable)) arguments = {arguments.back()};
  if (class_is(WellKnown::kTupleClass) && !has_ellipsis) return TypeAsForm(data_.types.Tuple(arguments));
  TypeForm form = object;
  form.is_subscripted = true;
  form.arguments = std::move(arguments);
  return form;
}

TypeId AnnotationReader::ToType(const TypeForm& form) {
  if (form.kind == TypeForm::Kind::kType) return form.type;
  if (form.kind == TypeForm::Kind::kClass) return ToType(form.class_ref, form.arguments);
  return kUnknownType;
}

TypeId AnnotationReader::ToType(ClassRef class_ref, const std::vector<TypeId>& arguments) {
  const auto argument = [&](std::size_t i) { return i < arguments.size() ? arguments[i] : kUnknownType; };
  const auto class_is = [&](WellKnown which) { return data_.Is(class_ref, which); };
  TypeTable& types = data_.types;
  if (class_is(WellKnown::kAny) || class_is(WellKnown::kObject) || class_is(WellKnown::kOptional) || class_is(WellKnown::kUnionForm) ||
      class_is(WellKnown::kGeneric) || class_is(WellKnown::kLiteral) || class_is(WellKnown::kAnnotated)) {
    return kUnknownType;
  }
  if (class_is(WellKnown::kNoReturn) || class_is(WellKnown::kNever)) return kNothingType;
  if (class_is(WellKnown::kSelf)) return types.TypeVar(class_ref.module, data_.special.self_word);
  if (class_is(WellKnown::kTypeGuard) || class_is(WellKnown::kTypeIs)) {
    return data_.Known(WellKnown::kBool).IsValid() ? types.Instance(data_.Known(WellKnown::kBool)) : kUnknownType;
  }
  if (class_is(WellKnown::kCoroutineClass)) return types.OfFunction(TypeKind::kCoroutine, FunctionRef(), argument(2));
  if (class_is(WellKnown::kGeneratorClass)) {
    const std::array<TypeId, 2> both{argument(0), argument(2)};
    return types.OfFunction(TypeKind::kGenerator, FunctionRef(), both);
  }
  if (class_is(WellKnown::kAsyncGeneratorClass)) return types.OfFunction(TypeKind::kAsyncGenerator, FunctionRef(), argument(0));
  if (class_is(WellKnown::kType) || class_is(WellKnown::kTypeForm)) {
    return arguments.empty() ? kUnknownType : types.ClassObjectsOf(argument(0));
  }
  return types.Instance(class_ref, arguments);
}

}  // namespace dangle

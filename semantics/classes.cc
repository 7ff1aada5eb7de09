#include "semantics/classes.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "semantics/annotations.h"
#include "semantics/substitution.h"
#include "semantics/symbols.h"

namespace dangle {

namespace {

constexpr std::array<std::pair<WellKnown, std::string_view>, 55> kWellKnownNames = {{
    {WellKnown::kObject, "builtins.object"},
    {WellKnown::kInt, "builtins.int"},
    {WellKnown::kStr, "builtins.str"},
    {WellKnown::kBytes, "builtins.bytes"},
    {WellKnown::kFloat, "builtins.float"},
    {WellKnown::kComplex, "builtins.complex"},
    {WellKnown::kBool, "builtins.bool"},
    {WellKnown::kList, "builtins.list"},
    {WellKnown::kDict, "builtins.dict"},
    {WellKnown::kSet, "builtins.set"},
    {WellKnown::kFrozenSet, "builtins.frozenset"},
    {WellKnown::kTupleClass, "builtins.tuple"},
    {WellKnown::kSlice, "builtins.slice"},
    {WellKnown::kType, "builtins.type"},
    {WellKnown::kSuper, "builtins.super"},
    {WellKnown::kStaticMethod, "builtins.staticmethod"},
    {WellKnown::kClassMethodClass, "builtins.classmethod"},
    {WellKnown::kPropertyClass, "builtins.property"},
    {WellKnown::kBaseException, "builtins.BaseException"},
    {WellKnown::kAny, "typing.Any"},
    {WellKnown::kAwaitable, "typing.Awaitable"},
    {WellKnown::kCoroutineClass, "typing.Coroutine"},
    {WellKnown::kGeneratorClass, "typing.Generator"},
    {WellKnown::kAsyncGeneratorClass, "typing.AsyncGenerator"},
    {WellKnown::kIterable, "typing.Iterable"},
    {WellKnown::kIterator, "typing.Iterator"},
    {WellKnown::kAsyncIterable, "typing.AsyncIterable"},
    {WellKnown::kAsyncIterator, "typing.AsyncIterator"},
    {WellKnown::kCallable, "typing.Callable"},
    {WellKnown::kOptional, "typing.Optional"},
    {WellKnown::kUnionForm, "typing.Union"},
    {WellKnown::kAnnotated, "typing.Annotated"},
    {WellKnown::kLiteral, "typing.Literal"},
    {WellKnown::kClassVar, "typing.ClassVar"},
    {WellKnown::kFinal, "typing.Final"},
    {WellKnown::kTypeForm, "typing.Type"},
    {WellKnown::kNoReturn, "typing.NoReturn"},
    {WellKnown::kNever, "typing.Never"},
    {WellKnown::kSelf, "typing.Self"},
    {WellKnown::kGeneric, "typing.Generic"},
    {WellKnown::kProtocol, "typing.Protocol"},
    {WellKnown::kTypeVarClass, "typing.TypeVar"},
    {WellKnown::kParamSpec, "typing.ParamSpec"},
    {WellKnown::kTypeVarTuple, "typing.TypeVarTuple"},
    {WellKnown::kNewType, "typing.NewType"},
    {WellKnown::kRequired, "typing.Required"},
    {WellKnown::kNotRequired, "typing.NotRequired"},
    {WellKnown::kReadOnly, "typing.ReadOnly"},
    {WellKnown::kTypeGuard, "typing.TypeGuard"},
    {WellKnown::kTypeIs, "typing.TypeIs"},
    {WellKnown::kTypeAlias, "typing.TypeAlias"},
    {WellKnown::kGeneratorContextManager, "contextlib._GeneratorContextManager"},
    {WellKnown::kAsyncGeneratorContextManager, "contextlib._AsyncGeneratorContextManager"},
    {WellKnown::kCachedProperty, "functools.cached_property"},
    {WellKnown::kEnum, "enum.Enum"},
}};

class ClassBuilder {
 public:
  explicit ClassBuilder(Program::Data& data) : data_(data), reader_(data), states_(data.classes.size(), State::kNew) {}

  void Run() {
    for (std::size_t i = 0; i < data_.classes.size(); ++i) Build(ClassIndex(i), kMaxClassDepth);
    for (std::size_t i = 0; i < data_.classes.size(); ++i) AddSubclass(ClassIndex(i));
  }

 private:
  enum class State : std::uint8_t { kNew, kActive, kDone };

  struct Base {
    ClassIndex class_index;
    std::vector<TypeId> arguments;
  };

  void Build(ClassIndex index, int depth) {
    if (states_[index] != State::kNew) return;
    states_[index] = State::kActive;
    const std::vector<Base> bases = ReadBases(index, depth);
    ClassData& data = data_.classes[index];
    if (!Linearize(index, bases)) {
      data.info.has_unknown_base = true;
      Approximate(index, bases);
    }
    if (data.underlay.IsValid()) AppendUnderlay(index, data.underlay, depth);
    for (const Ancestor& ancestor : data.ancestors) data.info.mro.push_back(data_.classes[ancestor.class_index].ref);
    for (const Ancestor& ancestor : data.ancestors) {
      const ClassData& above = data_.classes[ancestor.class_index];
      data.is_enum |= data_.Is(above.ref, WellKnown::kEnum);
      data.info.has_unread_base |= data_.IsLibrary(above.ref.module) && !above.is_underlay;
    }
    states_[index] = State::kDone;
  }

  // Bases with their type arguments; those that are unknown are flagged and left out.
  std::vector<Base> ReadBases(ClassIndex index, int depth) {
    const ClassRef ref = data_.classes[index].ref;
    const ClassDeclaration& declaration = data_.DeclarationOf(index);
    const FunctionIndex scope = data_.IndexOf(FunctionRef{ref.module, declaration.parent});
    std::vector<Base> bases;
    bool has_unknown = false;
    bool has_parameter_list = false;
    std::vector<TypeId> parameters;
    const auto add_parameters = [&](TypeId type) {
      if (data_.types[type].kind == TypeKind::kTypeVar && std::ranges::find(parameters, type) == parameters.end()) {
        parameters.push_back(type);
      }
    };
    for (const ExpressionId expression : declaration.bases) {
      const TypeForm form = reader_.FormOf(ref.module, scope, expression);
      ClassRef base_ref = form.class_ref;
      std::vector<TypeId> arguments = form.arguments;
      if (form.kind == TypeForm::Kind::kType) {
        const Type& type = data_.types[form.type];
        if (type.kind == TypeKind::kInstance) base_ref = type.class_ref;
        if (type.kind == TypeKind::kTuple) base_ref = data_.Known(WellKnown::kTupleClass);
        if (type.kind == TypeKind::kInstance) arguments.assign(type.arguments.begin(), type.arguments.end());
      }
      if (data_.Is(base_ref, WellKnown::kProtocol)) data_.classes[index].is_protocol = true;
      const bool is_form = data_.Is(base_ref, WellKnown::kGeneric) || data_.Is(base_ref, WellKnown::kProtocol);
      if (is_form && form.is_subscripted && !has_parameter_list) {
        has_parameter_list = true;
        parameters.clear();
      }
      if (is_form || !has_parameter_list) {
        for (const TypeId argument : arguments) add_parameters(argument);
      }
      if (data_.Is(base_ref, WellKnown::kGeneric)) continue;
      if (!base_ref.IsValid() || data_.Is(base_ref, WellKnown::kAny) || depth == 0) {
        has_unknown = true;
        continue;
      }
      const ClassIndex base = data_.IndexOf(base_ref);
      Build(base, depth - 1);
      if (states_[base] != State::kDone) {
        has_unknown = true;
        continue;
      }
      bases.push_back({base, is_form ? std::vector<TypeId>() : std::move(arguments)});
    }
    const ClassRef object = data_.Known(WellKnown::kObject);
    if (bases.empty() && object.IsValid() && object != ref) {
      Build(data_.IndexOf(object), 1);
      if (states_[data_.IndexOf(object)] == State::kDone) bases.push_back({data_.IndexOf(object), {}});
    }
    ClassData& data = data_.classes[index];
    data.type_parameters = std::move(parameters);
    data.info.has_unknown_base = has_unknown;
    for (const Base& base : bases) data.info.has_unknown_base |= data_.classes[base.class_index].info.has_unknown_base;
    return bases;
  }

  bool Linearize(ClassIndex index, const std::vector<Base>& bases) {
    std::vector<std::vector<ClassIndex>> lists;
    for (const Base& base : bases) {
      auto& list = lists.emplace_back();
      for (const Ancestor& ancestor : data_.classes[base.class_index].ancestors) list.push_back(ancestor.class_index);
    }
    auto& direct = lists.emplace_back();
    for (const Base& base : bases) direct.push_back(base.class_index);
    std::vector<Ancestor> order = {OwnEntry(index)};
    std::vector<std::size_t> heads(lists.size(), 0);
    const auto is_in_tail = [&](ClassIndex candidate) {
      for (std::size_t i = 0; i < lists.size(); ++i) {
        for (std::size_t j = heads[i] + 1; j < lists[i].size(); ++j) {
          if (lists[i][j] == candidate) return true;
        }
      }
      return false;
    };
    for (;;) {
      ClassIndex next;
      bool is_done = true;
      for (std::size_t i = 0; i < lists.size() && !next.IsValid(); ++i) {
        if (heads[i] >= lists[i].size()) continue;
        is_done = false;
        if (!is_in_tail(lists[i][heads[i]])) next = lists[i][heads[i]];
      }
      if (is_done) break;
      if (!next.IsValid()) return false;
      for (std::size_t i = 0; i < lists.size(); ++i) {
        if (heads[i] < lists[i].size() && lists[i][heads[i]] == next) ++heads[i];
      }
      if (order.size() >= static_cast<std::size_t>(kMaxClassDepth)) {
        data_.classes[index].info.has_unknown_base = true;
        break;
      }
      order.push_back(EntryOf(next, bases));
    }
    data_.classes[index].ancestors = std::move(order);
    return true;
  }

  // What the model of a class lacks, the library's own class and its bases have. The model stays in front of all of them.
  void AppendUnderlay(ClassIndex index, ClassIndex underlay, int depth) {
    if (depth == 0) return;
    Build(underlay, depth - 1);
    if (states_[underlay] != State::kDone) return;
    ClassData& own = data_.classes[index];
    ClassData& below = data_.classes[underlay];
    below.is_underlay = true;
    const bool same_parameters = own.type_parameters.size() == below.type_parameters.size();
    Substitution substitution;
    if (same_parameters) substitution.BindAll(data_.types, below.type_parameters, own.type_parameters);
    std::vector<Ancestor> last;
    while (own.ancestors.size() > 1 && data_.Is(data_.classes[own.ancestors.back().class_index].ref, WellKnown::kObject)) {
      last.push_back(std::move(own.ancestors.back()));
      own.ancestors.pop_back();
    }
    for (const Ancestor& ancestor : below.ancestors) {
      const auto is_there = [&](const std::vector<Ancestor>& list) {
        return std::ranges::any_of(list, [&](const Ancestor& a) { return a.class_index == ancestor.class_index; });
      };
      if (is_there(own.ancestors) || is_there(last)) continue;
      Ancestor added{ancestor.class_index, {}};
      for (const TypeId argument : ancestor.arguments) {
        added.arguments.push_back(same_parameters ? substitution.Apply(data_.types, argument) : kUnknownType);
      }
      own.ancestors.push_back(std::move(added));
    }
    std::ranges::move(last, std::back_inserter(own.ancestors));
  }

  // No consistent order exists (Python would refuse the class): depth first, each once.
  void Approximate(ClassIndex index, const std::vector<Base>& bases) {
    std::vector<Ancestor> order = {OwnEntry(index)};
    for (const Base& base : bases) {
      for (const Ancestor& ancestor : data_.classes[base.class_index].ancestors) {
        const bool is_known = std::ranges::any_of(order, [&](const Ancestor& a) { return a.class_index == ancestor.class_index; });
        if (!is_known) order.push_back(EntryOf(ancestor.class_index, bases));
      }
    }
    data_.classes[index].ancestors = std::move(order);
  }

  Ancestor OwnEntry(ClassIndex index) const { return {index, data_.classes[index].type_parameters}; }

  // The ancestor's arguments in terms of the class: through the first base that leads to it.
  Ancestor EntryOf(ClassIndex ancestor, const std::vector<Base>& bases) {
    for (const Base& base : bases) {
      const ClassData& base_data = data_.classes[base.class_index];
      for (const Ancestor& entry : base_data.ancestors) {
        if (entry.class_index != ancestor) continue;
        Substitution substitution;
        substitution.BindAll(data_.types, base_data.type_parameters, base.arguments);
        Ancestor result{ancestor, {}};
        for (const TypeId argument : entry.arguments) result.arguments.push_back(substitution.Apply(data_.types, argument));
        return result;
      }
    }
    return {ancestor, {}};
  }

  void AddSubclass(ClassIndex index) {
    const ClassData& data = data_.classes[index];
    if (!data_.IsProject(data.ref.module)) return;
    const FunctionIndex scope = data_.IndexOf(FunctionRef{data.ref.module, data_.DeclarationOf(index).parent});
    for (const ExpressionId expression : data_.DeclarationOf(index).bases) {
      const TypeForm form = reader_.FormOf(data.ref.module, scope, expression);
      if (form.kind != TypeForm::Kind::kClass || form.class_ref == data.ref) continue;
      auto& subclasses = data_.classes[data_.IndexOf(form.class_ref)].info.subclasses;
      if (subclasses.empty() || subclasses.back() != data.ref) subclasses.push_back(data.ref);
    }
    for (const Ancestor& ancestor : data.ancestors) {
      if (ancestor.class_index != index) data_.classes[ancestor.class_index].has_project_subclasses = true;
    }
  }

  Program::Data& data_;
  AnnotationReader reader_;
  IdVector<ClassIndex, State> states_;
};

}  // namespace

void FindWellKnown(Program::Data& data) {
  for (const auto& [which, name] : kWellKnownNames) {
    const ImportTarget target = FindQualified(data, name);
    if (!target.symbol.IsValid()) continue;
    const BodySymbol& symbol = data.symbols.symbols[target.symbol];
    for (std::uint32_t i = 0; i < symbol.definitions.size; ++i) {
      const Definition& definition = data.symbols.definitions[symbol.definitions.begin + i];
      if (definition.kind != DefinitionKind::kClass) continue;
      data.well_known[static_cast<std::size_t>(which)] = ClassRef{data.functions[symbol.scope].ref.module, ClassId(definition.id)};
    }
  }
  data.types.SetMetaclass(data.Known(WellKnown::kType));
}

void BuildClasses(Program::Data& data) { ClassBuilder(data).Run(); }

void BuildOverrides(Program::Data& data) {
  for (std::size_t i = 0; i < data.symbols.symbols.size(); ++i) {
    const BodySymbol& symbol = data.symbols.symbols[BodySymbolId(i)];
    const FunctionRef scope = data.functions[symbol.scope].ref;
    const Function& body = data.FunctionOf(scope);
    if (!data.IsProject(scope.module) || body.kind != FunctionKind::kClassBody || symbol.definitions.size == 0) continue;
    if (symbol.name == data.special.init || symbol.name == data.special.new_method || symbol.name == data.special.init_subclass) continue;
    const Definition& definition = data.symbols.definitions[symbol.definitions.begin];
    if (definition.kind != DefinitionKind::kFunction) continue;
    const ClassIndex owner = data.class_of_scope[symbol.scope];
    for (const Ancestor& ancestor : data.classes[owner].ancestors) {
      if (ancestor.class_index == owner || data.Is(data.classes[ancestor.class_index].ref, WellKnown::kObject)) continue;
      auto& list = data.overrides[std::pair(ancestor.class_index, symbol.name)];
      if (list.size() <= kMaxCallTargets) list.push_back(BodySymbolId(i));
    }
  }
}

const Ancestor* FindAncestor(const Program::Data& data, ClassIndex derived, ClassIndex base) {
  for (const Ancestor& ancestor : data.classes[derived].ancestors) {
    if (ancestor.class_index == base) return &ancestor;
  }
  return nullptr;
}

}  // namespace dangle

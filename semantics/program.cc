#include "semantics/program.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "semantics/cells.h"
#include "semantics/classes.h"
#include "semantics/decorators.h"
#include "semantics/fixpoint.h"
#include "semantics/library_loader.h"
#include "semantics/program_data.h"
#include "semantics/resolution.h"
#include "semantics/symbols.h"
#include "semantics/type_printer.h"

namespace dangle {

namespace {

SpecialNames InternSpecialNames(NameTable& names) {
  const auto name = [&](std::string_view text) { return names.Intern(text); };
  SpecialNames special;
  special.init = name("__init__");
  special.call = name("__call__");
  special.enter = name("__enter__");
  special.exit = name("__exit__");
  special.aenter = name("__aenter__");
  special.aexit = name("__aexit__");
  special.iter = name("__iter__");
  special.next = name("__next__");
  special.aiter = name("__aiter__");
  special.anext = name("__anext__");
  special.await = name("__await__");
  special.getitem = name("__getitem__");
  special.self_word = name("Self");
  special.true_word = name("True");
  special.false_word = name("False");
  special.owes = name("Owes");
  special.should = name("Should");
  special.lazy = name("Lazy");
  special.takes = name("Takes");
  special.discharges = name("Discharges");
  special.acquires = name("Acquires");
  special.same = name("Same");
  special.setter = name("setter");
  special.getter = name("getter");
  special.deleter = name("deleter");
  special.not_implemented_error = name("NotImplementedError");
  special.new_method = name("__new__");
  special.get = name("__get__");
  special.getattr_method = name("__getattr__");
  special.init_subclass = name("__init_subclass__");
  special.class_getitem = name("__class_getitem__");
  special.bool_method = name("__bool__");
  special.len = name("__len__");
  constexpr std::array<std::string_view, 7> kPredicates = {
      "isinstance", "callable", "iscoroutinefunction", "isasyncgenfunction", "isawaitable", "iscoroutine", "isasyncgen",
  };
  for (std::size_t i = 0; i < kPredicates.size(); ++i) special.predicates[i] = name(kPredicates[i]);
  constexpr std::array<std::string_view, 13> kOperators = {"__add__",      "__sub__", "__mul__", "__matmul__", "__truediv__",
                                                           "__floordiv__", "__mod__", "__pow__", "__lshift__", "__rshift__",
                                                           "__and__",      "__or__",  "__xor__"};
  for (std::size_t i = 0; i < kOperators.size(); ++i) special.binary_operators[i] = name(kOperators[i]);
  return special;
}

// The one definition of a kind that a qualified name leads to.
const Definition* DefinitionOf(const Program::Data& data, std::string_view name, DefinitionKind kind, ModuleId& module) {
  const ImportTarget target = FindQualified(data, name);
  if (!target.symbol.IsValid()) return nullptr;
  const BodySymbol& symbol = data.symbols.symbols[target.symbol];
  module = data.functions[symbol.scope].ref.module;
  for (std::uint32_t i = 0; i < symbol.definitions.size; ++i) {
    const Definition& definition = data.symbols.definitions[symbol.definitions.begin + i];
    if (definition.kind == kind) return &definition;
  }
  return nullptr;
}

}  // namespace

Program::Program(std::unique_ptr<Data> data) : data_(std::move(data)) {}
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;
Program::~Program() = default;

const NameTable& Program::names() const { return data_->names; }
std::size_t Program::module_count() const { return data_->modules.size(); }
const Module& Program::module(ModuleId id) const { return data_->ModuleOf(id); }
bool Program::IsProject(ModuleId id) const { return data_->IsProject(id); }
ModuleOrigin Program::OriginOf(ModuleId id) const { return data_->OriginOf(id); }
const SemanticsStatistics& Program::statistics() const { return data_->statistics; }

ModuleId Program::FindModule(std::string_view name) const {
  const NameId id = data_->names.Find(name);
  if (!id.IsValid()) return ModuleId();
  const auto found = data_->module_by_name.find(id);
  return found == data_->module_by_name.end() ? ModuleId() : found->second;
}

const ClassInfo& Program::class_info(ClassRef ref) const { return data_->classes[data_->IndexOf(ref)].info; }

FunctionTraits Program::traits(FunctionRef ref) const {
  const FunctionData& function = data_->functions[data_->IndexOf(ref)];
  FunctionTraits traits;
  traits.is_static = function.Has(FunctionTrait::kStatic);
  traits.is_class_method = function.Has(FunctionTrait::kClassMethod);
  traits.is_property = function.Has(FunctionTrait::kProperty);
  traits.is_property_setter = function.Has(FunctionTrait::kPropertySetter);
  traits.is_overload = function.Has(FunctionTrait::kOverload);
  traits.is_context_manager = function.Has(FunctionTrait::kContextManager);
  traits.is_abstract = function.Has(FunctionTrait::kAbstract);
  traits.has_trivial_body = function.Has(FunctionTrait::kTrivialBody);
  traits.caches_result = function.Has(FunctionTrait::kCachesResult);
  traits.has_plain_decorators = function.Has(FunctionTrait::kPlainDecorators);
  return traits;
}

std::string Program::QualifiedName(FunctionRef ref) const {
  std::string result(data_->names.Text(module(ref.module).name));
  result += '.';
  result += data_->names.Text(function(ref).qualified_name);
  return result;
}

std::string Program::QualifiedName(ClassRef ref) const {
  std::string result(data_->names.Text(module(ref.module).name));
  result += '.';
  result += data_->names.Text(class_declaration(ref).qualified_name);
  return result;
}

ClassRef Program::FindClass(std::string_view qualified_name) const {
  ModuleId module;
  const Definition* definition = DefinitionOf(*data_, qualified_name, DefinitionKind::kClass, module);
  return definition == nullptr ? ClassRef() : ClassRef{module, ClassId(definition->id)};
}

FunctionRef Program::FindFunction(std::string_view qualified_name) const {
  ModuleId module;
  const Definition* definition = DefinitionOf(*data_, qualified_name, DefinitionKind::kFunction, module);
  return definition == nullptr ? FunctionRef() : FunctionRef{module, FunctionId(definition->id)};
}

bool Program::IsSubclass(ClassRef derived, ClassRef base) const {
  return derived.IsValid() && base.IsValid() && FindAncestor(*data_, data_->IndexOf(derived), data_->IndexOf(base)) != nullptr;
}

FunctionRef Program::FindMethod(ClassRef ref, NameId name) const {
  for (const Ancestor& ancestor : data_->classes[data_->IndexOf(ref)].ancestors) {
    const BodySymbolId symbol = data_->symbols.Find(data_->classes[ancestor.class_index].scope, name);
    if (!symbol.IsValid()) continue;
    for (const TypeId member : data_->types.MembersOf(data_->cells[data_->symbols.symbols[symbol].cell].type)) {
      const Type& type = data_->types[member];
      if (type.kind == TypeKind::kFunction && type.function.IsValid()) return type.function;
    }
    return FunctionRef();
  }
  return FunctionRef();
}

const Type& Program::type(TypeId id) const { return data_->types[id]; }

TypeId Program::TypeOf(FunctionRef function, ValueId value) const {
  const std::vector<TypeId>& values = data_->values[data_->IndexOf(function)];
  if (!value.IsValid() || value.value() >= values.size()) return kUnknownType;
  const TypeId type = values[value.value()];
  return type == kNothingType ? kUnknownType : type;
}

TypeId Program::Data::TypeAt(FunctionIndex function, ValueId user, ValueId value) const {
  const std::vector<RefinedUse>& uses = refined_uses[function];
  if (!uses.empty()) {
    const auto key = [](const RefinedUse& use) { return std::pair(use.user, use.value); };
    const auto found = std::ranges::lower_bound(uses, std::pair(user, value), {}, key);
    if (found != uses.end() && found->user == user && found->value == value) return found->type;
  }
  return value.IsValid() && value.value() < values[function].size() ? values[function][value.value()] : kUnknownType;
}

TypeId Program::TypeAt(FunctionRef function, ValueId user, ValueId value) const {
  const TypeId type = data_->TypeAt(data_->IndexOf(function), user, value);
  return type == kNothingType ? kUnknownType : type;
}

bool Program::IsOnly(TypeId id, TypeKind kind) const { return data_->types.IsOnly(id, kind); }

bool Program::MayBeTrue(TypeId id) const { return data_->types.MayBeTrue(id); }

std::span<const TypeId> Program::MembersOf(TypeId id) const { return data_->types.SpanOfMembers(id); }
std::string Program::Print(TypeId id) const { return PrintType(*this, id); }

std::optional<TypeId> Program::AttributeType(ClassRef ref, NameId name) const {
  TypeId result = kNothingType;
  bool is_found = false;
  for (const Ancestor& ancestor : data_->classes[data_->IndexOf(ref)].ancestors) {
    const BodySymbolId symbol = data_->symbols.Find(data_->classes[ancestor.class_index].scope, name);
    const auto attribute = data_->attributes.find(std::pair(ancestor.class_index, name));
    if (symbol.IsValid()) {
      is_found = true;
      const TypeCell& cell = data_->cells[data_->symbols.symbols[symbol].cell];
      result = data_->types.Union(result, cell.type);
      if (cell.is_declared) break;
    }
    if (attribute != data_->attributes.end()) {
      is_found = true;
      result = data_->types.Union(result, data_->cells[attribute->second].type);
      if (data_->cells[attribute->second].is_declared) break;
    }
  }
  if (!is_found) return std::nullopt;
  return result == kNothingType ? kUnknownType : result;
}

CallResolution Program::Resolve(FunctionRef function, ValueId instruction) const {
  CallResolution result;
  const std::vector<Resolution>& resolutions = data_->resolutions[data_->IndexOf(function)];
  const auto found = std::ranges::lower_bound(resolutions, instruction, {}, &Resolution::instruction);
  if (found == resolutions.end() || found->instruction != instruction) return result;
  result.kind = found->kind;
  result.is_complete = found->is_complete;
  result.receiver_is_known = found->receiver_is_known;
  result.targets = {data_->targets.data() + found->targets.begin, found->targets.size};
  return result;
}

Program Analyze(std::vector<Module> project, NameTable& names, const SemanticsOptions& options) {
  auto data = std::make_unique<Program::Data>(names);
  data->project_count = project.size();
  data->modules = std::move(project);
  data->options = options;
  data->special = InternSpecialNames(names);
  LoadLibraries(*data);
  AddNamespacePackages(*data);
  NumberProgram(*data);
  BuildSymbols(*data);
  LinkUnderlays(*data);
  FindWellKnown(*data);
  BuildClasses(*data);
  data->types.SetBool(data->Known(WellKnown::kBool));
  ClassifyFunctions(*data);
  FindDecorators(*data);
  BuildOverrides(*data);
  DeclareCells(*data);
  InferTypes(*data);
  ResolveTargets(*data);
  return Program(std::move(data));
}

}  // namespace dangle

// What stands behind Program: the tables that phases 4 and 5 fill, numbered densely over all modules.
//
//   class Pool:                       class, body scope with symbols `size`, `acquire`
//       size = 3                      symbol cell of Pool.size
//       def __init__(self, dsn):      parameter cells of self and dsn, result cell
//           self.dsn = dsn            attribute cell of (Pool, dsn)
//
// A *cell* is one entry of the table that crosses functions: a symbol of a module or class, an attribute of a class, a parameter,
// a result, what a generator yields, a captured variable. Cells only grow (Union), in rounds: see semantics/fixpoint.h.
#ifndef DANGLE_SEMANTICS_PROGRAM_DATA_H_
#define DANGLE_SEMANTICS_PROGRAM_DATA_H_

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "semantics/program.h"
#include "semantics/type_table.h"

namespace dangle {

struct ProgramFunctionTag {};
struct ProgramClassTag {};
struct TypeCellTag {};
struct BodySymbolTag {};
using FunctionIndex = Id<ProgramFunctionTag>;  // of the whole program
using ClassIndex = Id<ProgramClassTag>;        // of the whole program
using TypeCellId = Id<TypeCellTag>;
using BodySymbolId = Id<BodySymbolTag>;

// What a name of a module or class body is bound to, as far as it can be seen without running anything.
enum class DefinitionKind : std::uint8_t { kClass, kFunction, kImport, kValue };

struct Definition {
  DefinitionKind kind = DefinitionKind::kValue;
  std::uint32_t id = 0;  // ClassId, FunctionId, ImportId of the scope's module; ValueId of the body function
};

struct BodySymbol {
  FunctionIndex scope;  // the module or class body
  NameId name;
  TypeCellId cell;
  ExpressionId annotation;  // `x: T`, the last one; in the module of the scope
  PoolRange definitions;    // in SymbolTable::definitions
};

// What an import gives: a module, or a symbol of one (the end of the chain of re-exports), or both when either may be meant.
struct ImportTarget {
  ModuleId module;
  BodySymbolId symbol;
  bool IsKnown() const { return module.IsValid() || symbol.IsValid(); }
};

struct SymbolTable {
  IdVector<BodySymbolId, BodySymbol> symbols;
  std::vector<Definition> definitions;
  absl::flat_hash_map<std::pair<FunctionIndex, NameId>, BodySymbolId> by_name;
  std::vector<std::vector<ModuleId>> star_imports;        // of each module, in order
  std::vector<IdVector<ImportId, ImportTarget>> imports;  // of each module
  // By symbol of a library: the model's symbol of the same class or function. Empty if no model has a library under it.
  std::vector<BodySymbolId> stands_for;

  BodySymbolId Canonical(BodySymbolId id) const {
    if (id.value() >= stands_for.size()) return id;
    return stands_for[id.value()].IsValid() ? stands_for[id.value()] : id;
  }
  BodySymbolId Find(FunctionIndex scope, NameId name) const {
    const auto found = by_name.find(std::pair(scope, name));
    return found == by_name.end() ? BodySymbolId() : found->second;
  }
};

// A class above another, with its type arguments in terms of the lower one's parameters.
struct Ancestor {
  ClassIndex class_index;
  std::vector<TypeId> arguments;
};

struct ClassData {
  ClassRef ref;
  FunctionIndex scope;  // its body
  ClassInfo info;
  std::vector<Ancestor> ancestors;      // like info.mro, itself first
  std::vector<TypeId> type_parameters;  // TypeVars
  TypeCellId shape;                     // read by who asked for an attribute that the class does not have; changes when it gets a new one
  TypeId type;                          // the class object
  TypeId instance;                      // with unknown arguments
  ClassIndex underlay;                  // of a model's class: the library's own
  bool is_underlay = false;
  bool is_enum = false;
  bool is_protocol = false;  // stands for whatever has its methods
  bool has_project_subclasses = false;
};

// What a function is to its callers, by the decorators that everybody knows.
enum class FunctionTrait : std::uint16_t {
  kStatic = 1,
  kClassMethod = 2,
  kProperty = 4,  // property, cached_property and their kin
  kPropertySetter = 8,
  kOverload = 16,
  kContextManager = 32,  // contextlib.contextmanager and asynccontextmanager
  kAbstract = 64,
  kTrivialBody = 128,      // only raises NotImplementedError, or `...`, pass, a docstring
  kCachesResult = 512,     // functools.lru_cache, cache, cached_property: later calls give the first one's result
  kPlainDecorators = 256,  // every decorator is one of these: the name is bound to the function itself
};

// What becomes of the body of a function that is not the project's.
enum class LibraryBody : std::uint8_t { kNone, kNotVisited, kVisited };

struct FunctionData {
  FunctionRef ref;
  TypeId type;  // the function itself
  std::uint16_t traits = 0;
  LibraryBody library_body = LibraryBody::kNone;
  std::uint32_t returned_parameter = kNoParameter;  // every return gives back this parameter, untouched
  TypeCellId first_cell;                            // one a parameter, then result, then what is yielded
  std::uint32_t first_slot_cell = kNoSlotCells;     // in Program::Data::slot_cells, one a slot (invalid: not captured)

  static constexpr std::uint32_t kNoParameter = 0xFFFFFFFFU;
  static constexpr std::uint32_t kNoSlotCells = 0xFFFFFFFFU;
  bool Has(FunctionTrait trait) const { return (traits & static_cast<std::uint16_t>(trait)) != 0; }
  void Set(FunctionTrait trait) { traits = static_cast<std::uint16_t>(traits | static_cast<std::uint16_t>(trait)); }
};

struct TypeCell {
  TypeId type = kNothingType;
  bool is_declared = false;  // by an annotation: never inferred again
  bool is_wide = false;      // grew over kMaxUnionMembers: stays unknown
};

// Classes that the language itself refers to. Invalid where the stub is not loaded.
enum class WellKnown : std::uint8_t {
  kObject,
  kInt,
  kStr,
  kBytes,
  kFloat,
  kComplex,
  kBool,
  kList,
  kDict,
  kSet,
  kFrozenSet,
  kTupleClass,
  kSlice,
  kType,
  kSuper,
  kStaticMethod,
  kClassMethodClass,
  kPropertyClass,
  kBaseException,
  kAny,
  kAwaitable,
  kCoroutineClass,
  kGeneratorClass,
  kAsyncGeneratorClass,
  kIterable,
  kIterator,
  kAsyncIterable,
  kAsyncIterator,
  kCallable,
  kOptional,
  kUnionForm,
  kAnnotated,
  kLiteral,
  kClassVar,
  kFinal,
  kTypeForm,
  kNoReturn,
  kNever,
  kSelf,
  kGeneric,
  kProtocol,
  kTypeVarClass,
  kParamSpec,
  kTypeVarTuple,
  kNewType,
  kRequired,
  kNotRequired,
  kReadOnly,
  kTypeGuard,
  kTypeIs,
  kTypeAlias,
  kGeneratorContextManager,
  kAsyncGeneratorContextManager,
  kCachedProperty,
  kEnum,
  kCount,
};

// Names that the analysis itself looks up, interned once.
struct SpecialNames {
  NameId init, call, enter, exit, aenter, aexit, iter, next, aiter, anext, await, getitem, self_word, true_word, false_word, owes, should, lazy,
      takes, discharges, acquires, same, setter, getter, deleter, not_implemented_error, new_method, get, getattr_method, init_subclass,
      class_getitem, bool_method, len, binary_operators[13];
  std::array<NameId, 7> predicates;  // the functions that ask for a type, in the order of TypePredicate
};

// The declared types of annotated local variables.
struct SlotTypes {
  absl::flat_hash_map<std::pair<FunctionIndex, SlotId>, TypeId> declared;
  TypeId Find(FunctionIndex function, SlotId slot) const {
    const auto found = declared.find(std::pair(function, slot));
    return found == declared.end() ? TypeId() : found->second;
  }
};

// How many classes got an attribute of their own under a name: what was looked up under it stands as long as this does.
class NameVersions {
 public:
  std::uint32_t Of(NameId name) const { return name.value() < versions_.size() ? versions_[name.value()] : 0; }
  void Advance(NameId name) {
    if (name.value() >= versions_.size()) versions_.resize(name.value() + 1024, 0);
    ++versions_[name.value()];
  }

 private:
  std::vector<std::uint32_t> versions_;
};

// A function that gives back a nested function in the place of its argument (semantics/decorators.h).
struct DecoratorShape {
  std::uint32_t parameter = 0;   // the argument
  FunctionId async_wrapper;      // what it gives that is an `async def`; invalid if nothing
  FunctionId sync_wrapper;       // … a plain function
  bool sync_gives_call = false;  // the plain one gives what a call of the argument gives
  bool gives_argument = false;   // some return gives the argument itself
  bool has_several = false;      // more than one wrapper of a kind
  FunctionId decorator;          // valid: a call of the function gives this nested decorator (`@traced("load")`); it may be one itself, too
  bool is_decorator = false;
};

// The type of an operand where tests above its use say more than its definition does, ordered by use.
struct RefinedUse {
  ValueId user;
  ValueId value;
  TypeId type;
};

// What a call, enter, exit, … of a function resolved to, ordered by value within the function.
struct Resolution {
  ValueId instruction;
  ResolutionKind kind = ResolutionKind::kUnknown;
  bool is_complete = false;
  bool receiver_is_known = false;
  PoolRange targets;  // in Program::Data::targets
};

struct Program::Data {
  explicit Data(NameTable& table) : names(table), types(modules, table) {}

  NameTable& names;
  std::vector<Module> modules;
  std::size_t project_count = 0;
  std::vector<ModuleOrigin> origins;  // of each module; those behind the end are the project's
  std::vector<ModuleId> underlays;    // of each model that has one: the library's module of its name
  ModuleId builtins;
  SemanticsOptions options;
  SpecialNames special;
  absl::flat_hash_map<NameId, ModuleId> module_by_name;
  std::vector<std::uint32_t> first_function;  // of each module, and one more
  std::vector<std::uint32_t> first_class;     // of each module, and one more

  TypeTable types;
  SymbolTable symbols;
  IdVector<ClassIndex, ClassData> classes;
  absl::flat_hash_map<FunctionIndex, ClassIndex> class_of_scope;  // of class bodies
  IdVector<FunctionIndex, FunctionData> functions;
  absl::flat_hash_map<FunctionIndex, DecoratorShape> decorators;  // of the project
  std::array<ClassRef, static_cast<std::size_t>(WellKnown::kCount)> well_known;
  absl::flat_hash_map<std::pair<ClassIndex, NameId>, TypeCellId> attributes;  // of instances
  NameVersions attribute_versions;
  absl::flat_hash_map<std::pair<ClassIndex, NameId>, std::vector<BodySymbolId>> overrides;  // below the class, in the project
  IdVector<TypeCellId, TypeCell> cells;
  std::vector<TypeCellId> slot_cells;
  SlotTypes slot_types;

  // Filled by the fixpoint and by resolution.
  IdVector<FunctionIndex, std::vector<TypeId>> values;
  IdVector<FunctionIndex, std::vector<RefinedUse>> refined_uses;
  IdVector<FunctionIndex, std::uint8_t> is_capped;
  IdVector<FunctionIndex, std::vector<BodySymbolId>> loaded_names;  // what each LoadName of a function names, in order; on demand
  IdVector<FunctionIndex, std::vector<Resolution>> resolutions;
  std::vector<CallTarget> targets;
  SemanticsStatistics statistics;

  FunctionIndex IndexOf(FunctionRef ref) const {
    return ref.IsValid() ? FunctionIndex(first_function[ref.module.value()] + ref.function.value()) : FunctionIndex();
  }
  ClassIndex IndexOf(ClassRef ref) const { return ref.IsValid() ? ClassIndex(first_class[ref.module.value()] + ref.class_id.value()) : ClassIndex(); }
  const Module& ModuleOf(ModuleId id) const { return modules[id.value()]; }
  const Function& FunctionOf(FunctionRef ref) const { return modules[ref.module.value()].functions[ref.function]; }
  const Function& FunctionOf(FunctionIndex index) const { return FunctionOf(functions[index].ref); }
  const ClassDeclaration& DeclarationOf(ClassIndex index) const {
    const ClassRef ref = classes[index].ref;
    return modules[ref.module.value()].classes[ref.class_id];
  }
  bool IsProject(ModuleId id) const { return id.value() < project_count; }
  ModuleOrigin OriginOf(ModuleId id) const { return id.value() < origins.size() ? origins[id.value()] : ModuleOrigin::kProject; }
  bool IsLibrary(ModuleId id) const { return OriginOf(id) >= ModuleOrigin::kTypeshed; }
  // Installed source: there are bodies to infer from.
  bool HasLibraryBodies(ModuleId id) const { return OriginOf(id) == ModuleOrigin::kInstalled && !ModuleOf(id).is_stub; }
  ClassRef Known(WellKnown which) const { return well_known[static_cast<std::size_t>(which)]; }
  bool Is(ClassRef ref, WellKnown which) const { return ref.IsValid() && ref == Known(which); }
  FunctionIndex BodyOf(ModuleId id) const { return IndexOf(FunctionRef{id, modules[id.value()].body}); }
  TypeCellId ParameterCell(FunctionIndex function, std::size_t parameter) const {
    return TypeCellId(functions[function].first_cell.value() + parameter);
  }
  TypeCellId ResultCell(FunctionIndex function) const { return ParameterCell(function, FunctionOf(function).parameters.size()); }
  TypeCellId YieldCell(FunctionIndex function) const { return ParameterCell(function, FunctionOf(function).parameters.size() + 1); }
  // The type of `value` where `user` uses it.
  TypeId TypeAt(FunctionIndex function, ValueId user, ValueId value) const;
  TypeCellId SlotCell(FunctionIndex function, SlotId slot) const {
    const std::uint32_t first = functions[function].first_slot_cell;
    return first == FunctionData::kNoSlotCells ? TypeCellId() : slot_cells[first + slot.value()];
  }
};

}  // namespace dangle

#endif  // DANGLE_SEMANTICS_PROGRAM_DATA_H_

// The whole program after phases 4 and 5: every module, class and function of the project and of the stubs it uses, a type for
// every value, and for each call what it may reach. Const once made; phases 6 and on only ask.
//
//   async def handler(request):
//       row = await request.app.db.fetch(q)      Resolve(call) → asyncpg.Pool.fetch, bound to its receiver
//       return json_response(row)                Resolve(call) → aiohttp.web.json_response
#ifndef DANGLE_SEMANTICS_PROGRAM_H_
#define DANGLE_SEMANTICS_PROGRAM_H_

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/names.h"
#include "frontend/environment.h"
#include "ir/module.h"
#include "semantics/types.h"

namespace dangle {

// One function or class that a call may run.
struct CallTarget {
  FunctionRef function;         // what runs; for a constructor its __init__ (invalid if the class has none that we know)
  ClassRef constructed;         // valid for a constructor: the class whose instance the call gives
  bool binds_receiver = false;  // the first parameter is the receiver (a bound method, a constructor's self), not the first argument
};

// Where a module comes from. Models are dangle's own stubs and the user's; of libraries (typeshed, what is installed) nothing is reported.
enum class ModuleOrigin : std::uint8_t { kProject, kModel, kTypeshed, kInstalled };

// How a call was resolved, for --stats; the first that fits.
enum class ResolutionKind : std::uint8_t { kDirect, kConstructor, kMethod, kVirtual, kClosure, kModel, kUnknownMethod, kUnknown };

struct CallResolution {
  ResolutionKind kind = ResolutionKind::kUnknown;
  // All that may run, ordered by qualified name. Empty: unknown. Virtual calls name every override in the project and the
  // inherited one.
  std::span<const CallTarget> targets;
  // False: something besides the targets may run (a union with unknown, an unknown subclass, more than 32 overrides).
  bool is_complete = false;
  // kUnknownMethod: the receiver's type is known but has no such method that we see (design: it borrows the receiver).
  bool receiver_is_known = false;
};

struct ClassInfo {
  std::vector<ClassRef> mro;  // itself first; C3, or an approximation with has_unknown_base
  bool has_unknown_base = false;
  bool has_unread_base = false;      // a base's methods are known by their signatures only: what they do to its attributes nobody says
  std::vector<ClassRef> subclasses;  // direct ones in the project, ordered
};

// What the decorators that everybody knows, and the shape of its body, make of a function.
struct FunctionTraits {
  bool is_static = false;
  bool is_class_method = false;
  bool is_property = false;  // property, cached_property and their kin
  bool is_property_setter = false;
  bool is_overload = false;
  bool is_context_manager = false;  // contextlib.contextmanager or asynccontextmanager: a call makes a manager of its two halves
  bool is_abstract = false;
  bool has_trivial_body = false;      // only raises NotImplementedError, or `...`, pass, a docstring
  bool caches_result = false;         // functools.lru_cache, cache, cached_property
  bool has_plain_decorators = false;  // none, or only such that leave the function itself under its name
};

// A stub as text: one of the user's (`models = ["folder"]`), which is looked up before dangle's own.
struct StubSource {
  std::string module;  // dotted name
  std::string text;
};

struct SemanticsOptions {
  int python_minor = 12;
  std::size_t threads = 1;
  // Further names of the project's modules, by position: a file that several import roots reach. The first who has a name keeps
  // it.
  std::vector<std::pair<ModuleId, NameId>> other_names = {};
  // The first of a name counts.
  std::vector<StubSource> user_stubs = {};
  // Of the project; outlives the analysis. None: models only.
  const Environment* environment = nullptr;
};

// For --stats.
struct SemanticsStatistics {
  std::array<std::uint64_t, 8> calls = {};  // by ResolutionKind; of the project's functions
  std::uint64_t attribute_reads = 0;
  std::uint64_t attribute_reads_resolved = 0;  // their type is not unknown
  std::uint64_t functions = 0;
  std::uint64_t visits = 0;
  std::uint64_t capped_functions = 0;  // changed more often than the cap allows: what they call may be incomplete
  std::uint64_t wide_calls = 0;        // more overrides than the cap: unknown
  std::uint64_t models_loaded = 0;
  std::uint64_t typeshed_opened = 0;
  std::uint64_t installed_opened = 0;    // modules of the project's environment
  std::uint64_t libraries_left_out = 0;  // over the budget, or too long
  std::uint64_t library_functions = 0;   // whose results or attributes were inferred from their bodies
};

class Program {
 public:
  Program(Program&&) noexcept;
  Program& operator=(Program&&) noexcept;
  ~Program();

  const NameTable& names() const;

  // Modules: those of the project first, in the order of their files, then the stubs that were loaded, by name.
  std::size_t module_count() const;
  const Module& module(ModuleId id) const;
  bool IsProject(ModuleId id) const;
  ModuleOrigin OriginOf(ModuleId id) const;
  // By dotted name; invalid if there is none.
  ModuleId FindModule(std::string_view name) const;

  const Function& function(FunctionRef ref) const { return module(ref.module).functions[ref.function]; }
  const ClassDeclaration& class_declaration(ClassRef ref) const { return module(ref.module).classes[ref.class_id]; }
  const ClassInfo& class_info(ClassRef ref) const;
  FunctionTraits traits(FunctionRef ref) const;
  // "pkg.app.Client.load"; for messages and order of output.
  std::string QualifiedName(FunctionRef ref) const;
  std::string QualifiedName(ClassRef ref) const;
  // The class of this dotted name ("asyncio.Task", re-exports followed), if it is known.
  ClassRef FindClass(std::string_view qualified_name) const;
  FunctionRef FindFunction(std::string_view qualified_name) const;
  // Is `derived` the class `base` or below it, as far as we see? MRO look-up.
  bool IsSubclass(ClassRef derived, ClassRef base) const;
  // The method that attribute `name` of an instance of the class finds through its MRO; invalid if none or not a function.
  FunctionRef FindMethod(ClassRef ref, NameId name) const;

  // Types. TypeOf: of the value that an instruction of a function makes. TypeAt: of that value where the instruction `user` has it as
  // an operand, as the tests on the way there refine it.
  const Type& type(TypeId id) const;
  TypeId TypeOf(FunctionRef function, ValueId value) const;
  TypeId TypeAt(FunctionRef function, ValueId user, ValueId value) const;
  // The members of a type: of a union its members, else the type itself; empty for kNothing.
  std::span<const TypeId> MembersOf(TypeId id) const;
  // Is every member of this kind? False of kNothing.
  bool IsOnly(TypeId id, TypeKind kind) const;
  // May a value of this type be true, as far as it is known? The exit of a manager whose result may be true swallows exceptions.
  bool MayBeTrue(TypeId id) const;
  // "asyncpg.Pool | None", as in annotations; for people, fixtures (reveal_type) and messages.
  std::string Print(TypeId id) const;
  // The declared or inferred type of an attribute of the class, through the MRO; nothing if no class declares or assigns it.
  std::optional<TypeId> AttributeType(ClassRef ref, NameId name) const;

  // What runs at this instruction: Call; Enter and Exit (the resolved special method, or the generator function under
  // @contextmanager whose halves they are); Next (__next__, __anext__, or the generator function that goes on); Await (the
  // function whose coroutine it is, or __await__); LoadAttr and StoreAttr of a property.
  CallResolution Resolve(FunctionRef function, ValueId instruction) const;

  const SemanticsStatistics& statistics() const;

  // The tables of semantics/program_data.h; for the printers.
  struct Data;
  const Data& data() const { return *data_; }
  explicit Program(std::unique_ptr<Data> data);

 private:
  std::unique_ptr<Data> data_;
};

// Phases 4 and 5: takes the lowered modules of the project (their ids will be their positions), loads the stubs that they refer
// to, resolves imports, classes, types and call targets. The same answer for any number of threads.
Program Analyze(std::vector<Module> project, NameTable& names, const SemanticsOptions& options);

}  // namespace dangle

#endif  // DANGLE_SEMANTICS_PROGRAM_H_

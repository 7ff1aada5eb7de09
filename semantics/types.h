// What a value may be, as far as dangle needs it: awaitables, tasks, resources, locks, and the classes and functions that lead to
// them.
//
//   pool: asyncpg.Pool | None = None      union of instance(asyncpg.Pool) and None
//   fetch                                 function app.fetch
//   fetch(url)                            coroutine of app.fetch
//   self.client.get                       bound method of httpx.AsyncClient.get
//
// A Type is an interned union of at most kMaxMembers members, ordered by their printed names so that no thread order shows; a
// wider one is unknown as a whole. kNothing (the empty union) is the bottom: no value has reached here yet. Union is the join; a
// type only grows.
//
// Source: PEP 483/484 (unions), PEP 604; the member limit is the widening of Cousot and Cousot 1977 for this lattice.
#ifndef DANGLE_SEMANTICS_TYPES_H_
#define DANGLE_SEMANTICS_TYPES_H_

#include <compare>
#include <cstdint>
#include <span>
#include <string>

#include "ir/module.h"

namespace dangle {

struct ModuleTag {};
struct TypeTag {};
using ModuleId = Id<ModuleTag>;
using TypeId = Id<TypeTag>;

// A function, class of the whole program.
struct FunctionRef {
  ModuleId module;
  FunctionId function;
  bool IsValid() const { return function.IsValid(); }
  friend bool operator==(const FunctionRef&, const FunctionRef&) = default;
  friend auto operator<=>(const FunctionRef&, const FunctionRef&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const FunctionRef& ref) {
    return H::combine(std::move(state), ref.module, ref.function);
  }
};
struct ClassRef {
  ModuleId module;
  ClassId class_id;
  bool IsValid() const { return class_id.IsValid(); }
  friend bool operator==(const ClassRef&, const ClassRef&) = default;
  friend auto operator<=>(const ClassRef&, const ClassRef&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const ClassRef& ref) {
    return H::combine(std::move(state), ref.module, ref.class_id);
  }
};

enum class TypeKind : std::uint8_t {
  kNothing,  // the empty union
  kUnknown,  // may be anything
  kNone,
  kTrue,  // literal booleans, for narrowing
  kFalse,
  kInstance,        // of `class_ref`, with `arguments` where they are known (list[Task], dict[str, Session])
  kClass,           // the class object itself
  kFunction,        // a function or closure
  kBoundMethod,     // `function` with its first parameter bound to `arguments[0]`
  kModule,          // `module`
  kCoroutine,       // made by calling the `async def` `function`; arguments[0]: what awaiting it gives
  kGenerator,       // made by calling a generator function; arguments[0]: what it yields
  kAsyncGenerator,  // likewise
  kTuple,           // arguments: its items
  kUnion,           // arguments: the members
  kTypeVar,         // `name` of `module`, in the signature of a generic; never the type of a value
};

struct Type {
  TypeKind kind = TypeKind::kUnknown;
  // kFunction, kBoundMethod, kCoroutine, kGenerator, kAsyncGenerator; invalid if not one known function. kInstance of a context
  // manager that a function under @contextmanager made: that function.
  FunctionRef function;
  ClassRef class_ref;  // kInstance, kClass
  ModuleId module;     // kModule, kTypeVar
  NameId name;         // kTypeVar
  std::span<const TypeId> arguments;
};

// The types that every program has.
inline constexpr TypeId kNothingType{std::uint32_t{0}};
inline constexpr TypeId kUnknownType{std::uint32_t{1}};
inline constexpr TypeId kNoneType{std::uint32_t{2}};
inline constexpr TypeId kTrueType{std::uint32_t{3}};
inline constexpr TypeId kFalseType{std::uint32_t{4}};

}  // namespace dangle

#endif  // DANGLE_SEMANTICS_TYPES_H_

// Interned types: equal types have equal ids, so the join of two types is mostly a compare.
//
//   conn = None                    None
//   conn = await pool.acquire()    instance(Connection)
//   (where the two meet)           Union: instance(Connection) | None
//
// May be used from any number of threads: sharded, each shard behind its own mutex, records in chunks that never move. The ids
// depend on the order of threads and never reach the output; the members of a union are ordered by what they are called.
#ifndef DANGLE_SEMANTICS_TYPE_TABLE_H_
#define DANGLE_SEMANTICS_TYPE_TABLE_H_

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "semantics/types.h"

namespace dangle {

// A union with more members is unknown as a whole (of coroutines only: a coroutine of no known function). What is lost: the
// targets of calls on it. Wider unions are nearly always the meeting point of a registry.
inline constexpr std::size_t kMaxUnionMembers = 8;
// Type arguments below this depth are unknown: `x = [x]` in a loop has no other end.
inline constexpr std::uint8_t kMaxTypeDepth = 6;

// The members of a type: of a union its members, else the type itself; none of kNothing.
class TypeMembers {
 public:
  explicit TypeMembers(TypeId id) : single_(id), size_(id == kNothingType ? 0 : 1) {}
  explicit TypeMembers(std::span<const TypeId> members) : members_(members.data()), size_(members.size()) {}

  const TypeId* begin() const { return members_ == nullptr ? &single_ : members_; }
  const TypeId* end() const { return begin() + size_; }
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

 private:
  const TypeId* members_ = nullptr;
  TypeId single_;
  std::size_t size_ = 0;
};

class TypeTable {
 public:
  // `modules`: outlives the table; for the order of members. `names`: likewise.
  TypeTable(const std::vector<Module>& modules, const NameTable& names);
  ~TypeTable();
  TypeTable(const TypeTable&) = delete;
  TypeTable& operator=(const TypeTable&) = delete;

  const Type& operator[](TypeId id) const;
  bool HasTypeVar(TypeId id) const { return (id.value() & kTypeVarBit) != 0 && id.IsValid(); }
  TypeMembers MembersOf(TypeId id) const {
    if ((id.value() & kUnionBit) == 0) return TypeMembers(id);
    return TypeMembers((*this)[id].arguments);
  }
  // Is every member of this kind? False of the empty union.
  bool IsOnly(TypeId id, TypeKind kind) const;
  // May a value of this type be true, as far as it is known? Of an unknown type nothing is.
  bool MayBeTrue(TypeId id) const;
  // The members through memory that stays as long as the table.
  std::span<const TypeId> SpanOfMembers(TypeId id) const;

  // The id of a type that is no union; arguments are copied.
  TypeId Intern(const Type& type);
  TypeId Instance(ClassRef class_ref, std::span<const TypeId> arguments = {});
  TypeId Instance(ClassRef class_ref, TypeId argument) { return Instance(class_ref, std::span<const TypeId>(&argument, 1)); }
  TypeId ClassObject(ClassRef class_ref);
  // `type[A | B]` is A or B; of what is no instance of a class nothing is known. `type[T]` waits as an instance of the metaclass.
  TypeId ClassObjectsOf(TypeId of);
  // Is it `type[…]`, of something that is not known yet?
  bool IsMetaclass(const Type& type) const {
    return type.kind == TypeKind::kInstance && metaclass_.IsValid() && type.class_ref == metaclass_ && !type.arguments.empty();
  }
  void SetMetaclass(ClassRef metaclass) { metaclass_ = metaclass; }
  TypeId OfFunction(TypeKind kind, FunctionRef function, std::span<const TypeId> arguments = {});
  TypeId OfFunction(TypeKind kind, FunctionRef function, TypeId argument) {
    return OfFunction(kind, function, std::span<const TypeId>(&argument, 1));
  }
  TypeId OfModule(ModuleId module);
  TypeId Tuple(std::span<const TypeId> items);
  TypeId TypeVar(ModuleId module, NameId name);

  // The join. Members of one head (instances of one class, coroutines of one function) are joined argument by argument.
  TypeId Union(TypeId a, TypeId b);
  TypeId UnionOf(std::span<const TypeId> types);
  bool Includes(TypeId whole, TypeId part) { return whole == part || Union(whole, part) == whole; }

  // `bool`, for True | False; known once builtins are.
  void SetBool(ClassRef bool_class) { bool_class_ = bool_class; }

 private:
  struct Record;
  struct Shard;
  static constexpr std::uint32_t kShards = 16;
  // Two facts that are asked for all the time stand in the id itself.
  static constexpr std::uint32_t kUnionBit = 1U << 31U;
  static constexpr std::uint32_t kTypeVarBit = 1U << 30U;

  const Record& RecordOf(TypeId id) const;
  TypeId InternExact(const Type& type);
  int CompareMembers(TypeId a, TypeId b) const;
  int CompareFunctions(FunctionRef a, FunctionRef b) const;
  int CompareClasses(ClassRef a, ClassRef b) const;
  int CompareModules(ModuleId a, ModuleId b) const;
  using Members = absl::InlinedVector<TypeId, kMaxUnionMembers>;
  void AddMember(Members& members, TypeId member);
  void JoinBooleans(Members& members);

  const std::vector<Module>& modules_;
  const NameTable& names_;
  ClassRef metaclass_;  // builtins.type
  ClassRef bool_class_;
  std::unique_ptr<Record[]> fixed_;  // the types of types.h
  std::array<std::unique_ptr<Shard>, kShards> shards_;
};

}  // namespace dangle

#endif  // DANGLE_SEMANTICS_TYPE_TABLE_H_

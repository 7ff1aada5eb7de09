// What an operation of Python gives on types: an attribute, a call, an await, a step of a loop, the entry of a context manager.
//
//   client.session.get(url)      Attribute(Attribute(Client, session), get) is a bound method; Call of it a coroutine of get
//   await it                     Awaited: what get returns
//
// Reads the frozen cells of the last round and notes which; what flows into cells is appended to the output (see
// semantics/fixpoint.h). One object a thread.
#ifndef DANGLE_SEMANTICS_TYPE_QUERIES_H_
#define DANGLE_SEMANTICS_TYPE_QUERIES_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "semantics/program_data.h"
#include "semantics/substitution.h"

namespace dangle {

struct Contribution {
  TypeCellId cell;
  TypeId type;
};
// `obj.x = v` where the class of obj has no cell for x yet.
struct NewAttribute {
  ClassIndex owner;
  NameId name;
  TypeId type;
};

// What one visit of a function says to the rest of the program.
struct VisitOutput {
  std::vector<Contribution> contributions;
  std::vector<NewAttribute> new_attributes;
  std::vector<TypeCellId> reads;
  std::vector<FunctionIndex> wanted;  // installed functions whose bodies were asked for and not yet visited
};

struct CallArgument {
  TypeId type;
  ArgumentKind kind = ArgumentKind::kPositional;
  NameId keyword;
};

// `x.__call__.__call__…`, a property that reads itself: operations that lead to operations are followed this far, then unknown.
inline constexpr int kMaxQueryDepth = 12;

class TypeQueries {
 public:
  explicit TypeQueries(Program::Data& data);

  // What follows belongs to a visit of `function` (super() needs to know), and goes to `output`.
  void Begin(FunctionIndex function, VisitOutput* output);

  // TypeTable::Union and OfFunction with a small cache in front: no lock for what this thread joined a moment ago.
  TypeId Join(TypeId a, TypeId b) {
    if (a == b || b == kNothingType) return a;
    if (a == kNothingType) return b;
    CacheEntry& entry = EntryOf(kJoin, a.value(), b.value());
    if (!entry.Matches(kJoin, a.value(), b.value())) entry = {kJoin, a.value(), b.value(), types_.Union(a, b)};
    return entry.result;
  }
  TypeId FunctionType(TypeKind kind, FunctionRef function, TypeId argument);

  TypeId Read(TypeCellId cell);
  void Contribute(TypeCellId cell, TypeId type);
  // A function of this type left for code that nobody sees: its parameters may be anything.
  void Escape(TypeId type);

  TypeId Attribute(TypeId object, NameId name);
  TypeId StoreAttribute(TypeId object, NameId name, TypeId value);
  TypeId Call(TypeId callee, std::span<const CallArgument> arguments);
  // The first overload that takes the arguments; the members of a union stand in the order of the source. Invalid if none does.
  TypeId ChooseOverload(std::span<const TypeId> members, std::span<const CallArgument> arguments);
  // What applying a decorator to a function gives, where the decorator is one of the project that stands aside; `result` otherwise.
  // `factory`: whose call gave the decorator; kNothing if none did.
  TypeId Decorated(TypeId decorator, TypeId factory, TypeId function, TypeId result);
  TypeId Awaited(TypeId awaitable);
  TypeId IteratorOf(TypeId iterable, bool is_async);
  TypeId NextOf(TypeId iterator, bool is_async);
  TypeId ElementOf(TypeId iterable, bool is_async) { return NextOf(IteratorOf(iterable, is_async), is_async); }
  TypeId Entered(TypeId manager, bool is_async);
  TypeId Item(TypeId object, TypeId index);

  TypeId Known(WellKnown which) const { return known_[static_cast<std::size_t>(which)]; }
  TypeId Known(WellKnown which, std::span<const TypeId> arguments);
  TypeId Known(WellKnown which, TypeId argument) { return Known(which, std::span<const TypeId>(&argument, 1)); }
  // The class whose attributes a value of this type has, with its type arguments; invalid for what is no instance.
  using Arguments = absl::InlinedVector<TypeId, 4>;
  ClassRef ClassOf(TypeId member, Arguments& arguments);
  // The type of a module's attribute or global.
  TypeId OfTarget(const ImportTarget& target);
  // An instance of which the type arguments are not known.
  TypeId PlainInstance(ClassRef class_ref) const { return data_.classes[data_.IndexOf(class_ref)].instance; }
  // Type variables become unknown.
  TypeId Erased(TypeId type) { return types_.HasTypeVar(type) ? Substitution().Apply(types_, type) : type; }

  // The symbols that `name` finds on an instance of the class, in the order of its MRO. Stops at the first that is not joined
  // with those above: a declared one, a function.
  TypeId InstanceAttribute(TypeId receiver, ClassIndex class_index, std::span<const TypeId> arguments, NameId name, bool& is_found);
  TypeId ClassAttribute(ClassIndex class_index, NameId name, bool& is_found);

 private:
  struct CacheEntry {
    std::uint32_t operation = 0;
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    TypeId result;
    bool Matches(std::uint32_t o, std::uint32_t x, std::uint32_t y) const { return operation == o && a == x && b == y; }
  };
  static constexpr std::uint32_t kJoin = 1;
  static constexpr std::uint32_t kOfFunction = 2;  // and the kind
  static constexpr std::size_t kCacheSize = 16384;
  CacheEntry& EntryOf(std::uint32_t operation, std::uint32_t a, std::uint32_t b) {
    return cache_[((a * 0x9E3779B1U) ^ (b * 0x85EBCA6BU) ^ operation) >> 7 & (kCacheSize - 1)];
  }

  // Where an attribute of instances of a class may be found, in the order of the MRO up to the first declared one.
  struct MemberPlace {
    TypeCellId cell;
    std::uint32_t ancestor = 0;
    bool is_symbol = false;          // of the class body; else of instances
    bool stops_at_function = false;  // nothing of instances stands beside it
  };
  std::span<const MemberPlace> PlacesOf(ClassIndex class_index, NameId name);

  TypeId AttributeOfMember(TypeId member, NameId name);
  const DecoratorShape* DecoratorOf(TypeId type, FunctionRef& ref);
  TypeId AttributeOfSubclasses(ClassIndex class_index, NameId name);
  TypeId SuperAttribute(TypeId super_type, NameId name);
  TypeId BindMembers(TypeId type, TypeId receiver, ClassRef receiver_class);
  bool IsFunctionLike(TypeId type) const;
  bool IsOfStub(const Type& function) const;
  // What a call of `__getattr__` gives where it is declared, else unknown.
  TypeId DeclaredResult(TypeId callee);
  // What an object in a class body gives when it is read through an instance: of a descriptor what its `__get__` declares, else itself.
  TypeId BindObject(TypeId object, TypeId receiver);
  TypeId InstanceClassObject(TypeId receiver, ClassRef fallback);
  Substitution SubstitutionFor(TypeId receiver, ClassRef owner);

  TypeId CallMember(TypeId member, std::span<const CallArgument> arguments);
  TypeId CallFunction(FunctionIndex function, TypeId receiver, std::span<const CallArgument> arguments);
  TypeId CallMethod(const Type& method, std::span<const CallArgument> arguments);
  TypeId Construct(ClassRef class_ref, std::span<const CallArgument> arguments);
  TypeId ConstructOther(ClassRef class_ref, std::span<const CallArgument> arguments);
  TypeId ConstructSpecial(ClassRef class_ref, std::span<const CallArgument> arguments, bool& is_special);
  TypeId MakeSuper(std::span<const CallArgument> arguments);
  TypeId ResultOf(FunctionIndex function);
  // An attribute that only the bodies of an installed class set: asks for its constructor.
  void WantConstructor(ClassIndex class_index);
  bool Accepts(FunctionIndex function, bool has_receiver, std::span<const CallArgument> arguments);
  bool MayPass(TypeId argument, TypeId parameter);
  template <typename Visitor>
  void ForEachArgument(FunctionIndex function, bool has_receiver, std::span<const CallArgument> arguments, const Visitor& visit);
  void Unify(TypeId parameter, TypeId argument, Substitution& substitution, int depth);
  // The type arguments of `member` seen as an instance of `base`; empty if it is none.
  Arguments ArgumentsAs(TypeId member, ClassRef base);
  TypeId ArgumentAs(TypeId member, WellKnown base, std::size_t index);

  Program::Data& data_;
  TypeTable& types_;
  FunctionIndex function_;
  VisitOutput* output_ = nullptr;
  std::vector<std::uint32_t> stamps_;  // of each cell: the visit that read it last
  std::uint32_t stamp_ = 0;
  int depth_ = 0;
  std::vector<CacheEntry> cache_;
  std::array<TypeId, static_cast<std::size_t>(WellKnown::kCount)> known_;
  struct Places {
    PoolRange range;  // in place_pool_
    std::uint32_t version = 0;
  };
  absl::flat_hash_map<std::pair<ClassIndex, NameId>, Places> places_;
  std::vector<MemberPlace> place_pool_;
};

}  // namespace dangle

#endif  // DANGLE_SEMANTICS_TYPE_QUERIES_H_

// Flow-sensitive types: what the tests on the way to a block say about the values used in it.
//
//   def send(client: Client | None, hook):
//       if client is None: return          below: client is Client
//       if iscoroutinefunction(hook):
//           return hook(client)            hook: Callable[…, Coroutine], so this is a coroutine
//       if isinstance(self.link, Tls):
//           self.link.unwrap()             self.link: Tls, as long as no statement of the function stores into `.link`
//
// A *refinement* is one fact: this value (or access path) has this type from here on. A block's refinements are a list that is shared
// with the block above, so a branch costs what its own test says, and a value is looked up only if some test of the function refined
// it. Where ways meet, what all of them know stays, joined. In SSA no refinement of a value is ever lost; one of an access path
// (`self.x`, a global, a captured variable) is made only if nothing in the function stores under that name: a call between may do so
// all the same, as in other type checkers.
//
// Source: occurrence typing (Tobin-Hochstadt and Felleisen, ICFP 2010); e-SSA's sigma nodes (Bodik, Gupta and Sarkar, PLDI 2000), as
// lists beside the IR so that no other analysis has to see through copies.
#ifndef DANGLE_SEMANTICS_NARROWING_H_
#define DANGLE_SEMANTICS_NARROWING_H_

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "semantics/type_queries.h"

namespace dangle {

// What a test of the language or of the standard library asks.
enum class TypePredicate : std::uint8_t {
  kNone,  // no such test
  kIsInstance,
  kCallable,
  kCoroutineFunction,
  kAsyncGeneratorFunction,
  kAwaitable,
  kCoroutine,
  kAsyncGenerator,
};

// The answer as the type of what passes (`holds`) or fails the test.
class TypeFilter {
 public:
  TypeFilter(Program::Data& data, TypeQueries& queries) : data_(data), types_(data.types), queries_(queries) {}

  TypeId ByNone(TypeId type, bool is_none);
  TypeId ByTruth(TypeId type, bool is_true);
  TypeId ByClasses(TypeId type, const std::vector<ClassRef>& classes, bool holds);
  TypeId ByPredicate(TypeId type, TypePredicate predicate, bool holds);

 private:
  enum class Verdict : std::uint8_t { kYes, kNo, kMaybe };
  bool IsOpen(ClassRef class_ref) const;
  bool IsAlwaysTrue(TypeId member);
  bool HasMethod(TypeId member, NameId name);
  Verdict IsInstance(TypeId member, ClassRef wanted);
  Verdict Passes(TypeId member, TypePredicate predicate);
  TypeId Witness(TypePredicate predicate);

  Program::Data& data_;
  TypeTable& types_;
  TypeQueries& queries_;
};

class Narrowing {
 public:
  // More refinements on one way than this are forgotten: what is lost is the sharper type of the values tested last.
  static constexpr std::uint32_t kMaxRefinements = 128;

  Narrowing(Program::Data& data, TypeQueries& queries) : data_(data), types_(data.types), queries_(queries), filter_(data, queries) {}

  // A visit of a function; `values` is what its instructions are known to give, read as it grows.
  void Begin(FunctionIndex function, const std::vector<TypeId>& values);
  // A pass over its blocks in reverse postorder.
  void BeginPass();
  bool IsReached(BlockId block) const { return entry_[block.value()] != kUnreached; }
  void Enter(BlockId block) { current_ = entry_[block.value()]; }
  // Ends a block: its successors learn what its test says. `takes_true`: whether the true edge may be taken.
  void Leave(BlockId block, bool takes_true);

  // The type of a value in the current block.
  TypeId Of(ValueId value) const {
    const TypeId type = (*values_)[value.value()];
    return current_ == kNoList || !MayBeRefined(value) ? type : Find(current_, KeyOf(value), type);
  }
  // … at the end of an edge that leads into a block.
  TypeId OnEdge(const PredecessorEdge& edge, ValueId value) const;
  // The type of what an access path (LoadAttr, LoadCell, LoadName) reads in the current block, if tests say more than `type`.
  TypeId OfPath(ValueId read, TypeId type) const;

 private:
  using Key = std::uint64_t;
  using List = std::uint32_t;  // index of its first entry; entries below it are shared
  static constexpr List kNoList = 0;
  static constexpr List kUnreached = 0xFFFFFFFFU;

  struct Refinement {
    Key key = 0;
    TypeId type;
    List next = kNoList;
    std::uint32_t length = 0;
  };

  static Key KeyOf(ValueId value) { return value.value(); }
  bool MayBeRefined(ValueId value) const { return is_refined_[value.value()] == stamp_; }
  TypeId Find(List list, Key key, TypeId otherwise) const;
  List Push(List list, Key key, TypeId type);
  List Merge(List a, List b);
  void Flow(BlockId to, List list);

  // The list that a condition's answer leads to.
  List After(ValueId condition, bool answer, List list);
  List AfterCompare(const Compare& compare, bool answer, List list);
  List AfterCall(const Call& call, bool answer, List list);
  List Refine(List list, ValueId value, TypeId before, TypeId after);
  TypeId TypeIn(List list, ValueId value) const;
  TypePredicate PredicateOf(ValueId callee) const;
  bool AddClasses(ValueId value, std::vector<ClassRef>& classes, int depth) const;
  bool AddClassesOfType(TypeId type, std::vector<ClassRef>& classes) const;
  const Instruction& At(ValueId value) const { return function_->instructions[value]; }
  bool IsNone(ValueId value) const;

  // A key for `self.x`, a global, a captured variable; 0 if the value is read from no path that stays.
  Key PathOf(ValueId read, int depth) const;
  bool IsStored(const Instruction& read);

  Program::Data& data_;
  TypeTable& types_;
  TypeQueries& queries_;
  TypeFilter filter_;
  FunctionIndex index_;
  const Function* function_ = nullptr;
  const std::vector<TypeId>* values_ = nullptr;
  std::vector<Refinement> refinements_;     // of the visit; entry 0 is the empty list
  std::vector<List> entry_;                 // of each block in this pass
  std::vector<std::array<List, 2>> exits_;  // of each block: its true (or only) edge, its false one; those of the last pass until it is left
  std::vector<std::uint32_t> is_refined_;   // of each value: the visit in which some list refines it
  std::vector<NameId> stored_;              // names under which the function stores attributes or globals
  std::vector<SlotId> bound_;               // its captured variables that it binds
  bool knows_stores_ = false;
  bool has_paths_ = false;
  std::uint32_t stamp_ = 0;
  List current_ = kNoList;
  std::vector<ClassRef> classes_;
};

}  // namespace dangle

#endif  // DANGLE_SEMANTICS_NARROWING_H_

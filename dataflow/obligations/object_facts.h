// The life of one object in one function, as a list of reference events: a tiny language that knows nothing of Python any more.
//
//   t = create_task(work())    at the call: birth in its temporary;  at the bind: t takes it;  (temporary ends)
//   ts.append(t)               ts takes what t holds
//   await gather(*ts)          effect through ts: escape, by the contract of gather's parameter
//
// A *root* is the value that is the object (or, for a tuple result, whose element it is). The facts say for each instruction which
// slots begin and cease to hold it, which effects reach it, and what a branch tells about it. They do not depend on the protocol:
// effects are kept for all of them. Nothing here is flow-sensitive; the solver is.
//
// Source: the facts of clang's LifetimeSafety analysis; Kellogg et al. 2021 for what a borrow is.
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_OBJECT_FACTS_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_OBJECT_FACTS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dataflow/interproc/contract.h"
#include "dataflow/obligations/branch_index.h"
#include "dataflow/obligations/function_view.h"
#include "dataflow/obligations/state.h"
#include "dataflow/obligations/task_waits.h"

namespace dangle {

// The slots of a parameter: the variable, and what the caller holds.
inline constexpr SlotMask kParameterHolders = 0b11;

// What the object is: `element` of the value of an instruction, or that value itself; for a parameter the Param instruction.
struct ObjectRoot {
  ValueId value;
  std::int16_t element = ResultOwes::kWhole;
  bool is_parameter = false;
  bool is_container = false;  // the value holds objects; what is done to any of them is done to the object
  bool is_optional = false;   // or None; then there is no object, and the tests for None tell so
};

// What a coroutine is used as where its awaited result was meant (DNG203).
enum class ValueUse : std::uint8_t { kTruth, kCompare, kArithmetic, kIndex, kIterate, kFormat, kAttribute, kMembership, kEnter, kArgument, kReturn };

enum class FactKind : std::uint8_t {
  kBirth,       // slot: the object is made, held by this temporary alone
  kBind,        // slot := the object
  kBindFrom,    // slot := what `from` holds
  kBindOther,   // slot := something else, of which `truth` is known
  kInsert,      // slot (a container, a coroutine) takes the object besides what it holds
  kInsertFrom,  // slot takes what `from` holds besides what it holds
  kDrop,        // slot ends
  kEffect,      // contract `index` is applied, through `from` if valid, else to the object itself
  kUse,         // the object (through `from`) is used as a value: `use`
  kReturn,      // the function returns it (through `from`): element `index` of the result, or all of it
};

struct Fact {
  static constexpr std::uint8_t kNoSlot = 0xFF;

  ValueId at;
  FactKind kind = FactKind::kDrop;
  std::uint8_t slot = kNoSlot;
  std::uint8_t from = kNoSlot;
  Truth truth = Truth::kUnknown;
  ValueUse use = ValueUse::kTruth;
  std::int32_t index = -1;
  bool is_choice = false;  // kEffect: `from` is what `x if b else y` chose just before; where it chose the other, nothing happens
};

// What is true on one edge out of a block: of the value of a slot, or (contract valid) what the test says was done to the object.
struct EdgeFact {
  BlockId block;
  EdgeKind kind = EdgeKind::kTrue;
  std::uint8_t slot = Fact::kNoSlot;
  Truth truth = Truth::kUnknown;
  std::int32_t contract = -1;
  bool is_infeasible = false;  // the object itself was tested and is never so
};

struct TrackedName {
  SlotId variable;    // a variable …
  ValueId temporary;  // … or the temporary of a value; neither: what the frame or its caller holds for as long as it runs
};

struct ObjectFacts {
  ObjectRoot root;
  std::vector<Fact> facts;      // by instruction; within one in the order in which they happen
  std::vector<EdgeFact> edges;  // by block
  std::vector<ParameterContract> contracts;
  std::vector<TrackedName> slots;  // by tracked slot
  SlotMask temporaries = 0;        // tracked slots that are temporaries
  bool asks_before = false;        // what follows the facts may be reached past the root, too, and that matters
  bool overflowed = false;         // more than kMaxTrackedSlots: the object is taken for escaped, and counted
  bool is_trivial = true;          // no fact that could discharge, hand over, return or misuse it: a pure borrow
};

// Can anything that happens to the object change what it owes under the protocol?
bool HasEffect(const ObjectFacts& facts, Protocol protocol);
// A tracked slot for a reader: "conn", "%7", "the caller".
std::string NameOfSlot(const FunctionView& view, const ObjectFacts& facts, TrackedSlot slot);

// Collects the facts of one object. Reused for all objects of a function; linear in the uses of the object and of what holds it.
class ObjectFactsBuilder {
 public:
  explicit ObjectFactsBuilder(const FunctionView& view);
  // Replaces the content of `facts`, by what is done with the object and what branches ask of it.
  void Build(const ObjectRoot& root, ObjectFacts& facts);
  // Adds what the branches tell of the function's flags to the facts that were built last: of those flags that a branch asks in one of
  // the blocks `live`, in order. False if there is nothing to add. Most objects are seen to be looked after without it.
  bool AddConditions(std::span<const BlockId> live, ObjectFacts& facts);
  // The same for facts that were made elsewhere (of a lock's permit), and sorts them.
  void AddConditionsTo(ObjectFacts& facts);

 private:
  // How an SSA value leads to the object.
  // kWaited: what `await asyncio.wait(ts)` gives, the pair of those that are done and those that are not.
  enum class Level : std::uint8_t { kNone, kObject, kContainer, kIterator, kMethod, kCoroutine, kWaited };
  struct Reference {
    Level level = Level::kNone;
    bool is_exact = false;                      // the object itself (the one made last)
    SlotMask through = 0;                       // else: reached through whichever of these slots holds it
    ValueId loop;                               // the Next that gave it, if it is an element of a container that is iterated
    std::int16_t element = ResultOwes::kWhole;  // of a container of fixed shape: the position of the object, if known
    ValueId made_by;                            // kMethod: the LoadAttr; kCoroutine: the call that captured the object
  };

  const Instruction& At(ValueId value) const { return view_->function().instructions[value]; }
  const Reference& RefOf(ValueId value) const { return references_[value.value()]; }
  void Refer(ValueId value, Reference reference);
  std::uint8_t SlotOfVariable(SlotId slot);
  std::uint8_t SlotOfTemporary(ValueId value);
  std::uint8_t NewSlot(TrackedName name);
  SlotMask MaskOf(std::uint8_t slot) const { return slot == Fact::kNoSlot ? 0 : SlotMask{1} << slot; }

  void VisitUses(ValueId value);
  void VisitUse(ValueId value, const Reference& reference, ValueId user);
  void VisitCall(ValueId value, const Reference& reference, ValueId user, const Call& call);
  void VisitCallee(const Reference& reference, ValueId user);
  void VisitArgument(ValueId value, const Reference& reference, ValueId user, const Call& call, std::size_t index);
  void VisitInsertion(const Reference& reference, ValueId user, ValueId container);
  bool VisitTaskWait(const Reference& reference, ValueId user, std::size_t index);
  void ReferWaiting(ValueId user, const Reference& reference, TaskWait wait);
  void AddRivalCancels(ValueId call, ValueId await);
  void VisitWaited(ValueId value, const Reference& reference, ValueId user);
  void ReferWaited(ValueId user, const Reference& reference, std::uint32_t index);
  void VisitPhi(ValueId value, const Reference& reference, ValueId user, const Phi& phi);
  void VisitLoadAttr(ValueId value, const Reference& reference, ValueId user, const LoadAttr& load);
  void VisitMethodUse(const Reference& reference, ValueId user, ValueId method);
  void VisitAwait(const Reference& reference, ValueId user);
  void VisitMakeContainer(ValueId value, const Reference& reference, ValueId user, const MakeContainer& make);
  void VisitReturn(const Reference& reference, ValueId user);
  void VisitCompare(ValueId value, const Reference& reference, ValueId user, const Compare& compare);
  void Capture(const Reference& reference, ValueId user, ValueId container);
  bool IsOtherElement(const Reference& reference, Operand index) const;

  void ReferAgain(ValueId user, Reference reference);
  void AddHold(ValueId user, std::uint8_t slot, const Reference& reference, bool insert);
  void AddEffect(ValueId user, const Reference& reference, const ParameterContract& contract);
  bool IsChoice(std::uint8_t slot, ValueId user) const;
  void AddEscape(ValueId user, const Reference& reference);
  void AddSource(ValueId load, ValueId object, const Reference& reference);
  bool IsKept(ValueId value, int depth) const;
  void AddUse(ValueId user, const Reference& reference, ValueUse use);
  void AddFact(Fact fact) { facts_->facts.push_back(fact); }

  const BranchIndex& branches();
  void Sort();
  void Forget();
  void AddTemporaryEnds();
  void AddVariableBinds();
  void AddConditionSlots();
  void AddFlag(const BranchIndex::Flag& flag);
  void AddTruthUse(ValueId value, const Reference& reference, ValueId user);
  std::uint8_t VariableOf(SlotMask slots) const;
  std::uint8_t TestedSlot(SlotMask slots) const;
  void AddBranchFacts();
  void AddBranchFact(BlockId block, const Branch& branch);
  bool AddConditionFact(BlockId block, ValueId condition, Truth when_true, Truth when_false);
  void AddEdges();
  bool AddAwaitableTest(BlockId block, const Call& call, bool when_true);
  bool IsEventLoop(ValueId value) const;
  bool AddWaitedTest(BlockId block, ValueId condition, bool negated);
  void AddIdentityFact(BlockId block, const Compare& compare, bool negated);
  void AddLoopEnds();
  Truth TruthOf(ValueId value) const;

  bool IsCollected(SlotId slot) const;
  bool IsLocalContainer(ValueId value, int depth) const;
  bool ContainerEscapes(ValueId value) const;
  bool IsWeakContainer(ValueId value) const;
  bool IsMappingOfPlainKeys(ValueId value) const;
  bool IsAwaitedAtOnce(ValueId coroutine) const;
  std::string_view NameText(NameId name) const { return view_->program().names().Text(name); }

  const FunctionView* view_;
  ObjectFacts* facts_ = nullptr;
  std::vector<Reference> references_;          // by value
  std::vector<ValueId> touched_;               // values with a reference, in the order in which they were found
  std::vector<ValueId> touched_temporaries_;   // values with a tracked slot
  std::vector<SlotId> touched_variables_;      // variables with a tracked slot
  std::vector<std::uint8_t> variable_slots_;   // by SlotId: tracked slot
  std::vector<std::uint8_t> temporary_slots_;  // by value
  std::vector<std::pair<ValueId, std::int32_t>> loop_effects_;
  std::vector<ValueId> done_sets_;                                 // of `done, pending = await asyncio.wait(…)`
  std::vector<ValueId> pending_sets_;                              // likewise
  std::vector<ValueId> races_;                                     // awaits of `asyncio.wait` after which the object may still be pending
  std::vector<std::pair<ValueId, std::uint8_t>> condition_slots_;  // conditions that are asked more than once
  std::optional<BranchIndex> branches_;
  std::vector<BlockId> asking_;  // blocks whose branch may tell of the object
  std::size_t next_visit_ = 0;
};

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_OBJECT_FACTS_H_

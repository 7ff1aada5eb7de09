// The transfer function of one object: facts and exceptional exits act on its state.
//
//   f = open(p)          birth, bind
//   g()                  may raise (rank 4): on that way the frame dies, and with it f's last reference: a loss
//   f.close()            effect: discharged; nothing more to follow
//
// While it solves it reports nothing; a second run over the solved states with a sink tells where the object was lost. A path on which
// nothing is owed any more is not followed: its typestates are noted and the state becomes bottom.
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_TRANSFER_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_TRANSFER_H_

#include <array>
#include <vector>

#include "dataflow/engine/solver.h"
#include "dataflow/obligations/object_facts.h"
#include "dataflow/obligations/state.h"

namespace dangle {

// How the last reference died.
enum class LossKind : std::uint8_t {
  kDiscarded,  // the result of an expression that nobody keeps; a temporary of a failed expression
  kRebound,    // a variable was bound to something else or deleted
  kFrameLeft,  // the function was left with the object in a variable
};

struct Violation {
  ValueId at;                    // the instruction at which the last reference dies
  WayOut way = WayOut::kReturn;  // kReturn: on the normal way; else by an exception or cancellation raised here
  LossKind kind = LossKind::kDiscarded;
  Loss loss = Loss::kMust;
  ValueId witness;  // what raised, where `at` only goes on with it; `at` otherwise
  friend bool operator==(const Violation&, const Violation&) = default;
};

// The object is used as a value while it is owed.
struct ValueUseEvent {
  ValueId at;
  ValueUse use = ValueUse::kTruth;
  bool always = true;  // on every path that comes there
};

// The object is returned while it is owed: as which element of the result, and whether on every path that comes to this return.
struct ReturnEvent {
  ValueId at;
  std::int16_t element = ResultOwes::kWhole;
  bool always = true;
  bool or_none = false;  // on the other paths None is returned
};

// What is learnt of one object in one function.
struct ObjectOutcome {
  std::vector<Violation> violations;  // in order of the blocks
  std::vector<ValueUseEvent> uses;
  std::array<TypestateSet, kWayOutCount> at_exit;  // with what typestates the frame is left, where it is still owed
  TypestateSet ended;                              // discharged or escaped somewhere
  std::vector<ReturnEvent> returned;               // where it is returned while it is owed
  std::vector<BlockId> live;                       // blocks in which the object may be owed; in order
  bool reaches_tail = false;                       // Tail::kCut: it may be owed behind the last thing that happens to it
  bool converged = true;
  std::uint64_t visits = 0;  // of blocks
};

// Behind the last thing that happens to an object it only waits for the end of the frame. kCut: that is not looked at.
enum class Tail : std::uint8_t { kFollow, kCut };

class ObligationTransfer {
 public:
  using State = TwoInstanceState;

  // Exceptions rarer than `max_rank` do not happen; kNoExceptions: none does.
  static constexpr RaiseRank kNoExceptions = RaiseRank{0};

  ObligationTransfer(const FunctionView& view, const ObjectFacts& facts, Protocol protocol, RaiseRank max_rank, Tail tail, ObjectOutcome* outcome);

  void TransferBlock(BlockId block, std::uint32_t begin, std::uint32_t end, State& state, ExitStates<State>& exits);
  void TransferEdge(BlockId from, BlockId to, EdgeKind kind, State& state);
  std::string Describe(const State& state) const;

 private:
  struct FactRun {
    std::size_t begin;
    std::size_t end;
  };
  FactRun FactsAt(ValueId first, ValueId last) const;
  void LeaveByException(BlockId block, ValueId at, FactRun run, EdgeKind kind, const State& state, ExitStates<State>& exits);
  void LeaveBetween(BlockId block, std::uint32_t begin, std::uint32_t end, const State& state, ExitStates<State>& exits);
  void ApplyFact(const Fact& fact, State& state);
  void ApplyEffectOf(const Fact& fact, WayOut way, State& state) const;
  // The slot by which the object is reached, or Fact::kNoSlot.
  void ApplyContract(std::int32_t contract, std::uint8_t through, WayOut way, State& state) const;
  Effect EffectOf(std::int32_t contract, WayOut way) const;
  void AddReturned(const Fact& fact, const State& state);
  void NoteEnded(TypestateSet typestates);
  void LeaveFrame(ValueId at, WayOut way, State state);
  bool IsTakenOver(FactRun run) const;
  void SetCaught(ValueId at, EdgeKind kind, State& left) const;
  bool Prune(State& state);
  void Report(ValueId at, WayOut way, LossKind kind, Loss loss);
  SlotMask SurvivorsOf(BlockId handler) const;
  bool IsExpected(BlockId block) const;

  const FunctionView* view_;
  const ObjectFacts* facts_;
  Protocol protocol_;
  RaiseRank max_rank_;
  Tail tail_;
  ObjectOutcome* outcome_;  // null while solving
  BlockId last_;            // the last block with a fact
  bool is_returned_;
};

// Solves one object; the solver is only lent for its memory. `max_rank`: see ObligationTransfer.
ObjectOutcome SolveObject(const FunctionView& view, const ObjectFacts& facts, Protocol protocol, RaiseRank max_rank,
                          ForwardSolver<TwoInstanceState>& solver, Tail tail = Tail::kFollow, SolverLogger& logger = NullLogger());

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_TRANSFER_H_

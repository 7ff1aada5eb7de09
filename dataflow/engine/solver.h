// The forward solver: the least fixpoint of an analysis over a graph, by a worklist in reverse postorder.
//
//   def f(items):              struct Reaching {                        // an analysis is a domain and a transfer function
//       x = 0                    void TransferBlock(BlockId block, std::uint32_t begin, std::uint32_t end,
//       for item in items:                          Definitions& state, ExitStates<Definitions>& exits);
//           x = item           };
//       return x               solver.Solve(graph, reaching, {entry, Definitions::Start()});
//                              solver.EntryState(exit_block)->…         // x = 0 and x = item both reach the return
//
// A block has one state at its entry, which is stored, and one on each way out, which is not. An instruction does not end its
// block because it may raise: the transfer function joins, at each instruction that may leave by an exception, a cancellation or
// an abandonment, the state it would leave with (ExitStates). That is as exact as a block per call, with several times fewer
// blocks.
//
// One solver object serves many problems: a run touches only blocks that its start blocks reach, and memory is kept for the next
// run. The states of a run can be asked for until the next one.
//
// Source: Kildall, A Unified Approach to Global Program Optimization (POPL 1973); Kam and Ullman (JACM 1976).
#ifndef DANGLE_DATAFLOW_ENGINE_SOLVER_H_
#define DANGLE_DATAFLOW_ENGINE_SOLVER_H_

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "dataflow/engine/domain.h"
#include "dataflow/engine/graph.h"
#include "dataflow/engine/logger.h"
#include "dataflow/engine/worklist.h"

namespace dangle {

// A run ends, unfinished, when a block is visited more often. Blocks of nested loops are visited about twice a level; a domain
// that climbs for hundreds of steps is not worth its time. The problem that hits it has no answer and must be treated as unknown.
inline constexpr std::uint32_t kMaxVisitsPerBlock = 100;

// States whose memory is kept for the next run (5 MB of the largest). More come with functions of tens of thousands of lines,
// which are few: what they took is given back.
inline constexpr std::size_t kMaxKeptStates = 16'384;

// The states with which a block may be left otherwise than at its end.
template <AbstractDomain D>
class ExitStates {
 public:
  // `kind`: raise, cancel or abandon.
  void Join(EdgeKind kind, const D& state) {
    const std::uint32_t index = IndexOf(kind);
    if ((wanted_ >> index & 1U) == 0) return;
    if ((taken_ >> index & 1U) == 0) {
      taken_ |= 1U << index;
      states_[index] = state;
    } else {
      states_[index].JoinWith(state);
    }
  }
  // Null if no instruction leaves so.
  const D* Find(EdgeKind kind) const {
    const std::uint32_t index = IndexOf(kind);
    return (taken_ >> index & 1U) != 0 ? &states_[index] : nullptr;
  }
  // False if nobody asks for the states of this way out: nothing need be computed for Join.
  bool IsWanted(EdgeKind kind) const { return (wanted_ >> IndexOf(kind) & 1U) != 0; }

  void WantAll() { wanted_ = (1U << kWays) - 1; }
  void Want(EdgeKind kind) { wanted_ |= 1U << IndexOf(kind); }
  // Forgets all states; nothing is wanted.
  void Clear() {
    taken_ = 0;
    wanted_ = 0;
  }

 private:
  static constexpr std::uint32_t kWays = 3;
  static constexpr std::uint32_t IndexOf(EdgeKind kind) { return static_cast<std::uint32_t>(kind) - static_cast<std::uint32_t>(EdgeKind::kRaise); }
  std::array<D, kWays> states_;
  std::uint32_t taken_ = 0;
  std::uint32_t wanted_ = 0;
};

// Runs the instructions [begin, end) of a block on `state`.
template <typename T, typename D>
concept TransferFunction = AbstractDomain<D> && requires(T& transfer, BlockId block, std::uint32_t index, D& state, ExitStates<D>& exits) {
  transfer.TransferBlock(block, index, index, state, exits);
};
// Optional: what an edge does to the state that goes along it (what a branch tells, what a handler drops). Bottom: never taken.
template <typename T, typename D>
concept EdgeTransferFunction = requires(T& transfer, BlockId block, EdgeKind kind, D& state) {
  transfer.TransferEdge(block, block, kind, state);
};
// Optional: text of a state, for loggers.
template <typename T, typename D>
concept DescribesStates = requires(T& transfer, const D& state) {
  { transfer.Describe(state) } -> std::convertible_to<std::string>;
};

struct SolverResult {
  bool converged = true;     // false: the budget was hit; the states are too small
  std::uint64_t visits = 0;  // of blocks
};

template <AbstractDomain D>
class ForwardSolver {
 public:
  struct Start {
    BlockId block;
    D state;
  };

  template <FlowGraph G, TransferFunction<D> T>
  SolverResult Solve(const G& graph, T& transfer, std::span<const Start> starts, SolverLogger& logger = NullLogger());
  template <FlowGraph G, TransferFunction<D> T>
  SolverResult Solve(const G& graph, T& transfer, const Start& start, SolverLogger& logger = NullLogger()) {
    return Solve(graph, transfer, std::span<const Start>(&start, 1), logger);
  }

  // The state at the entry of a block; null if the run did not reach it.
  const D* EntryState(BlockId block) const {
    if (block.value() >= node_of_.size()) return nullptr;
    const std::uint32_t node = node_of_[block.value()];
    return node == kNoNode ? nullptr : &nodes_[node].state;
  }
  // The blocks that the run reached, in the order in which it reached them first.
  std::span<const BlockId> ReachedBlocks() const { return reached_; }
  std::uint32_t VisitsOf(BlockId block) const { return EntryState(block) == nullptr ? 0 : nodes_[node_of_[block.value()]].visits; }

  // The state before an instruction, by running its block up to there. Bottom if the block is not reached.
  template <TransferFunction<D> T>
  D StateBefore(ProgramPoint point, T& transfer) const {
    const D* entry = EntryState(point.block);
    if (entry == nullptr) return D::Bottom();
    D state = *entry;
    ExitStates<D> exits;
    transfer.TransferBlock(point.block, 0, point.index, state, exits);
    return state;
  }

 private:
  struct Node {
    D state;
    std::uint32_t visits = 0;
  };
  struct Successor {
    BlockId block;
    EdgeKind kind;
  };
  static constexpr std::uint32_t kNoNode = 0xFFFFFFFFU;

  void Reset(std::size_t block_count);
  JoinEffect JoinInto(BlockId block, const D& state, bool closes_loop);
  template <FlowGraph G, TransferFunction<D> T>
  void VisitBlock(const G& graph, T& transfer, BlockId block, SolverLogger* logger);
  template <FlowGraph G, TransferFunction<D> T>
  void SendAlong(const G& graph, T& transfer, BlockId from, Successor edge, const D& state, SolverLogger* logger);
  template <FlowGraph G, TransferFunction<D> T>
  void Deliver(const G& graph, T& transfer, BlockId from, Successor edge, const D& sent, SolverLogger* logger);
  template <FlowGraph G, TransferFunction<D> T>
  void TellVisit(const G& graph, T& transfer, BlockId block, SolverLogger& logger);
  template <typename T>
  static std::string TextOf(T& transfer, const D& state);

  std::vector<std::uint32_t> node_of_;  // by block; kNoNode if not reached
  std::vector<Node> nodes_;             // the first reached_.size() are in use
  std::vector<BlockId> reached_;
  Worklist worklist_;  // of numbers in reverse postorder
  ExitStates<D> exits_;
  std::vector<Successor> successors_;
};

}  // namespace dangle

#include "dataflow/engine/solver_inl.h"

#endif  // DANGLE_DATAFLOW_ENGINE_SOLVER_H_

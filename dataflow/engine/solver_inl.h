// Bodies of the templates of dataflow/engine/solver.h.
#ifndef DANGLE_DATAFLOW_ENGINE_SOLVER_INL_H_
#define DANGLE_DATAFLOW_ENGINE_SOLVER_INL_H_

#include "dataflow/engine/solver.h"

namespace dangle {

template <AbstractDomain D>
template <FlowGraph G, TransferFunction<D> T>
SolverResult ForwardSolver<D>::Solve(const G& graph, T& transfer, std::span<const Start> starts, SolverLogger& logger) {
  Reset(graph.BlockCount());
  SolverLogger* listener = logger.IsListening() ? &logger : nullptr;
  for (const Start& start : starts) {
    if (start.state.IsBottom()) continue;
    JoinInto(start.block, start.state, false);
    worklist_.Add(graph.OrderOf(start.block));
  }
  SolverResult result;
  while (!worklist_.IsEmpty()) {
    const BlockId block = graph.BlockAt(worklist_.TakeLeast());
    Node& node = nodes_[node_of_[block.value()]];
    if (node.visits == kMaxVisitsPerBlock) {
      result.converged = false;
      worklist_.Clear();
      break;
    }
    ++node.visits;
    ++result.visits;
    VisitBlock(graph, transfer, block, listener);
  }
  if (listener != nullptr) listener->OnEnd(result.converged, result.visits);
  return result;
}

template <AbstractDomain D>
void ForwardSolver<D>::Reset(std::size_t block_count) {
  for (const BlockId block : reached_) node_of_[block.value()] = kNoNode;
  reached_.clear();
  if (nodes_.size() > kMaxKeptStates) {
    nodes_.resize(kMaxKeptStates);
    nodes_.shrink_to_fit();
  }
  if (node_of_.size() < block_count) node_of_.resize(block_count, kNoNode);
  worklist_.Reserve(block_count);
}

template <AbstractDomain D>
JoinEffect ForwardSolver<D>::JoinInto(BlockId block, const D& state, bool closes_loop) {
  std::uint32_t& index = node_of_[block.value()];
  if (index == kNoNode) {
    index = static_cast<std::uint32_t>(reached_.size());
    reached_.push_back(block);
    if (index == nodes_.size()) nodes_.emplace_back();
    nodes_[index].state = state;
    nodes_[index].visits = 0;
    return JoinEffect::kChanged;
  }
  D& target = nodes_[index].state;
  if constexpr (Widenable<D>) {
    if (closes_loop) {
      const D previous = target;
      const JoinEffect effect = target.JoinWith(state);
      if (effect == JoinEffect::kChanged) target.WidenWith(previous);
      return effect;
    }
  }
  return target.JoinWith(state);
}

template <AbstractDomain D>
template <FlowGraph G, TransferFunction<D> T>
void ForwardSolver<D>::VisitBlock(const G& graph, T& transfer, BlockId block, SolverLogger* logger) {
  successors_.clear();
  exits_.Clear();
  graph.ForEachSuccessor(block, [&](BlockId to, EdgeKind kind) {
    successors_.push_back({to, kind});
    if (!IsNormal(kind)) exits_.Want(kind);
  });
  const Node& node = nodes_[node_of_[block.value()]];
  if (logger != nullptr) TellVisit(graph, transfer, block, *logger);
  D state = node.state;
  transfer.TransferBlock(block, 0, graph.InstructionCount(block), state, exits_);
  for (const Successor& edge : successors_) {
    const D* out = IsNormal(edge.kind) ? &state : exits_.Find(edge.kind);
    if (out != nullptr && !out->IsBottom()) SendAlong(graph, transfer, block, edge, *out, logger);
  }
}

template <AbstractDomain D>
template <FlowGraph G, TransferFunction<D> T>
void ForwardSolver<D>::SendAlong(const G& graph, T& transfer, BlockId from, Successor edge, const D& state, SolverLogger* logger) {
  if constexpr (EdgeTransferFunction<T, D>) {
    D sent = state;
    transfer.TransferEdge(from, edge.block, edge.kind, sent);
    if (!sent.IsBottom()) Deliver(graph, transfer, from, edge, sent, logger);
  } else {
    Deliver(graph, transfer, from, edge, state, logger);
  }
}

template <AbstractDomain D>
template <FlowGraph G, TransferFunction<D> T>
void ForwardSolver<D>::Deliver(const G& graph, T& transfer, BlockId from, Successor edge, const D& sent, SolverLogger* logger) {
  const bool closes_loop = graph.OrderOf(edge.block) <= graph.OrderOf(from);
  if (logger == nullptr) {
    if (JoinInto(edge.block, sent, closes_loop) == JoinEffect::kChanged) worklist_.Add(graph.OrderOf(edge.block));
    return;
  }
  const D* entry = EntryState(edge.block);
  const D before = entry == nullptr ? D::Bottom() : *entry;
  SolverJoin join{from, edge.block, edge.kind, JoinInto(edge.block, sent, closes_loop), closes_loop, false};
  join.is_widened = Widenable<D> && closes_loop && entry != nullptr && join.effect == JoinEffect::kChanged;
  if (join.effect == JoinEffect::kChanged) worklist_.Add(graph.OrderOf(edge.block));
  logger->OnJoin(
      join, [&] { return TextOf(transfer, sent); }, [&] { return TextOf(transfer, before); },
      [&] { return TextOf(transfer, *EntryState(edge.block)); });
}

// A block is one step of the transfer function; for a listener it is taken instruction by instruction.
template <AbstractDomain D>
template <FlowGraph G, TransferFunction<D> T>
void ForwardSolver<D>::TellVisit(const G& graph, T& transfer, BlockId block, SolverLogger& logger) {
  const Node& node = nodes_[node_of_[block.value()]];
  logger.OnBlock(block, node.visits, [&] { return TextOf(transfer, node.state); });
  D state = node.state;
  ExitStates<D> exits;
  for (std::uint32_t i = 0; i < graph.InstructionCount(block); ++i) {
    transfer.TransferBlock(block, i, i + 1, state, exits);
    logger.OnInstruction(i, [&] { return TextOf(transfer, state); });
  }
}

template <AbstractDomain D>
template <typename T>
std::string ForwardSolver<D>::TextOf(T& transfer, const D& state) {
  if constexpr (DescribesStates<T, D>) {
    return transfer.Describe(state);
  } else {
    return state.IsBottom() ? "unreached" : "reached";
  }
}

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_ENGINE_SOLVER_INL_H_

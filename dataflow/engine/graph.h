// What the solver walks over: blocks with kinds of edges, numbered in reverse postorder, so that a block comes before its
// successors but for the edges that close a loop.
//
//   while more():      b0 -> b1;  b1 -kTrue-> b2, -kFalse-> b3;  b2 -> b1 (closes the loop)
//       step()
//   done()
//
// `FunctionGraph` shows a function of the IR so; `ExplicitGraph` is made edge by edge, for tests and for graphs that are no
// functions.
//
// Source: Kam and Ullman, Global Data Flow Analysis and Iterative Algorithms (JACM 1976), for the order.
#ifndef DANGLE_DATAFLOW_ENGINE_GRAPH_H_
#define DANGLE_DATAFLOW_ENGINE_GRAPH_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "ir/function.h"

namespace dangle {

// A place in a function: before the instruction `index` of the block; index = size is the end of the block.
struct ProgramPoint {
  BlockId block;
  std::uint32_t index = 0;
  friend bool operator==(const ProgramPoint&, const ProgramPoint&) = default;
  friend auto operator<=>(const ProgramPoint&, const ProgramPoint&) = default;
};

template <typename G>
concept FlowGraph = requires(const G& graph, BlockId block, std::uint32_t order, void (*visit)(BlockId, EdgeKind)) {
  { graph.BlockCount() } -> std::same_as<std::size_t>;
  { graph.InstructionCount(block) } -> std::same_as<std::uint32_t>;
  // The number of a block in reverse postorder, and back. Unreachable blocks may come anywhere.
  { graph.OrderOf(block) } -> std::same_as<std::uint32_t>;
  { graph.BlockAt(order) } -> std::same_as<BlockId>;
  graph.ForEachSuccessor(block, visit);
};

// "normal", "true", "false", "raise", "cancel", "abandon".
std::string_view EdgeKindName(EdgeKind kind);

class FunctionGraph {
 public:
  explicit FunctionGraph(const Function& function) : function_(&function) {}

  std::size_t BlockCount() const { return function_->blocks.size(); }
  std::uint32_t InstructionCount(BlockId block) const { return function_->blocks[block].size; }
  // The blocks of a function are stored in this order.
  std::uint32_t OrderOf(BlockId block) const { return block.value(); }
  BlockId BlockAt(std::uint32_t order) const { return BlockId(order); }
  template <typename Visitor>
  void ForEachSuccessor(BlockId block, const Visitor& visit) const {
    dangle::ForEachSuccessor(*function_, block, visit);
  }
  const Function& function() const { return *function_; }

 private:
  const Function* function_;
};

static_assert(FlowGraph<FunctionGraph>);

// The first block is the entry. Order is known after Finish().
class ExplicitGraph {
 public:
  BlockId AddBlock(std::uint32_t instruction_count = 1);
  void AddEdge(BlockId from, BlockId to, EdgeKind kind = EdgeKind::kNormal);
  void Finish();

  std::size_t BlockCount() const { return blocks_.size(); }
  std::uint32_t InstructionCount(BlockId block) const { return blocks_[block].instruction_count; }
  std::uint32_t OrderOf(BlockId block) const { return blocks_[block].order; }
  BlockId BlockAt(std::uint32_t order) const { return by_order_[order]; }
  template <typename Visitor>
  void ForEachSuccessor(BlockId block, const Visitor& visit) const {
    for (const Edge& edge : blocks_[block].successors) visit(edge.to, edge.kind);
  }

 private:
  struct Edge {
    BlockId to;
    EdgeKind kind;
  };
  struct Node {
    std::uint32_t instruction_count = 1;
    std::uint32_t order = 0;
    std::vector<Edge> successors;
  };
  IdVector<BlockId, Node> blocks_;
  std::vector<BlockId> by_order_;
};

static_assert(FlowGraph<ExplicitGraph>);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_ENGINE_GRAPH_H_

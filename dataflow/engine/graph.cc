#include "dataflow/engine/graph.h"

#include <algorithm>

namespace dangle {

std::string_view EdgeKindName(EdgeKind kind) {
  switch (kind) {
    case EdgeKind::kNormal:
      return "normal";
    case EdgeKind::kTrue:
      return "true";
    case EdgeKind::kFalse:
      return "false";
    case EdgeKind::kRaise:
      return "raise";
    case EdgeKind::kCancel:
      return "cancel";
    case EdgeKind::kAbandon:
      return "abandon";
  }
  return "";
}

BlockId ExplicitGraph::AddBlock(std::uint32_t instruction_count) { return blocks_.push_back(Node{instruction_count, 0, {}}); }

void ExplicitGraph::AddEdge(BlockId from, BlockId to, EdgeKind kind) { blocks_[from].successors.push_back({to, kind}); }

void ExplicitGraph::Finish() {
  by_order_.clear();
  by_order_.reserve(blocks_.size());
  std::vector<bool> seen(blocks_.size(), false);
  struct Frame {
    BlockId block;
    std::size_t next_edge;
  };
  std::vector<Frame> stack;
  const auto enter = [&](BlockId block) {
    if (seen[block.value()]) return;
    seen[block.value()] = true;
    stack.push_back({block, 0});
  };
  if (!blocks_.empty()) enter(BlockId(std::size_t{0}));
  while (!stack.empty()) {
    Frame& frame = stack.back();
    const std::vector<Edge>& edges = blocks_[frame.block].successors;
    if (frame.next_edge < edges.size()) {
      enter(edges[frame.next_edge++].to);
    } else {
      by_order_.push_back(frame.block);
      stack.pop_back();
    }
  }
  std::reverse(by_order_.begin(), by_order_.end());
  for (std::size_t block = 0; block < blocks_.size(); ++block) {
    if (!seen[block]) by_order_.push_back(BlockId(block));
  }
  for (std::size_t order = 0; order < by_order_.size(); ++order) blocks_[by_order_[order]].order = static_cast<std::uint32_t>(order);
}

}  // namespace dangle

#include "ir/dominance.h"

#include <algorithm>
#include <utility>

namespace dangle {

DominatorTree::DominatorTree(const Function& function) : immediate_(function.blocks.size()), places_(function.blocks.size()) {
  if (function.blocks.empty()) return;
  FindOrder(function);
  FindImmediate(function);
  NumberTree();
}

bool DominatorTree::Dominates(BlockId above, BlockId below) const {
  if (!IsReachable(above) || !IsReachable(below)) return false;
  return places_[above].enter <= places_[below].enter && places_[below].leave <= places_[above].leave;
}

void DominatorTree::FindOrder(const Function& function) {
  struct Step {
    BlockId block;
    std::size_t pending_begin;
  };
  std::vector<Step> path;
  std::vector<BlockId> pending;  // successors still to visit of the blocks on the path, one above the other
  std::vector<bool> seen(function.blocks.size());
  const auto enter = [&](BlockId block) {
    seen[block.value()] = true;
    path.push_back({block, pending.size()});
    // Taken from the end, so normal edges are searched last and come first in reverse postorder.
    ForEachSuccessor(function, block, [&](BlockId to, EdgeKind) { pending.push_back(to); });
  };
  enter(Function::kEntry);
  while (!path.empty()) {
    const Step step = path.back();
    if (pending.size() == step.pending_begin) {
      order_.push_back(step.block);
      path.pop_back();
      continue;
    }
    const BlockId to = pending.back();
    pending.pop_back();
    if (!seen[to.value()]) enter(to);
  }
  std::reverse(order_.begin(), order_.end());
  for (std::uint32_t i = 0; i < order_.size(); ++i) places_[order_[i]].position = i;
}

void DominatorTree::FindImmediate(const Function& function) {
  immediate_[Function::kEntry] = Function::kEntry;
  for (bool changed = true; changed;) {
    changed = false;
    for (const BlockId block : order_) {
      if (block == Function::kEntry) continue;
      BlockId closest;
      for (const PredecessorEdge& edge : function.PredecessorsOf(block)) {
        if (!IsReachable(edge.from) || !immediate_[edge.from].IsValid()) continue;
        closest = closest.IsValid() ? Intersect(closest, edge.from) : edge.from;
      }
      if (closest == immediate_[block]) continue;
      immediate_[block] = closest;
      changed = true;
    }
  }
  immediate_[Function::kEntry] = {};
}

BlockId DominatorTree::Intersect(BlockId a, BlockId b) const {
  while (a != b) {
    while (places_[a].position > places_[b].position) a = immediate_[a];
    while (places_[b].position > places_[a].position) b = immediate_[b];
  }
  return a;
}

void DominatorTree::NumberTree() {
  // Children as lists: first child, next sibling.
  IdVector<BlockId, BlockId> first_child(immediate_.size());
  IdVector<BlockId, BlockId> sibling(immediate_.size());
  for (std::size_t i = order_.size(); i-- > 1;) {
    const BlockId parent = immediate_[order_[i]];
    sibling[order_[i]] = std::exchange(first_child[parent], order_[i]);
  }
  std::uint32_t clock = 0;
  BlockId at = Function::kEntry;
  places_[at].enter = clock++;
  while (at.IsValid()) {
    if (const BlockId child = first_child[at]; child.IsValid()) {
      first_child[at] = sibling[child];
      at = child;
      places_[at].enter = clock++;
    } else {
      places_[at].leave = clock++;
      at = immediate_[at];
    }
  }
}

}  // namespace dangle

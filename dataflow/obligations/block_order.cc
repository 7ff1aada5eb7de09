#include "dataflow/obligations/block_order.h"

#include <algorithm>

namespace dangle {

BlockOrder::BlockOrder(const Function& function) {
  const std::size_t count = function.blocks.size();
  earliest_.resize(count);
  // The lowest block to which an edge from here or from a later block leads: all forward edges lead to later blocks.
  for (std::size_t b = count; b-- > 0;) {
    const BlockId block(b);
    BlockId earliest = b + 1 < count ? std::min(earliest_[BlockId(b + 1)], block) : block;
    ForEachSuccessor(function, block, [&](BlockId to, EdgeKind) { earliest = std::min(earliest, to); });
    earliest_[block] = earliest;
  }
  // From there a block between the two may lead further back: loops that overlap are one.
  for (std::size_t b = 0; b < count; ++b) earliest_[BlockId(b)] = earliest_[earliest_[BlockId(b)]];
}

}  // namespace dangle

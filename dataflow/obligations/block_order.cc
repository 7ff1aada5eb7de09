#include "dataflow/obligations/block_order.h"

#include <algorithm>

namespace dangle {

BlockOrder::BlockOrder(const Function& function) {
  const std::size_t count = function.blocks.size();
  earliest_.resize(count);
  // From the end: loops that overlap are one, for each leads to the head of the other.
  for (std::size_t b = count; b-- > 0;) {
    const BlockId block(b);
    BlockId earliest = b + 1 < count ? std::min(earliest_[BlockId(b + 1)], block) : block;
    ForEachSuccessor(function, block, [&](BlockId to, EdgeKind) { earliest = std::min(earliest, to); });
    earliest_[block] = earliest;
  }
}

}  // namespace dangle

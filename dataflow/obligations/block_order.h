// What the order of the blocks tells about the ways through a function, so that an object is solved where it matters only.
//
//   setup()                 b0
//   for x in xs: step(x)    b1, b2 (from b2 back to b1)
//   f = open(p)             b3: nothing from here on leads back to b1
//
// Blocks are numbered in reverse postorder, so only the edges that close a loop lead to a lower number. Linear in the edges.
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_BLOCK_ORDER_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_BLOCK_ORDER_H_

#include "ir/function.h"

namespace dangle {

class BlockOrder {
 public:
  explicit BlockOrder(const Function& function);

  // No block before this one can be reached from the block (a lower bound).
  BlockId EarliestReachable(BlockId block) const { return earliest_[block]; }

 private:
  IdVector<BlockId, BlockId> earliest_;
};

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_BLOCK_ORDER_H_

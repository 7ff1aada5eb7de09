// Dominance: a block dominates another if every way from the entry to the other passes through it. Exceptional edges count as
// ways.
//
//   if c:           the block of the test dominates all;
//       a()         that of a() does not dominate that of b(), since the test may fail
//   b()
//
// Source: Cooper, Harvey and Kennedy, A Simple, Fast Dominance Algorithm (2001).
#ifndef DANGLE_IR_DOMINANCE_H_
#define DANGLE_IR_DOMINANCE_H_

#include <cstdint>
#include <vector>

#include "ir/function.h"

namespace dangle {

class DominatorTree {
 public:
  explicit DominatorTree(const Function& function);

  // Is there a way from the entry to this block?
  bool IsReachable(BlockId block) const { return places_[block].position != kUnreached; }
  // The closest block that dominates this one; invalid for the entry and for unreachable blocks.
  BlockId ImmediateDominator(BlockId block) const { return immediate_[block]; }
  // Reflexive. O(1). False if either is unreachable.
  bool Dominates(BlockId above, BlockId below) const;
  // The reachable blocks in reverse postorder, normal edges first.
  const std::vector<BlockId>& ReversePostorder() const { return order_; }

 private:
  static constexpr std::uint32_t kUnreached = 0xFFFFFFFFU;
  struct Place {
    // When a walk over the tree enters and leaves the block.
    std::uint32_t enter = kUnreached;
    std::uint32_t leave = kUnreached;
    std::uint32_t position = kUnreached;  // in order_
  };

  void FindOrder(const Function& function);
  void FindImmediate(const Function& function);
  BlockId Intersect(BlockId a, BlockId b) const;
  void NumberTree();

  std::vector<BlockId> order_;
  IdVector<BlockId, BlockId> immediate_;
  IdVector<BlockId, Place> places_;
};

}  // namespace dangle

#endif  // DANGLE_IR_DOMINANCE_H_

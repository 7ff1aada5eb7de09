#include "ir/dominance.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/ir/random_functions.h"

namespace dangle {
namespace {

// By the definition: `above` dominates `below` if `below` cannot be reached without it.
bool DominatesNaively(const Function& function, BlockId above, BlockId below) {
  if (above == below) return true;
  std::vector<bool> seen(function.blocks.size());
  std::vector<BlockId> pending;
  const auto reach = [&](BlockId block, EdgeKind = EdgeKind::kNormal) {
    if (seen[block.value()] || block == above) return;
    seen[block.value()] = true;
    pending.push_back(block);
  };
  reach(Function::kEntry);
  while (!pending.empty()) {
    const BlockId block = pending.back();
    pending.pop_back();
    ForEachSuccessor(function, block, reach);
  }
  return !seen[below.value()];
}

TEST(DominatorTree, AgreesWithTheDefinition) {
  for (std::uint32_t seed = 0; seed < 500; ++seed) {
    const Function function = testing::RandomFunction(seed).Build();
    const DominatorTree tree(function);
    for (std::uint32_t a = 0; a < function.blocks.size(); ++a) {
      for (std::uint32_t b = 0; b < function.blocks.size(); ++b) {
        ASSERT_EQ(tree.Dominates(BlockId(a), BlockId(b)), DominatesNaively(function, BlockId(a), BlockId(b))) << seed << " " << a << " " << b;
      }
    }
  }
}

TEST(DominatorTree, TheBuilderNumbersBlocksInReversePostorder) {
  for (std::uint32_t seed = 0; seed < 500; ++seed) {
    const Function function = testing::RandomFunction(seed).Build();
    const std::vector<BlockId> order = DominatorTree(function).ReversePostorder();
    ASSERT_EQ(order.size(), function.blocks.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) ASSERT_EQ(order[i], BlockId(i)) << seed;
  }
}

}  // namespace
}  // namespace dangle

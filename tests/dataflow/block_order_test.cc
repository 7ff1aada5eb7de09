#include "dataflow/obligations/block_order.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.h"
#include "base/source.h"
#include "frontend/lower.h"
#include "frontend/syntax.h"
#include "gtest/gtest.h"
#include "tests/ir/random_functions.h"

namespace dangle {
namespace {

constexpr std::uint32_t kFunctions = 3000;

// The lowest number of a block that can be reached from each block, by a walk from each.
std::vector<BlockId> LowestReachable(const Function& function) {
  std::vector<BlockId> lowest;
  for (std::size_t b = 0; b < function.blocks.size(); ++b) {
    std::vector<bool> is_seen(function.blocks.size());
    std::vector<BlockId> pending = {BlockId(b)};
    lowest.emplace_back(b);
    while (!pending.empty()) {
      const BlockId from = pending.back();
      pending.pop_back();
      ForEachSuccessor(function, from, [&](BlockId to, EdgeKind) {
        if (is_seen[to.value()]) return;
        is_seen[to.value()] = true;
        lowest.back() = std::min(lowest.back(), to);
        pending.push_back(to);
      });
    }
  }
  return lowest;
}

// No block that can be reached lies before the bound. Gives how many bounds are not the lowest block itself.
std::size_t CheckBounds(const Function& function) {
  const BlockOrder order(function);
  const std::vector<BlockId> lowest = LowestReachable(function);
  std::size_t loose = 0;
  for (std::size_t b = 0; b < lowest.size(); ++b) {
    EXPECT_LE(order.EarliestReachable(BlockId(b)), lowest[b]) << "block " << b;
    if (order.EarliestReachable(BlockId(b)) != lowest[b]) ++loose;
  }
  return loose;
}

std::size_t CheckBounds(std::string_view text) {
  NameTable names;
  NameCache cache(names);
  LoweringScratch scratch;
  const SourceFile file("a.py", std::string(text));
  const Module module = LowerModule(Parse(text), file, FileId(std::uint32_t{0}), names.Intern("a"), false, cache, LoweringOptions{}, scratch);
  std::size_t loose = 0;
  for (const Function& function : module.functions) loose += CheckBounds(function);
  return loose;
}

TEST(BlockOrder, IsABoundInRandomFunctions) {
  for (std::uint32_t seed = 0; seed < kFunctions && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    CheckBounds(testing::RandomFunction(seed).Build());
  }
}

TEST(BlockOrder, IsExactWithoutLoopsThatOverlap) {
  EXPECT_EQ(CheckBounds("def f(a):\n"
                        "    if a:\n"
                        "        a = g()\n"
                        "    for x in a:\n"
                        "        h(x)\n"
                        "    try:\n"
                        "        k()\n"
                        "    finally:\n"
                        "        a.close()\n"
                        "    while a:\n"
                        "        a = h(a)\n"
                        "    return a\n"),
            0u);
}

// What follows the inner loop stands before the end of its body in the order, and alone leads back to the outer one.
TEST(BlockOrder, LoopsInLoops) {
  CheckBounds(
      "def f(a, b, c):\n"
      "    while a():\n"
      "        open()\n"
      "        while b():\n"
      "            if c():\n"
      "                s()\n"
      "            else:\n"
      "                break\n"
      "        after()\n");
  CheckBounds(
      "async def f(a):\n"
      "    while True:\n"
      "        try:\n"
      "            async for b in a:\n"
      "                for c in b:\n"
      "                    if c: continue\n"
      "                    await c\n"
      "        except OSError:\n"
      "            continue\n"
      "        finally:\n"
      "            while a:\n"
      "                if a(): break\n"
      "                yield a\n");
}

}  // namespace
}  // namespace dangle

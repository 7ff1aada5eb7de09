#include "dataflow/interproc/scc.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/dataflow/domain_laws.h"

namespace dangle {
namespace {

using testing::ElementsAre;

CallNodeId Node(std::uint32_t number) { return CallNodeId(number); }
CallEdge Calls(std::uint32_t caller, std::uint32_t callee) { return {Node(caller), Node(callee)}; }

TEST(CallComponents, TheExampleOfTheHeader) {
  const std::vector<CallEdge> edges = {Calls(0, 1), Calls(0, 2), Calls(1, 2), Calls(2, 1), Calls(2, 3)};
  const CallComponents components({4, edges});
  ASSERT_EQ(components.size(), 3U);
  EXPECT_THAT(components.NodesOf(ComponentId(0U)), ElementsAre(Node(3)));
  EXPECT_THAT(components.NodesOf(ComponentId(1U)), ElementsAre(Node(1), Node(2)));
  EXPECT_THAT(components.NodesOf(ComponentId(2U)), ElementsAre(Node(0)));
  EXPECT_EQ(components.ComponentOf(Node(2)), ComponentId(1U));
  EXPECT_TRUE(components.IsRecursive(ComponentId(1U)));
  EXPECT_FALSE(components.IsRecursive(ComponentId(0U)));
  ASSERT_EQ(components.wave_count(), 3U);
  EXPECT_THAT(components.ComponentsOfWave(1), ElementsAre(ComponentId(1U)));
}

TEST(CallComponents, EmptyGraphsAndSelfCalls) {
  EXPECT_EQ(CallComponents({0, {}}).size(), 0U);
  EXPECT_EQ(CallComponents({0, {}}).wave_count(), 0U);
  const std::vector<CallEdge> edges = {Calls(1, 1), Calls(1, 1), Calls(2, 1), Calls(2, 1)};
  const CallComponents components({3, edges});
  EXPECT_TRUE(components.IsRecursive(components.ComponentOf(Node(1))));
  EXPECT_FALSE(components.IsRecursive(components.ComponentOf(Node(2))));
  ASSERT_EQ(components.wave_count(), 2U);
  EXPECT_EQ(components.ComponentsOfWave(0).size(), 2U);
  EXPECT_THAT(components.ComponentsOfWave(1), ElementsAre(components.ComponentOf(Node(2))));
}

TEST(CallComponents, AChainOfAMillionCalls) {
  constexpr std::uint32_t kNodes = 1'000'000;
  std::vector<CallEdge> edges;
  for (std::uint32_t i = 0; i + 1 < kNodes; ++i) edges.push_back(Calls(i, i + 1));
  const CallComponents components({kNodes, edges});
  EXPECT_EQ(components.size(), kNodes);
  EXPECT_EQ(components.wave_count(), kNodes);
  EXPECT_EQ(components.ComponentOf(Node(kNodes - 1)), ComponentId(0U));
}

TEST(CallComponents, AgreesWithReachabilityOnRandomGraphs) {
  Random random(11);
  for (int i = 0; i < 500; ++i) {
    const std::uint32_t nodes = 1 + random.Below(12);
    std::vector<CallEdge> edges;
    std::vector<std::vector<bool>> reaches(nodes, std::vector<bool>(nodes, false));
    for (std::uint32_t e = random.Below(2 * nodes); e > 0; --e) {
      edges.push_back(Calls(random.Below(nodes), random.Below(nodes)));
      reaches[edges.back().caller.value()][edges.back().callee.value()] = true;
    }
    for (std::uint32_t k = 0; k < nodes; ++k) {
      for (std::uint32_t a = 0; a < nodes; ++a) {
        for (std::uint32_t b = 0; b < nodes; ++b) reaches[a][b] = reaches[a][b] || (reaches[a][k] && reaches[k][b]);
      }
    }
    const CallComponents components({nodes, edges});
    std::vector<std::size_t> wave_of(components.size(), 0);
    std::size_t in_waves = 0;
    for (std::size_t wave = 0; wave < components.wave_count(); ++wave) {
      for (const ComponentId component : components.ComponentsOfWave(wave)) wave_of[component.value()] = wave;
      in_waves += components.ComponentsOfWave(wave).size();
    }
    ASSERT_EQ(in_waves, components.size());
    for (std::uint32_t a = 0; a < nodes; ++a) {
      for (std::uint32_t b = 0; b < nodes; ++b) {
        const bool together = components.ComponentOf(Node(a)) == components.ComponentOf(Node(b));
        ASSERT_EQ(together, a == b || (reaches[a][b] && reaches[b][a]));
        if (a == b) {
          ASSERT_EQ(components.IsRecursive(components.ComponentOf(Node(a))), reaches[a][a]);
        }
        if (reaches[a][b] && !together) {
          ASSERT_LT(components.ComponentOf(Node(b)), components.ComponentOf(Node(a)));
          ASSERT_LT(wave_of[components.ComponentOf(Node(b)).value()], wave_of[components.ComponentOf(Node(a)).value()]);
        }
      }
    }
  }
}

}  // namespace
}  // namespace dangle

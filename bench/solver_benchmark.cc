// What a site costs: one large function (linear in blocks), and many small problems with one solver, as the obligation analysis
// has them.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "dataflow/engine/solver.h"
#include "dataflow/interproc/scc.h"
#include "dataflow/obligations/state.h"

namespace dangle {
namespace {

// A chain of diamonds: `if …: … else: …`, again and again.
ExplicitGraph DiamondChain(std::uint32_t diamonds) {
  ExplicitGraph graph;
  BlockId branch = graph.AddBlock();
  for (std::uint32_t i = 0; i < diamonds; ++i) {
    const BlockId left = graph.AddBlock();
    const BlockId right = graph.AddBlock();
    const BlockId next = graph.AddBlock();
    graph.AddEdge(branch, left, EdgeKind::kTrue);
    graph.AddEdge(branch, right, EdgeKind::kFalse);
    graph.AddEdge(left, next);
    graph.AddEdge(right, next);
    branch = next;
  }
  graph.Finish();
  return graph;
}

// Something of everything: the object is made, bound, tested, perhaps discharged.
template <typename State>
struct SomeOfEverything {
  void TransferBlock(BlockId block, std::uint32_t, std::uint32_t, State& state, ExitStates<State>&) {
    const TrackedSlot slot(block.value() % 8);
    switch (block.value() % 7) {
      case 0:
        state.Birth(slot);
        break;
      case 1:
        benchmark::DoNotOptimize(state.Bind(slot));
        break;
      case 2:
        benchmark::DoNotOptimize(state.BindOther(slot, Truth::kNone));
        break;
      case 3:
        state.ApplyEffectThrough(slot, kDischarge);
        break;
      default:
        break;
    }
  }
  void TransferEdge(BlockId from, BlockId, EdgeKind kind, State& state) {
    if (kind == EdgeKind::kTrue) state.AssumeTrue(TrackedSlot(from.value() % 8));
  }
};

template <typename State>
void BM_DiamondChain(benchmark::State& bench) {
  const ExplicitGraph graph = DiamondChain(static_cast<std::uint32_t>(bench.range(0)));
  ForwardSolver<State> solver;
  SomeOfEverything<State> transfer;
  for (auto _ : bench) benchmark::DoNotOptimize(solver.Solve(graph, transfer, {BlockId(0U), State::Unborn()}).visits);
  bench.SetItemsProcessed(bench.iterations() * static_cast<std::int64_t>(graph.BlockCount()));
  bench.SetComplexityN(bench.range(0));
}
BENCHMARK(BM_DiamondChain<ObligationState>)->RangeMultiplier(10)->Range(1'000, 100'000)->Complexity();
BENCHMARK(BM_DiamondChain<TwoInstanceState>)->RangeMultiplier(10)->Range(1'000, 100'000)->Complexity();

// A site at the end of a large function touches only what follows it.
void BM_SmallProblemInALargeFunction(benchmark::State& bench) {
  const ExplicitGraph graph = DiamondChain(static_cast<std::uint32_t>(bench.range(0)));
  const BlockId start(graph.BlockCount() - 13);
  ForwardSolver<ObligationState> solver;
  SomeOfEverything<ObligationState> transfer;
  for (auto _ : bench) benchmark::DoNotOptimize(solver.Solve(graph, transfer, {start, ObligationState::Unborn()}).visits);
}
BENCHMARK(BM_SmallProblemInALargeFunction)->Arg(10)->Arg(100'000);

// A call graph in which each function calls the next and some other one behind it; every tenth calls back.
void BM_CallComponents(benchmark::State& bench) {
  const auto nodes = static_cast<std::uint32_t>(bench.range(0));
  std::vector<CallEdge> edges;
  for (std::uint32_t i = 0; i + 1 < nodes; ++i) {
    edges.push_back({CallNodeId(i), CallNodeId(i + 1)});
    edges.push_back({CallNodeId(i), CallNodeId(i + (nodes - i) / 2)});
    if (i % 10 == 9) edges.push_back({CallNodeId(i), CallNodeId(i - 5)});
  }
  for (auto _ : bench) benchmark::DoNotOptimize(CallComponents({nodes, edges}).size());
  bench.SetComplexityN(bench.range(0));
}
BENCHMARK(BM_CallComponents)->RangeMultiplier(10)->Range(1'000, 1'000'000)->Complexity();

}  // namespace
}  // namespace dangle

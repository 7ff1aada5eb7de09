#include "dataflow/interproc/summaries.h"

#include <algorithm>
#include <utility>

#include "base/parallel.h"
#include "dataflow/interproc/call_effects.h"
#include "dataflow/interproc/call_graph.h"
#include "dataflow/interproc/class_duties.h"

namespace dangle {

namespace {

using Solver = ForwardSolver<TwoInstanceState>;

class BottomUp {
 public:
  BottomUp(const Program& program, const SummaryOptions& options)
      : program_(program),
        options_(options),
        releases_(program),
        graph_(BuildCallGraph(program)),
        components_({graph_.functions.size(), graph_.edges}),
        solvers_(std::max<std::size_t>(options.threads, 1)),
        results_(graph_.functions.size()),
        unstable_(components_.size(), 0),
        summaries_{ContractStore(program), {}, {}, {}, 0, 0, 0, 0, 0, 0, {}, {}},
        duties_(program, summaries_.contracts, graph_) {}

  ProgramSummaries Run() {
    for (std::size_t wave = 0; wave < components_.wave_count(); ++wave) {
      const std::span<const ComponentId> members = components_.ComponentsOfWave(wave);
      ParallelFor(members.size(), options_.threads, [&](std::size_t i, std::size_t worker) { SolveComponent(members[i], solvers_[worker]); });
    }
    Collect();
    summaries_.graph = std::move(graph_);
    return std::move(summaries_);
  }

 private:
  // Writes only the slots of its own members, so components of a wave do not disturb each other.
  void SolveComponent(ComponentId component, Solver& solver) {
    const std::span<const CallNodeId> nodes = components_.NodesOf(component);
    for (int round = 0;; ++round) {
      bool changed = false;
      for (const CallNodeId node : nodes) {
        const FunctionRef ref = graph_.functions[node];
        results_[node] = SolveFunction(program_, summaries_.contracts, releases_, ref, options_.solve, solver);
        duties_.AddTo(ref, results_[node].contract);
        changed = changed || results_[node].contract != summaries_.contracts.Of(ref);
        summaries_.contracts.Set(ref, results_[node].contract);
      }
      if (!components_.IsRecursive(component) || !changed) return;
      if (round + 1 < kMaxRounds) continue;
      GiveUp(component);
      return;
    }
  }

  // What such a group does is unknown: it takes over what it is given, and what it found on the way is not told.
  void GiveUp(ComponentId component) {
    unstable_[component] = 1;
    for (const CallNodeId node : components_.NodesOf(component)) {
      Contract contract = summaries_.contracts.Of(graph_.functions[node]);
      std::fill(contract.parameters.begin(), contract.parameters.end(), EscapeContract());
      contract.result.clear();
      summaries_.contracts.Set(graph_.functions[node], std::move(contract));
      results_[node].sites.clear();
      results_[node].stores.clear();
    }
  }

  void Collect() {
    summaries_.functions = graph_.functions.size();
    summaries_.components = components_.size();
    summaries_.waves = components_.wave_count();
    for (std::size_t n = 0; n < graph_.functions.size(); ++n) {
      const CallNodeId node(n);
      FunctionResult& result = results_[node];
      summaries_.sites += result.site_count;
      summaries_.overflowed += result.overflowed;
      summaries_.unconverged += result.unconverged;
      if (result.unconverged != 0) summaries_.unfinished.push_back(graph_.functions[node]);
      if (!result.sites.empty()) summaries_.findings.push_back({graph_.functions[node], std::move(result.sites)});
      if (!result.stores.empty()) summaries_.stores.push_back({graph_.functions[node], std::move(result.stores)});
      if (unstable_[components_.ComponentOf(node)] != 0) summaries_.unstable.push_back(graph_.functions[node]);
    }
  }

  const Program& program_;
  SummaryOptions options_;
  ReleaseIndex releases_;
  CallGraph graph_;
  CallComponents components_;
  std::vector<Solver> solvers_;
  IdVector<CallNodeId, FunctionResult> results_;
  IdVector<ComponentId, std::uint8_t> unstable_;
  ProgramSummaries summaries_;
  ClassDuties duties_;
};

}  // namespace

ProgramSummaries Summarise(const Program& program, const SummaryOptions& options) { return BottomUp(program, options).Run(); }

}  // namespace dangle

// What each function of the project may do that stops its thread, by kind, with the cheapest way to it: the call to make first and the
// function that it runs, down to a primitive.
//
//   def read(p): return open(p).read()        read:  file: open
//   def load(p): return json.loads(read(p))   load:  file: read → open
//   async def handler(p): load(p)             handler: file at its call of load
//
// A way that is only gone where a parameter passes a test (`if sync: time.sleep(1)`) is kept beside the others, and dropped at calls
// whose argument fails it.
//
// Bottom-up over the components of the call graph; a recursive component is repeated until its ways stand still (they only get
// cheaper). Cheapest: fewest doubts, then fewest frames, then first in the source. What is only handed over (to a thread, an
// executor) is no call, so nothing of it counts here.
//
// Source: Sagiv, Reps and Horwitz 1996 (summaries); the witness chains are shortest paths as in Bellman and Ford.
#ifndef DANGLE_DATAFLOW_EFFECTS_BLOCKING_EFFECTS_H_
#define DANGLE_DATAFLOW_EFFECTS_BLOCKING_EFFECTS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dataflow/effects/block_kind.h"
#include "dataflow/effects/blocking_leaves.h"
#include "dataflow/effects/call_conditions.h"
#include "dataflow/interproc/call_graph.h"

namespace dangle {

// How sure a way is: 0 every step is resolved code, 1 one step rests on one of several callees, 2 more than one does.
inline constexpr std::uint8_t kMaxDoubt = 2;

struct BlockStep {
  BlockKind kind = BlockKind::kSleep;
  std::uint8_t doubt = 0;
  std::uint16_t frames = 1;     // functions from this one to the primitive, this one included
  ValueId at;                   // the call to make first
  FunctionRef callee;           // of the project, or the primitive
  ParameterGuard guard;         // gone only where this parameter of the function passes this test
  std::uint8_t conditions = 0;  // helpers on the way that may return without going on
  bool is_first_only = false;   // a helper on the way does this only once, and keeps the result
};

class BlockingEffects {
 public:
  BlockingEffects(const Program& program, const CallGraph& graph);

  // The ways of a function by kind: the cheapest without a guard, and the cheapest for each guard.
  std::span<const BlockStep> Of(CallNodeId node) const { return steps_[node]; }
  // How a way goes on in the helper that the step calls; nothing if it ends there.
  std::optional<BlockStep> Next(FunctionRef in, const BlockStep& step) const;
  // The ways that begin at one instruction of the function, by kind. `sites`: a run of the graph's call sites with the same `at`.
  std::vector<BlockStep> AtCall(CallNodeId caller, std::span<const CallSite> sites) const;
  const BlockingLeaf* LeafOf(FunctionRef function) const { return leaves_.Of(function); }
  bool IsPrimitive(FunctionRef function) const { return leaves_.Of(function) != nullptr; }

 private:
  void SolveFunction(CallNodeId node, bool& changed);
  void FindWhoAsks();
  bool KnowsLoop(CallNodeId node, BlockKind kind) const;
  BlockStep Through(const CallSite& site, const BlockStep& inner, const GuardAtCall& guard) const;
  void AddLeaf(FunctionRef caller, const CallSite& site, std::vector<BlockStep>& found) const;

  const Program& program_;
  const CallGraph& graph_;
  BlockingLeaves leaves_;
  IdVector<CallNodeId, std::vector<BlockStep>> steps_;
  IdVector<CallNodeId, std::uint8_t> asks_for_loop_;  // whether a loop runs: 1 by itself, 2 by what it calls, 0 not
};

// The sites of one instruction after another: calls visit(span) for each.
void ForEachInstruction(std::span<const CallSite> sites, const auto& visit) {
  for (std::size_t begin = 0; begin < sites.size();) {
    std::size_t end = begin + 1;
    while (end < sites.size() && sites[end].at == sites[begin].at) ++end;
    visit(sites.subspan(begin, end - begin));
    begin = end;
  }
}

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_EFFECTS_BLOCKING_EFFECTS_H_

// Coroutines that have nobody to block: what only `asyncio.run(main())` of a program runs that never makes a second task, and the commands of
// command-line tools.
//
//   async def main(): print(await fetch(open("urls.txt").read()))
//   asyncio.run(main())
#ifndef DANGLE_CHECKERS_LONE_COROUTINES_H_
#define DANGLE_CHECKERS_LONE_COROUTINES_H_

#include <cstdint>
#include <vector>

#include "checkers/site_context.h"
#include "dataflow/interproc/call_graph.h"

namespace dangle {

class LoneCoroutines {
 public:
  LoneCoroutines(const ProgramContext& context, const CallGraph& graph);

  bool Contains(CallNodeId node) const { return is_lone_[node] != 0; }

 private:
  void FindSpawners(const Program& program, const CallGraph& graph);
  bool ReachesSpawner(const CallGraph& graph, CallNodeId main);

  IdVector<CallNodeId, std::uint8_t> spawns_;
  IdVector<CallNodeId, std::uint8_t> is_lone_;
  std::vector<CallNodeId> work_;
  IdVector<CallNodeId, std::uint32_t> seen_;
  std::uint32_t round_ = 0;
};

}  // namespace dangle

#endif  // DANGLE_CHECKERS_LONE_COROUTINES_H_

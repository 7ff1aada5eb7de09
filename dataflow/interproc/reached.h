// What a function may run, or hand to somebody who may: calls, closures, and methods that are only mentioned.
//
//   async def close(self):
//       await self._stop()                            reached: _stop, and what that reaches
//       loop.call_soon(self._drop)                    reached: _drop
#ifndef DANGLE_DATAFLOW_INTERPROC_REACHED_H_
#define DANGLE_DATAFLOW_INTERPROC_REACHED_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "dataflow/interproc/call_graph.h"

namespace dangle {

// A function that reaches more is said to reach this much: what is lost are findings about what it forgets (silence, see IsFull).
inline constexpr std::size_t kMaxReached = 600;

class ReachedFunctions {
 public:
  ReachedFunctions(const Program& program, const CallGraph& graph);
  // Sorted, itself included. Walked once for each function; stays as it is as long as this object.
  const std::vector<FunctionRef>& From(FunctionRef function);
  static bool IsFull(const std::vector<FunctionRef>& reached) { return reached.size() >= kMaxReached; }

 private:
  std::vector<FunctionRef> Walk(FunctionRef function);
  const std::vector<CallNodeId>& MentionedBy(CallNodeId node);

  const Program& program_;
  const CallGraph& graph_;
  IdVector<CallNodeId, std::vector<CallNodeId>> mentioned_;
  IdVector<CallNodeId, std::uint8_t> is_known_;
  std::vector<std::uint32_t> stamps_;
  std::uint32_t stamp_ = 0;
  absl::flat_hash_map<FunctionRef, std::unique_ptr<const std::vector<FunctionRef>>> from_;
};

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_INTERPROC_REACHED_H_

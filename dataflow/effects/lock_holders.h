// Who holds a lock of threads for long: the reason why a coroutine that takes the same lock may wait.
//
//   def flush(self):                     # in a worker thread
//       with self._lock:
//           requests.post(…)             holder of Sender._lock: waits for the network
//   async def status(self):
//       with self._lock: …               waits until flush() is done
//
// A lock is known by the attribute of the class, or by the global, in which it stands. What a function on the loop's own thread blocks
// while it holds the lock keeps no other coroutine waiting; what it awaits does, and then nobody is left to release it.
#ifndef DANGLE_DATAFLOW_EFFECTS_LOCK_HOLDERS_H_
#define DANGLE_DATAFLOW_EFFECTS_LOCK_HOLDERS_H_

#include <optional>
#include <vector>

#include "dataflow/effects/async_context.h"
#include "dataflow/effects/blocking_effects.h"

namespace dangle {

// Where a lock stands: an attribute of a class of the project, or a name of a module.
struct LockPlace {
  ClassRef owner;
  ModuleId module;
  NameId name;
};

struct LockHolder {
  LockPlace lock;
  FunctionRef function;
  ValueId at;  // what it does while it holds the lock
  bool awaits = false;
  BlockStep way;  // how that blocks; of no meaning if it awaits
};

class LockHolders {
 public:
  // Looks at the functions that take locks, and at what they do before they release them. O(instructions of these).
  LockHolders(const Program& program, const CallGraph& graph, const BlockingEffects& effects, const IdVector<CallNodeId, FrameKind>& frames);

  // Who holds the lock that the instruction takes while it awaits or blocks, another function before all; null if nobody is known to.
  const LockHolder* Of(FunctionRef function, ValueId taken) const;
  // Is it known where the lock stands, so that whoever else takes it has been looked at?
  bool Knows(FunctionRef function, ValueId taken) const { return PlaceOf(function, taken).has_value(); }

 private:
  std::optional<LockPlace> PlaceOf(FunctionRef function, ValueId taken) const;
  bool IsSame(const LockPlace& a, const LockPlace& b) const;
  void FindHolder(CallNodeId node, const CallSite& taken);
  bool IsReentrant(FunctionRef method) const;
  std::optional<LockHolder> WhatHoldsAt(CallNodeId node, ValueId at, const LockPlace& place) const;
  bool RunsOnLoopOnly(CallNodeId node) const;

  const Program& program_;
  const CallGraph& graph_;
  const BlockingEffects& effects_;
  const IdVector<CallNodeId, FrameKind>& frames_;
  std::vector<LockHolder> holders_;
};

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_EFFECTS_LOCK_HOLDERS_H_

// What a task runs, and whether it comes to an end by itself.
//
//   async def _poll(self):                 has_open_loop: nothing bounds it; never_returns: no way out but an exception
//       while True:                        reads: _fetch, _interval
//           await self._fetch()
//           await asyncio.sleep(self._interval)
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_TASK_RUN_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_TASK_RUN_H_

#include <vector>

#include "dataflow/interproc/contract_store.h"

namespace dangle {

// What a body calls is looked into so far: what is lost are loops and attributes below.
inline constexpr int kMaxBodyDepth = 3;
inline constexpr std::size_t kMaxBodyFunctions = 64;

struct TaskRun {
  // Nothing in it brings it to an end.
  bool GoesOn() const { return never_returns || has_open_loop || waits_for_others; }

  std::vector<FunctionRef> functions;  // what the task runs; empty if it is not known
  bool never_returns = false;
  bool waits_for_others = false;  // it only waits for what others do: `event.wait()`, `queue.get()`
  bool has_open_loop = false;     // a loop around an await that no count or collection bounds, or an `async for`
  std::vector<NameId> uses;       // attributes that it reaches, sorted
  std::vector<NameId> reads;      // of these those that it looks at or waits for, sorted
};

// A loop around an await that no count or collection bounds, or an `async for`.
bool HasOpenLoop(const Function& function);

// `call`: what makes the task, `create_task(self._poll())`.
TaskRun TaskRunOf(const Program& program, const ContractStore& contracts, FunctionRef function, ValueId call);

// Attributes by which a function may tell a task to end: it stores them, or calls `set`, `put`, `close` and the like of them. Sorted.
std::vector<NameId> SignalsOf(const Program& program, const std::vector<FunctionRef>& functions);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_TASK_RUN_H_

// Calls that wait for tasks and may leave them behind.
//
//   done, pending = await asyncio.wait({getter, stopper}, return_when=FIRST_COMPLETED)     one of them may still run
//   await asyncio.shield(task)                                                             cancelled here: it goes on
//
// `await task`, `gather` and `wait_for` hand a cancellation on to what they wait for; these two do not.
//
// Source: Python library reference, asyncio.wait: "Unlike wait_for(), wait() does not cancel the futures when a timeout occurs"; asyncio.shield.
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_TASK_WAITS_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_TASK_WAITS_H_

#include "semantics/program.h"

namespace dangle {

enum class TaskWait : std::uint8_t {
  kNone,
  kAll,     // asyncio.wait until all of them are done
  kRace,    // asyncio.wait with a timeout or `return_when=FIRST_…`
  kShield,  // asyncio.shield
};

// What the call does that waits for its first argument; kNone if the argument is not the first one, or the call is none of these.
TaskWait TaskWaitOf(const Program& program, FunctionRef function, ValueId call, std::size_t argument = 0);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_TASK_WAITS_H_

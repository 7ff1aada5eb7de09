// Tasks of a function's own that it waits for with `asyncio.wait`, and that go on when the function is cancelled while it waits.
//
//   getter = asyncio.create_task(queue.get())
//   stopper = asyncio.create_task(stopped.wait())
//   await asyncio.wait({getter, stopper}, return_when=FIRST_COMPLETED)      cancelled here: both tasks run on
//
// `wait` cancels nothing; `gather`, `wait_for` and an await of the task itself hand the cancellation on.
//
// Source: Python library reference, asyncio.wait: "Unlike wait_for(), wait() does not cancel the futures when a timeout occurs."
#ifndef DANGLE_DATAFLOW_EXITS_ORPHANED_TASKS_H_
#define DANGLE_DATAFLOW_EXITS_ORPHANED_TASKS_H_

#include <vector>

#include "semantics/program.h"

namespace dangle {

struct OrphaningWait {
  ValueId wait;                // the call of asyncio.wait
  std::vector<ValueId> tasks;  // the calls that make the tasks, or the coroutines that `wait` makes tasks of; never empty, in order
};

// The waits of a coroutine that may return with tasks pending (`return_when=FIRST_…`, a timeout), after whose cancellation nobody can end the
// tasks: nobody else has them, and nothing on the way of the cancellation cancels or waits for them.
std::vector<OrphaningWait> FindOrphaningWaits(const Program& program, FunctionRef function);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_EXITS_ORPHANED_TASKS_H_

// What is lost if nobody holds a task: nothing but the chance to end it, if what it waits for refers to it, and it looks after its own errors.
//
//   async def remove_later(message, delay):
//       await asyncio.sleep(delay)            the loop's timer refers to the task
//       try: await message.delete()           the connection does
//       except HTTPError: pass                taken
//
// Source: Python library reference, asyncio.create_task: "The event loop only keeps weak references to tasks."
#ifndef DANGLE_DATAFLOW_EXITS_UNWATCHED_TASK_H_
#define DANGLE_DATAFLOW_EXITS_UNWATCHED_TASK_H_

#include "dataflow/interproc/contract_store.h"
#include "semantics/program.h"

namespace dangle {

// What the body of a task calls is looked into so far: what lies deeper is taken for input and output, which the loop refers to.
inline constexpr int kMaxHeldDepth = 3;

// `body`: the coroutine function that the task runs. True: it comes to an end by itself, each of its awaits that may fail stands in a `try` that goes
// on after the failure, and it waits for nothing that only it can reach (an event, a queue, a stream of its own, or something unknown).
bool LooksAfterItself(const Program& program, const ContractStore& contracts, FunctionRef body);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_EXITS_UNWATCHED_TASK_H_

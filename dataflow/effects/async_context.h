// Where the event loop's thread runs: the frames at which a blocking call is told about. Everything that they call runs there too.
//
//   async def handler(request): …             a coroutine, an asynchronous generator
//   loop.call_later(5, refresh)               refresh is a callback of the loop
//   class Echo(asyncio.Protocol):
//       def data_received(self, data): …      the loop calls it
//
// Source: asyncio documentation, "Developing with asyncio" (concurrency and multithreading), "Transports and Protocols".
#ifndef DANGLE_DATAFLOW_EFFECTS_ASYNC_CONTEXT_H_
#define DANGLE_DATAFLOW_EFFECTS_ASYNC_CONTEXT_H_

#include <cstdint>
#include <vector>

#include "dataflow/interproc/call_graph.h"
#include "semantics/program.h"

namespace dangle {

enum class FrameKind : std::uint8_t { kNone, kCoroutine, kCallback };

// By function of the call graph.
IdVector<CallNodeId, FrameKind> FindAsyncFrames(const Program& program, const CallGraph& graph);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_EFFECTS_ASYNC_CONTEXT_H_

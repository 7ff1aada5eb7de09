// DNG111: a coroutine runs an event loop.
//
//   async def handler(): asyncio.run(work())
#include "checkers/blocking_checkers.h"

namespace dangle {

constexpr Rule kNestedEventLoop = {
    .id = "DNG111",
    .name = "nested-event-loop",
    .severity = Severity::kP1,
    .summary = "A coroutine runs an event loop, in a thread that runs one already.",
    .why =
        "A thread has at most one running loop: this raises RuntimeError (\"asyncio.run() cannot be called from a running event loop\") and the "
        "coroutine it was given is never run.",
    .page = {},
    .precision = Confidence::kHigh,
};

}  // namespace dangle

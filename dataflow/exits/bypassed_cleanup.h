// Handlers that undo something when the work fails, and that a cancellation passes by.
//
//   try:
//       await conn.handshake()
//   except Exception:          CancelledError is no Exception
//       conn.abort()           skipped when the task is cancelled while it waits for the handshake
//       raise
//
// Source: Python library reference, asyncio, Task Cancellation.
#ifndef DANGLE_DATAFLOW_EXITS_BYPASSED_CLEANUP_H_
#define DANGLE_DATAFLOW_EXITS_BYPASSED_CLEANUP_H_

#include <vector>

#include "ir/access_path.h"
#include "semantics/program.h"

namespace dangle {

// `conn.abort()`, or a flag that is put back: `self._connecting = False`.
struct Undo {
  ValueId at;               // the Call or StoreAttr
  AccessPath what;          // what is aborted, closed, emptied; of a flag the flag
  ValueId begun;            // the call or store that it undoes; invalid if the function has none for it
  bool is_awaited = false;  // `await conn.close()`
};

struct BypassedHandler {
  ValueId clause;            // the MatchException of the handler on the way of a cancellation
  ValueId awaited;           // the first await of the `try` that may be cancelled
  bool is_broad = false;     // takes every ordinary error, not some kinds of them
  bool only_raises = false;  // no way on from what is undone but by raising
  std::vector<Undo> undone;  // never empty, in order of the code
};

// The handlers of a coroutine that undo something and then raise, where nothing on the way of a cancellation does the same: no `finally`, no
// `with` that holds it, no clause that takes the cancellation. Linear in the size of the function for each handler.
std::vector<BypassedHandler> FindBypassedHandlers(const Program& program, FunctionRef function);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_EXITS_BYPASSED_CLEANUP_H_

// Captured variables that stay the function's own: the closures over them live no longer than its calls and only use what they hold.
//
//   ws = await session.ws_connect(url)
//   async def send() -> None:
//       await ws.send_str(greeting)        borrows ws
//   await asyncio.gather(send(), receive())
//   return None                            ws is still the function's to close
//
// A closure that is stored, returned or handed on may live longer; one that closes, returns or stores the variable takes it over.
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_CAPTURES_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_CAPTURES_H_

#include "dataflow/obligations/function_view.h"

namespace dangle {

// True of a slot that no closure captures. Linear in the function and in the closures that capture the slot.
bool StaysOwn(const FunctionView& view, SlotId slot);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_CAPTURES_H_

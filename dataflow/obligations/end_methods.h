// Which methods end the life of their object, by their names.
//
//   async def close(self), def cog_unload(self), async def __aexit__(self, *exc), async def async_unload(self)
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_END_METHODS_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_END_METHODS_H_

#include <string_view>

namespace dangle {

// With or without `_`, `async_` and `do_` before it, and `_async` behind it.
bool IsEndMethodName(std::string_view name);
// Those that a framework calls: of a base class they are there to be overridden.
bool IsEndHookName(std::string_view name);

// Two ways to the same end, either of which must do all of it: `cancel` and `stop`, `close` and `__aexit__`. `stop` and `close` are not:
// what `stop` leaves may be for the next start.
bool AreSameEnd(std::string_view a, std::string_view b);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_END_METHODS_H_

// Which argument of a call is meant for a parameter of what it calls.
//
//   loop.call_later(5, tick)       `callback` of call_later: tick
//   Thread(target=work)            `target` of Thread.__init__: work
#ifndef DANGLE_CHECKERS_CALL_ARGUMENTS_H_
#define DANGLE_CHECKERS_CALL_ARGUMENTS_H_

#include <string_view>

#include "checkers/function_context.h"

namespace dangle {

// A parameter of a function of the standard library or of a modelled one.
struct KnownParameter {
  std::string_view function;   // qualified: "asyncio.AbstractEventLoop.call_soon"; of a class: its __init__
  std::string_view parameter;  // its name
};

// The value that the call passes for the parameter of its (only) target; invalid if it passes none, or through `*args`.
ValueId ArgumentFor(const FunctionContext& context, const Call& call, const CallTarget& target, std::string_view parameter);
// The qualified name of what the call runs, if it is one function that is not of the project: "threading.Thread.__init__". Else empty.
std::string ModelledCallee(const FunctionContext& context, ValueId call, CallTarget& target);

}  // namespace dangle

#endif  // DANGLE_CHECKERS_CALL_ARGUMENTS_H_

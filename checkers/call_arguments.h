// Which argument of a call is meant for a parameter of what it calls.
//
//   loop.call_later(5, tick)       `callback` of call_later: tick
//   Thread(target=work)            `target` of Thread.__init__: work
#ifndef DANGLE_CHECKERS_CALL_ARGUMENTS_H_
#define DANGLE_CHECKERS_CALL_ARGUMENTS_H_

#include <span>
#include <string>
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

// What a call runs, if that is a function of a stub: overrides in the project do what the method is for.
struct ModelledCall {
  CallTarget target;
  std::string name;  // qualified: "threading.Thread.__init__"; empty if there is none

  bool IsKnown() const { return !name.empty(); }
  // "start_soon", for messages.
  std::string LastName() const { return name.substr(name.rfind('.') + 1); }
};
// Of anything but a call nothing is known.
ModelledCall ModelledCallAt(const FunctionContext& context, ValueId at);

// The parameters of asyncio's functions that are awaited, or run as a coroutine. `gather` takes any number: not among them.
std::span<const KnownParameter> AwaitedParameters();

// Calls visit(argument) for each parameter of the callee in the table that the call passes a value for.
void ForEachKnownArgument(const FunctionContext& context, const Call& call, const ModelledCall& callee, std::span<const KnownParameter> table,
                          const auto& visit) {
  for (const KnownParameter& known : table) {
    if (known.function != callee.name) continue;
    const ValueId value = ArgumentFor(context, call, callee.target, known.parameter);
    if (value.IsValid()) visit(value);
  }
}

}  // namespace dangle

#endif  // DANGLE_CHECKERS_CALL_ARGUMENTS_H_

// Why a call has no target: where the value that is called stops being known, as a short phrase for people and counts.
//
//   client.session.get(url)     "attribute 'session' of acme.Client"
//   handler(event)              "parameter without annotation"
//   load()                      "import of acme.db"
#ifndef DANGLE_SEMANTICS_UNRESOLVED_H_
#define DANGLE_SEMANTICS_UNRESOLVED_H_

#include <string>

#include "semantics/program.h"

namespace dangle {

// A chain of attributes and calls is walked back this far.
inline constexpr int kMaxReasonSteps = 32;

// The reason why `call` (a Call without a target) is not resolved.
std::string ReasonOfUnresolved(const Program& program, FunctionRef function, ValueId call);

// Does `call` call a value that is declared as a Callable (`on_event: Callable[[Event], Awaitable[None]]`)? No function stands behind it in
// what is read; what the call gives is known from the declaration.
bool CallsDeclaredCallable(const Program& program, FunctionRef function, ValueId call);

}  // namespace dangle

#endif  // DANGLE_SEMANTICS_UNRESOLVED_H_

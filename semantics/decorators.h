// Decorators of the project, looked into: what they leave of the function that they are given.
//
//   def traced(f):                              async f: traced(f) is called like f, and gives a coroutine of f
//       if iscoroutinefunction(f):              other f: traced(f) is `wrapper`
//           @wraps(f)
//           async def async_wrapper(*a): return await f(*a)
//           return async_wrapper
//       def wrapper(*a): return f(*a)
//       return wrapper
//
// The shape is read from the function's returns alone: every one gives a nested function that stands for the argument (it is wrapped
// with functools.wraps, or gives what a call of the argument gives), or the argument itself.
#ifndef DANGLE_SEMANTICS_DECORATORS_H_
#define DANGLE_SEMANTICS_DECORATORS_H_

#include "semantics/program_data.h"

namespace dangle {

// Fills data.decorators.
void FindDecorators(Program::Data& data);

}  // namespace dangle

#endif  // DANGLE_SEMANTICS_DECORATORS_H_

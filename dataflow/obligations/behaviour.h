// How a function may be left at all, apart from what it does to objects: may it raise, suspend, return?
//
//   def check(x):                 raises: explicit (past its own handlers); never suspends; returns
//       if not x: raise ValueError(x)
//   def fail(msg): raise Error(msg)            never returns
//   async def serve(): while True: await …     never returns, may suspend
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_BEHAVIOUR_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_BEHAVIOUR_H_

#include "dataflow/interproc/contract.h"
#include "dataflow/obligations/function_view.h"

namespace dangle {

struct Behaviour {
  RaisedMasks raised;  // past the function's own handlers; classes numbered by the view's table
  Suspends suspends = Suspends::kNever;
  bool returns = true;
  std::size_t return_count = 0;       // Return instructions that may be reached
  std::size_t none_return_count = 0;  // and of them those that say None
};

// Follows the edges that can be taken; linear in the function, times the number of times that the exceptions of a handler grow.
Behaviour BehaviourOf(const FunctionView& view);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_BEHAVIOUR_H_

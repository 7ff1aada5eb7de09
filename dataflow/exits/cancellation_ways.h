// Where a cancellation goes that comes in at an await: through the handlers that take it, past those that do not, out of the function.
//
//   try:
//       await work()
//   except Exception: ...       passed by
//   finally: close()            reached
//
// Source: Python library reference, asyncio, Task Cancellation: CancelledError is a BaseException.
#ifndef DANGLE_DATAFLOW_EXITS_CANCELLATION_WAYS_H_
#define DANGLE_DATAFLOW_EXITS_CANCELLATION_WAYS_H_

#include <vector>

#include "semantics/program.h"

namespace dangle {

class CancellationWays {
 public:
  CancellationWays(const Program& program, FunctionRef function);

  // For each block: may a cancellation that is in `from` come to it? `from` itself included. Linear in the edges.
  std::vector<char> ReachedFrom(BlockId from) const;
  // Is this `except` clause asked on the way of a cancellation?
  bool IsOfCancellation(const MatchException& clause) const;

 private:
  bool IsTaken(BlockId block, EdgeKind kind) const;

  const Program* program_;
  FunctionRef ref_;
  const Function* function_;
};

// May a cancellation that came in elsewhere have led to this instruction, in a handler or a `finally`? Only a second one comes in here then.
bool IsBehindCancellation(const Program& program, FunctionRef function, ValueId at);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_EXITS_CANCELLATION_WAYS_H_

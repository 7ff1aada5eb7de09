// Tasks that a class keeps in its attributes: what a method does with them, by the name of the attribute.
//
//   for task in list(self._tasks):      FieldOf(task) is _tasks
//       task.cancel()                   a cancel of _tasks
//   await asyncio.gather(*self._tasks)  a use of _tasks: somebody waits for them
//
// Where an attribute is reached in another way nothing is said (silence).
#ifndef DANGLE_DATAFLOW_EXITS_OWN_TASKS_H_
#define DANGLE_DATAFLOW_EXITS_OWN_TASKS_H_

#include <vector>

#include "semantics/program.h"

namespace dangle {

struct FieldCancel {
  ValueId at;  // the call of `cancel`, or of the method of the same object that does it
  NameId field;
  FunctionRef helper;  // invalid: it is called here
};

// May the value be a task (or a future) and nothing else? None does not count.
bool IsTask(const Program& program, FunctionRef function, ValueId value, bool or_future = false);
// The attribute of `self` that the value is, or whose element it is; invalid if there is none.
NameId FieldOf(const Program& program, const Function& function, ValueId value);
// The method of the project that `self.name(…)` runs; invalid if it is not one alone.
FunctionRef OwnMethod(const Program& program, FunctionRef function, ValueId call);
// Cancels of what attributes hold, in the function itself and in the methods of the same object that it calls for it.
std::vector<FieldCancel> FindFieldCancels(const Program& program, FunctionRef function);
// Does the function wait for what the attribute holds, or give it to somebody, at or behind `after` (invalid: anywhere)? What it calls on the same
// object is looked into once. Of an event: does it call its `wait`?
bool WaitsForField(const Program& program, FunctionRef function, NameId field, ValueId after);
// The calls in the class of the function that make what the attribute holds, with their functions.
struct FieldMaker {
  FunctionRef function;
  ValueId call;
};
std::vector<FieldMaker> FindFieldMakers(const Program& program, FunctionRef function, NameId field);
// The methods of the class of this function, in order; without those of its bases.
std::vector<FunctionRef> MethodsBeside(const Program& program, FunctionRef function);

// Does a handler or a manager around the block take a cancellation that is raised in it?
bool TakesCancellation(const Program& program, FunctionRef function, BlockId block);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_EXITS_OWN_TASKS_H_

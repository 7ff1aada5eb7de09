// What a function knows or has done before, so that a primitive which may wait does not.
//
//   while link.poll():                              asked before: there is something to receive
//       link.recv()
//   with ThreadPoolExecutor() as pool:              its jobs are awaited inside: nothing runs any more when the pool is left
//       await loop.run_in_executor(pool, work)
#ifndef DANGLE_DATAFLOW_EFFECTS_READINESS_H_
#define DANGLE_DATAFLOW_EFFECTS_READINESS_H_

#include <string_view>

#include "semantics/program.h"

namespace dangle {

// Does every way to the instruction go through a branch where `object.method()` was true, or false if `holds` is not set? The object is
// known by its access path; what happens between the branch and the instruction is not looked at. O(blocks).
bool IsTestedBefore(const Program& program, const Function& function, ValueId at, ValueId object, std::string_view method, bool holds);

// Is an executor used here only to give it jobs, and does something wait for what each of them gives? False if it goes elsewhere. O(instructions).
bool AreJobsAwaited(const Program& program, const Function& function, ValueId executor);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_EFFECTS_READINESS_H_

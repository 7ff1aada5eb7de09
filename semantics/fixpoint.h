// Types across functions: rounds over a frozen table.
//
//   round 1   load() returns Response        its result cell: Response
//   round 2   its callers are visited again  their values: coroutine of load, Response
//
// A round visits the functions of one level (semantics/call_order.h) whose inputs changed, in parallel; each reads the cells of
// the last round and notes what it adds. Then one thread joins the additions, in the order of the functions. So any number of
// threads gives the same answer. Cells only grow. The cap is visits of a function.
//
// Source: Cousot and Cousot, Abstract Interpretation (POPL 1977); chaotic iteration in Jacobi's order.
#ifndef DANGLE_SEMANTICS_FIXPOINT_H_
#define DANGLE_SEMANTICS_FIXPOINT_H_

#include "semantics/program_data.h"

namespace dangle {

// What is lost beyond it: what the function calls counts as incomplete. Counted in statistics.capped_functions.
inline constexpr std::uint8_t kMaxVisits = 8;

// Fills data.values and the cells.
// Bodies of installed functions that are inferred from, and how long one may be; what is lost: the types of further ones without
// annotations.
inline constexpr std::size_t kMaxLibraryFunctions = 20000;
inline constexpr std::size_t kMaxLibraryInstructions = 3000;

void InferTypes(Program::Data& data);

}  // namespace dangle

#endif  // DANGLE_SEMANTICS_FIXPOINT_H_

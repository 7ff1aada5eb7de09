// Checks that a function is what the analyses rely on: well-formed blocks and edges, SSA, and the balance of temporaries.
//
//   f(open(p), boom())     the temporary of open(p) is moved into the call on one way and dies on the raise edge of boom() on the
//                          other; a handler that kept it, or a second move of it, is reported here
//
// Debug builds verify every lowered function; a test does so for all fixtures.
#ifndef DANGLE_IR_VERIFIER_H_
#define DANGLE_IR_VERIFIER_H_

#include <string>
#include <vector>

#include "ir/function.h"

namespace dangle {

// One sentence for each broken rule, with block and value; empty if the function is sound. Stops at the first stage that fails
// (form, then edges, then values and temporaries), since the next would only repeat it.
std::vector<std::string> VerifyFunction(const Function& function);

}  // namespace dangle

#endif  // DANGLE_IR_VERIFIER_H_

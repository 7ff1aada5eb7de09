// The part of the verifier that follows temporaries: each is made once, lives on the same ways however a block is reached, and
// ends once on each way: by a move, a drop, a phi that takes it over, an exception that it does not survive, or the end of the
// frame.
#ifndef DANGLE_IR_VERIFIER_TEMPORARIES_H_
#define DANGLE_IR_VERIFIER_TEMPORARIES_H_

#include <string>
#include <vector>

#include "ir/dominance.h"

namespace dangle {

// The function's form, edges and values must be sound. Appends a sentence for each broken rule.
void VerifyTemporaries(const Function& function, const DominatorTree& tree, std::vector<std::string>& errors);

}  // namespace dangle

#endif  // DANGLE_IR_VERIFIER_TEMPORARIES_H_

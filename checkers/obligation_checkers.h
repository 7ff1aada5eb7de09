// Runs the checkers of obligations over the results of the analysis.
#ifndef DANGLE_CHECKERS_OBLIGATION_CHECKERS_H_
#define DANGLE_CHECKERS_OBLIGATION_CHECKERS_H_

#include <vector>

#include "checkers/claim.h"
#include "checkers/site_context.h"
#include "dataflow/interproc/summaries.h"

namespace dangle {

// The claims of all checkers about all sites, in order of the functions.
std::vector<Claim> CheckObligations(const ProgramContext& context, const ProgramSummaries& summaries);

}  // namespace dangle

#endif  // DANGLE_CHECKERS_OBLIGATION_CHECKERS_H_

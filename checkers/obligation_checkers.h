// Runs the checkers of obligations over the results of the analysis.
#ifndef DANGLE_CHECKERS_OBLIGATION_CHECKERS_H_
#define DANGLE_CHECKERS_OBLIGATION_CHECKERS_H_

#include <vector>

#include "checkers/claim.h"
#include "dataflow/interproc/summaries.h"

namespace dangle {

// The claims of all checkers about all sites, in order of the functions.
std::vector<Claim> CheckObligations(const Program& program, const SourceSet& sources, const ProgramSummaries& summaries);

}  // namespace dangle

#endif  // DANGLE_CHECKERS_OBLIGATION_CHECKERS_H_

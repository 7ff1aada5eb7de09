// DNG903 analysis-incomplete: a limit of the analysis was reached. Told by notices, in every profile, never by findings.
#ifndef DANGLE_CHECKERS_DNG903_ANALYSIS_INCOMPLETE_H_
#define DANGLE_CHECKERS_DNG903_ANALYSIS_INCOMPLETE_H_

#include <vector>

#include "base/names.h"
#include "ir/module.h"
#include "report/finding.h"
#include "report/notice.h"
#include "semantics/program.h"

namespace dangle {

const Rule& AnalysisIncompleteRule();

// One notice for each problem of kind kBudget.
void FindIncompleteAnalysis(const Module& module, const NameTable& names, std::vector<Notice>& notices);
// Functions in which some object cost more than the solver's budget.
void FindUnfinishedFunctions(const Program& program, const std::vector<FunctionRef>& functions, std::vector<Notice>& notices);

}  // namespace dangle

#endif  // DANGLE_CHECKERS_DNG903_ANALYSIS_INCOMPLETE_H_

// Findings made of the problems that the frontend left in a module (DNG204, DNG902).
#ifndef DANGLE_CHECKERS_PROBLEM_FINDING_H_
#define DANGLE_CHECKERS_PROBLEM_FINDING_H_

#include <string>

#include "base/names.h"
#include "ir/module.h"
#include "report/finding.h"

namespace dangle {

// A finding of high confidence at the place of the problem. `message`: full sentences.
Finding MakeProblemFinding(const Rule& rule, const Module& module, const SyntaxProblem& problem, std::string message, const NameTable& names,
                           const SourceSet& sources);

// "app.Client.load"; "app" for what stands in the module's body or nowhere known.
std::string QualifiedNameOf(const Module& module, FunctionId function, const NameTable& names);

}  // namespace dangle

#endif  // DANGLE_CHECKERS_PROBLEM_FINDING_H_

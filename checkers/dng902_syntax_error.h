// DNG902 syntax-error: what could not be read, decoded or parsed.
#ifndef DANGLE_CHECKERS_DNG902_SYNTAX_ERROR_H_
#define DANGLE_CHECKERS_DNG902_SYNTAX_ERROR_H_

#include <cstddef>
#include <vector>

#include "base/names.h"
#include "ir/module.h"
#include "report/finding.h"

namespace dangle {

// Findings of one file. More say nothing new of a file that is no Python; the last one counts the lines left out.
inline constexpr std::size_t kMaxSyntaxFindings = 20;

const Rule& SyntaxErrorRule();

// One finding for each line with a problem of kind kSyntax: what follows on the line is mostly the echo of the first.
void FindSyntaxErrors(const Module& module, const NameTable& names, const SourceSet& sources, std::vector<Finding>& findings);

}  // namespace dangle

#endif  // DANGLE_CHECKERS_DNG902_SYNTAX_ERROR_H_

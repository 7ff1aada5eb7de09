// What the settings mean for the phases: the options of a phase from the words of the user.
#ifndef DANGLE_CLI_PHASE_OPTIONS_H_
#define DANGLE_CLI_PHASE_OPTIONS_H_

#include <string>
#include <vector>

#include "cli/settings.h"
#include "dataflow/obligations/solve_function.h"
#include "frontend/files.h"

namespace dangle {

FileOptions MakeFileOptions(const std::vector<std::string>& paths, const Settings& settings);
SolveOptions MakeSolveOptions(const Settings& settings);

}  // namespace dangle

#endif  // DANGLE_CLI_PHASE_OPTIONS_H_

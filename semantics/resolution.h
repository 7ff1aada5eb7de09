// What runs at each instruction, on the final types: fills data.resolutions and data.targets.
#ifndef DANGLE_SEMANTICS_RESOLUTION_H_
#define DANGLE_SEMANTICS_RESOLUTION_H_

#include "semantics/program_data.h"

namespace dangle {

void ResolveTargets(Program::Data& data);

}  // namespace dangle

#endif  // DANGLE_SEMANTICS_RESOLUTION_H_

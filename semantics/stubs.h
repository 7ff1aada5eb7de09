// Loads the stubs (models/stubs/*.pyi) that a project refers to: parsed and lowered like the project's own files, never all of
// them.
//
//   import asyncio          loads asyncio, and what its stub imports
//
// The stubs are written by hand in ordinary stub syntax (PEP 484) with a few words on top, which say what a call owes and takes
// (docs of models/stubs; the reader is dataflow/interproc). For types the words are transparent.
#ifndef DANGLE_SEMANTICS_STUBS_H_
#define DANGLE_SEMANTICS_STUBS_H_

#include "semantics/program_data.h"

namespace dangle {

// Appends the needed stubs to data.modules, by name, and enters all modules into data.module_by_name. A module of the project
// wins over the stub of its name, except for the few that the language itself rests on (builtins, typing); a stub of the user's wins
// over dangle's own.
void LoadStubs(Program::Data& data);

}  // namespace dangle

#endif  // DANGLE_SEMANTICS_STUBS_H_

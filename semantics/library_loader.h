// Which modules a program needs besides its own, and of library modules only those that its names lead to: dangle's models for what the
// project imports, installed packages and typeshed for what the models lack.
//
//   from shop_sdk import Client        opens shop_sdk, follows its `from ._http import Client` to shop_sdk._http, and the annotations
//   Client().fetch(url)                of Client's bases, of `fetch` and of Client's special methods to where their classes are
//
// A library module is parsed and lowered like the project's own files; what its names need is followed name by name, nearest first, so
// that a budget cuts what is farthest. Where a model and a library module have one name, the model stands in front and the library's
// module is its *underlay*: it gives the names that the model lacks (LinkUnderlays).
//
// Source: the demand-driven opening is Duesterwald, Gupta and Soffa's (1997) idea on the level of names.
#ifndef DANGLE_SEMANTICS_LIBRARY_LOADER_H_
#define DANGLE_SEMANTICS_LIBRARY_LOADER_H_

#include <cstddef>

#include "semantics/program_data.h"

namespace dangle {

// Library modules are opened up to these; what is lost: names whose definitions lie behind. Counted in --stats.
inline constexpr std::size_t kMaxLibraryModules = 1000;
inline constexpr std::size_t kMaxLibraryBytes = std::size_t{24} << 20U;
// A longer file is generated (a client of some cloud); what is lost: its names.
inline constexpr std::size_t kMaxLibraryFileBytes = std::size_t{1} << 20U;

// Appends models and library modules to data.modules, ordered by name; enters all modules into data.module_by_name. A module of the
// project wins over any other of its name, except for the few that the language itself rests on (builtins, typing); a stub of the user's
// wins over dangle's own; a model over a library.
void LoadLibraries(Program::Data& data);

// Ties models to their underlays: a class or function that both have is the model's, wherever the library itself defines it. After
// BuildSymbols.
void LinkUnderlays(Program::Data& data);

}  // namespace dangle

#endif  // DANGLE_SEMANTICS_LIBRARY_LOADER_H_

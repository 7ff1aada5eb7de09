// Which names the module and class bodies of a program bind, and what an import refers to.
//
//   from .db import Pool as P     symbol P of this module: import; its target is symbol Pool of pkg.db
//   import os.path                symbol os: module os; `os.path` is found as an attribute of it
//   if fast: from a import f      symbol f: two definitions, and what it may be is the union
//   else: def f(): ...
//
// Nothing is run: star imports, `__all__`, packages without `__init__`, imports under TYPE_CHECKING and cycles are answered from
// the table. Source: Python language reference 5 and 7.11.
#ifndef DANGLE_SEMANTICS_SYMBOLS_H_
#define DANGLE_SEMANTICS_SYMBOLS_H_

#include <string>

#include "semantics/program_data.h"

namespace dangle {

// Chains of re-exports and of star imports are followed this far; longer ones (cycles) lead nowhere.
inline constexpr int kMaxImportHops = 24;

// "pkg.db" of `from .db import Pool` in pkg.app; empty if the dots lead out of the package.
std::string AbsoluteModuleName(const Module& module, const Import& import, const NameTable& names);

// Adds an empty module for each package of the project that has no `__init__`, so that `import ns.a; ns.a.f` finds its way.
void AddNamespacePackages(Program::Data& data);
// Numbers all functions and classes and gives each its row.
void NumberProgram(Program::Data& data);
// Fills data.symbols; gives each symbol its cell.
void BuildSymbols(Program::Data& data);

// `name` as an attribute of a module: its symbol (own, or through a star import), or the submodule of that name.
ImportTarget FindInModule(const Program::Data& data, ModuleId module, NameId name);
// `name` read as a global of a module: its symbol, one of a star import, or a builtin.
BodySymbolId FindGlobal(const Program::Data& data, ModuleId module, NameId name);
// The module below `package` with this last name; invalid if there is none.
ModuleId FindSubmodule(const Program::Data& data, ModuleId package, NameId name);
// The symbol or module behind a symbol that is nothing but an import; else the symbol itself.
ImportTarget FollowImports(const Program::Data& data, BodySymbolId symbol);
// The target of "asyncio.Task": the longest module, then attributes. Unknown if there is none.
ImportTarget FindQualified(const Program::Data& data, std::string_view name);

}  // namespace dangle

#endif  // DANGLE_SEMANTICS_SYMBOLS_H_

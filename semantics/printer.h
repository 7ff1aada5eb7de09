// The dumps of --print=symbols, classes and types: of the project's modules, in the order of their files.
#ifndef DANGLE_SEMANTICS_PRINTER_H_
#define DANGLE_SEMANTICS_PRINTER_H_

#include <string>
#include <utility>
#include <vector>

#include "semantics/program.h"

namespace dangle {

// Each name that a module or class body binds, how, and what it may be.
//   pkg.app
//     Pool (import): type[pkg.db.Pool]
std::string PrintSymbols(const Program& program);

// Each class with its method resolution order and the attributes of its instances.
//   class pkg.app.App: pkg.app.App, pkg.base.Base, builtins.object
//     self.pool: pkg.db.Pool | None
std::string PrintClasses(const Program& program);

// Each function with the types of its parameters and result, then of its values, numbered as in --print=ir; behind `=` what runs
// there.
//   def pkg.app.App.load(self: pkg.app.App) -> coroutine pkg.app.App.load -> int
//     %3: method pkg.db.Pool.get
//     %4: coroutine pkg.db.Pool.get -> int = pkg.db.Pool.get
std::string PrintTypes(const Program& program);

// What --stats says: calls by how they were resolved, attribute reads, functions over the cap.
std::vector<std::pair<std::string, std::string>> DescribeStatistics(const SemanticsStatistics& statistics);

}  // namespace dangle

#endif  // DANGLE_SEMANTICS_PRINTER_H_

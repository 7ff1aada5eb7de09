// Types as people write them: `asyncpg.Pool | None`, `coroutine app.load -> Response`.
#ifndef DANGLE_SEMANTICS_TYPE_PRINTER_H_
#define DANGLE_SEMANTICS_TYPE_PRINTER_H_

#include <string>

#include "semantics/program.h"

namespace dangle {

std::string PrintType(const Program& program, TypeId id);

}  // namespace dangle

#endif  // DANGLE_SEMANTICS_TYPE_PRINTER_H_

// Edits that fixes are made of: what must hold of the text around an expression, so that a rewrite means what it says.
//
//   import time                            import asyncio
//   async def poll():                      import time
//       time.sleep(1)                 →    async def poll():
//                                              await asyncio.sleep(1)
#ifndef DANGLE_CHECKERS_EDITS_H_
#define DANGLE_CHECKERS_EDITS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/function_context.h"
#include "report/finding.h"

namespace dangle {

// The expression is a statement of its own, or all that is assigned: `await` in front binds nothing else.
bool IsWholeExpression(std::string_view text, SourceRange range);

// A statement that is one line: `    data = open(p).read()`.
struct LineStatement {
  SourceRange range;             // without indentation and comment-free up to the end of the line
  std::string_view indentation;  // " " and "\t" only
};
// The statement around `range` if it is nothing but its line and no part of a longer one.
std::optional<LineStatement> LineStatementAround(std::string_view text, SourceRange range);

// The first of the names that stands nowhere in the text of the function; empty if all do.
std::string_view FreeName(const FunctionContext& context, std::initializer_list<std::string_view> names);

// What makes `name` (a module of the standard library or of the environment) stand for itself in the function: no edit if the module
// imports it, one that imports it above the first import; nothing if the name means something else.
std::optional<std::vector<TextEdit>> EditsToImport(const Program& program, const SourceFile& file, FunctionRef function, std::string_view name);

}  // namespace dangle

#endif  // DANGLE_CHECKERS_EDITS_H_

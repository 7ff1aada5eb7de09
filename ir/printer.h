// The IR as text: `--print=ir`. ir/parser.h reads functions back.
//
//   async func load(url)                    async def load(url):
//     slot url                                  try:
//     b0:                                           return await get(url)
//       %0 = param url                          finally:
//       jump b1 '                                   done()
//     b1:  from b0  raise b3  cancel b3
//       %2 = load_name get !
//       %3 = call move %2(%0) !
//       %4 = await move %3 !~
//
// Marks behind an instruction: `!` may raise, `~` may be cancelled, `^` may be abandoned, `'` made by lowering. `from` lists the
// predecessor edges in the order of phi operands. A slot whose name is not unique prints its number behind it: `x.4`.
#ifndef DANGLE_IR_PRINTER_H_
#define DANGLE_IR_PRINTER_H_

#include <string>

#include "base/names.h"
#include "base/source.h"
#include "ir/function.h"
#include "ir/module.h"

namespace dangle {

std::string PrintFunction(const Function& function, const NameTable& names);
// One instruction as PrintFunction prints it, without indentation.
std::string PrintInstruction(const Function& function, ValueId value, const NameTable& names);
// All functions of a module in order, each with its number, and what imports, classes and closures refer to as comments; with the
// file, the line of each instruction too.
std::string PrintModule(const Module& module, const NameTable& names, const SourceFile* file = nullptr);
// The module as a graph for Graphviz (`--print=ir-dot`): a cluster a function, a box a block; dashed edges are exceptional.
std::string PrintModuleDot(const Module& module, const NameTable& names);

}  // namespace dangle

#endif  // DANGLE_IR_PRINTER_H_

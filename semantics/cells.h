// Gives each parameter, result, captured variable and attribute its cell, and writes into it what is declared.
#ifndef DANGLE_SEMANTICS_CELLS_H_
#define DANGLE_SEMANTICS_CELLS_H_

#include "semantics/program_data.h"

namespace dangle {

// After classes and traits. Cells of symbols exist already; those of plain definitions (classes, functions, imports) get their
// types.
void DeclareCells(Program::Data& data);

// The cell of attribute `name` of instances of the class itself; made if there is none.
TypeCellId AttributeCell(Program::Data& data, ClassIndex owner, NameId name);

}  // namespace dangle

#endif  // DANGLE_SEMANTICS_CELLS_H_

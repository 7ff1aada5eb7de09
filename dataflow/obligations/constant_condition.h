// Conditions that have one answer whatever is run: the branch that is never taken makes nothing and loses nothing.
//
//   x = None; if x is None: …        SSA knows the value
//   if type(5) == str: …             the class of a literal, or of what a constructor gave
//   if enabled(): …                  def enabled(): return True
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_CONSTANT_CONDITION_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_CONSTANT_CONDITION_H_

#include <optional>

#include "semantics/program.h"

namespace dangle {

std::optional<bool> ConstantCondition(const Program& program, FunctionRef function, ValueId condition);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_CONSTANT_CONDITION_H_

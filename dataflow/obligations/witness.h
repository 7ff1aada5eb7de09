// The instruction whose exception begins the way on which an object is lost. What is left of it at the end may only be the Reraise of a
// `finally`; people want to know what raised.
//
//   f = open(p)
//   try: g(f)          # the witness
//   finally: log()     # the frame is left here, by a Reraise
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_WITNESS_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_WITNESS_H_

#include "dataflow/obligations/function_view.h"

namespace dangle {

// `at` itself unless it goes on with a caught exception; then the likeliest instruction behind `made` that leads to the handler, no rarer
// than `rank`. Falls back to `at`.
ValueId WitnessOf(const FunctionView& view, ValueId at, ValueId made, RaiseRank rank);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_WITNESS_H_

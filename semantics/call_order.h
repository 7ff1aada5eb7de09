// An order in which to visit functions: callees before callers, as far as a glance shows who calls whom.
//
//   def a(): return b()      level 1
//   def b(): return 1        level 0
//
// Only a matter of speed: what a function returns is then mostly known when its callers are visited for the first time.
#ifndef DANGLE_SEMANTICS_CALL_ORDER_H_
#define DANGLE_SEMANTICS_CALL_ORDER_H_

#include <cstdint>

#include "semantics/program_data.h"

namespace dangle {

// Longer chains of calls share the last level.
inline constexpr std::uint8_t kMaxCallLevel = 24;

// The level of each function: above all that it calls by a plain name, through a module or on self; edges that close a cycle do
// not count.
IdVector<FunctionIndex, std::uint8_t> CallLevels(const Program::Data& data);

}  // namespace dangle

#endif  // DANGLE_SEMANTICS_CALL_ORDER_H_

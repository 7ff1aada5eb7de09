// What a generator holds while it is suspended at a yield: the context managers that it has entered and not left.
//
//   async def rows():
//       async with pool.acquire() as conn:     held at the yield: whoever stops iterating leaves the connection acquired
//           async for row in conn.cursor(q):
//               yield row
#ifndef DANGLE_CHECKERS_GENERATOR_SCOPES_H_
#define DANGLE_CHECKERS_GENERATOR_SCOPES_H_

#include <vector>

#include "ir/function.h"

namespace dangle {

// The yields that lie between an Enter and its Exit, in order.
std::vector<ValueId> YieldsInside(const Function& function, ValueId enter);
// The first Enter that a yield lies inside of, for any with `accepts(enter)`; invalid if there is none.
ValueId HeldAcrossYield(const Function& function, const auto& accepts) {
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    const ValueId at(i);
    if (Is<Enter>(function.instructions[at]) && accepts(at) && !YieldsInside(function, at).empty()) return at;
  }
  return ValueId();
}

// Where what was entered there is left.
std::vector<ValueId> ExitsOf(const Function& function, ValueId enter);

}  // namespace dangle

#endif  // DANGLE_CHECKERS_GENERATOR_SCOPES_H_

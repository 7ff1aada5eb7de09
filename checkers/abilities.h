// What can be done with a value of a type: may it be awaited, entered, iterated?
//
//   process = subprocess.Popen(cmd)
//   await process.wait()             int: cannot be awaited
//   async with lock: ...             threading.Lock: can be entered, but not asynchronously
//
// Python looks special methods up on the class (data model 3.3.12). "Maybe" is the answer wherever something is not known: an unknown
// base class, a stub that says that there is more, a protocol or base class of which a subclass may have the method.
#ifndef DANGLE_CHECKERS_ABILITIES_H_
#define DANGLE_CHECKERS_ABILITIES_H_

#include <string>

#include "report/finding.h"
#include "semantics/program.h"

namespace dangle {

enum class Ability : std::uint8_t { kAwait, kEnter, kEnterAsync, kIterate, kIterateAsync };
enum class Answer : std::uint8_t { kNo, kMaybe, kYes };

// Of one member of a type.
Answer Can(const Program& program, TypeId member, Ability ability);
// Of a value: kNo if no member can, kYes if all can. None beside other members is left out (an optional value was tested, or was not);
// a type of which nothing is known is kMaybe.
Answer CanAny(const Program& program, TypeId type, Ability ability);

// How far a negative answer about this value may be trusted. Low: its type rests on what the project happens to pass to an unannotated
// parameter, or on an element of a container. Medium: an attribute, an inferred result. High: a resolved call.
Confidence TrustIn(const Program& program, FunctionRef function, ValueId value);

// "None", "int", "a list": for messages.
std::string DescribeType(const Program& program, TypeId type);

}  // namespace dangle

#endif  // DANGLE_CHECKERS_ABILITIES_H_

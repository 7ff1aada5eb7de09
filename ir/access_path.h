// The access path of a value: where it stands, by the names through which code reaches it.
//
//   self._lock.release()      root: the parameter self; attributes: _lock
//
// Source: access paths after the Resource Leak Checker (Kellogg et al. 2021).
#ifndef DANGLE_IR_ACCESS_PATH_H_
#define DANGLE_IR_ACCESS_PATH_H_

#include <optional>
#include <vector>

#include "ir/function.h"

namespace dangle {

// A local value or a global name, then attributes. At most kMaxPath of them (a longer path is nobody's).
struct AccessPath {
  static constexpr std::size_t kMaxPath = 3;
  ValueId root;
  SlotId variable;  // the root is a phi of this variable, or a cell
  NameId global;
  std::vector<NameId> attributes;
  // The last name: by which what stands there is known in other functions.
  NameId last() const { return attributes.empty() ? global : attributes.back(); }
  friend bool operator==(const AccessPath&, const AccessPath&) = default;
};
std::optional<AccessPath> AccessPathOf(const Function& function, ValueId value);

// What the instruction calls a method of, enters, leaves, or takes the next element from; invalid if it does none of these.
ValueId ReceiverOf(const Function& function, ValueId at);

}  // namespace dangle

#endif  // DANGLE_IR_ACCESS_PATH_H_

// Where a lock or a pool stands: the path by which code reaches it.
//
//   self._lock.release()      root: the parameter self; attributes: _lock
//
// Source: access paths after the Resource Leak Checker (Kellogg et al. 2021).
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_LOCK_PATH_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_LOCK_PATH_H_

#include <optional>
#include <vector>

#include "ir/function.h"

namespace dangle {

// How a lock is reached: a local value or a global name, then attributes. At most kMaxPath of them (a longer path is nobody's).
struct LockPath {
  static constexpr std::size_t kMaxPath = 3;
  ValueId root;
  SlotId variable;  // the root is a phi of this variable, or a cell
  NameId global;
  std::vector<NameId> attributes;
  // The last name: by which the lock is known in other functions.
  NameId last() const { return attributes.empty() ? global : attributes.back(); }
  friend bool operator==(const LockPath&, const LockPath&) = default;
};
std::optional<LockPath> LockPathOf(const Function& function, ValueId value);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_LOCK_PATH_H_

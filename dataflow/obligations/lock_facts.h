// Permits of locks. A permit is no object of its own: the lock is found again by the path that leads to it, not by its value.
//
//   await self._lock.acquire()     birth of a permit of `self._lock`
//   self._items.clear()
//   self._lock.release()           the same path: discharged
//
// The facts are those of any object, with one slot for the permit that dies with the frame. Two paths are equal if they begin at the
// same value (or global) and go through the same attributes; a lock that is handed on takes its permit with it (silence).
//
// Source: access paths after the Resource Leak Checker (Kellogg et al. 2021).
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_LOCK_FACTS_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_LOCK_FACTS_H_

#include <optional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "dataflow/obligations/object_facts.h"
#include "dataflow/obligations/sites.h"
#include "ir/access_path.h"

namespace dangle {

// Which attributes' locks each function gives back: `self._lock.release()` gives `_lock`. Made once for the program, direct calls only.
class ReleaseIndex {
 public:
  explicit ReleaseIndex(const Program& program);
  bool Releases(FunctionRef function, NameId attribute) const;
  // Some function of the program gives back a lock that is reached by this last name.
  bool IsReleasedSomewhere(NameId attribute) const { return anywhere_.contains(attribute); }

 private:
  absl::flat_hash_map<FunctionRef, absl::flat_hash_set<NameId>> by_function_;
  absl::flat_hash_set<NameId> anywhere_;
};

struct LockSite {
  Site site;  // root: the await of `acquire`
  AccessPath path;
};

// The awaits of an asynchronous lock's `acquire`, in order.
std::vector<LockSite> FindLockSites(const Program& program, const ContractStore& contracts, FunctionRef function);
// Replaces the content of `facts`.
void BuildLockFacts(const FunctionView& view, const ReleaseIndex& releases, const LockSite& site, ObjectFacts& facts);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_LOCK_FACTS_H_

// What the calls of one function do to the objects that have a protocol of use: which they release, which they need open, write
// to, commit. Objects are known by the paths that lead to them.
//
//   conn = sqlite3.connect(path)
//   conn.execute("INSERT …")       needs conn open, writes to it
//   conn.close()                   releases conn
//
// What the stubs say of the called methods is all that counts (contract.h, CallRole); a helper of the project counts for what its
// summary says.
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_CALL_EVENTS_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_CALL_EVENTS_H_

#include <vector>

#include "absl/container/flat_hash_map.h"
#include "dataflow/obligations/function_view.h"
#include "dataflow/obligations/object_facts.h"
#include "ir/access_path.h"

namespace dangle {

enum class CallEventKind : std::uint8_t {
  kUse,       // a method that needs the object open
  kRelease,   // the object is released: by its own method, as an argument, at the end of its `with` block
  kUnlock,    // a lock is released
  kLock,      // and acquired
  kExecute,   // SQL is run on it
  kWrite,     // something is written to it
  kCommit,    // its transaction ends
  kBegin,     // a transaction is begun
  kKeepBody,  // what it holds is read to its end
  kExpire,    // what was loaded through it has to be read anew
};

struct CallEvent {
  ValueId at;      // the call, or the exit of a `with` block
  ValueId object;  // on which it acts
  CallEventKind kind = CallEventKind::kUse;
  bool is_once = false;      // a second such release raises, or does harm
  bool is_argument = false;  // the object is given to what releases it
};

class CallEvents {
 public:
  explicit CallEvents(const FunctionView& view);

  const std::vector<CallEvent>& all() const { return events_; }
  // The object itself: what a `with` block binds is what it manages.
  ValueId ObjectOf(ValueId value) const;
  // `closing(x)`: x; else invalid.
  ValueId ClosedBy(ValueId manager) const;
  std::optional<AccessPath> PathOf(ValueId value) const { return AccessPathOf(view_->function(), ObjectOf(value)); }
  // Where the object comes from: itself, then what it was made by and needs open in its turn (a response, its session). Never empty.
  std::vector<ValueId> OriginsOf(ValueId value) const;
  // Do code and stubs agree on all that this call may run?
  std::vector<FunctionRef> TargetsOf(ValueId call) const;

 private:
  void AddCall(ValueId at, const Call& call);
  void AddArguments(ValueId at, const Call& call);
  void AddExit(ValueId at, const Exit& exit);
  bool RunsAtOnce(ValueId call) const;
  void Add(ValueId at, ValueId object, CallEventKind kind, bool is_once = false, bool is_argument = false) {
    events_.push_back({at, object, kind, is_once, is_argument});
  }

  const FunctionView* view_;
  std::vector<CallEvent> events_;                  // in order
  absl::flat_hash_map<ValueId, ValueId> derived_;  // a call of a method that needs its object open: the object
};

// Facts about what stands at a path from one event on: it is born there, used and ended at others. An object that comes to stand there
// anew ends it, too; so does, where others may change what stands there, a call of the project's code.
class PathFactsBuilder {
 public:
  PathFactsBuilder(const FunctionView& view, const AccessPath& path, ObjectFacts& facts);
  void Use(ValueId at) { facts_.facts.push_back({.at = at, .kind = FactKind::kUse}); }
  void End(ValueId at) { facts_.facts.push_back({.at = at, .kind = FactKind::kEffect, .from = 0, .index = 0}); }
  void Birth(ValueId at);
  // Adds the ends by what stands there anew.
  void EndAnew();

 private:
  bool MayChange(ValueId at, const Instruction& instruction) const;

  const FunctionView& view_;
  const AccessPath& path_;
  ObjectFacts& facts_;
};

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_CALL_EVENTS_H_

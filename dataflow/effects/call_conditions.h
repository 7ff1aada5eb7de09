// Under what a function makes one of its calls: what a caller has to know to say whether the call is made at all.
//
//   def client(sync=False):
//       if sync: return SyncClient()        SyncClient(): only where `sync` is true, so not of `client()`
//       global cache
//       if cache is None: cache = build()   build(): only the first time
//
// Source: control dependence after Ferrante, Ottenstein and Warren 1987; conditions on parameters as contexts after Sharir and Pnueli 1981.
#ifndef DANGLE_DATAFLOW_EFFECTS_CALL_CONDITIONS_H_
#define DANGLE_DATAFLOW_EFFECTS_CALL_CONDITIONS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "semantics/program.h"

namespace dangle {

enum class ParameterTest : std::uint8_t { kNone, kTrue, kFalse, kIsNone, kIsNotNone };

// The call is made only where this parameter passes this test; kNone: that is not known.
struct ParameterGuard {
  std::uint16_t parameter = 0;
  ParameterTest test = ParameterTest::kNone;
  friend auto operator<=>(const ParameterGuard&, const ParameterGuard&) = default;
};

struct CallConditions {
  ParameterGuard guard;
  bool is_conditional = false;  // the function may return without it
  bool is_first_only = false;   // behind a test of what the function itself fills
  bool is_failing = false;      // every way on from it raises
};

// Of one function; asks its blocks when it is asked.
class CallConditionFinder {
 public:
  CallConditionFinder(const Program& program, FunctionRef ref) : function_(program.function(ref)) {}

  CallConditions Of(ValueId at);

 private:
  struct Edge {
    BlockId from;
    BlockId to;
  };

  // Marks what can be reached from a block; `avoided` is not entered, `cut` not taken.
  void Reach(BlockId from, BlockId avoided, std::optional<Edge> cut, bool with_exceptions);
  bool ReachesReturn() const;
  bool ReachesRaise() const;
  void ReadBranch(const Branch& branch, bool holds, CallConditions& conditions) const;
  bool IsFilledHere(ValueId tested) const;

  const Function& function_;
  std::vector<std::uint8_t> reached_;
  std::vector<BlockId> work_;
};

// Whether a call of `callee` may make what is guarded so, and what that says of the caller's own parameters.
struct GuardAtCall {
  bool may_hold = true;
  bool is_certain = false;  // the test holds for what is passed
  ParameterGuard passed_on;
};
GuardAtCall GuardOf(const Program& program, FunctionRef caller, ValueId at, FunctionRef callee, ParameterGuard guard);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_EFFECTS_CALL_CONDITIONS_H_

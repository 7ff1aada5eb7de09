// The branches of a function by what they ask, so that an object finds those that tell of it without a walk over all of them.
//
//   if f is not None: …        asks f
//   if not opened: …           asks opened, negated; a phi: asks the variable `opened`
//   if f.closed(): …           asks the call, and what is called
//   if self.single: … if self.single: …     the second asks the same as the first, if nothing here assigns `single`
//
// Made once per function, when the first object needs it; linear in its branches.
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_BRANCH_INDEX_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_BRANCH_INDEX_H_

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "ir/function.h"
#include "semantics/program.h"

namespace dangle {

class BranchIndex {
 public:
  BranchIndex(const Program& program, FunctionRef ref);

  struct Flag {
    BlockId block;
    ValueId phi;      // what the branch asks for its truth, or compares
    SlotId variable;  // of the phi
  };
  // The branches that ask a variable whose value depends on the way here; in order of the blocks.
  const std::vector<Flag>& Flags() const { return flags_; }

  // Calls visit(block) for each branch that asks the value, compares it, or calls it or something with it; perhaps more than once.
  template <typename Visitor>
  void ForEachBranchOn(ValueId value, const Visitor& visit) const {
    for (auto at = std::lower_bound(by_value_.begin(), by_value_.end(), std::pair(value, BlockId(std::uint32_t{0})));
         at != by_value_.end() && at->first == value; ++at) {
      visit(at->second);
    }
  }
  template <typename Visitor>
  void ForEachBranchOn(SlotId variable, const Visitor& visit) const {
    for (auto at = std::lower_bound(by_variable_.begin(), by_variable_.end(), std::pair(variable, BlockId(std::uint32_t{0})));
         at != by_variable_.end() && at->first == variable; ++at) {
      visit(at->second);
    }
  }

  // The branches that ask `x.done()` or `x.is_closed()`: of a task, of a loop. In order.
  const std::vector<BlockId>& EndTests() const { return end_tests_; }

  // Values that more than one branch asks for their truth: what holds on one way through the function holds on all of it.
  const std::vector<ValueId>& RepeatedConditions() const { return repeated_; }
  // The first condition that asks the same, or the opposite; itself if there is none.
  struct SameCondition {
    ValueId first;
    bool is_opposite = false;
  };
  SameCondition SameConditionAs(ValueId condition) const;

 private:
  void AddBranch(BlockId block, const Branch& branch);
  void FindRepeated();
  ValueId HeldBy(ValueId value) const;
  bool ComparesWithNone(ValueId test, ValueId value, CompareOperator op) const;
  bool AskTheOpposite(ValueId a, ValueId b) const;
  bool IsPureTest(ValueId call) const;
  bool AskTheSame(ValueId a, ValueId b, int depth) const;
  bool IsAssigned(NameId attribute) const;

  const Program* program_;
  FunctionRef ref_;
  const Function* function_;
  std::vector<ValueId> conditions_;  // of the branches, without `not`; by block
  std::vector<BlockId> blocks_;
  std::vector<Flag> flags_;
  std::vector<BlockId> end_tests_;
  std::vector<std::pair<ValueId, BlockId>> by_value_;
  std::vector<std::pair<SlotId, BlockId>> by_variable_;
  std::vector<ValueId> repeated_;
  std::vector<std::pair<ValueId, SameCondition>> same_;
};

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_BRANCH_INDEX_H_

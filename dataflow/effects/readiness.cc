#include "dataflow/effects/readiness.h"

#include <algorithm>
#include <vector>

#include "ir/access_path.h"
#include "ir/dominance.h"

namespace dangle {

namespace {

// The call of `object.method()` that a condition tests; `is_negated` says whether `not` stands before it.
const Call* TestedCall(const Function& function, ValueId condition, bool& is_negated) {
  for (const auto* unary = As<Unary>(function.instructions[condition]); unary != nullptr && unary->op == UnaryOperator::kNot;
       unary = As<Unary>(function.instructions[condition])) {
    condition = unary->operand.value();
    is_negated = !is_negated;
  }
  return As<Call>(function.instructions[condition]);
}

bool IsNamed(const Program& program, NameId name, std::string_view text) { return program.names().Text(name) == text; }

// `pool.submit(f)` or `loop.run_in_executor(pool, f)`.
bool GivesJob(const Program& program, const Function& function, const Call& call, ValueId executor) {
  const auto* load = As<LoadAttr>(function.instructions[call.callee.value()]);
  if (load == nullptr) return false;
  if (load->object.value() == executor) return IsNamed(program, load->name, "submit");
  return IsNamed(program, load->name, "run_in_executor");
}

// Enters it, leaves it, gives it a name that only this function sees.
bool KeepsHere(const Function& function, const Instruction& instruction) {
  const auto* bind = As<Bind>(instruction);
  return Is<Enter>(instruction) || Is<Exit>(instruction) || Is<Drop>(instruction) || (bind != nullptr && function.slots[bind->slot].in_ssa);
}

bool IsUsed(const Function& function, ValueId value) {
  return std::ranges::any_of(function.instructions,
                             [&](const Instruction& other) { return Uses(function, other, value) && !Is<Drop>(other) && !Is<Bind>(other); });
}

}  // namespace

bool IsTestedBefore(const Program& program, const Function& function, ValueId at, ValueId object, std::string_view method, bool holds) {
  const std::optional<AccessPath> path = AccessPathOf(function, object);
  if (!path) return false;
  std::optional<DominatorTree> dominators;
  const BlockId block = function.BlockOf(at);
  for (std::size_t b = 0; b < function.blocks.size(); ++b) {
    const auto* branch = As<Branch>(function.TerminatorOf(BlockId(b)));
    if (branch == nullptr) continue;
    bool is_negated = false;
    const Call* call = TestedCall(function, branch->condition.value(), is_negated);
    const auto* load = call != nullptr ? As<LoadAttr>(function.instructions[call->callee.value()]) : nullptr;
    if (load == nullptr || !IsNamed(program, load->name, method) || AccessPathOf(function, load->object.value()) != path) continue;
    const BlockId passed = holds != is_negated ? branch->if_true : branch->if_false;
    if (function.PredecessorsOf(passed).size() != 1) continue;
    if (!dominators) dominators.emplace(function);
    if (dominators->Dominates(passed, block)) return true;
  }
  return false;
}

bool AreJobsAwaited(const Program& program, const Function& function, ValueId executor) {
  std::vector<ValueId> names = {executor};
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    const auto* enter = As<Enter>(function.instructions[ValueId(i)]);
    if (enter != nullptr && enter->manager == executor) names.push_back(ValueId(i));
  }
  std::vector<ValueId> jobs;
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    const Instruction& instruction = function.instructions[ValueId(i)];
    for (const ValueId name : names) {
      if (!Uses(function, instruction, name) || KeepsHere(function, instruction)) continue;
      if (const auto* load = As<LoadAttr>(instruction)) {
        const auto is_call = [&](const Instruction& other) {
          const auto* call = As<Call>(other);
          return call != nullptr && call->callee.value() == ValueId(i) && GivesJob(program, function, *call, name);
        };
        const auto call = std::ranges::find_if(function.instructions, is_call);
        if (load->object.value() != name || call == function.instructions.end()) return false;
        jobs.emplace_back(static_cast<std::size_t>(call - function.instructions.begin()));
        continue;
      }
      const auto* call = As<Call>(instruction);
      if (call == nullptr || !GivesJob(program, function, *call, name)) return false;
      jobs.emplace_back(i);
    }
  }
  return std::ranges::all_of(jobs, [&](ValueId job) { return IsUsed(function, job); });
}

}  // namespace dangle

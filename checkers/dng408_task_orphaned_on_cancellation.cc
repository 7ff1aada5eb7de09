// DNG408: a coroutine waits for tasks of its own, and they go on without it when it is cancelled.
//
//   getter = asyncio.create_task(queue.get())
//   await asyncio.wait({getter, stopper}, return_when=asyncio.FIRST_COMPLETED)
#include <string>

#include "checkers/expression_checker.h"
#include "checkers/function_checker.h"
#include "dataflow/exits/orphaned_tasks.h"
#include "dataflow/obligations/protocol.h"

namespace dangle {

namespace {

constexpr Rule kRule = {
    .id = "DNG408",
    .name = "task-orphaned-on-cancellation",
    .severity = Severity::kP2,
    .summary = "A coroutine waits with `asyncio.wait` for tasks of its own, and they run on when it is cancelled.",
    .why =
        "`asyncio.wait` cancels nothing: when a timeout or a disconnect cancels the waiter, its tasks stay. A task that waits for a queue then takes "
        "an "
        "item that nobody gets, and one more is left behind each time.",
    .page = {},
    .precision = Confidence::kMedium,
};

// The name of the variable that a value is bound to; empty if there is none.
std::string VariableOf(const FunctionContext& context, ValueId value) {
  for (const Instruction& instruction : context.function().instructions) {
    const auto* bind = As<Bind>(instruction);
    if (bind != nullptr && bind->value.value() == value)
      return std::string(context.program().names().Text(context.function().slots[bind->slot].name));
  }
  return {};
}

Fix FixOf(const FunctionContext& context, const OrphaningWait& wait) {
  const auto* call = As<Call>(context.At(wait.wait));
  const ValueId container = context.function().ArgumentsOf(call->arguments)[0].value.value();
  std::string tasks = VariableOf(context, container);
  std::string code;
  if (tasks.empty()) {
    tasks = "tasks";
    code = "tasks = " + OneLine(context.TextOf(context.At(container).range)) + "\n";
  }
  code += "try:\n    … = await " + OneLine(context.TextOf(context.At(call->callee.value()).range)) + "(" + tasks + ", …)\n";
  return {"Cancel them when it is left in any way", code + "finally:\n    for task in " + tasks + ":\n        task.cancel()", {}};
}

void ClaimWait(const FunctionContext& context, const OrphaningWait& wait, std::vector<Claim>& claims) {
  const SourceRange range = context.At(wait.wait).range;
  Finding finding = BeginFinding(context, kRule, range, Severity::kP2, Confidence::kMedium);
  finding.confidence_reason = "whether the waiter is ever cancelled here is not known";
  const std::string first = context.ShortText(wait.tasks.front());
  const std::string what =
      wait.tasks.size() == 1 ? "The task of '" + first + "' runs" : "'" + first + "' and " + std::to_string(wait.tasks.size() - 1) + " more run";
  finding.message = what + " on when '" + context.FunctionName() + "' is cancelled in 'asyncio.wait', and nobody can end " +
                    (wait.tasks.size() == 1 ? "it." : "them.");
  for (const ValueId task : wait.tasks) {
    finding.trace.push_back({context.LocationOf(context.At(task).range), "'" + context.ShortText(task) + "' is a task of this function", true});
  }
  finding.trace.push_back(
      {context.LocationOf(range), "a cancellation may come in here; 'asyncio.wait' cancels nothing, and neither does the function", true});
  finding.fixes = {FixOf(context, wait)};
  // By the key of the first task's obligation: other rules may tell of the same task.
  const DefectKey key{static_cast<std::uint32_t>(Protocol::kKeepAlive), context.module().file, context.At(wait.tasks.front()).range, 0};
  claims.push_back({key, std::move(finding)});
}

void Check(const FunctionContext& context, std::vector<Claim>& claims) {
  for (const OrphaningWait& wait : FindOrphaningWaits(context.program(), context.ref())) ClaimWait(context, wait, claims);
}

}  // namespace

const FunctionChecker kTaskOrphaned = {&kRule, Check};

}  // namespace dangle

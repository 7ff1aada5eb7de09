// DNG408: tasks of a coroutine's own go on without it when it is cancelled or fails.
//
//   getter = asyncio.create_task(queue.get())
//   await asyncio.wait({getter, stopper}, return_when=asyncio.FIRST_COMPLETED)
//
// Two analyses: the race itself is told of once for all its tasks (dataflow/exits/orphaned_tasks.h), every other way out for the task that is
// lost on it.
#include <algorithm>
#include <string>

#include "checkers/checker.h"
#include "checkers/expression_checker.h"
#include "checkers/function_checker.h"
#include "checkers/task_words.h"
#include "dataflow/exits/cancellation_ways.h"
#include "dataflow/exits/orphaned_tasks.h"
#include "dataflow/obligations/protocol.h"
#include "dataflow/obligations/task_run.h"
#include "dataflow/obligations/task_waits.h"

namespace dangle {

namespace {

constexpr Rule kRule = {
    .id = "DNG408",
    .name = "task-orphaned-on-cancellation",
    .severity = Severity::kP2,
    .summary = "Tasks of a coroutine's own run on when it is cancelled or fails.",
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

void Check(const FunctionContext& context, const ContractStore&, std::vector<Claim>& claims) {
  for (const OrphaningWait& wait : FindOrphaningWaits(context.program(), context.ref())) ClaimWait(context, wait, claims);
}

// The call that is awaited at the witness; invalid if there is none.
ValueId AwaitedAt(const SiteContext& context, ValueId witness) {
  const auto* await = As<Await>(context.At(witness));
  return await != nullptr && Is<Call>(context.At(await->value.value())) ? await->value.value() : ValueId();
}

// The race itself is told of above. Where the function cancels tasks already, or a cancellation has come by, only a second one does harm.
bool IsOtherBusiness(const SiteContext& context, ValueId awaited) {
  if (TaskWaitOf(context.program(), context.ref(), awaited) == TaskWait::kRace) return true;
  const auto* call = As<Call>(context.At(awaited));
  if (OneLine(context.TextOf(context.At(call->callee.value()).range)).find("cancel") != std::string::npos) return true;
  return IsBehindCancellation(context.program(), context.ref(), awaited);
}

// A step of a `finally` that fails. Of the copies of the step one is on the way of a cancellation.
bool IsInCleanup(const SiteContext& context, ValueId witness) {
  if (!Is<Call>(context.At(witness))) return false;
  const auto& instructions = context.function().instructions;
  for (std::size_t i = context.site().root.value.value(); i < instructions.size(); ++i) {
    if (!Is<Call>(instructions[ValueId(i)]) || instructions[ValueId(i)].range != context.At(witness).range) continue;
    if (IsBehindCancellation(context.program(), context.ref(), ValueId(i))) return true;
  }
  return false;
}

bool IsShielded(const SiteContext& context) {
  for (std::size_t i = context.site().root.value.value(); i < context.function().instructions.size(); ++i) {
    if (TaskWaitOf(context.program(), context.ref(), ValueId(i)) != TaskWait::kShield) continue;
    const auto* call = As<Call>(context.At(ValueId(i)));
    if (context.function().ArgumentsOf(call->arguments)[0].value.value() == context.site().root.value) return true;
  }
  return false;
}

// `except CancelledError: self._detach(task)`: the function has thought of it.
bool IsSeenOff(const SiteContext& context) {
  const auto& instructions = context.function().instructions;
  for (std::size_t i = context.site().root.value.value(); i < instructions.size(); ++i) {
    const auto* call = As<Call>(instructions[ValueId(i)]);
    if (call == nullptr || TaskWaitOf(context.program(), context.ref(), ValueId(i)) != TaskWait::kNone) continue;
    const auto arguments = context.function().ArgumentsOf(call->arguments);
    const bool is_given = std::any_of(arguments.begin(), arguments.end(),
                                      [&](const Argument& argument) { return argument.value.value() == context.site().root.value; });
    if (is_given && IsBehindCancellation(context.program(), context.ref(), ValueId(i))) return true;
  }
  return false;
}

std::vector<TraceStep> SiteTrace(const SiteContext& context, bool cancels) {
  std::vector<TraceStep> steps = context.Trace("'" + context.CallText() + "' makes a task here", "");
  const std::string lost = cancels ? ": what cancels the task is not reached" : ": nobody cancels the task";
  steps.push_back({context.LocationOf(context.At(context.MainViolation().witness).range), context.WitnessText() + lost, true});
  return steps;
}

// A task that the function ends on its normal ways only.
void CheckSite(const SiteContext& context, std::vector<Claim>& claims) {
  const RaiseRank witness = context.result().witness;
  if (witness == ObligationTransfer::kNoExceptions || witness == RaiseRank::kNever || context.IsMain() || context.IsScript()) return;
  // Lost on a way on behind a handler: DNG402.
  if (context.MainViolation().way == WayOut::kReturn) return;
  const ValueId awaited = AwaitedAt(context, context.MainViolation().witness);
  if (awaited.IsValid() && IsOtherBusiness(context, awaited)) return;
  if (IsInCleanup(context, context.MainViolation().witness)) return;
  const bool is_shielded = context.MainViolation().way == WayOut::kCancel && IsShielded(context);
  const TaskRun body = TaskRunOf(context.program(), context.contracts(), context.ref(), context.MakingCall());
  const bool cancels = CancelsTask(context);
  if (is_shielded && IsSeenOff(context)) return;
  // What comes to an end by itself nobody has to stop.
  if (!body.never_returns && !body.waits_for_others && !cancels && !is_shielded) return;
  Finding finding = context.Begin(kRule, Severity::kP2, context.WitnessConfidence());
  finding.confidence_reason = context.WitnessReason();
  const std::string name = context.VariableName();
  const std::string runs = TaskBody(context);
  finding.message = "The task" + (name.empty() ? "" : " '" + name + "'") + (runs.empty() ? "" : " of '" + runs + "'") + " runs on when " +
                    context.WitnessText() + ", and nobody can end it.";
  finding.trace = SiteTrace(context, cancels);
  const std::string task = name.empty() ? "task" : name;
  finding.fixes = {{"Cancel it when the function is left in any way", "try:\n    …\nfinally:\n    " + task + ".cancel()", {}}};
  claims.push_back({context.Key(), std::move(finding)});
}

}  // namespace

const Checker kTaskOrphanedOnException = {nullptr, Protocol::kKeepAlive, &CheckSite};
const FunctionChecker kTaskOrphaned = {&kRule, Check, false};

}  // namespace dangle

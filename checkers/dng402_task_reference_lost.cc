// DNG402: the only reference to a task dies while the task may still run.
//
//   task = asyncio.create_task(work())
//   return                              # the local dies, the task may not be done
#include <string>

#include "checkers/checker.h"
#include "checkers/task_words.h"

namespace dangle {

namespace {

constexpr Rule kRule = {
    .id = "DNG402",
    .name = "task-reference-lost",
    .severity = Severity::kP1,
    .summary = "The only reference to a task dies while the task may still run.",
    .why =
        "The loop keeps tasks only in a weak set: a task that waits on something reachable only from itself (its own future, event, queue, "
        "stream reader) is destroyed half-way by the collector, and in every case its error shows late or never and shutdown cannot wait for it.",
    .page = {},
};

std::string Message(const SiteContext& context) {
  const Violation& violation = context.MainViolation();
  const std::string name = context.VariableName();
  const std::string body = TaskBody(context);
  const std::string runs = body.empty() ? " made by '" + context.CallText() + "'" : " that runs '" + body + "'";
  const std::string line = std::to_string(context.LineOf(violation.at));
  if (violation.kind == LossKind::kRebound) {
    return "The task" + (name.empty() ? "" : " '" + name + "'") + runs + " is overwritten at line " + line +
           " while it may still run: it is not cancelled.";
  }
  if (RaceOf(context).IsValid())
    return "Nobody has the task" + runs + " any more when '" + context.ShortText(RaceOf(context)) +
           "' returns: if it is not done, nobody cancels it.";
  if (name.empty()) return "The task" + runs + " is kept only in a local container, which dies at line " + line + ".";
  return "The task '" + name + "'" + runs + " is kept only in a local name, which dies when '" + context.FunctionName() + "' returns at line " +
         line + ".";
}

void Check(const SiteContext& context, std::vector<Claim>& claims) {
  if (context.result().witness == RaiseRank::kNever || IsDroppedAtOnce(context)) return;
  const Violation& violation = context.MainViolation();
  const bool is_behind_handler = context.result().witness != ObligationTransfer::kNoExceptions;
  if (is_behind_handler && violation.way != WayOut::kReturn) return;
  // The frame of the main coroutine lives as long as the loop, and run() cancels and awaits what is left.
  if (violation.kind == LossKind::kFrameLeft && context.IsMain()) return;
  const bool is_overwritten = violation.kind == LossKind::kRebound;
  const Severity severity = is_overwritten || IsAnchored(context) ? Severity::kP2 : Severity::kP1;
  Finding finding = context.Begin(kRule, severity, is_behind_handler ? context.WitnessConfidence() : Confidence::kHigh);
  if (is_behind_handler) finding.confidence_reason = context.WitnessReason();
  if (is_overwritten && HasRaces(context)) {
    finding.confidence = Confidence::kLow;
    finding.confidence_reason = "the wait before may have ended since this task was done";
  } else if (NeedsNobody(context)) {
    finding.confidence = Confidence::kLow;
    finding.confidence_reason = kNeedsNobody;
  }
  finding.message = Message(context);
  finding.trace = context.Trace("'" + context.CallText() + "' makes a task here", "the last reference to the task goes here");
  finding.fixes = KeepFixes(context);
  claims.push_back({context.Key(), std::move(finding)});
}

}  // namespace

const Checker kTaskReferenceLost = {&kRule, Protocol::kKeepAlive, &Check};

}  // namespace dangle

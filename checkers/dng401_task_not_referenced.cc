// DNG401: the result of create_task and its kin is not kept.
//
//   asyncio.create_task(background_work())
#include <cstdint>
#include <string>

#include "checkers/checker.h"
#include "checkers/task_words.h"

namespace dangle {

namespace {

constexpr Rule kRule = {
    .id = "DNG401",
    .name = "task-not-referenced",
    .severity = Severity::kP1,
    .summary = "Nobody keeps a reference to a task: it may vanish half-way, and nobody sees its error or can stop it.",
    .why =
        "The loop keeps tasks only in a weak set: a task that waits on something reachable only from itself (its own future, event, queue, "
        "stream reader) is destroyed half-way by the collector, and in every case its error shows late or never and shutdown cannot wait for it.",
    .page = {},
};

// What is lost with the last reference.
enum class Loses : std::uint8_t { kTask, kError, kEnd };

Loses LosesOf(const SiteContext& context) {
  if (NeedsNobody(context)) return Loses::kEnd;
  return IsAnchored(context) ? Loses::kError : Loses::kTask;
}

std::string Message(const SiteContext& context, Loses loses) {
  const std::string body = TaskBody(context);
  if (context.MakerName() == "run_coroutine_threadsafe") {
    return "The result of '" + (body.empty() ? context.CallText() : body) + "' on the other loop is dropped: its exception is never logged.";
  }
  if (context.site().maker.IsValid() && context.program().IsProject(context.site().maker.module)) {
    return "'" + context.CallText() + "' returns a task that nobody keeps: it can be destroyed half-way, and its error is lost.";
  }
  if (body.empty()) return "'" + context.CallText() + "' makes a task that nobody keeps: it can be destroyed half-way, and its error is lost.";
  if (loses == Loses::kEnd) return "Nobody keeps the task that runs '" + body + "': shutdown can neither stop it nor wait for it.";
  if (loses == Loses::kError) return "Nobody keeps the task that runs '" + body + "': its error is lost and shutdown cannot wait for it.";
  return "Nobody keeps the task that runs '" + body + "': it can be destroyed half-way, and its error is lost.";
}

void Check(const SiteContext& context, std::vector<Claim>& claims) {
  if (context.result().witness != ObligationTransfer::kNoExceptions || !IsDroppedAtOnce(context)) return;
  // On the other loop the task is held by that loop; what is lost is an exception, if there can be one.
  if (context.MakerName() == "run_coroutine_threadsafe" && CannotFail(context)) return;
  const Loses loses = LosesOf(context);
  Finding finding = context.Begin(kRule, loses == Loses::kTask ? Severity::kP1 : Severity::kP2, Confidence::kHigh);
  if (loses == Loses::kEnd) {
    finding.confidence = Confidence::kMedium;
    finding.confidence_reason = kNeedsNobody;
  }
  finding.message = Message(context, loses);
  finding.trace = context.Trace("'" + context.CallText() + "' makes a task here", "nothing refers to the task any more");
  finding.fixes = KeepFixes(context);
  claims.push_back({context.Key(), std::move(finding)});
}

}  // namespace

const Checker kTaskNotReferenced = {&kRule, Protocol::kKeepAlive, &Check};

}  // namespace dangle

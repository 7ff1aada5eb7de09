// DNG301: a resource that on some path without an exception is neither released nor handed over.
//
//   def load(path):
//       f = open(path)
//       return parse(f)        # nobody closes f
#include <string>

#include "checkers/checker.h"
#include "checkers/resource_words.h"

namespace dangle {

namespace {

constexpr Rule kRule = {
    .id = "DNG301",
    .name = "resource-leak",
    .severity = Severity::kP1,
    .summary = "A resource is acquired and, on a path without an exception, neither released nor handed over.",
    .why =
        "The garbage collector can drop the object but cannot await its close: with most pools a connection never goes back, a socket stays "
        "open until a cycle is collected, a file's last writes are flushed when nobody sees the error.",
    .page = {},
};

std::string Message(const SiteContext& context, TemporaryUse temporary) {
  const Violation& violation = context.MainViolation();
  const std::string line = std::to_string(context.LineOf(violation.at));
  const std::string subject = ResourceSubject(context);
  if (temporary == TemporaryUse::kReading) return "The file opened by '" + context.CallText() + "' is left to the garbage collector to close.";
  if (temporary == TemporaryUse::kWriting) {
    return "The file opened by '" + context.CallText() + "' is left to the garbage collector to close, which hides a failing flush.";
  }
  if (violation.kind == LossKind::kRebound) return subject + " is overwritten at line " + line + " while it is still open.";
  if (violation.kind == LossKind::kDiscarded)
    return "The " + KindOf(context) + " opened by '" + context.CallText() + "' is dropped without being closed.";
  if (IsNeverReleased(context)) return subject + " is never closed.";
  return subject + " is not closed when '" + context.FunctionName() + "' returns at line " + line + ".";
}

void Check(const SiteContext& context, std::vector<Claim>& claims) {
  const bool needs_exception = context.result().witness != ObligationTransfer::kNoExceptions;
  if (needs_exception && !IsNeverReleased(context)) return;
  const TemporaryUse temporary = TemporaryUseOf(context);
  if (context.site().strength == Strength::kLazy) return;
  const bool is_weak = temporary == TemporaryUse::kWriting || context.site().strength == Strength::kShould;
  const Severity severity = temporary == TemporaryUse::kReading ? Severity::kP3 : is_weak ? Severity::kP2 : Severity::kP1;
  Finding finding = context.Begin(kRule, severity, needs_exception ? context.WitnessConfidence() : Confidence::kHigh);
  if (context.IsScript() && (context.MainViolation().kind == LossKind::kFrameLeft || temporary == TemporaryUse::kReading)) {
    finding.confidence = Confidence::kLow;
    finding.confidence_reason = "the script's main function returns and the process ends";
  }
  finding.message = Message(context, temporary);
  finding.trace = context.Trace("'" + context.CallText() + "' opens it here", "the last reference to it goes here, and it is still open");
  finding.fixes = ReleaseFixes(context);
  claims.push_back({context.Key(), std::move(finding)});
}

}  // namespace

const Checker kResourceLeak = {&kRule, Protocol::kRelease, &Check};

}  // namespace dangle

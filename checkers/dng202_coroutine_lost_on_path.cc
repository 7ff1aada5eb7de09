// DNG202: a coroutine that is awaited on one path and dropped unstarted on another.
//
//   pending = fetch(url)
//   if cached: return cached        # lost here
//   return await pending
#include <string>

#include "checkers/checker.h"
#include "checkers/coroutine_words.h"

namespace dangle {

namespace {

constexpr Rule kRule = {
    .id = "DNG202",
    .name = "coroutine-lost-on-path",
    .severity = Severity::kP1,
    .summary = "A coroutine is awaited on one path and dropped unstarted on another.",
    .why = "On the path shown the object is dropped unstarted, so the work is silently skipped in exactly that case.",
    .page = {},
};

std::string Subject(const SiteContext& context) {
  const std::string name = context.VariableName();
  return "The coroutine '" + context.CallText() + "'" + (name.empty() ? "" : " in '" + name + "'");
}

std::string Message(const SiteContext& context) {
  const Violation& violation = context.MainViolation();
  const std::string line = std::to_string(context.LineOf(violation.at));
  if (violation.way != WayOut::kReturn) return Subject(context) + " is never awaited when " + context.WitnessText() + ".";
  if (violation.kind == LossKind::kRebound) return Subject(context) + " is overwritten at line " + line + " before anything awaits it.";
  if (violation.kind == LossKind::kFrameLeft) {
    return Subject(context) + " is not awaited when '" + context.FunctionName() + "' returns at line " + line + ".";
  }
  return Subject(context) + " is dropped at line " + line + " before anything awaits it.";
}

void Check(const SiteContext& context, std::vector<Claim>& claims) {
  const SiteResult& result = context.result();
  if (result.witness == RaiseRank::kNever) return;
  const bool on_normal_path = result.witness == ObligationTransfer::kNoExceptions;
  if (on_normal_path && result.normal.ended.IsBottom()) return;  // on every path: DNG201
  // Made inside the call that takes it: what fails there fails before anything is lost that could have run.
  if (!on_normal_path && context.MainViolation().kind == LossKind::kDiscarded) return;
  const bool is_known_raise = result.witness == RaiseRank::kExplicit;
  const Confidence confidence = on_normal_path ? Confidence::kHigh : is_known_raise ? Confidence::kMedium : Confidence::kLow;
  Finding finding = context.Begin(kRule, on_normal_path ? Severity::kP1 : Severity::kP3, confidence);
  finding.message = Message(context);
  if (!on_normal_path) finding.confidence_reason = "nothing has run yet when the exception drops it; Python only warns";
  finding.trace = context.Trace("'" + context.CallText() + "' makes a coroutine here", LossText(context));
  finding.fixes.push_back({"Make it where it is awaited", "await " + std::string(context.TextOf(context.CallRange())), {}});
  claims.push_back({context.Key(), std::move(finding)});
}

}  // namespace

const Checker kCoroutineLostOnPath = {&kRule, Protocol::kAwait, &Check};

}  // namespace dangle

// DNG302: a resource that is released on the normal path, but not when an exception or a cancellation comes in between.
//
//   conn = await connect()
//   await conn.login()             # if this is cancelled, nobody closes conn
//   return conn
#include <string>

#include "checkers/checker.h"
#include "checkers/expression_checker.h"
#include "checkers/misuse_checker.h"
#include "checkers/resource_words.h"

namespace dangle {

namespace {

constexpr Rule kRule = {
    .id = "DNG302",
    .name = "resource-leak-on-exception",
    .severity = Severity::kP1,
    .summary = "A resource is released on the normal path, but an exception or cancellation before that skips the release.",
    .why =
        "Every await can raise CancelledError (client gone, timeout, shutdown) and it is a BaseException: the release below, or in "
        "'except Exception', is skipped, once per incident, until the pool is empty.",
    .page = {},
};

std::vector<Fix> Fixes(const SiteContext& context) {
  const std::string name = context.VariableName();
  const bool is_handed_on = context.result().normal.ended.Has(Typestate::kEscaped);
  if (name.empty() || !is_handed_on) return ReleaseFixes(context);
  const std::string raiser = context.ShortText(context.MainViolation().at);
  return {{"Close it if the next step fails", "try:\n    " + raiser + "\nexcept BaseException:\n    " + name + ".close()\n    raise", {}}};
}

void Check(const SiteContext& context, std::vector<Claim>& claims) {
  const RaiseRank witness = context.result().witness;
  if (witness == ObligationTransfer::kNoExceptions || witness == RaiseRank::kNever) return;
  if (IsNeverReleased(context) || TemporaryUseOf(context) == TemporaryUse::kReading) return;
  const Strength strength = context.site().strength;
  if (strength == Strength::kLazy) return;
  const bool is_async = context.function().is_async;
  const Severity severity = strength == Strength::kShould ? Severity::kP3 : is_async ? Severity::kP1 : Severity::kP2;
  Finding finding = context.Begin(kRule, severity, context.WitnessConfidence());
  if (finding.confidence_reason.empty()) finding.confidence_reason = context.WitnessReason();
  if (context.IsScript()) {
    finding.confidence = Confidence::kLow;
    finding.confidence_reason = "an exception out of the script's main function ends the process";
  }
  finding.message = ResourceSubject(context) + " is not closed when " + context.WitnessText() + ".";
  finding.trace = context.Trace("'" + context.CallText() + "' opens it here", "it is still open when " + context.WitnessText());
  finding.fixes = Fixes(context);
  claims.push_back({context.Key(), std::move(finding)});
}

// `self._conn = connect()` in `__init__`, which then raises: nobody has the instance, nobody can close it.
void CheckHalfBuilt(const FunctionContext& context, const Misuse& misuse, std::vector<Claim>& claims) {
  if (misuse.kind != MisuseKind::kHalfBuilt) return;
  const SourceRange made = context.At(misuse.first).range;
  const Severity severity = context.function().is_async ? Severity::kP1 : Severity::kP2;
  Finding finding = BeginFinding(context, kRule, made, severity, misuse.is_certain ? Confidence::kHigh : Confidence::kMedium);
  const std::string field(context.program().names().Text(As<StoreAttr>(context.At(misuse.object))->name));
  const std::string line = std::to_string(context.LineOf(misuse.second));
  const std::string raiser = context.ShortText(misuse.second);
  const bool is_raise = Is<Raise>(context.At(misuse.second));
  if (!misuse.is_certain) finding.confidence_reason = "it takes an error or a cancellation of '" + raiser + "'";
  finding.message = "'" + field + "' opened by '" + context.ShortText(misuse.first) + "' is not closed when '" + raiser + "' at line " + line +
                    (is_raise ? " leaves '" : " fails in '") + context.FunctionName() + "': nobody ends an instance that was never built.";
  finding.trace = {{context.LocationOf(made), "opened here, and kept in the instance", true},
                   {context.LocationOf(context.At(misuse.second).range), "an exception here leaves the instance to nobody", true}};
  finding.fixes = {{"Close it if the next step fails", "try:\n    ...\nexcept BaseException:\n    self." + field + ".close()\n    raise", {}}};
  claims.push_back({{static_cast<std::uint32_t>(Protocol::kRelease), context.module().file, made, 0}, std::move(finding)});
}

}  // namespace

const MisuseChecker kHalfBuiltLeak = {nullptr, &CheckHalfBuilt};

const Checker kResourceLeakOnException = {&kRule, Protocol::kRelease, &Check};

}  // namespace dangle

// DNG304: a lock or permit that is acquired and, on some path, not given back.
//
//   await self._lock.acquire()
//   await self._write(data)        # if this is cancelled, the lock stays locked
//   self._lock.release()
#include <string>
#include <string_view>

#include "checkers/checker.h"
#include "checkers/expression_checker.h"
#include "checkers/misuse_checker.h"

namespace dangle {

namespace {

constexpr Rule kRule = {
    .id = "DNG304",
    .name = "lock-not-released",
    .severity = Severity::kP1,
    .summary = "A lock or permit is acquired and a path leaves without releasing it.",
    .why = "The next 'acquire' of this lock waits for ever: no error, no log, tasks pile up behind it.",
    .page = {},
};

// What stands before `.acquire`, also inside of `wait_for(lock.acquire(), 5)`.
std::string LockName(const SiteContext& context) {
  const std::string_view text = context.TextOf(context.CallRange());
  const std::size_t end = text.find(".acquire");
  if (end == std::string_view::npos) return context.CalleeText();
  const std::size_t before = text.find_last_of("( \n", end);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  return std::string(text.substr(begin, end - begin));
}

bool IsEnterMethod(std::string_view name) { return name == "__aenter__" || name == "__enter__" || name.find("acquire") != std::string_view::npos; }

std::string Message(const SiteContext& context) {
  const SiteResult& result = context.result();
  const std::string lock = LockName(context);
  if (result.witness == ObligationTransfer::kNoExceptions) {
    if (result.normal.ended.IsBottom()) return "'" + lock + "' is acquired here and never released.";
    return "'" + lock + "' is still locked when '" + context.FunctionName() + "' returns at line " +
           std::to_string(context.LineOf(context.MainViolation().at)) + ".";
  }
  const std::string end = IsEnterMethod(context.FunctionName()) ? ": nobody holds it then who could release it." : ".";
  return "'" + lock + "' stays locked when " + context.WitnessText() + end;
}

void Check(const SiteContext& context, std::vector<Claim>& claims) {
  const RaiseRank witness = context.result().witness;
  if (witness == RaiseRank::kNever) return;
  Finding finding = context.Begin(kRule, Severity::kP1, context.WitnessConfidence());
  finding.confidence_reason = context.WitnessReason();
  finding.message = Message(context);
  const std::string lock = LockName(context);
  finding.trace = context.Trace("'" + lock + "' is acquired here", "'" + context.FunctionName() + "' is left here with '" + lock + "' locked");
  finding.fixes.push_back({"Hold it with 'async with'", "async with " + lock + ":\n    ...", {}});
  claims.push_back({context.Key(), std::move(finding)});
}

// `self._busy.add(key)`, `self._count += 1`, and the way back only where nothing fails.
void CheckPermit(const FunctionContext& context, const Misuse& misuse, std::vector<Claim>& claims) {
  if (misuse.kind != MisuseKind::kPermitKept) return;
  const SourceRange taken = context.At(misuse.first).range;
  Finding finding = BeginFinding(context, kRule, taken, Severity::kP2, Confidence::kMedium);
  finding.confidence_reason = "what the place stands for is not known";
  const std::string line = std::to_string(context.LineOf(misuse.second));
  finding.message = "What '" + context.ShortText(misuse.first) + "' takes is given back only if nothing fails: an error or a cancellation at line " +
                    line + " keeps it for ever.";
  finding.trace = {{context.LocationOf(taken), "taken here", true},
                   {context.LocationOf(context.At(misuse.second).range), "an exception here passes by what gives it back", true},
                   {context.LocationOf(context.At(misuse.object).range), "which stands here", false}};
  const std::string undo = OneLine(context.TextOf(context.At(misuse.object).range));
  finding.fixes = {{"Give it back in 'finally'", context.ShortText(misuse.first) + "\ntry:\n    ...\nfinally:\n    " + undo, {}}};
  ClaimMisuse(context, misuse, std::move(finding), claims);
}

}  // namespace

const MisuseChecker kKeptPermit = {nullptr, &CheckPermit};

const Checker kLockNotReleased = {&kRule, Protocol::kLock, &Check};

}  // namespace dangle

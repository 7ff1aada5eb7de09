// DNG306: something is released a second time, which raises or gives back what somebody else holds.
//
//   async with lock:
//       lock.release()       # the end of the block releases it again: RuntimeError
#include <string>

#include "checkers/expression_checker.h"
#include "checkers/misuse_checker.h"

namespace dangle {

namespace {

constexpr Rule kRule = {
    .id = "DNG306",
    .name = "double-release",
    .severity = Severity::kP2,
    .summary = "A lock, permit or pooled connection is released twice, which raises or gives back what somebody else holds.",
    .why =
        "The second release of a lock raises RuntimeError, if nobody else has taken it meanwhile; else it opens the other's critical section. That "
        "of a "
        "semaphore widens its limit for ever.",
    .page = {},
};

void Check(const FunctionContext& context, const Misuse& misuse, std::vector<Claim>& claims) {
  if (misuse.kind != MisuseKind::kReleasedTwice) return;
  const Confidence confidence = misuse.always ? Confidence::kHigh : Confidence::kMedium;
  Finding finding = BeginFinding(context, kRule, context.At(misuse.second).range, Severity::kP2, confidence);
  if (!misuse.always) finding.confidence_reason = "only some of the paths that come here have released it before";
  const std::string object = ObjectName(context, misuse.object);
  const bool is_same = misuse.first == misuse.second;
  const std::string before = is_same ? "by the round of the loop before" : WhenText(context, misuse.first);
  const std::string where = Is<Exit>(context.At(misuse.second)) ? "The 'with' block releases '" + object + "' again at its end"
                                                                : "'" + context.ShortText(misuse.second) + "' releases '" + object + "' again";
  finding.message = where + ": it was released " + before + ".";
  finding.trace = {{context.LocationOf(context.At(misuse.first).range), "released here", true},
                   {context.LocationOf(context.At(misuse.second).range), "and released here again", true}};
  finding.fixes = {{"Hold it with one block and nothing else", "async with " + object + ":\n    ...", {}}};
  ClaimMisuse(context, misuse, std::move(finding), claims);
}

}  // namespace

const MisuseChecker kDoubleRelease = {&kRule, &Check};

}  // namespace dangle

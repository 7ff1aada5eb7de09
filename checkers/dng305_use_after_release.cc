// DNG305: an object is used after it was released.
//
//   async with session.get(url) as resp: pass
//   return await resp.json()                    # the connection is back in the pool, the body was never read
#include <string>

#include "checkers/expression_checker.h"
#include "checkers/misuse_checker.h"

namespace dangle {

namespace {

constexpr Rule kRule = {
    .id = "DNG305",
    .name = "use-after-release",
    .severity = Severity::kP1,
    .summary = "A method that needs the object open is called after it was released.",
    .why =
        "After release the object may already serve someone else (a pooled connection) or raises an error of the 'is closed' kind at the first read: "
        "wrong data or a failure far from the cause.",
    .page = {},
};

void Check(const FunctionContext& context, const Misuse& misuse, std::vector<Claim>& claims) {
  if (misuse.kind != MisuseKind::kUsedAfterRelease) return;
  const Confidence confidence = misuse.always ? Confidence::kHigh : Confidence::kMedium;
  Finding finding = BeginFinding(context, kRule, context.At(misuse.second).range, Severity::kP1, confidence);
  if (!misuse.always) finding.confidence_reason = "only some of the paths that come here release it";
  const std::string use = context.ShortText(misuse.second);
  finding.message = "'" + use + "' needs what was released " + WhenText(context, misuse.first) + ".";
  finding.trace = {{context.LocationOf(context.At(misuse.first).range), "released here", true},
                   {context.LocationOf(context.At(misuse.second).range), "and used here", true}};
  const bool is_block = Is<Exit>(context.At(misuse.first));
  finding.fixes = {{is_block ? "Use it inside of the block" : "Use it before it is released", use, {}}};
  ClaimMisuse(context, misuse, std::move(finding), claims);
}

}  // namespace

const MisuseChecker kUseAfterRelease = {&kRule, &Check};

}  // namespace dangle

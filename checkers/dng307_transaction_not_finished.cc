// DNG307: what is written to a connection or session of one's own is committed on no path to the end of the function.
//
//   with Session(engine) as session:
//       session.add(User())          # the end of the block closes the session, which rolls back
#include <string>

#include "checkers/expression_checker.h"
#include "checkers/misuse_checker.h"

namespace dangle {

namespace {

constexpr Rule kRule = {
    .id = "DNG307",
    .name = "transaction-not-finished",
    .severity = Severity::kP1,
    .summary = "A write to a connection or session of one's own that is not committed before it is closed.",
    .why =
        "Closing or collecting a session with an open transaction rolls it back: the writes are gone without an error; left open, it holds row locks "
        "and pins old rows.",
    .page = {},
};

void Check(const FunctionContext& context, const Misuse& misuse, std::vector<Claim>& claims) {
  if (misuse.kind != MisuseKind::kTransactionLost) return;
  const bool is_write = misuse.is_certain;
  const Confidence confidence = misuse.always ? Confidence::kHigh : Confidence::kMedium;
  Finding finding = BeginFinding(context, kRule, context.At(misuse.first).range, Severity::kP1, confidence);
  if (!misuse.always) finding.confidence_reason = "some of the paths commit it";
  const std::string write = context.ShortText(misuse.first);
  const std::string end = misuse.always
                              ? "before '" + context.FunctionName() + "' ends"
                              : "on the path that leaves '" + context.FunctionName() + "' at line " + std::to_string(context.LineOf(misuse.second));
  finding.message = is_write ? "What '" + write + "' writes is not committed " + end + ": it is rolled back."
                             : "The transaction begun by '" + write + "' is neither committed nor rolled back " + end + ".";
  finding.trace = {{context.LocationOf(context.At(misuse.first).range), is_write ? "written here" : "begun here", true},
                   {context.LocationOf(context.At(misuse.second).range), "the function is left here, and nothing has committed", true}};
  const std::string owner = ObjectName(context, misuse.object);
  finding.fixes = {{"Commit it", (context.function().is_async ? "await " : "") + owner + ".commit()", {}}};
  ClaimMisuse(context, misuse, std::move(finding), claims);
}

}  // namespace

const MisuseChecker kTransactionNotFinished = {&kRule, &Check};

}  // namespace dangle

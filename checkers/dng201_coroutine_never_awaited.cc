// DNG201: a coroutine that on no normal path is awaited, scheduled, returned or handed over.
//
//   async def save():
//       db.execute(query)
#include <array>
#include <string>

#include "checkers/checker.h"
#include "checkers/coroutine_words.h"

namespace dangle {

namespace {

constexpr Rule kRule = {
    .id = "DNG201",
    .name = "coroutine-never-awaited",
    .severity = Severity::kP1,
    .summary = "A coroutine is made and never awaited, scheduled or handed on, so its body never runs.",
    .why =
        "Calling an 'async def' only makes an object: not one line of the body runs, no exception is raised, and the only trace is a "
        "RuntimeWarning at collection, elsewhere.",
    .page = {},
};

std::string Message(const SiteContext& context) {
  const std::string call = context.CallText();
  const std::string callee = context.MakerName();
  const std::string taker = TakerOf(context);
  const std::string name = context.VariableName();
  const std::string end = ConsequenceOf(context);
  if (IsAwaitedOperand(context)) {
    return "'await' stands before the whole 'and'/'or': the coroutine '" + call + "' itself is always true, so its result decides nothing.";
  }
  if (IsReturned(context))
    return "'" + context.FunctionName() + "' returns the coroutine '" + call + "' where its callers expect the result: an 'await' is missing.";
  if (!taker.empty()) return "The coroutine '" + call + "' is passed to '" + taker + "', which never awaits it" + end;
  if (IsThroughHelper(context)) return "'" + call + "' returns a coroutine that is never awaited, so its body does not run.";
  if (!name.empty()) return "The coroutine '" + call + "' is kept in '" + name + "' and never awaited" + end;
  return "The coroutine '" + call + "' is never awaited" + end;
}

void Check(const SiteContext& context, std::vector<Claim>& claims) {
  const SiteResult& result = context.result();
  const bool is_lost = result.witness == ObligationTransfer::kNoExceptions && result.normal.ended.IsBottom();
  const bool is_broken_promise = context.function().is_async && IsReturned(context) && PromisesValue(context);
  if (!is_lost && !is_broken_promise && !IsAwaitedOperand(context)) return;
  Finding finding = context.Begin(kRule, Severity::kP1, Confidence::kHigh);
  finding.message = Message(context);
  finding.trace = context.Trace("'" + context.CallText() + "' makes a coroutine here", LossText(context));
  finding.fixes = AwaitFixes(context);
  claims.push_back({context.Key(), std::move(finding)});
}

}  // namespace

const Checker kCoroutineNeverAwaited = {&kRule, Protocol::kAwait, &Check};

}  // namespace dangle

// DNG405: a task that a class keeps, and that its end methods neither cancel nor await.
//
//   class Client:
//       async def connect(self): self._pinger = asyncio.create_task(self._ping())
//       async def close(self): await self._session.close()              # the pinger goes on
#include <algorithm>
#include <string>

#include "checkers/field_checker.h"
#include "checkers/task_words.h"
#include "dataflow/obligations/task_run.h"

namespace dangle {

namespace {

constexpr Rule kRule = {
    .id = "DNG405",
    .name = "task-not-cancelled-on-shutdown",
    .severity = Severity::kP2,
    .summary = "A class keeps a task that none of its end methods cancels or awaits.",
    .why =
        "The task outlives its owner: it goes on with closed connections, keeps the owner and all that it holds alive, and is destroyed "
        "while it is pending when the loop ends.",
    .page = {},
};

// Do the end methods tell the task to end in another way, by a flag, an event, a queue or a stream that it looks at?
bool IsToldToEnd(const FieldContext& context, const TaskRun& body) {
  return std::any_of(context.duty().ends.begin(), context.duty().ends.end(), [&](const EndMethod& end) {
    const std::vector<NameId> signals = SignalsOf(context.program(), end.reached);
    return std::any_of(signals.begin(), signals.end(), [&](NameId name) {
      return name != context.duty().field.name && std::binary_search(body.reads.begin(), body.reads.end(), name);
    });
  });
}

// `self._closing = create_task(self.close())`
bool IsEndItself(const FieldDuty& duty, const TaskRun& body) {
  return std::any_of(duty.ends.begin(), duty.ends.end(), [&](const EndMethod& end) {
    return std::find(body.functions.begin(), body.functions.end(), end.function) != body.functions.end();
  });
}

std::vector<std::string> EndLines(const FieldContext& context, bool is_async) {
  const std::string place = "self." + std::string(context.FieldName());
  if (context.store().store.is_element) {
    std::vector<std::string> lines = {"for task in " + place + ":", "    task.cancel()"};
    if (is_async) lines.push_back("await asyncio.gather(*" + place + ", return_exceptions=True)");
    return lines;
  }
  std::vector<std::string> lines = {place + ".cancel()"};
  if (is_async) {
    lines.emplace_back("with contextlib.suppress(asyncio.CancelledError):");
    lines.push_back("    await " + place);
  }
  return lines;
}

std::string Subject(const FieldContext& context) {
  const std::string runs = TaskBody(context.site());
  return "The task" + (runs.empty() ? std::string() : " of '" + runs + "'") + " that '" + context.ClassName() + "' keeps in '" +
         std::string(context.FieldName()) + "'";
}

// A finding with everything but the message.
Finding Begin(const FieldContext& context, const EndMethod* end, bool goes_on, Confidence confidence) {
  Finding finding = context.Begin(kRule, goes_on ? Severity::kP2 : Severity::kP3, confidence);
  finding.trace = context.Trace(end, "'" + context.site().CallText() + "' starts the task here");
  const bool is_async = end == nullptr || context.program().function(end->function).is_async;
  finding.fixes = {context.FixOf(end, EndLines(context, is_async), is_async)};
  return finding;
}

// One end method ends it and another of the same meaning does not.
void CheckEnds(const FieldContext& context, std::vector<Claim>& claims) {
  const FieldContext::EndPair ends = context.UnequalEnds();
  if (ends.forgetful == nullptr) return;
  const TaskRun body = TaskRunOf(context.program(), context.summaries().contracts, context.store().function, context.site().MakingCall());
  if (IsEndItself(context.duty(), body) || IsToldToEnd(context, body)) return;
  const bool goes_on = body.never_returns || body.has_open_loop;
  Finding finding = Begin(context, ends.forgetful, goes_on, Confidence::kMedium);
  finding.confidence_reason = "'" + context.NameOf(*ends.forgetful) + "' may leave it on purpose";
  finding.message = Subject(context) + " is not ended on every way to the end: " + context.WhoForgets(ends) + ".";
  claims.push_back({context.Key(), std::move(finding)});
}

void Check(const FieldContext& context, std::vector<Claim>& claims) {
  const FieldDuty& duty = context.duty();
  if (duty.is_handed_over) return CheckEnds(context, claims);
  const EndMethod* end = context.ForgetfulEnd();
  if (end == nullptr && (duty.inherited_end.empty() || !duty.ends.empty())) return;
  const TaskRun body = TaskRunOf(context.program(), context.summaries().contracts, context.store().function, context.site().MakingCall());
  if (IsEndItself(duty, body) || IsToldToEnd(context, body)) return;
  const bool is_one_shot = context.store().store.has_callback && !body.never_returns;
  const bool goes_on = (body.never_returns || body.has_open_loop) && !is_one_shot;
  const bool is_sure = end != nullptr && (body.never_returns || !end->siblings.empty()) && !body.functions.empty();
  Finding finding = Begin(context, end, goes_on, is_sure ? Confidence::kHigh : Confidence::kMedium);
  if (!is_sure) {
    finding.confidence_reason = body.functions.empty() ? "what the task runs is not known"
                                : end == nullptr       ? "somebody may end it in a way that dangle does not see"
                                                       : "the task may come to an end by itself";
  }
  finding.message = Subject(context) + " is neither cancelled nor awaited: " + context.WhoForgets(end) + ".";
  claims.push_back({context.Key(), std::move(finding)});
}

}  // namespace

const FieldChecker kTaskNotCancelled = {&kRule, Protocol::kKeepAlive, &Check};

}  // namespace dangle

// DNG405: a task that a class keeps, and that its end methods neither cancel nor await.
//
//   class Client:
//       async def connect(self): self._pinger = asyncio.create_task(self._ping())
//       async def close(self): await self._session.close()              # the pinger goes on
#include <algorithm>
#include <string>

#include "checkers/expression_checker.h"
#include "checkers/field_checker.h"
#include "checkers/function_checker.h"
#include "checkers/task_words.h"
#include "dataflow/exits/cancellation_ways.h"
#include "dataflow/exits/own_tasks.h"
#include "dataflow/obligations/end_methods.h"
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

// ---- A task that `__aenter__` starts: where that is cancelled, `__aexit__` is not called.

// The method of this name in the class of the function.
FunctionRef MethodNamed(const FunctionContext& context, std::string_view name) {
  for (const FunctionRef method : MethodsBeside(context.program(), context.ref())) {
    if (context.program().names().Text(context.program().function(method).name) == name) return method;
  }
  return {};
}

bool Calls(const Program& program, FunctionRef caller, FunctionRef callee) {
  const Function& function = program.function(caller);
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    if (Is<Call>(function.instructions[ValueId(i)]) && OwnMethod(program, caller, ValueId(i)) == callee) return true;
  }
  return false;
}

bool Mentions(const Function& function, NameId attribute) {
  return std::any_of(function.instructions.begin(), function.instructions.end(), [&](const Instruction& at) {
    const auto* load = As<LoadAttr>(at);
    return load != nullptr && load->name == attribute;
  });
}

// Does `__aexit__`, or a method that it calls, look after the attribute?
bool IsEndedByExit(const FunctionContext& context, NameId attribute) {
  const FunctionRef exit = MethodNamed(context, "__aexit__");
  if (!exit.IsValid()) return false;
  const Function& function = context.program().function(exit);
  if (Mentions(function, attribute)) return true;
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    if (!Is<Call>(function.instructions[ValueId(i)])) continue;
    const FunctionRef callee = OwnMethod(context.program(), exit, ValueId(i));
    if (callee.IsValid() && Mentions(context.program().function(callee), attribute)) return true;
  }
  return false;
}

// Does a cancellation of this block come to code that looks at the attribute, or ends the object?
bool IsEndedOnCancel(const FunctionContext& context, BlockId block, NameId attribute) {
  const Function& function = context.function();
  const BlockId handler = function.blocks[block].on_cancel;
  if (!handler.IsValid()) return false;
  const std::vector<char> reached = CancellationWays(context.program(), context.ref()).ReachedFrom(handler);
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    const auto* load = As<LoadAttr>(function.instructions[ValueId(i)]);
    if (load == nullptr || !reached[function.BlockOf(ValueId(i)).value()]) continue;
    if (load->name == attribute || IsEndMethodName(context.program().names().Text(load->name))) return true;
  }
  return false;
}

// The first await behind the store that a cancellation may leave with nobody ending the task; invalid if there is none.
ValueId UncoveredAwait(const FunctionContext& context, const ContractStore& contracts, ValueId store, NameId attribute) {
  const Function& function = context.function();
  for (std::size_t i = store.value() + 1; i < function.instructions.size(); ++i) {
    const auto* await = As<Await>(function.instructions[ValueId(i)]);
    if (await == nullptr || IsEndedOnCancel(context, function.BlockOf(ValueId(i)), attribute)) continue;
    if (IsBehindCancellation(context.program(), context.ref(), ValueId(i))) continue;
    const CallResolution resolution = context.program().Resolve(context.ref(), await->value.value());
    const bool never_suspends =
        !resolution.targets.empty() && std::all_of(resolution.targets.begin(), resolution.targets.end(), [&](const CallTarget& t) {
          return t.function.IsValid() && contracts.Of(t.function).suspends == Suspends::kNever;
        });
    if (!never_suspends) return ValueId(i);
  }
  return {};
}

void ClaimEnter(const FunctionContext& context, ValueId made, NameId attribute, ValueId await, std::vector<Claim>& claims) {
  const SourceRange range = context.At(made).range;
  Finding finding = BeginFinding(context, kRule, range, Severity::kP2, Confidence::kMedium);
  finding.confidence_reason = "whether it is ever cancelled there is not known";
  const std::string name(context.program().names().Text(attribute));
  const std::string text = context.ShortText(await);
  finding.message =
      "The task in '" + name + "' goes on when '" + text + "' is cancelled: '__aexit__', which ends it, is not called when '__aenter__' fails.";
  finding.trace = {{context.LocationOf(range), "the task is started here", true},
                   {context.LocationOf(context.At(await).range), "'__aenter__' may be cancelled here; '__aexit__' is not called then", true}};
  finding.fixes = {{"End it where entering fails", "try:\n    " + text + "\nexcept BaseException:\n    ….cancel()\n    raise", {}}};
  const DefectKey key{static_cast<std::uint32_t>(Protocol::kKeepAlive), context.module().file, range, 0};
  claims.push_back({key, std::move(finding)});
}

void CheckEnter(const FunctionContext& context, const ContractStore& contracts, std::vector<Claim>& claims) {
  const Function& function = context.function();
  if (!function.is_async || !function.owner.IsValid()) return;
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    const auto* store = As<StoreAttr>(function.instructions[ValueId(i)]);
    if (store == nullptr || !Is<Call>(context.At(store->value.value())) || !IsTask(context.program(), context.ref(), store->value.value())) continue;
    const FunctionRef enter = MethodNamed(context, "__aenter__");
    if (!enter.IsValid() || (enter != context.ref() && !Calls(context.program(), enter, context.ref()))) return;
    if (!IsEndedByExit(context, store->name)) continue;
    const ValueId await = UncoveredAwait(context, contracts, ValueId(i), store->name);
    if (await.IsValid()) ClaimEnter(context, store->value.value(), store->name, await, claims);
  }
}

}  // namespace

const FieldChecker kTaskNotCancelled = {&kRule, Protocol::kKeepAlive, &Check};
const FunctionChecker kTaskLeftByEnter = {nullptr, CheckEnter};

}  // namespace dangle

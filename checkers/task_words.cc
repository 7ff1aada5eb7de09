#include "checkers/task_words.h"

#include <algorithm>
#include <string_view>

namespace dangle {

namespace {

// The call among the arguments whose coroutine the task runs; invalid if there is none.
ValueId BodyCall(const SiteContext& context) {
  const auto* call = As<Call>(context.At(context.MakingCall()));
  if (call == nullptr) return {};
  for (const Argument& argument : context.function().ArgumentsOf(call->arguments)) {
    if (argument.kind == ArgumentKind::kPositional && Is<Call>(context.At(argument.value.value()))) return argument.value.value();
  }
  return {};
}

// Awaits that the loop anchors by a timer, an executor or a child process.
bool IsAnchoringAwait(const Program& program, const CallResolution& resolution) {
  return !resolution.targets.empty() && std::all_of(resolution.targets.begin(), resolution.targets.end(), [&](const CallTarget& target) {
    if (!target.function.IsValid() || program.IsProject(target.function.module)) return false;
    const std::string_view name = program.names().Text(program.function(target.function).name);
    return name == "sleep" || name == "to_thread" || name == "run_in_executor";
  });
}

}  // namespace

std::string TaskBody(const SiteContext& context) {
  const ValueId body = BodyCall(context);
  return body.IsValid() ? context.ShortText(body) : std::string();
}

bool IsAnchored(const SiteContext& context) {
  const ValueId body = BodyCall(context);
  if (!body.IsValid()) return false;
  const Program& program = context.program();
  const CallResolution resolution = program.Resolve(context.ref(), body);
  if (resolution.targets.size() != 1 || !resolution.targets[0].function.IsValid()) return false;
  const FunctionRef ref = resolution.targets[0].function;
  if (!program.IsProject(ref.module)) return IsAnchoringAwait(program, resolution);
  const Function& function = program.function(ref);
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    const ValueId at(i);
    if (!MayCancel(function.instructions[at]) || Is<Reraise>(function.instructions[at])) continue;
    if (!Is<Await>(function.instructions[at]) || !IsAnchoringAwait(program, program.Resolve(ref, at))) return false;
  }
  return true;
}

bool CannotFail(const SiteContext& context) {
  const ValueId body = BodyCall(context);
  if (!body.IsValid()) return false;
  const CallResolution resolution = context.program().Resolve(context.ref(), body);
  return !resolution.targets.empty() && std::all_of(resolution.targets.begin(), resolution.targets.end(), [&](const CallTarget& target) {
    return target.function.IsValid() && context.contracts().Of(target.function).raises >= RaiseRank::kUnknown;
  });
}

bool IsDroppedAtOnce(const SiteContext& context) {
  const std::string name = context.VariableName();
  if (!name.empty()) return std::all_of(name.begin(), name.end(), [](char c) { return c == '_'; });
  const auto& violations = context.result().witnessed.violations;
  return std::any_of(violations.begin(), violations.end(), [](const Violation& v) { return v.kind == LossKind::kDiscarded; });
}

std::vector<Fix> KeepFixes(const SiteContext& context) {
  const std::string call(context.TextOf(context.CallRange()));
  const std::string set = context.function().owner.IsValid() ? "self._tasks" : "background_tasks";
  std::vector<Fix> fixes = {
      {"Keep the task until it is done", "task = " + call + "\n" + set + ".add(task)\ntask.add_done_callback(" + set + ".discard)", {}}};
  const std::string body = TaskBody(context);
  if (!body.empty() && context.function().is_async) {
    fixes.push_back({"Or let a group own it", "async with asyncio.TaskGroup() as tg:\n    tg.create_task(" + body + ")", {}});
  }
  return fixes;
}

}  // namespace dangle

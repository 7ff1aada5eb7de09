#include "checkers/task_words.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "checkers/edits.h"
#include "dataflow/exits/unwatched_task.h"
#include "dataflow/obligations/field_store.h"
#include "dataflow/obligations/task_waits.h"

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

bool NeedsNobody(const SiteContext& context) {
  const ValueId body = BodyCall(context);
  if (!body.IsValid()) return false;
  const CallResolution resolution = context.program().Resolve(context.ref(), body);
  return resolution.targets.size() == 1 && resolution.targets[0].function.IsValid() &&
         LooksAfterItself(context.program(), context.contracts(), resolution.targets[0].function);
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
  if (RaceOf(context).IsValid()) return false;
  return std::any_of(violations.begin(), violations.end(), [](const Violation& v) { return v.kind == LossKind::kDiscarded; });
}

bool CancelsTask(const SiteContext& context) {
  const Program& program = context.program();
  const std::string variable = context.VariableName();
  // Another variable, or what another call gives, is another task; an element of a container may be any.
  const auto may_be_it = [&](ValueId value) {
    if (value == context.site().root.value) return true;
    const Instruction& at = context.At(value);
    const auto* phi = As<Phi>(at);
    if (phi != nullptr && phi->slot.IsValid()) {
      const std::string_view name = program.names().Text(context.function().slots[phi->slot].name);
      return name == variable || IsContainerType(program, context.TypeAt(value));
    }
    return !Is<Call>(at) && !Is<LoadAttr>(at) && !Is<Param>(at) && !Is<Const>(at);
  };
  const auto cancels = [&](const Instruction& instruction) {
    const auto* call = As<Call>(instruction);
    if (call == nullptr) return false;
    const auto* method = As<LoadAttr>(context.At(call->callee.value()));
    const auto* name = As<LoadName>(context.At(call->callee.value()));
    const NameId called = method != nullptr ? method->name : name != nullptr ? name->name : NameId{};
    if (!called.IsValid()) return false;
    const std::string_view text = program.names().Text(called);
    if (text == "cancel") return method != nullptr && may_be_it(method->object.value());
    if (text.find("cancel") == std::string_view::npos) return false;
    const std::span<const Argument> arguments = context.function().ArgumentsOf(call->arguments);
    return std::any_of(arguments.begin(), arguments.end(), [&](const Argument& argument) { return may_be_it(argument.value.value()); });
  };
  const auto& instructions = context.function().instructions;
  return std::any_of(instructions.begin(), instructions.end(), cancels);
}

ValueId RaceOf(const SiteContext& context) {
  const Violation& violation = context.MainViolation();
  const auto race_at = [&](ValueId at) {
    const auto* await = As<Await>(context.At(at));
    if (await == nullptr || TaskWaitOf(context.program(), context.ref(), await->value.value()) != TaskWait::kRace) return ValueId();
    return await->value.value();
  };
  // What the wait gives is thrown away, and the tasks with it.
  const auto* drop = As<Drop>(context.At(violation.at));
  return drop != nullptr && drop->value.IsValid() ? race_at(drop->value) : ValueId();
}

bool HasRaces(const SiteContext& context) {
  for (std::size_t i = context.site().root.value.value(); i < context.function().instructions.size(); ++i) {
    if (TaskWaitOf(context.program(), context.ref(), ValueId(i)) == TaskWait::kRace) return true;
  }
  return false;
}

namespace {

constexpr std::string_view kNameBytes = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";

// The set of tasks that is there already: `self._tasks = set()` in the class, `background_tasks: set[Task] = set()` in the module; empty
// if there is none.
std::string SetOfTasks(const SiteContext& context) {
  const bool is_method = context.function().owner.IsValid();
  const auto& parameters = context.function().parameters;
  if (is_method && (parameters.empty() || context.program().names().Text(parameters[0].name) != "self")) return {};
  const std::string_view text = is_method ? context.TextOf(context.module().classes[context.function().owner].range) : context.file().text();
  const std::string_view prefix = is_method ? "self." : "";
  for (std::size_t line = 0; line < text.size(); line = std::min(text.find('\n', line), text.size() - 1) + 1) {
    const std::size_t begin = is_method ? std::min(text.find_first_not_of(" \t", line), text.size()) : line;
    const std::string_view statement = text.substr(begin, text.find_first_of("\r\n", begin) - begin);
    if (!statement.starts_with(prefix) || !statement.ends_with(" = set()")) continue;
    const std::string_view target = statement.substr(0, statement.find_first_not_of(kNameBytes, prefix.size()));
    const bool is_target = statement.size() > target.size() && (statement[target.size()] == ' ' || statement[target.size()] == ':');
    if (is_target && target.ends_with("tasks")) return std::string(target);
  }
  return {};
}

// `create_task(f())` as a line of its own: it is bound, kept in the set, and leaves it when it is done.
std::vector<TextEdit> KeepEdits(const SiteContext& context, const std::string& set) {
  const SourceRange call = context.CallRange();
  const auto statement = LineStatementAround(context.file().text(), call);
  const std::string_view name = FreeName(context, {"task", "background_task"});
  if (!statement || statement->range != call || name.empty() || context.function().kind != FunctionKind::kFunction) return {};
  const std::string next_line = "\n" + std::string(statement->indentation);
  std::string after = next_line + set + ".add(";
  after.append(name).append(")").append(next_line).append(name).append(".add_done_callback(").append(set).append(".discard)");
  return {{context.LocationOf({call.begin, call.begin}), std::string(name) + " = "}, {context.LocationOf({call.end, call.end}), std::move(after)}};
}

}  // namespace

std::vector<Fix> KeepFixes(const SiteContext& context) {
  const std::string call(context.TextOf(context.CallRange()));
  const std::string known = SetOfTasks(context);
  const std::string set = !known.empty() ? known : context.function().owner.IsValid() ? "self._tasks" : "background_tasks";
  std::vector<Fix> fixes = {
      {"Keep the task until it is done", "task = " + call + "\n" + set + ".add(task)\ntask.add_done_callback(" + set + ".discard)", {}}};
  if (!known.empty()) fixes[0].edits = KeepEdits(context, known);
  const std::string body = TaskBody(context);
  if (!body.empty() && context.function().is_async) {
    fixes.push_back({"Or let a group own it", "async with asyncio.TaskGroup() as tg:\n    tg.create_task(" + body + ")", {}});
  }
  return fixes;
}

}  // namespace dangle

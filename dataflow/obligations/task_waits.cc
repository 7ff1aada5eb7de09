#include "dataflow/obligations/task_waits.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace dangle {

namespace {

bool IsTimeout(const Program& program, const Function& function, const Argument& argument) {
  if (argument.kind != ArgumentKind::kKeyword || program.names().Text(argument.keyword) != "timeout") return false;
  const auto* constant = As<Const>(function.instructions[argument.value.value()]);
  return constant == nullptr || constant->kind != ConstKind::kNone;
}

bool HasTimeout(const Program& program, const Function& function, std::span<const Argument> arguments) {
  return std::any_of(arguments.begin(), arguments.end(), [&](const Argument& argument) { return IsTimeout(program, function, argument); });
}

// `return_when=FIRST_COMPLETED`, `timeout=5`: it may return while some of them run.
bool MakesRace(const Program& program, const Function& function, const Argument& argument) {
  if (IsTimeout(program, function, argument)) return true;
  if (argument.kind != ArgumentKind::kKeyword || program.names().Text(argument.keyword) != "return_when") return false;
  const Instruction& value = function.instructions[argument.value.value()];
  if (const auto* constant = As<Const>(value))
    return constant->text.IsValid() && program.names().Text(constant->text).find("FIRST_") != std::string_view::npos;
  const auto* attribute = As<LoadAttr>(value);
  const auto* name = As<LoadName>(value);
  const NameId chosen = attribute != nullptr ? attribute->name : name != nullptr ? name->name : NameId{};
  return chosen.IsValid() && program.names().Text(chosen).starts_with("FIRST_");
}

}  // namespace

TaskWait TaskWaitOf(const Program& program, FunctionRef ref, ValueId call_id, std::size_t argument) {
  const Function& function = program.function(ref);
  const auto* call = As<Call>(function.instructions[call_id]);
  if (call == nullptr || argument != 0 || call->arguments.size == 0) return TaskWait::kNone;
  const auto arguments = function.ArgumentsOf(call->arguments);
  if (arguments[0].kind != ArgumentKind::kPositional) return TaskWait::kNone;
  const CallResolution resolution = program.Resolve(ref, call_id);
  if (resolution.targets.size() != 1 || !resolution.targets[0].function.IsValid()) return TaskWait::kNone;
  const FunctionRef callee = resolution.targets[0].function;
  if (program.IsProject(callee.module) || program.function(callee).owner.IsValid()) return TaskWait::kNone;
  const std::string_view name = program.names().Text(program.function(callee).name);
  if (name != "wait" && name != "shield") return TaskWait::kNone;
  const std::string qualified = program.QualifiedName(callee);
  if (qualified == "asyncio.shield") return TaskWait::kShield;
  if (qualified != "asyncio.wait") return TaskWait::kNone;
  // The first of one is all of them.
  const auto* display = As<MakeContainer>(function.instructions[arguments[0].value.value()]);
  const bool is_one = display != nullptr && display->elements.size == 1 &&
                      function.ArgumentsOf(display->elements)[0].kind == ArgumentKind::kPositional && !HasTimeout(program, function, arguments);
  const bool is_race =
      !is_one && std::any_of(arguments.begin(), arguments.end(), [&](const Argument& one) { return MakesRace(program, function, one); });
  return is_race ? TaskWait::kRace : TaskWait::kAll;
}

}  // namespace dangle

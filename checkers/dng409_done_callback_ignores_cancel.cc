// DNG409: a done callback asks a task for its exception, and a cancelled task raises instead.
//
//   def _done(self, task):
//       if task.exception(): ...        CancelledError, if the task was cancelled
//       self._running.discard(task)     skipped then
#include <algorithm>
#include <optional>
#include <string>

#include "checkers/expression_checker.h"
#include "checkers/function_checker.h"
#include "dataflow/exits/own_tasks.h"

namespace dangle {

namespace {

constexpr Rule kRule = {
    .id = "DNG409",
    .name = "done-callback-ignores-cancel",
    .severity = Severity::kP2,
    .summary = "A done callback asks for the result or exception of a task that may have been cancelled.",
    .why =
        "`result()` and `exception()` of a cancelled task raise CancelledError, which is no Exception: the callback ends there, what follows is "
        "skipped, and the loop logs an error of the callback at each orderly shutdown.",
    .page = {},
    .precision = Confidence::kMedium,
};

// The function that `add_done_callback(x)` will call, and which parameter is the task.
struct Callback {
  FunctionRef function;
  std::size_t parameter = 0;
};

std::optional<Callback> CallbackOf(const FunctionContext& context, ValueId value) {
  if (const auto* closure = As<MakeClosure>(context.At(value))) return Callback{{context.ref().module, closure->function}, 0};
  for (const TypeId member : context.MembersAt(value)) {
    const Type& type = context.program().type(member);
    const bool is_bound = type.kind == TypeKind::kBoundMethod;
    if ((!is_bound && type.kind != TypeKind::kFunction) || !type.function.IsValid() || !context.program().IsProject(type.function.module)) continue;
    return Callback{type.function, is_bound ? std::size_t{1} : std::size_t{0}};
  }
  return std::nullopt;
}

// The call of `result` or `exception` on the parameter that nothing guards; invalid if there is none.
ValueId UnguardedAsk(const FunctionContext& callback, std::size_t parameter) {
  const Function& function = callback.function();
  if (parameter >= function.parameters.size()) return {};
  const SlotId task = function.parameters[parameter].slot;
  ValueId found;
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    const auto* call = As<Call>(function.instructions[ValueId(i)]);
    const auto* method = call == nullptr ? nullptr : As<LoadAttr>(callback.At(call->callee.value()));
    const auto* receiver = method == nullptr ? nullptr : As<Param>(callback.At(method->object.value()));
    if (receiver == nullptr || receiver->slot != task) continue;
    const std::string_view name = callback.program().names().Text(method->name);
    if (name == "cancelled") return {};
    const bool asks = name == "exception" || name == "result";
    if (asks && !found.IsValid() && !TakesCancellation(callback.program(), callback.ref(), function.BlockOf(ValueId(i)))) found = ValueId(i);
  }
  return found;
}

// Something behind the call that has nothing to do with what it gives: it is skipped.
ValueId SkippedBehind(const FunctionContext& callback, ValueId ask) {
  const Function& function = callback.function();
  for (std::size_t i = ask.value() + 1; i < function.instructions.size(); ++i) {
    const Instruction& at = function.instructions[ValueId(i)];
    if (Is<StoreAttr>(at) || Is<StoreItem>(at)) return ValueId(i);
    const auto* call = As<Call>(at);
    const auto* method = call == nullptr ? nullptr : As<LoadAttr>(callback.At(call->callee.value()));
    if (method == nullptr) continue;
    const std::string_view name = callback.program().names().Text(method->name);
    if (name == "discard" || name == "remove" || name == "pop" || name == "set" || name == "clear" || name == "close" || name == "release") {
      return ValueId(i);
    }
  }
  return {};
}

// Does code of the same class, or of the same module where there is none, cancel a task?
bool IsCancelledNearby(const FunctionContext& context) {
  std::vector<FunctionRef> functions = MethodsBeside(context.program(), context.ref());
  if (functions.empty()) functions.push_back(context.ref());
  return std::any_of(functions.begin(), functions.end(), [&](FunctionRef ref) {
    const Function& function = context.program().function(ref);
    return std::any_of(function.instructions.begin(), function.instructions.end(), [&](const Instruction& at) {
      const auto* call = As<Call>(at);
      const auto* method = call == nullptr ? nullptr : As<LoadAttr>(function.instructions[call->callee.value()]);
      return method != nullptr && context.program().names().Text(method->name) == "cancel" &&
             IsTask(context.program(), ref, method->object.value(), true);
    });
  });
}

void ClaimAsk(const FunctionContext& context, ValueId registered, const FunctionContext& callback, ValueId ask, std::vector<Claim>& claims) {
  const SourceRange range = callback.At(ask).range;
  const ValueId skipped = SkippedBehind(callback, ask);
  Finding finding = BeginFinding(callback, kRule, range, Severity::kP2, Confidence::kMedium);
  finding.confidence_reason = "that it is this task which is cancelled is inferred from the code around it";
  const std::string text = callback.ShortText(ask);
  finding.message = "'" + text + "' raises CancelledError when the task was cancelled" + ", and '" +
                    OneLine(callback.TextOf(callback.At(skipped).range)) + "' is skipped.";
  finding.trace = {{context.LocationOf(context.At(registered).range), "called when the task is done, also by a cancellation", true},
                   {callback.LocationOf(range), "'" + text + "' of a cancelled task raises", true}};
  finding.trace.push_back({callback.LocationOf(callback.At(skipped).range), "skipped then", true});
  const auto* method = As<LoadAttr>(callback.At(As<Call>(callback.At(ask))->callee.value()));
  const SlotId slot = As<Param>(callback.At(method->object.value()))->slot;
  const std::string task(callback.program().names().Text(callback.function().slots[slot].name));
  finding.fixes = {{"Ask first whether it was cancelled", "if not " + task + ".cancelled():\n    " + text, {}}};
  claims.push_back({KeyOf(callback, kRule, range), std::move(finding)});
}

void Check(const FunctionContext& context, const ContractStore&, std::vector<Claim>& claims) {
  const Function& function = context.function();
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    const auto* call = As<Call>(function.instructions[ValueId(i)]);
    const auto* method = call == nullptr ? nullptr : As<LoadAttr>(context.At(call->callee.value()));
    if (method == nullptr || call->arguments.size == 0 || context.program().names().Text(method->name) != "add_done_callback") continue;
    if (!IsTask(context.program(), context.ref(), method->object.value())) continue;
    const std::optional<Callback> callback = CallbackOf(context, function.ArgumentsOf(call->arguments)[0].value.value());
    if (!callback) continue;
    const FunctionContext body(context, callback->function);
    const ValueId ask = UnguardedAsk(body, callback->parameter);
    if (ask.IsValid() && SkippedBehind(body, ask).IsValid() && IsCancelledNearby(context)) ClaimAsk(context, ValueId(i), body, ask, claims);
  }
}

}  // namespace

const FunctionChecker kDoneCallbackIgnoresCancel = {&kRule, Check};

}  // namespace dangle

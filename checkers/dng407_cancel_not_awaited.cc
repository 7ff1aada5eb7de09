// DNG407: a task is cancelled, and what follows does not wait for it to end.
//
//   self._task.cancel()
//   await self._session.close()      the task may still be in its clean-up, with the session
#include <algorithm>
#include <string>

#include "checkers/expression_checker.h"
#include "checkers/function_checker.h"
#include "dataflow/exits/cancellation_ways.h"
#include "dataflow/exits/own_tasks.h"
#include "dataflow/obligations/end_methods.h"
#include "dataflow/obligations/protocol.h"
#include "dataflow/obligations/task_run.h"

namespace dangle {

namespace {

constexpr Rule kRule = {
    .id = "DNG407",
    .name = "cancel-not-awaited",
    .severity = Severity::kP2,
    .summary = "A task is cancelled, and what it uses is closed, or a new one started, before it has ended.",
    .why =
        "`cancel()` only asks: the task runs on to its next await, and through its clean-up. Until it is awaited it still uses what is closed behind "
        "it, and a new one in its place runs beside it.",
    .page = {},
    .precision = Confidence::kMedium,
};

// Why it matters that nobody waits.
struct Harm {
  ValueId at;
  std::string what;
};

bool IsSelfField(const FunctionContext& context, ValueId value) { return FieldOf(context.program(), context.function(), value).IsValid(); }

// `await asyncio.sleep(0.5)`, and nothing else awaited between: in the hope that the task is done then.
Harm HopefulSleep(const FunctionContext& context, ValueId cancel) {
  const auto& instructions = context.function().instructions;
  for (std::size_t i = cancel.value() + 1; i < instructions.size(); ++i) {
    const auto* await = As<Await>(instructions[ValueId(i)]);
    if (await == nullptr) continue;
    const CallResolution resolution = context.program().Resolve(context.ref(), await->value.value());
    if (resolution.targets.size() != 1 || !resolution.targets[0].function.IsValid()) return {};
    if (context.program().QualifiedName(resolution.targets[0].function) != "asyncio.sleep") return {};
    return {ValueId(i), "'" + context.ShortText(await->value.value()) + "' only hopes that it is done by then"};
  }
  return {};
}

Harm Restart(const FunctionContext& context, const FieldCancel& cancel) {
  const auto& instructions = context.function().instructions;
  for (std::size_t i = cancel.at.value() + 1; i < instructions.size(); ++i) {
    const auto* store = As<StoreAttr>(instructions[ValueId(i)]);
    if (store == nullptr || store->name != cancel.field || !Is<Call>(context.At(store->value.value()))) continue;
    if (!IsTask(context.program(), context.ref(), store->value.value())) continue;
    return {ValueId(i), "'" + context.ShortText(store->value.value()) + "' starts the next one beside it"};
  }
  return {};
}

// Something that the task uses is closed behind the cancel.
Harm ReleaseBehind(const FunctionContext& context, const ContractStore& contracts, const FieldCancel& cancel) {
  const auto& instructions = context.function().instructions;
  std::vector<NameId> uses;
  for (const FieldMaker& maker : FindFieldMakers(context.program(), context.ref(), cancel.field)) {
    const TaskRun run = TaskRunOf(context.program(), contracts, maker.function, maker.call);
    uses.insert(uses.end(), run.uses.begin(), run.uses.end());
  }
  for (std::size_t i = cancel.at.value() + 1; i < instructions.size() && !uses.empty(); ++i) {
    const auto* call = As<Call>(instructions[ValueId(i)]);
    const auto* method = call == nullptr ? nullptr : As<LoadAttr>(context.At(call->callee.value()));
    const auto* field = method == nullptr ? nullptr : As<LoadAttr>(context.At(method->object.value()));
    if (field == nullptr || !IsSelfField(context, method->object.value()) || field->name == cancel.field) continue;
    const std::string_view name = context.program().names().Text(method->name);
    if (name != "close" && name != "aclose" && name != "disconnect" && name != "shutdown" && name != "terminate") continue;
    if (std::find(uses.begin(), uses.end(), field->name) == uses.end()) continue;
    return {ValueId(i), "'" + context.ShortText(ValueId(i)) + "' closes what it uses"};
  }
  return {};
}

// Does a cancellation of what the task runs come to something that waits once more?
bool HasCleanup(const Program& program, FunctionRef ref) {
  const Function& function = program.function(ref);
  const CancellationWays ways(program, ref);
  for (std::size_t b = 0; b < function.blocks.size(); ++b) {
    const BlockId handler = function.blocks[BlockId(b)].on_cancel;
    if (!handler.IsValid()) continue;
    const std::vector<char> reached = ways.ReachedFrom(handler);
    for (std::size_t to = 0; to < reached.size(); ++to) {
      if (!reached[to] || to == b) continue;
      const auto instructions = function.InstructionsOf(BlockId(to));
      if (std::any_of(instructions.begin(), instructions.end(), Awaits)) return true;
    }
  }
  return false;
}

// What has nothing to unwind ends at its next step.
bool TakesItsTime(const FunctionContext& context, const ContractStore& contracts, NameId field) {
  for (const FieldMaker& maker : FindFieldMakers(context.program(), context.ref(), field)) {
    const TaskRun run = TaskRunOf(context.program(), contracts, maker.function, maker.call);
    if (std::any_of(run.functions.begin(), run.functions.end(), [&](FunctionRef body) { return HasCleanup(context.program(), body); })) return true;
  }
  return false;
}

// `self._ended.set_result(None)` at the end of what the task runs: whoever waits for that waits for the task.
bool WaitsForSignal(const FunctionContext& context, const ContractStore& contracts, const FieldCancel& cancel) {
  const Program& program = context.program();
  const auto is_waited_for = [&](const Function& body, const Instruction& instruction) {
    const auto* call = As<Call>(instruction);
    const auto* method = call == nullptr ? nullptr : As<LoadAttr>(body.instructions[call->callee.value()]);
    if (method == nullptr) return false;
    const std::string_view name = program.names().Text(method->name);
    if (name != "set" && name != "set_result" && name != "set_exception") return false;
    const NameId signal = FieldOf(program, body, method->object.value());
    return signal.IsValid() && WaitsForField(program, context.ref(), signal, cancel.at);
  };
  for (const FieldMaker& maker : FindFieldMakers(program, context.ref(), cancel.field)) {
    for (const FunctionRef ref : TaskRunOf(program, contracts, maker.function, maker.call).functions) {
      const Function& body = program.function(ref);
      if (std::any_of(body.instructions.begin(), body.instructions.end(), [&](const Instruction& i) { return is_waited_for(body, i); })) return true;
    }
  }
  return false;
}

Harm HarmOf(const FunctionContext& context, const ContractStore& contracts, const FieldCancel& cancel) {
  if (TakesItsTime(context, contracts, cancel.field)) {
    if (Harm harm = Restart(context, cancel); harm.at.IsValid()) return harm;
    if (Harm harm = ReleaseBehind(context, contracts, cancel); harm.at.IsValid()) return harm;
  }
  return HopefulSleep(context, cancel.at);
}

void ClaimCancel(const FunctionContext& context, const FieldCancel& cancel, const Harm& harm, std::vector<Claim>& claims) {
  const SourceRange range = context.At(cancel.at).range;
  const std::string field = "self." + std::string(context.program().names().Text(cancel.field));
  Finding finding = BeginFinding(context, kRule, range, Severity::kP2, Confidence::kMedium);
  finding.confidence_reason = "how long the task takes to end is not known";
  finding.message =
      "'" + context.ShortText(cancel.at) + "' asks the task in '" + field + "' to end, and nobody waits until it has: " + harm.what + ".";
  finding.trace.push_back({context.LocationOf(range), "the task is only asked to end here", true});
  if (cancel.helper.IsValid()) {
    const FunctionContext helper(context, cancel.helper);
    finding.trace.push_back({helper.LocationOf(helper.function().name_range), "'" + helper.FunctionName() + "' cancels it", false});
  }
  finding.trace.push_back({context.LocationOf(context.At(harm.at).range), harm.what, true});
  finding.fixes = {{"Wait for its end", "await asyncio.gather(" + field + ", return_exceptions=True)", {}}};
  const DefectKey key{static_cast<std::uint32_t>(Protocol::kKeepAlive), context.module().file, range, 0};
  claims.push_back({key, std::move(finding)});
}

void Check(const FunctionContext& context, const ContractStore& contracts, std::vector<Claim>& claims) {
  // Code that is not async cannot wait.
  if (!context.function().is_async || !context.function().owner.IsValid()) return;
  for (const FieldCancel& cancel : FindFieldCancels(context.program(), context.ref())) {
    if (WaitsForField(context.program(), context.ref(), cancel.field, cancel.at) || WaitsForSignal(context, contracts, cancel)) continue;
    if (const Harm harm = HarmOf(context, contracts, cancel); harm.at.IsValid()) ClaimCancel(context, cancel, harm, claims);
  }
}

}  // namespace

const FunctionChecker kCancelNotAwaited = {&kRule, Check};

}  // namespace dangle

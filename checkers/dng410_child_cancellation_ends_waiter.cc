// DNG410: a loop awaits a task that another method cancels, and ends with it.
//
//   async def run(self):
//       while True:
//           self._step = asyncio.create_task(self._next())
//           await self._step              CancelledError, when skip() cancels the step: the loop is over
//   def skip(self):
//       self._step.cancel()
#include <algorithm>
#include <string>

#include "checkers/expression_checker.h"
#include "checkers/function_checker.h"
#include "dataflow/exits/own_tasks.h"
#include "dataflow/obligations/end_methods.h"

namespace dangle {

namespace {

constexpr Rule kRule = {
    .id = "DNG410",
    .name = "child-cancellation-ends-waiter",
    .severity = Severity::kP2,
    .summary = "A loop awaits a task that another method cancels: the cancellation ends the loop, too.",
    .why =
        "Awaiting a cancelled task raises CancelledError in the waiter, and nothing tells it from a cancellation of the waiter itself: the "
        "service's loop ends without an error, and nobody notices.",
    .page = {},
    .precision = Confidence::kMedium,
};

bool IsInLoop(const Function& function, BlockId block) {
  std::vector<char> seen(function.blocks.size(), 0);
  std::vector<BlockId> work;
  const auto add = [&](BlockId to, EdgeKind kind) {
    if (!IsNormal(kind) || seen[to.value()]) return;
    seen[to.value()] = 1;
    work.push_back(to);
  };
  ForEachSuccessor(function, block, add);
  while (!work.empty()) {
    const BlockId at = work.back();
    work.pop_back();
    ForEachSuccessor(function, at, add);
  }
  return seen[block.value()] != 0;
}

// The cancel of the field in a method that does not end the object, nor anything else of it.
struct Canceller {
  FunctionRef function;
  ValueId at;
};
Canceller FindCanceller(const FunctionContext& context, NameId field) {
  for (const FunctionRef method : MethodsBeside(context.program(), context.ref())) {
    if (method == context.ref() || IsEndMethodName(context.program().names().Text(context.program().function(method).name))) continue;
    const std::vector<FieldCancel> cancels = FindFieldCancels(context.program(), method);
    const bool is_other = std::any_of(cancels.begin(), cancels.end(), [&](const FieldCancel& cancel) { return cancel.field != field; });
    if (cancels.empty() || is_other || cancels.front().helper.IsValid()) continue;
    return {method, cancels.front().at};
  }
  return {};
}

void ClaimAwait(const FunctionContext& context, ValueId await, NameId field, const Canceller& canceller, std::vector<Claim>& claims) {
  const SourceRange range = context.At(await).range;
  const FunctionContext other(context, canceller.function);
  Finding finding = BeginFinding(context, kRule, range, Severity::kP2, Confidence::kMedium);
  finding.confidence_reason = "whether '" + context.FunctionName() + "' is meant to end then is not known";
  const std::string name = "self." + std::string(context.program().names().Text(field));
  finding.message = "When '" + other.FunctionName() + "' cancels '" + name + "', the CancelledError comes out of '" + context.ShortText(await) +
                    "' and ends the loop of '" + context.FunctionName() + "', too.";
  finding.trace = {{context.LocationOf(range), "'" + context.FunctionName() + "' waits here, again and again", true},
                   {other.LocationOf(other.At(canceller.at).range), "'" + other.FunctionName() + "' cancels what it waits for", true}};
  finding.fixes = {{"Wait for its end, however it ends", "await asyncio.wait({" + name + "})", {}}};
  claims.push_back({KeyOf(context, kRule, range), std::move(finding)});
}

void Check(const FunctionContext& context, const ContractStore&, std::vector<Claim>& claims) {
  const Function& function = context.function();
  if (!function.is_async || !function.owner.IsValid()) return;
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    const auto* await = As<Await>(function.instructions[ValueId(i)]);
    if (await == nullptr || !Is<LoadAttr>(context.At(await->value.value()))) continue;
    const NameId field = FieldOf(context.program(), function, await->value.value());
    if (!field.IsValid() || !IsTask(context.program(), context.ref(), await->value.value(), true)) continue;
    const BlockId block = function.BlockOf(ValueId(i));
    if (TakesCancellation(context.program(), context.ref(), block) || !IsInLoop(function, block)) continue;
    const Canceller canceller = FindCanceller(context, field);
    if (canceller.function.IsValid()) ClaimAwait(context, ValueId(i), field, canceller, claims);
  }
}

}  // namespace

const FunctionChecker kChildCancellationEndsWaiter = {&kRule, Check};

}  // namespace dangle

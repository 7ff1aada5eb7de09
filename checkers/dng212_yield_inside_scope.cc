// DNG212: an asynchronous generator yields inside a task group, a timeout or a cancel scope.
//
//   async def pages():
//       async with asyncio.timeout(10):
//           yield await next_page()        the timeout hits whoever awaits when it fires: the consumer
//
// Source: PEP 789.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "checkers/call_arguments.h"
#include "checkers/expression_checker.h"
#include "checkers/generator_scopes.h"

namespace dangle {

namespace {

constexpr Rule kRule = {
    .id = "DNG212",
    .name = "yield-inside-scope",
    .severity = Severity::kP2,
    .summary = "An asynchronous generator yields inside a task group, a timeout or a cancel scope.",
    .why =
        "While the generator is suspended its scope stays the current one of the task that iterates: it cancels the consumer's code, loses "
        "the errors of its tasks, and is left in the wrong order if the generator is not run to its end (PEP 789).",
    .page = {},
};

constexpr std::array<std::string_view, 18> kScopes = {
    "asyncio.TaskGroup",
    "asyncio.timeout",
    "asyncio.timeout_at",
    "anyio.create_task_group",
    "anyio.move_on_after",
    "anyio.fail_after",
    "anyio.CancelScope",
    "anyio.move_on_at",
    "trio.open_nursery",
    "trio.move_on_after",
    "trio.move_on_at",
    "trio.fail_after",
    "trio.fail_at",
    "trio.CancelScope",
    "async_timeout.timeout",
    "anyio.open_cancel_scope",
    "async_timeout.timeout_at",
    "asyncio.timeouts.timeout",
};

bool IsScope(const FunctionContext& context, ValueId enter) {
  ValueId manager = As<Enter>(context.At(enter))->manager;
  if (!manager.IsValid() || !Is<Call>(context.At(manager))) return false;
  const CallResolution resolution = context.program().Resolve(context.ref(), manager);
  return !resolution.targets.empty() && std::ranges::all_of(resolution.targets, [&](const CallTarget& target) {
    const std::string name = target.constructed.IsValid() ? context.program().QualifiedName(target.constructed)
                             : target.function.IsValid()  ? context.program().QualifiedName(target.function)
                                                          : std::string();
    return std::ranges::find(kScopes, name) != kScopes.end();
  });
}

// Given away by its name: a framework may run it as a context manager (a dependency, a lifespan, a fixture).
bool IsHandedOver(const Program& program, FunctionRef generator) {
  for (std::size_t m = 0; m < program.module_count() && program.IsProject(ModuleId(m)); ++m) {
    const Module& module = program.module(ModuleId(m));
    for (std::size_t f = 0; f < module.functions.size(); ++f) {
      const FunctionRef ref{ModuleId(m), FunctionId(f)};
      for (const Argument& argument : program.function(ref).arguments) {
        if (!argument.value.IsValid()) continue;
        for (const TypeId member : program.MembersOf(program.TypeOf(ref, argument.value.value()))) {
          const Type& type = program.type(member);
          const bool is_function = type.kind == TypeKind::kFunction || type.kind == TypeKind::kBoundMethod;
          if (is_function && type.function == generator) return true;
        }
      }
    }
  }
  return false;
}

void Check(const FunctionContext& context, ValueId at, const ModelledCall&, std::vector<Claim>& claims) {
  const Function& function = context.function();
  if (!Is<Enter>(context.At(at)) || !function.is_async || !function.is_generator || function.kind != FunctionKind::kFunction) return;
  if (!function.decorators.empty() || !IsScope(context, at)) return;
  const std::vector<ValueId> yields = YieldsInside(function, at);
  if (yields.empty() || IsHandedOver(context.program(), context.ref())) return;
  const ValueId manager = As<Enter>(context.At(at))->manager;
  const std::string scope = context.ShortText(manager);
  for (const ValueId yield : yields) {
    const SourceRange range = context.At(yield).range;
    Finding finding = BeginFinding(context, kRule, range, Severity::kP2, Confidence::kHigh);
    finding.message = "'" + context.FunctionName() + "' yields inside '" + scope + "', which then governs the code of whoever iterates.";
    finding.trace = {{context.LocationOf(context.At(manager).range), "'" + scope + "' is entered here", true},
                     {context.LocationOf(range), "the generator is suspended here with the scope open", true}};
    finding.fixes = {{"Leave the scope before the yield, or make it a context manager that gives the values out of a queue or stream",
                      "@asynccontextmanager\nasync def " + context.FunctionName() + "(...): …",
                      {}}};
    claims.push_back({KeyOf(context, kRule, range), std::move(finding)});
  }
}

}  // namespace

const ExpressionChecker kYieldInsideScope = {&kRule, &Check};

}  // namespace dangle

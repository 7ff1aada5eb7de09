#include "checkers/call_arguments.h"

#include <array>

#include "dataflow/interproc/call_effects.h"

namespace dangle {

ValueId ArgumentFor(const FunctionContext& context, const Call& call, const CallTarget& target, std::string_view parameter) {
  const auto& parameters = context.program().function(target.function).parameters;
  std::size_t wanted = target.binds_receiver ? 1 : 0;
  const std::size_t first = wanted;
  while (wanted < parameters.size() && context.program().names().Text(parameters[wanted].name) != parameter) ++wanted;
  if (wanted == parameters.size()) return {};
  return ArgumentFor(context.function(), call, parameters[wanted], static_cast<std::uint32_t>(wanted - first));
}

ModelledCall ModelledCallAt(const FunctionContext& context, ValueId at) {
  if (!Is<Call>(context.At(at))) return {};
  for (const CallTarget& target : context.program().Resolve(context.ref(), at).targets) {
    if (!target.function.IsValid() || context.program().IsProject(target.function.module)) continue;
    return {target, context.program().QualifiedName(target.function)};
  }
  return {};
}

std::span<const KnownParameter> AwaitedParameters() {
  static constexpr std::array<KnownParameter, 9> kAwaited = {{
      {"asyncio.wait_for", "fut"},
      {"asyncio.shield", "arg"},
      {"asyncio.create_task", "coro"},
      {"asyncio.ensure_future", "coro_or_future"},
      {"asyncio.run", "main"},
      {"asyncio.run_coroutine_threadsafe", "coro"},
      {"asyncio.TaskGroup.create_task", "coro"},
      {"asyncio.AbstractEventLoop.create_task", "coro"},
      {"asyncio.AbstractEventLoop.run_until_complete", "future"},
  }};
  return kAwaited;
}

}  // namespace dangle

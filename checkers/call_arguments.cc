#include "checkers/call_arguments.h"

namespace dangle {

ValueId ArgumentFor(const FunctionContext& context, const Call& call, const CallTarget& target, std::string_view parameter) {
  const auto& parameters = context.program().function(target.function).parameters;
  std::size_t wanted = target.binds_receiver ? 1 : 0;
  const std::size_t first = wanted;
  while (wanted < parameters.size() && context.program().names().Text(parameters[wanted].name) != parameter) ++wanted;
  if (wanted == parameters.size()) return {};
  std::size_t position = first;
  for (const Argument& argument : context.function().ArgumentsOf(call.arguments)) {
    if (argument.kind == ArgumentKind::kKeyword && argument.keyword == parameters[wanted].name) return argument.value.value();
    if (argument.kind == ArgumentKind::kStar) return {};
    if (argument.kind == ArgumentKind::kPositional && position++ == wanted && parameters[wanted].kind <= ParameterKind::kPositional) {
      return argument.value.value();
    }
  }
  return {};
}

std::string ModelledCallee(const FunctionContext& context, ValueId call, CallTarget& target) {
  const CallResolution resolution = context.program().Resolve(context.ref(), call);
  if (resolution.targets.empty()) return {};
  // Overrides in the project do what the method is for.
  for (const CallTarget& one : resolution.targets) {
    if (!one.function.IsValid() || context.program().IsProject(one.function.module)) continue;
    target = one;
    return context.program().QualifiedName(one.function);
  }
  return {};
}

}  // namespace dangle

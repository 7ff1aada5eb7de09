#include <array>

#include "checkers/function_checker.h"

namespace dangle {

std::span<const FunctionChecker* const> FunctionCheckers() {
  static constexpr std::array<const FunctionChecker*, 6> kAll = {
      &kTaskLeftByEnter, &kCancelNotAwaited, &kTaskOrphaned, &kDoneCallbackIgnoresCancel, &kChildCancellationEndsWaiter, &kCleanupMissesCancellation};
  return kAll;
}

std::vector<Claim> CheckFunctions(const ProgramContext& program_context) {
  const Program& program = *program_context.program;
  std::vector<Claim> claims;
  for (std::size_t m = 0; m < program.module_count() && program.IsProject(ModuleId(m)); ++m) {
    const ModuleId module(m);
    if (program.module(module).is_stub) continue;
    for (std::size_t f = 0; f < program.module(module).functions.size(); ++f) {
      const FunctionContext context(program, *program_context.sources, {module, FunctionId(f)});
      const bool is_main = program_context.mains.contains(context.ref());
      for (const FunctionChecker* checker : FunctionCheckers()) {
        if (!is_main || checker->applies_to_mains) checker->check(context, *program_context.contracts, claims);
      }
    }
  }
  return claims;
}

}  // namespace dangle

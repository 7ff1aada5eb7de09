#include <array>

#include "checkers/expression_checker.h"
#include "dataflow/obligations/protocol.h"

namespace dangle {

std::span<const ExpressionChecker* const> ExpressionCheckers() {
  static constexpr std::array<const ExpressionChecker*, 9> kAll = {
      &kCoroutineAsArgument,   &kAwaitNonAwaitable,       &kWrongProtocol,         &kCoroutineAwaitedTwice, &kAsyncCallbackNeverRuns,
      &kAsyncOverrideMismatch, &kAsyncGeneratorNotClosed, &kAsyncGeneratorMisused, &kYieldInsideScope,
  };
  return kAll;
}

std::vector<Claim> CheckExpressions(const Program& program, const SourceSet& sources) {
  std::vector<Claim> claims;
  for (std::size_t m = 0; m < program.module_count() && program.IsProject(ModuleId(m)); ++m) {
    const ModuleId module(m);
    if (program.module(module).is_stub) continue;
    for (std::size_t f = 0; f < program.module(module).functions.size(); ++f) {
      const FunctionContext context(program, sources, {module, FunctionId(f)});
      for (std::size_t i = 0; i < context.function().instructions.size(); ++i) {
        const Instruction& at = context.At(ValueId(i));
        if (!Is<Await>(at) && !Is<Enter>(at) && !Is<Iterate>(at) && !Is<Call>(at) && !Is<Drop>(at) && !Is<MakeClosure>(at)) continue;
        const ModelledCall callee = ModelledCallAt(context, ValueId(i));
        for (const ExpressionChecker* checker : ExpressionCheckers()) checker->check(context, ValueId(i), callee, claims);
      }
    }
  }
  return claims;
}

Finding BeginFinding(const FunctionContext& context, const Rule& rule, SourceRange range, Severity severity, Confidence confidence) {
  Finding finding;
  finding.rule = &rule;
  finding.severity = severity;
  finding.confidence = confidence;
  finding.location = context.LocationOf(range);
  finding.function = context.QualifiedFunctionName();
  finding.identity_text = std::string(context.TextOf(range));
  return finding;
}

DefectKey KeyOf(const FunctionContext& context, const Rule& rule, SourceRange range) {
  // Away from the protocols; the number of the rule tells the defects of one place apart.
  std::uint32_t number = 0;
  for (const char c : rule.id.substr(3)) number = number * 10 + static_cast<std::uint32_t>(c - '0');
  return {static_cast<std::uint32_t>(kProtocolCount) + number, context.module().file, range, 0};
}

}  // namespace dangle

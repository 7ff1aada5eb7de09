#include <array>
#include <utility>

#include "checkers/misuse_checker.h"

namespace dangle {

namespace {

// Apart from the protocols of obligations and from the kinds of blocking.
constexpr std::uint32_t kMisuseDomain = 0x300;

}  // namespace

std::span<const MisuseChecker* const> MisuseCheckers() {
  static constexpr std::array<const MisuseChecker*, 6> kAll = {&kHalfBuiltLeak,          &kKeptPermit,     &kUseAfterRelease, &kDoubleRelease,
                                                               &kTransactionNotFinished, &kImplicitIoInOrm};
  return kAll;
}

std::vector<Claim> CheckMisuses(const Program& program, const SourceSet& sources, std::span<const Misuse> misuses) {
  std::vector<Claim> claims;
  for (const Misuse& misuse : misuses) {
    const FunctionContext context(program, sources, misuse.function);
    for (const MisuseChecker* checker : MisuseCheckers()) checker->check(context, misuse, claims);
  }
  return claims;
}

void ClaimMisuse(const FunctionContext& context, const Misuse& misuse, Finding finding, std::vector<Claim>& claims) {
  const ValueId place = misuse.kind == MisuseKind::kTransactionLost ? misuse.first : misuse.second;
  claims.push_back({{kMisuseDomain, context.module().file, context.At(place).range, 0}, std::move(finding)});
}

std::string ObjectName(const FunctionContext& context, ValueId object) {
  const Function& function = context.function();
  for (const Instruction& at : function.instructions) {
    const auto* bind = As<Bind>(at);
    if (bind == nullptr) continue;
    ValueId value = bind->value.value();
    if (const auto* enter = As<Enter>(function.instructions[value])) value = enter->manager;
    const auto* closing = As<Call>(function.instructions[value]);
    const bool is_wrapped = closing != nullptr && closing->arguments.size == 1 && function.ArgumentsOf(closing->arguments)[0].value.value() == object;
    if (value == object || is_wrapped) return std::string(context.program().names().Text(function.slots[bind->slot].name));
  }
  return context.NameOf(object);
}

std::string WhenText(const FunctionContext& context, ValueId event) {
  const std::string line = std::to_string(context.LineOf(event));
  return Is<Exit>(context.At(event)) ? "when the 'with' block of line " + line + " ends" : "at line " + line;
}

}  // namespace dangle

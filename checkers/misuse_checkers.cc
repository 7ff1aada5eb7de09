#include <array>
#include <utility>

#include "checkers/misuse_checker.h"

namespace dangle {

namespace {

// Apart from the protocols of obligations and from the kinds of blocking.
constexpr std::uint32_t kMisuseDomain = 0x300;

}  // namespace

std::span<const MisuseChecker* const> MisuseCheckers() {
  static constexpr std::array<const MisuseChecker*, 4> kAll = {&kUseAfterRelease, &kDoubleRelease, &kTransactionNotFinished, &kImplicitIoInOrm};
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

std::string WhenText(const FunctionContext& context, ValueId event) {
  const std::string line = std::to_string(context.LineOf(event));
  return Is<Exit>(context.At(event)) ? "when the 'with' block of line " + line + " ends" : "at line " + line;
}

}  // namespace dangle

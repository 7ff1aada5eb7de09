#include "checkers/obligation_checkers.h"

#include <array>

#include "checkers/checker.h"

namespace dangle {

std::span<const Checker* const> ObligationCheckers() {
  static constexpr std::array<const Checker*, 9> kAll = {
      &kCoroutineNeverAwaited, &kCoroutineLostOnPath, &kCoroutineUsedAsValue,    &kResourceLeak, &kResourceLeakOnException, &kLockNotReleased,
      &kTaskNotReferenced,     &kTaskReferenceLost,   &kTaskOrphanedOnException,
  };
  return kAll;
}

std::vector<Claim> CheckObligations(const ProgramContext& context, const ProgramSummaries& summaries) {
  std::vector<Claim> claims;
  for (const FunctionFindings& function : summaries.findings) {
    for (const SiteResult& site : function.sites) {
      const SiteContext site_context(context, function.function, site);
      for (const Checker* checker : ObligationCheckers()) {
        if (checker->protocol == site.site.protocol) checker->check(site_context, claims);
      }
    }
  }
  return claims;
}

}  // namespace dangle

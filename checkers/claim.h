// What a checker says before the arbiter has spoken: a finding and the defect that it is about. Several rules may claim one defect; one
// finding remains.
//
//   ok(user)        # 203: its truth is taken, 201: it is never awaited: one coroutine, one finding
#ifndef DANGLE_CHECKERS_CLAIM_H_
#define DANGLE_CHECKERS_CLAIM_H_

#include <compare>
#include <cstdint>
#include <vector>

#include "report/finding.h"

namespace dangle {

// Which defect: for an obligation its protocol and creation site. `domain` tells apart what can't be the same defect.
struct DefectKey {
  std::uint32_t domain = 0;
  FileId file;
  SourceRange range;
  std::uint32_t detail = 0;  // which kind of blocking
  friend bool operator==(const DefectKey&, const DefectKey&) = default;
  friend auto operator<=>(const DefectKey&, const DefectKey&) = default;
};

struct Claim {
  DefectKey key;
  Finding finding;
};

// One finding per defect: by the precedence of the rule catalogue, then the higher confidence, then the shorter trace. A claim of low
// confidence never displaces a better one. The order of the claims does not matter.
std::vector<Finding> Arbitrate(std::vector<Claim> claims);

}  // namespace dangle

#endif  // DANGLE_CHECKERS_CLAIM_H_

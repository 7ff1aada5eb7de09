// A checker turns what the analysis knows into claims: it holds policy and words, no analysis. It sees results only after the fixpoint
// and cannot change them. One file a rule; the list of all is in checkers.cc.
//
// Source: the diagnosers of clang's FlowSensitive framework; IKOS, whose checks run over finished invariants.
#ifndef DANGLE_CHECKERS_CHECKER_H_
#define DANGLE_CHECKERS_CHECKER_H_

#include <span>
#include <vector>

#include "checkers/claim.h"
#include "checkers/site_context.h"

namespace dangle {

// Looks at one site at which something goes wrong; adds a claim if the rule applies.
using SiteCheck = void (*)(const SiteContext& context, std::vector<Claim>& claims);

struct Checker {
  const Rule* rule = nullptr;  // null: another checker's, of which this is a part
  Protocol protocol = Protocol::kAwait;
  SiteCheck check = nullptr;
};

extern const Checker kCoroutineNeverAwaited;    // DNG201
extern const Checker kCoroutineLostOnPath;      // DNG202
extern const Checker kCoroutineUsedAsValue;     // DNG203
extern const Checker kResourceLeak;             // DNG301
extern const Checker kResourceLeakOnException;  // DNG302
extern const Checker kLockNotReleased;          // DNG304
extern const Checker kTaskNotReferenced;        // DNG401
extern const Checker kTaskReferenceLost;        // DNG402
extern const Checker kTaskOrphanedOnException;  // DNG408, whose rule is the function checker's: null here

// In order of their rules.
std::span<const Checker* const> ObligationCheckers();

}  // namespace dangle

#endif  // DANGLE_CHECKERS_CHECKER_H_

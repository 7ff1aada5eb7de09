// A checker of whole functions: it looks at what the analysis found out about one function, and claims.
//
//   try: await conn.handshake()
//   except Exception: conn.abort(); raise        a cancellation passes the handler by: DNG611
//
// It holds policy and words, no analysis. One file a rule.
#ifndef DANGLE_CHECKERS_FUNCTION_CHECKER_H_
#define DANGLE_CHECKERS_FUNCTION_CHECKER_H_

#include <span>
#include <vector>

#include "checkers/claim.h"
#include "checkers/function_context.h"
#include "checkers/site_context.h"
#include "dataflow/interproc/contract_store.h"

namespace dangle {

// Looks at one function; adds a claim for each place where the rule applies.
using FunctionCheck = void (*)(const FunctionContext& context, const ContractStore& contracts, std::vector<Claim>& claims);

struct FunctionChecker {
  const Rule* rule = nullptr;  // null: another checker's, of which this is a part
  FunctionCheck check = nullptr;
  // False: nothing to say of what `asyncio.run` and the like run as the whole of a program, which ends what is left.
  bool applies_to_mains = true;
};

extern const FunctionChecker kTaskOrphaned;                 // DNG408
extern const FunctionChecker kTaskLeftByEnter;              // DNG405, whose rule is the field checker's: null here
extern const FunctionChecker kCancelNotAwaited;             // DNG407
extern const FunctionChecker kDoneCallbackIgnoresCancel;    // DNG409
extern const FunctionChecker kChildCancellationEndsWaiter;  // DNG410
extern const FunctionChecker kCleanupMissesCancellation;    // DNG611

// In order of their rules.
std::span<const FunctionChecker* const> FunctionCheckers();

// Runs them over every function of the project, in order.
std::vector<Claim> CheckFunctions(const ProgramContext& context);

}  // namespace dangle

#endif  // DANGLE_CHECKERS_FUNCTION_CHECKER_H_

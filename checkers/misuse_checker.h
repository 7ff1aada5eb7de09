// A checker of the protocols of use: of an object that was released, of a transaction that nobody ends.
//
//   conn.close()
//   conn.execute("SELECT 1")       DNG305
//
// It holds policy and words, no analysis. One file a rule.
#ifndef DANGLE_CHECKERS_MISUSE_CHECKER_H_
#define DANGLE_CHECKERS_MISUSE_CHECKER_H_

#include <span>
#include <string>
#include <vector>

#include "checkers/claim.h"
#include "checkers/function_context.h"
#include "dataflow/obligations/misuses.h"

namespace dangle {

// Looks at one misuse; adds a claim if the rule is about its kind.
using MisuseCheck = void (*)(const FunctionContext& context, const Misuse& misuse, std::vector<Claim>& claims);

struct MisuseChecker {
  const Rule* rule = nullptr;
  MisuseCheck check = nullptr;
};

extern const MisuseChecker kHalfBuiltLeak;           // DNG302, whose row stands with another checker: rule is null
extern const MisuseChecker kKeptPermit;              // DNG304, likewise
extern const MisuseChecker kUseAfterRelease;         // DNG305
extern const MisuseChecker kDoubleRelease;           // DNG306
extern const MisuseChecker kTransactionNotFinished;  // DNG307
extern const MisuseChecker kImplicitIoInOrm;         // DNG308

// In order of their rules.
std::span<const MisuseChecker* const> MisuseCheckers();

std::vector<Claim> CheckMisuses(const Program& program, const SourceSet& sources, std::span<const Misuse> misuses);

// The claim of a finding about a misuse: its defect is the place where the second event is.
void ClaimMisuse(const FunctionContext& context, const Misuse& misuse, Finding finding, std::vector<Claim>& claims);
// How one calls the object: by the variable that it is bound to, itself or by the `with` block that enters it.
std::string ObjectName(const FunctionContext& context, ValueId object);
// "at line 12", or "when the block at line 12 ends" for the exit of a `with` block.
std::string WhenText(const FunctionContext& context, ValueId event);

}  // namespace dangle

#endif  // DANGLE_CHECKERS_MISUSE_CHECKER_H_

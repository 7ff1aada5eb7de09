// A checker of single expressions: it looks at one instruction and at the types of its operands, after the fixpoint, and claims.
//
//   await time.sleep(1)        Await of None: DNG205
//   with lock: ...             Enter of an asyncio.Lock: DNG206
//
// It holds policy and words, no analysis. One file a rule.
#ifndef DANGLE_CHECKERS_EXPRESSION_CHECKER_H_
#define DANGLE_CHECKERS_EXPRESSION_CHECKER_H_

#include <span>
#include <vector>

#include "checkers/call_arguments.h"
#include "checkers/claim.h"
#include "checkers/function_context.h"

namespace dangle {

// Looks at one instruction; adds a claim if the rule applies. `callee`: what it runs, of a call of modelled code.
using ExpressionCheck = void (*)(const FunctionContext& context, ValueId at, const ModelledCall& callee, std::vector<Claim>& claims);

struct ExpressionChecker {
  const Rule* rule = nullptr;  // null: another checker's, of which this is a part
  ExpressionCheck check = nullptr;
};

extern const ExpressionChecker kCoroutineAsArgument;      // DNG203, whose rule is the obligation checker's: null here
extern const ExpressionChecker kAwaitNonAwaitable;        // DNG205
extern const ExpressionChecker kWrongProtocol;            // DNG206
extern const ExpressionChecker kCoroutineAwaitedTwice;    // DNG207
extern const ExpressionChecker kAsyncCallbackNeverRuns;   // DNG208
extern const ExpressionChecker kAsyncOverrideMismatch;    // DNG209
extern const ExpressionChecker kAsyncGeneratorNotClosed;  // DNG210
extern const ExpressionChecker kAsyncGeneratorMisused;    // DNG211
extern const ExpressionChecker kYieldInsideScope;         // DNG212

// In order of their rules.
std::span<const ExpressionChecker* const> ExpressionCheckers();

// Runs them over every function of the project, in order.
std::vector<Claim> CheckExpressions(const Program& program, const SourceSet& sources);

// A finding at an expression with everything but message, fix and trace.
Finding BeginFinding(const FunctionContext& context, const Rule& rule, SourceRange range, Severity severity, Confidence confidence);
// Defects that are told by an expression, one for each place and rule.
DefectKey KeyOf(const FunctionContext& context, const Rule& rule, SourceRange range);

}  // namespace dangle

#endif  // DANGLE_CHECKERS_EXPRESSION_CHECKER_H_

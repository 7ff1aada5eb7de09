// Words and fixes that the rules about lost coroutines share.
#ifndef DANGLE_CHECKERS_COROUTINE_WORDS_H_
#define DANGLE_CHECKERS_COROUTINE_WORDS_H_

#include <string>
#include <vector>

#include "checkers/site_context.h"

namespace dangle {

// The function that the coroutine is given to and that drops it; empty if it dies elsewhere.
std::string TakerOf(const SiteContext& context);
// The function declares a result that is no awaitable, so returning the coroutine breaks its promise.
bool PromisesValue(const SiteContext& context);
// The coroutine is returned while it is owed, on some path.
bool IsReturned(const SiteContext& context);
// The coroutine is an operand of `and`/`or`, and the whole expression is awaited: `await (a() or b())`.
bool IsAwaitedOperand(const SiteContext& context);
// The coroutine does not come from the `async def` itself but from a function that returns it.
bool IsThroughHelper(const SiteContext& context);
// ", so 'fetch' does not run." or, for a lost release, ", so 'self.session' is never closed."
std::string ConsequenceOf(const SiteContext& context);
// How the last reference dies, for the last step of a trace.
std::string LossText(const SiteContext& context);
// `await …`, with an edit where that changes nothing else; in a sync function only shown.
std::vector<Fix> AwaitFixes(const SiteContext& context);

}  // namespace dangle

#endif  // DANGLE_CHECKERS_COROUTINE_WORDS_H_

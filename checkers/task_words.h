// Words and fixes that the rules about lost tasks share.
#ifndef DANGLE_CHECKERS_TASK_WORDS_H_
#define DANGLE_CHECKERS_TASK_WORDS_H_

#include <string>
#include <string_view>
#include <vector>

#include "checkers/site_context.h"

namespace dangle {

// What the task runs, as written: 'work(name)'; empty if it is not a call in place.
std::string TaskBody(const SiteContext& context);
// Every suspension of what the task runs is held by the loop itself (sleep, thread): it can't be collected half-way.
bool IsAnchored(const SiteContext& context);
// The task ends by itself, takes its own errors, and what it waits for refers to it: little is lost.
bool NeedsNobody(const SiteContext& context);
inline constexpr std::string_view kNeedsNobody = "the task ends by itself and takes its own errors, and what it waits for refers to it";
// What the task runs raises nothing that anybody has to expect.
bool CannotFail(const SiteContext& context);
// The result of the call is thrown away where it is made, or bound to a name that says so (`_`).
bool IsDroppedAtOnce(const SiteContext& context);
// The function cancels the task somewhere, or what may be it: it knows that the task does not end without that.
bool CancelsTask(const SiteContext& context);
// The race in which the task is when its last reference goes: `await asyncio.wait([create_task(…)], timeout=5)`; invalid if there is none.
ValueId RaceOf(const SiteContext& context);
// The function waits for a race somewhere behind the making of the task.
bool HasRaces(const SiteContext& context);
std::vector<Fix> KeepFixes(const SiteContext& context);

}  // namespace dangle

#endif  // DANGLE_CHECKERS_TASK_WORDS_H_

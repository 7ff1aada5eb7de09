// Words and fixes that the rules about leaked resources share.
#ifndef DANGLE_CHECKERS_RESOURCE_WORDS_H_
#define DANGLE_CHECKERS_RESOURCE_WORDS_H_

#include <string>
#include <vector>

#include "checkers/site_context.h"

namespace dangle {

// What kind of thing it is: "file", "socket", "stream writer", or the class's own name.
std::string KindOf(const SiteContext& context);
// "'f' opened by 'open(path)'", or "The file opened by 'open(path)'" if it has no name.
std::string ResourceSubject(const SiteContext& context);
// What its class is; invalid if it is not known.
ClassRef ResourceClass(const SiteContext& context);
// How one releases it, called `object`, line by line: "await self._session.close()". Says whether that takes an await.
std::vector<std::string> ReleaseLines(const SiteContext& context, const std::string& object, bool& needs_await);
// No path releases it or hands it over, and the function may return: whatever that takes, an exception is not to blame.
bool IsNeverReleased(const SiteContext& context);
// `with …`, or try/finally where the resource is no context manager.
std::vector<Fix> ReleaseFixes(const SiteContext& context);
// The resource is a file made for reading (writing) and used only as a temporary.
enum class TemporaryUse : std::uint8_t { kNo, kReading, kWriting };
TemporaryUse TemporaryUseOf(const SiteContext& context);

}  // namespace dangle

#endif  // DANGLE_CHECKERS_RESOURCE_WORDS_H_

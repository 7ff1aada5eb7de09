// The fixes of the rules about blocking, in the user's own names.
//
//   time.sleep(delay)          await asyncio.sleep(delay)
//   load(path, strict=True)    await asyncio.to_thread(load, path, strict=True)
#ifndef DANGLE_CHECKERS_BLOCKING_WORDS_H_
#define DANGLE_CHECKERS_BLOCKING_WORDS_H_

#include <string>
#include <vector>

#include "checkers/blocking_checkers.h"

namespace dangle {

// For the call at `at` in a frame of the loop, whose way to the primitive is `steps` long.
std::vector<Fix> BlockingFixes(const BlockingContext& context, CallNodeId frame, const BlockStep& step);

}  // namespace dangle

#endif  // DANGLE_CHECKERS_BLOCKING_WORDS_H_

// DNG101 to DNG111: what blocks the event loop. One finding for each call in a coroutine (or in a callback of the loop) and each rule,
// however deep the primitive lies below it.
//
//   def load(path): return open(path).read()
//   async def handler(request):
//       config = load(request.path)      # finding here; the trace goes on to open()
#ifndef DANGLE_CHECKERS_BLOCKING_CHECKERS_H_
#define DANGLE_CHECKERS_BLOCKING_CHECKERS_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/claim.h"
#include "checkers/lone_coroutines.h"
#include "checkers/site_context.h"
#include "dataflow/effects/async_context.h"
#include "dataflow/effects/blocking_effects.h"
#include "dataflow/effects/lock_holders.h"

namespace dangle {

extern const Rule kCpuBoundOnLoop;   // DNG110
extern const Rule kNestedEventLoop;  // DNG111

// What the rules say of one kind of blocking.
struct BlockingKindRow {
  const Rule* rule = nullptr;
  Severity severity = Severity::kP1;
  Confidence confidence = Confidence::kHigh;
  std::string_view reason;  // why not high
  std::string_view what;    // "'open(path)' … reads or writes a file"
};

const BlockingKindRow& RowOf(BlockKind kind);
std::span<const Rule* const> BlockingRules();

struct BlockingContext {
  const ProgramContext* program = nullptr;
  const CallGraph* graph = nullptr;
  const BlockingEffects* effects = nullptr;
  const IdVector<CallNodeId, FrameKind>* frames = nullptr;
  const LoneCoroutines* lone = nullptr;
  const LockHolders* holders = nullptr;
};

std::vector<Claim> CheckBlocking(const BlockingContext& context);

// The chain from each function of this qualified name (or with this end) to its primitives, as lines of text; empty if there is none.
std::string DescribeBlocking(const BlockingContext& context, std::string_view qualified_name);

}  // namespace dangle

#endif  // DANGLE_CHECKERS_BLOCKING_CHECKERS_H_

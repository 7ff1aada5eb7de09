#include "checkers/opened_objects.h"

#include <algorithm>

#include "checkers/blocking_checkers.h"
#include "ir/access_path.h"

namespace dangle {

namespace {

// Steps from a use back to the opening: a manager, an iterator, a cursor of a connection.
constexpr int kMaxSteps = 8;

bool IsOfFiles(BlockKind kind) { return kind == BlockKind::kFile || kind == BlockKind::kMetadata; }

}  // namespace

OpenedObjects::OpenedObjects(const BlockingContext& context, CallNodeId frame)
    : context_(context), frame_(frame), function_(context.program->program->function(context.graph->functions[frame])) {}

ValueId OpenedObjects::OpeningOf(const BlockStep& step) const {
  if (!IsOfFiles(step.kind) && step.kind != BlockKind::kDatabase) return {};
  if (!context_.effects->IsPrimitive(step.callee)) return {};
  ValueId opening;
  ValueId value = ReceiverOf(function_, step.at);
  for (int i = 0; i < kMaxSteps && value.IsValid(); ++i) {
    if (value != step.at && Opens(value, step.kind)) opening = value;
    value = OriginOf(value, step.kind);
  }
  return opening;
}

bool OpenedObjects::Opens(ValueId call, BlockKind kind) const {
  if (!Is<Call>(function_.instructions[call])) return false;
  return std::ranges::any_of(context_.graph->SitesOf(frame_), [&](const CallSite& site) {
    if (site.at != call) return false;
    const BlockingLeaf* leaf = context_.effects->LeafOf(site.target);
    return leaf != nullptr && (leaf->kind == kind || (IsOfFiles(leaf->kind) && IsOfFiles(kind)));
  });
}

ValueId OpenedObjects::OriginOf(ValueId value, BlockKind kind) const {
  const Instruction& instruction = function_.instructions[value];
  if (const auto* enter = As<Enter>(instruction)) return enter->manager;
  if (const auto* iterate = As<Iterate>(instruction)) return iterate->iterable.value();
  if (const auto* phi = As<Phi>(instruction)) return function_.ValuesOf(phi->operands)[0];
  const auto* call = As<Call>(instruction);
  if (call == nullptr) return {};
  if (kind == BlockKind::kDatabase) return ReceiverOf(function_, value);
  // `closing(f)`, `TextIOWrapper(f)`, `csv.reader(f)`: a wrapper of one object.
  return call->arguments.size == 1 ? function_.ArgumentsOf(call->arguments)[0].value.value() : ValueId();
}

}  // namespace dangle

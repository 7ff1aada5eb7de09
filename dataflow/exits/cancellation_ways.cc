#include "dataflow/exits/cancellation_ways.h"

#include <algorithm>

#include "dataflow/exits/clause_reach.h"

namespace dangle {

CancellationWays::CancellationWays(const Program& program, FunctionRef function)
    : program_(&program), ref_(function), function_(&program.function(function)) {}

std::vector<char> CancellationWays::ReachedFrom(BlockId from) const {
  std::vector<char> reached(function_->blocks.size());
  std::vector<BlockId> open = {from};
  reached[from.value()] = 1;
  while (!open.empty()) {
    const BlockId block = open.back();
    open.pop_back();
    ForEachSuccessor(*function_, block, [&](BlockId to, EdgeKind kind) {
      if (reached[to.value()] || !IsTaken(block, kind)) return;
      reached[to.value()] = 1;
      open.push_back(to);
    });
  }
  return reached;
}

bool CancellationWays::IsOfCancellation(const MatchException& clause) const {
  const auto* caught = As<Catch>(function_->instructions[clause.exception]);
  return caught != nullptr && caught->kind == CatchKind::kCancel;
}

bool CancellationWays::IsTaken(BlockId block, EdgeKind kind) const {
  const auto* branch = As<Branch>(function_->TerminatorOf(block));
  if (branch == nullptr || !branch->condition.IsValid() || !IsNormal(kind)) return true;
  const auto* clause = As<MatchException>(function_->instructions[branch->condition.value()]);
  if (clause == nullptr || !clause->type.IsValid() || !IsOfCancellation(*clause)) return true;
  const ClauseReach reach = ReachOf(*program_, program_->TypeOf(ref_, clause->type.value()));
  if (reach.takes_cancellation) return kind == EdgeKind::kTrue;
  return !reach.all_known || kind == EdgeKind::kFalse;
}

bool IsBehindCancellation(const Program& program, FunctionRef ref, ValueId at) {
  const Function& function = program.function(ref);
  const CancellationWays ways(program, ref);
  const BlockId place = function.BlockOf(at);
  std::vector<BlockId> handlers;
  for (std::size_t b = 0; b < function.blocks.size(); ++b) {
    const BlockId handler = function.blocks[BlockId(b)].on_cancel;
    if (handler.IsValid() && std::find(handlers.begin(), handlers.end(), handler) == handlers.end()) handlers.push_back(handler);
  }
  return std::any_of(handlers.begin(), handlers.end(), [&](BlockId handler) { return ways.ReachedFrom(handler)[place.value()] != 0; });
}

}  // namespace dangle

#include "dataflow/obligations/behaviour.h"

#include <algorithm>
#include <vector>

namespace dangle {

namespace {

// A forward walk over the edges that can be taken. What flows is which exceptions may have been caught last, so a handler that
// takes all that comes in ends them.
class Walk {
 public:
  explicit Walk(const FunctionView& view)
      : view_(view), function_(view.function()), caught_(function_.blocks.size()), reached_(function_.blocks.size(), false) {}

  Behaviour Run() {
    Behaviour behaviour;
    Reach(Function::kEntry, {});
    while (!work_.empty()) {
      const BlockId block = work_.back();
      work_.pop_back();
      Visit(block, behaviour);
    }
    for (std::size_t b = 0; b < function_.blocks.size(); ++b) {
      const auto* end = As<Return>(function_.TerminatorOf(BlockId(b)));
      if (end == nullptr || !reached_[b] || !view_.IsFeasible(BlockId(b), EdgeKind::kNormal)) continue;
      ++behaviour.return_count;
      behaviour.none_return_count += IsNone(end->value) ? 1 : 0;
    }
    behaviour.returns = behaviour.return_count > 0;
    // A method that only raises stands for what its overrides do.
    if (!behaviour.returns && function_.owner.IsValid() && function_.blocks.size() == 1) {
      behaviour.returns = true;
      behaviour.raised = RaisedMasks::Of(RaiseRank::kUnknown, kAnyException);
    }
    return behaviour;
  }

 private:
  bool IsNone(Operand returned) const {
    const auto* constant = returned.IsValid() ? As<Const>(function_.instructions[returned.value()]) : nullptr;
    return constant != nullptr && constant->kind == ConstKind::kNone;
  }

  void Reach(BlockId block, const RaisedMasks& caught) {
    RaisedMasks& known = caught_[block.value()];
    const RaisedMasks before = known;
    known |= caught;
    if (reached_[block.value()] && known == before) return;
    reached_[block.value()] = true;
    work_.push_back(block);
  }

  void Visit(BlockId block, Behaviour& behaviour) {
    const Block& b = function_.blocks[block];
    const std::uint32_t last = view_.LastReached(block).value();
    RaisedMasks raised;
    bool cancel = false;
    for (std::uint32_t i = b.first; i <= last; ++i) {
      const ValueId at(i);
      if (view_.RaiseOf(at) != RaiseRank::kNever) raised |= RaisedBy(at, caught_[block.value()]);
      if (view_.CancelOf(at) == RaiseRank::kNever) continue;
      cancel = true;
      if (!Is<Reraise>(function_.instructions[at])) behaviour.suspends = Suspends::kMaybe;
    }
    if (!raised.IsEmpty()) {
      if (b.on_raise.IsValid()) {
        Reach(b.on_raise, raised);
      } else {
        behaviour.raised |= raised;
      }
    }
    if (cancel && b.on_cancel.IsValid()) Reach(b.on_cancel, {});
    if (b.on_abandon.IsValid()) Reach(b.on_abandon, {});
    ForEachSuccessor(function_, block, [&](BlockId to, EdgeKind kind) {
      if (IsNormal(kind) && view_.IsFeasible(block, kind)) Follow(block, to, kind);
    });
  }

  void Follow(BlockId block, BlockId to, EdgeKind kind) {
    const HandlerFilter* filter = view_.FilterAt(block);
    const RaisedMasks caught = filter == nullptr ? caught_[block.value()] : caught_[block.value()] & filter->On(kind);
    // A filter asks for an ordinary exception: if none is left, nothing goes this way.
    if (filter == nullptr || !caught.IsEmpty()) Reach(to, caught);
  }

  // Going on with a caught exception is as likely as what was caught.
  RaisedMasks RaisedBy(ValueId at, const RaisedMasks& caught) const {
    if (view_.GoesOnWithLastCaught(at)) return caught;
    RaisedMasks raised = view_.RaisedAt(at);
    if (raised.IsEmpty()) return RaisedMasks::Of(RaiseRank::kOutside, kAnyException);
    // What a callee raises is to be expected of this function too, but a caller two frames up does not see it coming: deep in a
    // state machine somebody always raises something.
    if (!Is<Raise>(function_.instructions[at])) {
      raised.outside |= raised.is_explicit;
      raised.is_explicit = 0;
    }
    return raised;
  }

  const FunctionView& view_;
  const Function& function_;
  std::vector<RaisedMasks> caught_;  // by block
  std::vector<bool> reached_;
  std::vector<BlockId> work_;
};

}  // namespace

Behaviour BehaviourOf(const FunctionView& view) { return Walk(view).Run(); }

}  // namespace dangle

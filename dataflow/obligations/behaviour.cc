#include "dataflow/obligations/behaviour.h"

#include <algorithm>
#include <vector>

namespace dangle {

namespace {

class Walk {
 public:
  explicit Walk(const FunctionView& view)
      : view_(view),
        function_(view.function()),
        incoming_(function_.blocks.size(), RaiseRank::kNever),
        reached_(function_.blocks.size(), false) {}

  Behaviour Run() {
    FindIncoming();
    Behaviour behaviour;
    behaviour.returns = false;
    Reach(Function::kEntry);
    while (!work_.empty()) {
      const BlockId block = work_.back();
      work_.pop_back();
      Visit(block, behaviour);
    }
    // A method that only raises stands for what its overrides do.
    if (!behaviour.returns && function_.owner.IsValid() && function_.blocks.size() == 1) {
      behaviour.returns = true;
      behaviour.raises = RaiseRank::kUnknown;
    }
    return behaviour;
  }

 private:
  // Handlers come after what they handle in reverse postorder, so two passes carry an exception outwards through nested handlers.
  void FindIncoming() {
    for (int pass = 0; pass < 2; ++pass) {
      for (std::size_t i = 0; i < function_.blocks.size(); ++i) {
        const BlockId block(i);
        const Block& b = function_.blocks[block];
        if (!b.on_raise.IsValid()) continue;
        RaiseRank& known = incoming_[b.on_raise.value()];
        for (std::uint32_t at = b.first; at <= view_.LastReached(block).value(); ++at)
          known = std::min(known, RankOf(ValueId(at)));
      }
    }
  }

  void Reach(BlockId block) {
    if (reached_[block.value()]) return;
    reached_[block.value()] = true;
    work_.push_back(block);
  }

  void Visit(BlockId block, Behaviour& behaviour) {
    const Block& b = function_.blocks[block];
    const std::uint32_t last = view_.LastReached(block).value();
    RaiseRank raise = RaiseRank::kNever;
    bool cancel = false;
    for (std::uint32_t i = b.first; i <= last; ++i) {
      const ValueId at(i);
      raise = std::min(raise, RankOf(at));
      const bool is_reraise = Is<Reraise>(function_.instructions[at]);
      cancel = cancel || view_.CancelOf(at) != RaiseRank::kNever;
      if (!is_reraise && view_.CancelOf(at) != RaiseRank::kNever) behaviour.suspends = Suspends::kMaybe;
    }
    if (raise != RaiseRank::kNever) {
      if (!b.on_raise.IsValid()) behaviour.raises = std::min(behaviour.raises, raise);
      if (b.on_raise.IsValid()) Reach(b.on_raise);
    }
    if (cancel && b.on_cancel.IsValid()) Reach(b.on_cancel);
    if (b.on_abandon.IsValid()) Reach(b.on_abandon);
    if (Is<Return>(function_.TerminatorOf(block)) && view_.IsFeasible(block, EdgeKind::kNormal)) behaviour.returns = true;
    ForEachSuccessor(function_, block, [&](BlockId to, EdgeKind kind) {
      if (kind <= EdgeKind::kFalse && view_.IsFeasible(block, kind)) Reach(to);
    });
  }

  // Going on with a caught exception is as likely as what was caught.
  RaiseRank RankOf(ValueId at) const {
    const auto* reraise = As<Reraise>(function_.instructions[at]);
    if (reraise == nullptr || !reraise->exception.IsValid() || view_.RaiseOf(at) == RaiseRank::kNever) return view_.RaiseOf(at);
    const ValueId exception = reraise->exception.value();
    if (!Is<Catch>(function_.instructions[exception])) return RaiseRank::kOutside;
    return incoming_[view_.BlockOf(exception).value()];
  }

  const FunctionView& view_;
  const Function& function_;
  std::vector<RaiseRank> incoming_;  // by handler block: the likeliest exception that comes in
  std::vector<bool> reached_;
  std::vector<BlockId> work_;
};

}  // namespace

Behaviour BehaviourOf(const FunctionView& view) { return Walk(view).Run(); }

}  // namespace dangle

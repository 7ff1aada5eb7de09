// Verdicts on hand-made graphs: the smallest Python functions on which an obligation analysis can be wrong. The blocks are
// written as lowering will write them; each test's comment is the Python.
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dataflow/engine/solver.h"
#include "dataflow/obligations/state.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace dangle {
namespace {

using State = TwoInstanceState;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr TrackedSlot kTemporary(0);
constexpr TrackedSlot kX(1);
constexpr TrackedSlot kY(2);
constexpr SlotMask kWholeFrame = ~SlotMask{0};

struct Instruction {
  std::string name;
  std::function<Loss(State&)> run;
  bool may_raise = false;  // before it takes effect
};

Instruction Step(std::string name, std::function<void(State&)> run) {
  return {std::move(name),
          [run = std::move(run)](State& state) {
            run(state);
            return Loss::kNone;
          },
          false};
}
Instruction Make() {
  Instruction make = Step("make", [](State& s) { s.Birth(kTemporary); });
  make.may_raise = true;
  return make;
}
// slot = <the temporary>: the old value goes, then the temporary.
Instruction Assign(TrackedSlot slot) {
  return {"assign",
          [slot](State& s) {
            const Loss loss = s.BindFrom(slot, kTemporary);
            s.Drop(kTemporary);
            return loss;
          },
          false};
}
Instruction Copy(TrackedSlot slot, TrackedSlot from) {
  return {"copy", [=](State& s) { return s.BindFrom(slot, from); }, false};
}
Instruction Set(TrackedSlot slot, Truth truth) {
  return {"set", [=](State& s) { return s.BindOther(slot, truth); }, false};
}
Instruction Delete(TrackedSlot slot) {
  return {"del", [=](State& s) { return s.Drop(slot); }, false};
}
Instruction Discharge(TrackedSlot slot) {
  return Step("discharge", [=](State& s) { s.ApplyEffectThrough(slot, kDischarge); });
}
Instruction AppendTo(TrackedSlot container) {
  return Step("append", [=](State& s) {
    s.InsertFrom(container, kTemporary);
    s.Drop(kTemporary);
  });
}
Instruction Call() {
  return {"call", [](State&) { return Loss::kNone; }, true};
}
Instruction Leave() {
  return {"leave", [](State& s) { return s.Drop(kWholeFrame); }, false};
}
Instruction ReturnOf(TrackedSlot slot) {
  return {"return",
          [=](State& s) {
            s.ApplyEffectThrough(slot, kEscape);
            return s.Drop(kWholeFrame);
          },
          false};
}

class Program {
 public:
  BlockId Block(std::vector<Instruction> instructions) {
    blocks_.push_back(std::move(instructions));
    return graph_.AddBlock(static_cast<std::uint32_t>(blocks_.back().size()));
  }
  void Edge(BlockId from, BlockId to, EdgeKind kind = EdgeKind::kNormal) { graph_.AddEdge(from, to, kind); }
  // A branch on the truth of a slot, or on `slot is None`.
  void If(BlockId from, TrackedSlot slot, BlockId if_true, BlockId if_false, Truth truth = Truth::kTrue) {
    Edge(from, if_true, EdgeKind::kTrue);
    Edge(from, if_false, EdgeKind::kFalse);
    conditions_.emplace(from, Condition{slot, truth});
  }

  // "make: may" for each instruction at which an owed object may die, in order.
  std::vector<std::string> Verdicts() {
    graph_.Finish();
    EXPECT_TRUE(solver_.Solve(graph_, *this, {BlockId(0U), State::Unborn()}).converged);
    std::vector<std::string> verdicts;
    for (std::size_t b = 0; b < blocks_.size(); ++b) {
      for (std::uint32_t i = 0; i < blocks_[b].size(); ++i) {
        State state = solver_.StateBefore({BlockId(b), i}, *this);
        const Loss loss = blocks_[b][i].run(state);
        if (loss != Loss::kNone) verdicts.push_back(blocks_[b][i].name + (loss == Loss::kMust ? ": must" : ": may"));
      }
    }
    return verdicts;
  }

  void TransferBlock(BlockId block, std::uint32_t begin, std::uint32_t end, State& state, ExitStates<State>& exits) {
    for (std::uint32_t i = begin; i < end; ++i) {
      const Instruction& instruction = blocks_[block.value()][i];
      if (instruction.may_raise) exits.Join(EdgeKind::kRaise, state);
      instruction.run(state);
    }
  }
  void TransferEdge(BlockId from, BlockId, EdgeKind kind, State& state) {
    const auto found = conditions_.find(from);
    if (found == conditions_.end()) return;
    const auto opposite = static_cast<Truth>(~static_cast<unsigned>(found->second.truth) & static_cast<unsigned>(Truth::kUnknown));
    if (kind == EdgeKind::kTrue) state.Assume(found->second.slot, found->second.truth);
    if (kind == EdgeKind::kFalse) state.Assume(found->second.slot, opposite);
  }

 private:
  struct Condition {
    TrackedSlot slot;
    Truth truth;
  };
  ExplicitGraph graph_;
  std::vector<std::vector<Instruction>> blocks_;
  std::map<BlockId, Condition> conditions_;
  ForwardSolver<State> solver_;
};

TEST(Verdicts, NeverAwaited) {
  // x = f()
  Program p;
  p.Block({Make(), Assign(kX), Leave()});
  EXPECT_THAT(p.Verdicts(), ElementsAre("leave: must"));
}

TEST(Verdicts, DiscardedResult) {
  // f()
  Program p;
  p.Block({Make(), Delete(kTemporary), Leave()});
  EXPECT_THAT(p.Verdicts(), ElementsAre("del: must"));
}

TEST(Verdicts, Awaited) {
  // x = f(); await x
  Program p;
  p.Block({Make(), Assign(kX), Discharge(kX), Leave()});
  EXPECT_THAT(p.Verdicts(), IsEmpty());
}

TEST(Verdicts, CopiedThenOriginalDeleted) {
  // x = f(); y = x; del x; await y
  Program p;
  p.Block({Make(), Assign(kX), Copy(kY, kX), Delete(kX), Discharge(kY), Leave()});
  EXPECT_THAT(p.Verdicts(), IsEmpty());
}

TEST(Verdicts, Returned) {
  // x = f(); return x
  Program p;
  p.Block({Make(), Assign(kX), ReturnOf(kX)});
  EXPECT_THAT(p.Verdicts(), IsEmpty());
}

TEST(Verdicts, AwaitedOnOneBranch) {
  // x = f()
  // if y: await x
  Program p;
  const BlockId b0 = p.Block({Make(), Assign(kX)});
  const BlockId b1 = p.Block({Discharge(kX)});
  const BlockId b2 = p.Block({Leave()});
  p.If(b0, kY, b1, b2);
  p.Edge(b1, b2);
  EXPECT_THAT(p.Verdicts(), ElementsAre("leave: may"));
}

// x = None
// try:
//     x = make(); call()
// finally:
//     if x is not None: release(x)
std::vector<std::string> NoneCheckInFinally(bool has_release) {
  Program p;
  const BlockId entry = p.Block({Set(kX, Truth::kNone)});
  const BlockId make = p.Block({Make(), Assign(kX)});
  const BlockId use = p.Block({Call()});
  const BlockId check = p.Block({});
  const BlockId release = p.Block(has_release ? std::vector<Instruction>{Discharge(kX)} : std::vector<Instruction>{});
  const BlockId leave = p.Block({Leave()});
  p.Edge(entry, make);
  p.Edge(make, use);
  p.Edge(make, check, EdgeKind::kRaise);
  p.Edge(use, check);
  p.Edge(use, check, EdgeKind::kRaise);
  p.If(check, kX, leave, release, Truth::kNone);
  p.Edge(release, leave);
  return p.Verdicts();
}

TEST(Verdicts, NoneCheckInFinally) { EXPECT_THAT(NoneCheckInFinally(true), IsEmpty()); }
TEST(Verdicts, NoneCheckInFinallyWithoutRelease) { EXPECT_THAT(NoneCheckInFinally(false), ElementsAre("leave: must")); }

TEST(Verdicts, FlagSaysWhetherItWasOpened) {
  // y = False
  // if unknown: x = open(); y = True
  // call()
  // if y: x.close()
  Program p;
  constexpr TrackedSlot kUnknown(3);
  const BlockId entry = p.Block({Set(kY, Truth::kEmpty)});
  const BlockId open = p.Block({Make(), Assign(kX), Set(kY, Truth::kTrue)});
  const BlockId check = p.Block({Call()});
  const BlockId close = p.Block({Discharge(kX)});
  const BlockId leave = p.Block({Leave()});
  p.If(entry, kUnknown, open, check);
  p.Edge(open, check);
  p.If(check, kY, close, leave);
  p.Edge(close, leave);
  EXPECT_THAT(p.Verdicts(), IsEmpty());
}

TEST(Verdicts, TaskReboundInALoop) {
  // for _ in …: x = create_task()
  Program p;
  const BlockId head = p.Block({});
  const BlockId body = p.Block({Make(), Assign(kX)});
  const BlockId leave = p.Block({Leave()});
  p.Edge(head, body, EdgeKind::kTrue);
  p.Edge(head, leave, EdgeKind::kFalse);
  p.Edge(body, head);
  EXPECT_THAT(p.Verdicts(), ElementsAre("assign: must", "leave: must"));
}

TEST(Verdicts, EachTaskAwaitedWhenTheNextIsMade) {
  // y = None
  // for _ in …:
  //     x = create_task()
  //     if y: await y
  //     y = x
  // if y: await y
  Program p;
  const BlockId entry = p.Block({Set(kY, Truth::kNone)});
  const BlockId head = p.Block({});
  const BlockId make = p.Block({Make(), Assign(kX)});
  const BlockId await = p.Block({Discharge(kY)});
  const BlockId keep = p.Block({Copy(kY, kX)});
  const BlockId check = p.Block({});
  const BlockId last = p.Block({Discharge(kY)});
  const BlockId leave = p.Block({Leave()});
  p.Edge(entry, head);
  p.Edge(head, make, EdgeKind::kTrue);
  p.Edge(head, check, EdgeKind::kFalse);
  p.If(make, kY, await, keep);
  p.Edge(await, keep);
  p.Edge(keep, head);
  p.If(check, kY, last, leave);
  p.Edge(last, leave);
  EXPECT_THAT(p.Verdicts(), IsEmpty());
}

// y = []
// for _ in …: y.append(f())
// gather(*y)
std::vector<std::string> AppendedInALoop(bool has_gather) {
  Program p;
  const BlockId entry = p.Block({Set(kY, Truth::kEmpty)});
  const BlockId head = p.Block({});
  const BlockId body = p.Block({Make(), AppendTo(kY)});
  const BlockId after = p.Block(has_gather ? std::vector<Instruction>{Discharge(kY), Leave()} : std::vector<Instruction>{Leave()});
  p.Edge(entry, head);
  p.Edge(head, body, EdgeKind::kTrue);
  p.Edge(head, after, EdgeKind::kFalse);
  p.Edge(body, head);
  return p.Verdicts();
}

TEST(Verdicts, AppendAndGather) { EXPECT_THAT(AppendedInALoop(true), IsEmpty()); }
TEST(Verdicts, AppendWithoutGather) { EXPECT_THAT(AppendedInALoop(false), ElementsAre("leave: must")); }

}  // namespace
}  // namespace dangle

// The solver, tested by whole small analyses: reaching definitions over a toy IR, with the expected sets beside each program.
#include "dataflow/engine/solver.h"

#include <algorithm>
#include <string>
#include <vector>

#include "dataflow/engine/logger.h"
#include "dataflow/engine/states_page.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/dataflow/domain_laws.h"

namespace dangle {
namespace {

// Which definitions (bits) reach a point; `is_reached` tells "none" from "not reached".
struct Definitions {
  std::uint64_t bits = 0;
  bool is_reached = false;

  static Definitions Bottom() { return {}; }
  static Definitions Start() { return {0, true}; }
  bool IsBottom() const { return !is_reached; }
  JoinEffect JoinWith(const Definitions& other) {
    const Definitions before = *this;
    bits |= other.bits;
    is_reached = is_reached || other.is_reached;
    return *this == before ? JoinEffect::kUnchanged : JoinEffect::kChanged;
  }
  friend bool operator==(const Definitions&, const Definitions&) = default;
};
static_assert(AbstractDomain<Definitions>);

// One instruction of the toy IR: `variable` is defined (0: none); it may raise or be cancelled before that.
struct ToyInstruction {
  char variable = 0;
  bool may_raise = false;
  bool may_cancel = false;
};

ToyInstruction Define(char variable) { return {variable, false, false}; }
// x = call(): the raise edge carries the old x.
ToyInstruction DefineByCall(char variable) { return {variable, true, false}; }
ToyInstruction DefineByAwait(char variable) { return {variable, true, true}; }
ToyInstruction CallOnly() { return {0, true, false}; }

// A toy program; definition d is the d-th instruction that defines something, over all blocks in order: "x0", "y1", "x2", …
class ToyProgram {
 public:
  BlockId Block(std::vector<ToyInstruction> instructions) {
    blocks_.push_back(std::move(instructions));
    return graph_.AddBlock(static_cast<std::uint32_t>(blocks_.back().size()));
  }
  void Edge(BlockId from, BlockId to, EdgeKind kind = EdgeKind::kNormal) { graph_.AddEdge(from, to, kind); }
  SolverResult Solve(SolverLogger& logger = NullLogger()) {
    graph_.Finish();
    NumberDefinitions();
    return solver_.Solve(graph_, *this, {BlockId(0U), Definitions::Start()}, logger);
  }

  void TransferBlock(BlockId block, std::uint32_t begin, std::uint32_t end, Definitions& state, ExitStates<Definitions>& exits) {
    for (std::uint32_t i = begin; i < end; ++i) {
      const ToyInstruction& instruction = blocks_[block.value()][i];
      if (instruction.may_raise) exits.Join(EdgeKind::kRaise, state);
      if (instruction.may_cancel) exits.Join(EdgeKind::kCancel, state);
      if (instruction.variable == 0) continue;
      for (std::size_t d = 0; d < definitions_.size(); ++d) {
        if (definitions_[d].variable == instruction.variable) state.bits &= ~(std::uint64_t{1} << d);
      }
      state.bits |= std::uint64_t{1} << NumberOf({block, i});
    }
  }
  std::string Describe(const Definitions& state) const {
    if (state.IsBottom()) return "unreached";
    std::string text;
    for (std::size_t d = 0; d < definitions_.size(); ++d) {
      if ((state.bits >> d & 1U) == 0) continue;
      if (!text.empty()) text += ' ';
      text += definitions_[d].variable + std::to_string(d);
    }
    return text;
  }

  std::string Entry(BlockId block) { return Describe(solver_.EntryState(block) == nullptr ? Definitions() : *solver_.EntryState(block)); }
  std::string Before(BlockId block, std::uint32_t index) { return Describe(solver_.StateBefore({block, index}, *this)); }
  const ForwardSolver<Definitions>& solver() const { return solver_; }
  const ExplicitGraph& graph() const { return graph_; }

 private:
  struct Definition {
    ProgramPoint point;
    char variable;
  };
  void NumberDefinitions() {
    definitions_.clear();
    for (std::uint32_t b = 0; b < blocks_.size(); ++b) {
      for (std::uint32_t i = 0; i < blocks_[b].size(); ++i) {
        if (blocks_[b][i].variable != 0) definitions_.push_back({{BlockId(b), i}, blocks_[b][i].variable});
      }
    }
  }
  std::size_t NumberOf(ProgramPoint point) const {
    const auto found = std::find_if(definitions_.begin(), definitions_.end(), [&](const Definition& d) { return d.point == point; });
    return static_cast<std::size_t>(found - definitions_.begin());
  }

  ExplicitGraph graph_;
  std::vector<std::vector<ToyInstruction>> blocks_;
  std::vector<Definition> definitions_;
  ForwardSolver<Definitions> solver_;
};

TEST(ForwardSolver, StraightLine) {
  ToyProgram p;
  const BlockId b0 = p.Block({Define('x'), Define('y'), Define('x')});  // x0; y1; x2
  const BlockId b1 = p.Block({});                                       // y1 x2
  p.Edge(b0, b1);
  EXPECT_EQ(p.Solve().visits, 2U);
  EXPECT_EQ(p.Entry(b1), "y1 x2");
  EXPECT_EQ(p.Before(b0, 0), "");
  EXPECT_EQ(p.Before(b0, 1), "x0");
  EXPECT_EQ(p.Before(b0, 2), "x0 y1");
  EXPECT_EQ(p.Before(b0, 3), "y1 x2");
}

TEST(ForwardSolver, Branch) {
  ToyProgram p;
  const BlockId b0 = p.Block({Define('x'), Define('y')});  // x0 y1
  const BlockId b1 = p.Block({Define('x')});               // true:  x2 y1
  const BlockId b2 = p.Block({Define('y')});               // false: x0 y3
  const BlockId b3 = p.Block({});                          // x0 y1 x2 y3
  const BlockId b4 = p.Block({Define('z')});               // unreachable
  p.Edge(b0, b1, EdgeKind::kTrue);
  p.Edge(b0, b2, EdgeKind::kFalse);
  p.Edge(b1, b3);
  p.Edge(b2, b3);
  p.Edge(b4, b3);
  EXPECT_EQ(p.Solve().visits, 4U);
  EXPECT_EQ(p.Entry(b1), "x0 y1");
  EXPECT_EQ(p.Entry(b2), "x0 y1");
  EXPECT_EQ(p.Entry(b3), "x0 y1 x2 y3");
  EXPECT_EQ(p.Entry(b4), "unreached");
  EXPECT_EQ(p.Before(b4, 1), "unreached");
}

TEST(ForwardSolver, Loop) {
  ToyProgram p;
  const BlockId b0 = p.Block({Define('x'), Define('y')});  // x0 y1
  const BlockId b1 = p.Block({});                          // head: x0 y1 x2
  const BlockId b2 = p.Block({Define('x')});               // body: x0 y1 x2 -> y1 x2
  const BlockId b3 = p.Block({Define('y')});               // after: x0 y1 x2 -> x0 x2 y3
  p.Edge(b0, b1);
  p.Edge(b1, b2, EdgeKind::kTrue);
  p.Edge(b1, b3, EdgeKind::kFalse);
  p.Edge(b2, b1);
  p.Solve();
  EXPECT_EQ(p.Entry(b1), "x0 y1 x2");
  EXPECT_EQ(p.Entry(b2), "x0 y1 x2");
  EXPECT_EQ(p.Before(b2, 1), "y1 x2");
  EXPECT_EQ(p.Before(b3, 1), "x0 x2 y3");
}

TEST(ForwardSolver, NestedLoops) {
  ToyProgram p;
  const BlockId b0 = p.Block({Define('x')});  // x0
  const BlockId b1 = p.Block({Define('y')});  // outer head: x0 x2 y3
  const BlockId b2 = p.Block({});             // inner head: x0 y1 x2
  const BlockId b3 = p.Block({Define('x')});  // inner body
  const BlockId b4 = p.Block({Define('y')});  // after the inner loop: x0 y1 x2 -> x0 x2 y3
  const BlockId b5 = p.Block({});             // after the outer one: x0 y1 x2
  p.Edge(b0, b1);
  p.Edge(b1, b2, EdgeKind::kTrue);
  p.Edge(b1, b5, EdgeKind::kFalse);
  p.Edge(b2, b3, EdgeKind::kTrue);
  p.Edge(b2, b4, EdgeKind::kFalse);
  p.Edge(b3, b2);
  p.Edge(b4, b1);
  EXPECT_TRUE(p.Solve().converged);
  EXPECT_EQ(p.Entry(b1), "x0 x2 y3");
  EXPECT_EQ(p.Entry(b2), "x0 y1 x2");
  EXPECT_EQ(p.Before(b4, 1), "x0 x2 y3");
  EXPECT_EQ(p.Entry(b5), "x0 y1 x2");
}

TEST(ForwardSolver, ExceptionsAndCancellations) {
  ToyProgram p;
  // try: x = f(); y = await g(); h()    except Exception: …    (cancel: b3)
  const BlockId b0 = p.Block({Define('x'), Define('y')});                           // x0 y1
  const BlockId b1 = p.Block({DefineByCall('x'), DefineByAwait('y'), CallOnly()});  // x2, y3
  const BlockId b2 = p.Block({});                                                   // raise: x0 y1 | x2 y1 | x2 y3
  const BlockId b3 = p.Block({});                                                   // cancel: only at the await, x2 y1
  const BlockId b4 = p.Block({});                                                   // normal: x2 y3, and what b2 has
  p.Edge(b0, b1);
  p.Edge(b1, b2, EdgeKind::kRaise);
  p.Edge(b1, b3, EdgeKind::kCancel);
  p.Edge(b1, b4);
  p.Edge(b2, b4);
  p.Solve();
  EXPECT_EQ(p.Entry(b2), "x0 y1 x2 y3");
  EXPECT_EQ(p.Entry(b3), "y1 x2");
  EXPECT_EQ(p.Entry(b4), "x0 y1 x2 y3");
}

TEST(ForwardSolver, AnEdgeThatNothingTakesIsNotFollowed) {
  ToyProgram p;
  const BlockId b0 = p.Block({Define('x')});
  const BlockId b1 = p.Block({});
  p.Edge(b0, b1, EdgeKind::kRaise);
  p.Solve();
  EXPECT_EQ(p.Entry(b1), "unreached");
}

TEST(ForwardSolver, OneObjectServesManyRunsAndTouchesOnlyWhatTheyReach) {
  ToyProgram p;
  std::vector<BlockId> blocks;
  for (int i = 0; i < 100; ++i) blocks.push_back(p.Block({CallOnly()}));
  for (std::size_t i = 0; i + 1 < 100; ++i) p.Edge(blocks[i], blocks[i + 1]);
  p.Solve();
  ForwardSolver<Definitions> solver;
  EXPECT_EQ(solver.Solve(p.graph(), p, {blocks[97], Definitions::Start()}).visits, 3U);
  EXPECT_THAT(solver.ReachedBlocks(), testing::ElementsAre(blocks[97], blocks[98], blocks[99]));
  EXPECT_EQ(solver.EntryState(blocks[96]), nullptr);
  EXPECT_EQ(solver.Solve(p.graph(), p, {blocks[99], Definitions::Start()}).visits, 1U);
  EXPECT_EQ(solver.EntryState(blocks[97]), nullptr);
  EXPECT_EQ(p.Describe(*solver.EntryState(blocks[99])), "");
  const std::vector<ForwardSolver<Definitions>::Start> starts = {{blocks[98], Definitions::Start()}, {blocks[10], Definitions::Start()}};
  EXPECT_EQ(solver.Solve(p.graph(), p, starts).visits, 90U);
  EXPECT_EQ(solver.Solve(p.graph(), p, {blocks[0], Definitions::Bottom()}).visits, 0U);
}

// ---- Heights: budget and widening -------------------------------------------------------------------------------------------

// The least number that a counter may have reached so far; climbs for ever in a loop unless widened.
struct Counter {
  static constexpr std::uint32_t kTop = 0xFFFFFFFFU;
  std::uint32_t value = 0;  // 0: bottom
  static Counter Bottom() { return {}; }
  bool IsBottom() const { return value == 0; }
  JoinEffect JoinWith(const Counter& other) {
    if (other.value <= value) return JoinEffect::kUnchanged;
    value = other.value;
    return JoinEffect::kChanged;
  }
  friend bool operator==(const Counter&, const Counter&) = default;
};
struct WidenedCounter : Counter {
  static WidenedCounter Bottom() { return {}; }
  JoinEffect WidenWith(const WidenedCounter& previous) {
    if (value == previous.value || value == kTop) return JoinEffect::kUnchanged;
    value = kTop;
    return JoinEffect::kChanged;
  }
  friend bool operator==(const WidenedCounter&, const WidenedCounter&) = default;
};
static_assert(!Widenable<Counter>);
static_assert(Widenable<WidenedCounter>);

template <typename D>
struct Count {
  void TransferBlock(BlockId, std::uint32_t begin, std::uint32_t end, D& state, ExitStates<D>&) {
    if (state.value != Counter::kTop) state.value += end - begin;
  }
};

ExplicitGraph Loop() {
  ExplicitGraph graph;
  const BlockId head = graph.AddBlock();
  const BlockId after = graph.AddBlock();
  graph.AddEdge(head, head, EdgeKind::kTrue);
  graph.AddEdge(head, after, EdgeKind::kFalse);
  graph.Finish();
  return graph;
}

TEST(ForwardSolver, StopsAtTheBudgetAndSaysSo) {
  const ExplicitGraph graph = Loop();
  ForwardSolver<Counter> solver;
  Count<Counter> count;
  const SolverResult result = solver.Solve(graph, count, {BlockId(0U), {1}});
  EXPECT_FALSE(result.converged);
  EXPECT_EQ(result.visits, kMaxVisitsPerBlock);
  // The next run begins anew.
  EXPECT_TRUE(solver.Solve(graph, count, {BlockId(1U), {1}}).converged);
}

TEST(ForwardSolver, WidensWhereALoopCloses) {
  const ExplicitGraph graph = Loop();
  ForwardSolver<WidenedCounter> solver;
  Count<WidenedCounter> count;
  EXPECT_TRUE(solver.Solve(graph, count, {BlockId(0U), {{1}}}).converged);
  EXPECT_EQ(solver.EntryState(BlockId(1U))->value, Counter::kTop);
}

}  // namespace

template <>
struct DomainSamples<WidenedCounter> {
  static WidenedCounter Draw(Random& random) { return {{random.OneIn(8) ? Counter::kTop : random.Below(6)}}; }
};

namespace {

INSTANTIATE_TYPED_TEST_SUITE_P(Counter, DomainLaws, WidenedCounter);

// ---- Loggers ----------------------------------------------------------------------------------------------------------------

TEST(SolverLogger, TextTellsEveryStep) {
  ToyProgram p;
  const BlockId b0 = p.Block({Define('x')});
  const BlockId b1 = p.Block({DefineByCall('x')});
  const BlockId b2 = p.Block({});
  p.Edge(b0, b1);
  p.Edge(b1, b1);
  p.Edge(b1, b2, EdgeKind::kRaise);
  std::string text;
  TextLogger logger(text);
  p.Solve(logger);
  EXPECT_EQ(text,
            "block b0, visit 1: \n"
            "  normal -> b1: changed x0\n"
            "block b1, visit 1: x0\n"
            "  normal -> b1: changed x0 x1\n"
            "  raise -> b2: changed x0\n"
            "block b1, visit 2: x0 x1\n"
            "  normal -> b1: unchanged\n"
            "  raise -> b2: changed x0 x1\n"
            "block b2, visit 1: x0 x1\n"
            "converged after 4 visits\n");
}

TEST(SolverLogger, HtmlPageShowsStatesAndSteps) {
  ToyProgram p;
  const BlockId b0 = p.Block({Define('x'), CallOnly()});
  const BlockId b1 = p.Block({});
  p.Edge(b0, b1, EdgeKind::kRaise);
  SolvedProblem problem;
  p.Solve(problem.log);
  const std::vector<SolverStep>& steps = problem.log.steps();
  ASSERT_EQ(steps.size(), 2U);
  ASSERT_EQ(steps[0].changes.size(), 1U);
  EXPECT_EQ(steps[0].changes[0].after, "x0");
  ASSERT_EQ(steps[0].sent.size(), 1U);
  EXPECT_EQ(steps[0].sent[0].before, "unreached");
  EXPECT_EQ(steps[0].sent[0].after, "x0");
  EXPECT_EQ(steps[0].waiting, std::vector<BlockId>{b1});
  EXPECT_TRUE(steps[1].waiting.empty());
  const auto describe = [](ProgramPoint point) { return PointText{point.index + 3, "x < 1 & \"y\"", "%" + std::to_string(point.index)}; };
  const std::vector<BlockStates> blocks = CollectStates(p.graph(), p.solver(), p, describe);
  EXPECT_EQ(StatesAsText(blocks),
            "b0 (1 visit)\n"
            "      3  %0                                         => x0\n"
            "      4  %1                                        x0\n"
            "b1 (1 visit)\n");
  problem.title = "line 3, release: x";
  problem.states = blocks;
  problem.outcome = {"Lost at line 4."};
  const std::vector<BlockText> graph = DescribeGraph(p.graph(), describe);
  const std::string page = StatesAsHtml("app.load <1>", graph, std::span<const SolvedProblem>(&problem, 1));
  EXPECT_THAT(page, testing::HasSubstr("<title>app.load &lt;1&gt;</title>"));
  EXPECT_THAT(page, testing::HasSubstr("x &lt; 1 &amp; &quot;y&quot;"));
  EXPECT_THAT(page, testing::HasSubstr("<td class=\"after\">x0</td>"));
  EXPECT_THAT(page, testing::HasSubstr("raise to b1"));
  EXPECT_THAT(page, testing::HasSubstr("A fixpoint after 2 steps"));
  EXPECT_THAT(page, testing::HasSubstr("<li>Lost at line 4.</li>"));
  EXPECT_THAT(page, testing::HasSubstr("id=\"p1s2\""));
  EXPECT_THAT(page, testing::HasSubstr("<g id=\"p1b1\">"));
  EXPECT_THAT(page, testing::Not(testing::HasSubstr("<script")));
}

TEST(SolverLogger, TellsWhereALoopIsWidened) {
  const ExplicitGraph graph = Loop();
  ForwardSolver<WidenedCounter> solver;
  Count<WidenedCounter> count;
  std::string text;
  TextLogger logger(text);
  solver.Solve(graph, count, {BlockId(0U), {{1}}}, logger);
  EXPECT_THAT(text, testing::HasSubstr("true -> b0: widened"));
}

// ---- Linearity --------------------------------------------------------------------------------------------------------------

// A chain of diamonds without memory of its own: blocks 3i (branch), 3i + 1 and 3i + 2 (arms).
struct DiamondChain {
  std::uint32_t diamonds;
  std::size_t BlockCount() const { return std::size_t{diamonds} * 3 + 1; }
  std::uint32_t InstructionCount(BlockId) const { return 1; }
  std::uint32_t OrderOf(BlockId block) const { return block.value(); }
  BlockId BlockAt(std::uint32_t order) const { return BlockId(order); }
  template <typename Visitor>
  void ForEachSuccessor(BlockId block, const Visitor& visit) const {
    const std::uint32_t b = block.value();
    const std::uint32_t next = b - b % 3 + 3;
    if (b == diamonds * 3) return;
    if (b % 3 == 0) {
      visit(BlockId(b + 1), EdgeKind::kTrue);
      visit(BlockId(b + 2), EdgeKind::kFalse);
    } else {
      visit(BlockId(next), EdgeKind::kNormal);
    }
  }
};
static_assert(FlowGraph<DiamondChain>);

// Loops of three blocks (head, inner body that loops on itself, latch) one after the other.
struct NestedLoopChain {
  std::uint32_t loops;
  std::size_t BlockCount() const { return std::size_t{loops} * 3 + 1; }
  std::uint32_t InstructionCount(BlockId) const { return 1; }
  std::uint32_t OrderOf(BlockId block) const { return block.value(); }
  BlockId BlockAt(std::uint32_t order) const { return BlockId(order); }
  template <typename Visitor>
  void ForEachSuccessor(BlockId block, const Visitor& visit) const {
    const std::uint32_t b = block.value();
    if (b == loops * 3) return;
    if (b % 3 == 0) {
      visit(BlockId(b + 1), EdgeKind::kTrue);
      visit(BlockId(b + 3), EdgeKind::kFalse);
    } else if (b % 3 == 1) {
      visit(BlockId(b), EdgeKind::kTrue);
      visit(BlockId(b + 1), EdgeKind::kFalse);
    } else {
      visit(BlockId(b - 2), EdgeKind::kNormal);
    }
  }
};

// Sets one bit of 64 a block.
struct SetBits {
  void TransferBlock(BlockId block, std::uint32_t, std::uint32_t, Definitions& state, ExitStates<Definitions>&) {
    state.bits |= std::uint64_t{1} << (block.value() % 64);
  }
};

TEST(ForwardSolver, VisitsEachBlockOfAChainOfDiamondsOnce) {
  ForwardSolver<Definitions> solver;
  SetBits transfer;
  for (const std::uint32_t diamonds : {1'000U, 10'000U, 333'333U}) {
    const DiamondChain chain{diamonds};
    const SolverResult result = solver.Solve(chain, transfer, {BlockId(0U), Definitions::Start()});
    EXPECT_TRUE(result.converged);
    EXPECT_EQ(result.visits, chain.BlockCount());
  }
}

TEST(ForwardSolver, VisitsPerBlockOfNestedLoopsDoNotGrow) {
  ForwardSolver<Definitions> solver;
  SetBits transfer;
  for (const std::uint32_t loops : {1'000U, 100'000U}) {
    const NestedLoopChain chain{loops};
    const SolverResult result = solver.Solve(chain, transfer, {BlockId(0U), Definitions::Start()});
    EXPECT_TRUE(result.converged);
    EXPECT_LE(result.visits, 4 * chain.BlockCount());
  }
}

}  // namespace
}  // namespace dangle

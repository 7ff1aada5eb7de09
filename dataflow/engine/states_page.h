// What the solver found at each instruction, as text (`--print=states`) and as an HTML page with the steps by which it got there
// (`dangle debug states`): the page on which one sees why an analysis believes what it believes.
//
//   b1 (2 visits)
//     3  %4 = call connect(url)      unborn (conn None)
//     3  bind conn, move %4          unborn (conn None) => owed held by conn
//
// The analysis describes its states (TransferFunction::Describe), the caller describes the instructions.
#ifndef DANGLE_DATAFLOW_ENGINE_STATES_PAGE_H_
#define DANGLE_DATAFLOW_ENGINE_STATES_PAGE_H_

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "dataflow/engine/graph_drawing.h"
#include "dataflow/engine/logger.h"
#include "dataflow/engine/solver.h"

namespace dangle {

// An instruction for a reader.
struct PointText {
  std::uint32_t line = 0;   // 1-based; 0 if no source line says it
  std::string source;       // the text of the line
  std::string instruction;  // as the IR prints it
};

struct InstructionStates {
  PointText text;
  std::string before;
  std::string after;
};

struct BlockStates {
  BlockId block;
  std::uint32_t visits = 0;
  std::vector<InstructionStates> instructions;
};

// The states of a finished run, by blocks in order; blocks that it did not reach are left out.
template <FlowGraph G, AbstractDomain D, TransferFunction<D> T>
requires DescribesStates<T, D> std::vector<BlockStates> CollectStates(const G& graph, const ForwardSolver<D>& solver, T& transfer,
                                                                      absl::FunctionRef<PointText(ProgramPoint)> describe_point) {
  std::vector<BlockId> blocks(solver.ReachedBlocks().begin(), solver.ReachedBlocks().end());
  std::sort(blocks.begin(), blocks.end(), [&](BlockId a, BlockId b) { return graph.OrderOf(a) < graph.OrderOf(b); });
  std::vector<BlockStates> result;
  ExitStates<D> exits;
  for (const BlockId block : blocks) {
    BlockStates& states = result.emplace_back(BlockStates{block, solver.VisitsOf(block), {}});
    D state = *solver.EntryState(block);
    for (std::uint32_t i = 0; i < graph.InstructionCount(block); ++i) {
      InstructionStates& row = states.instructions.emplace_back();
      row.text = describe_point({block, i});
      row.before = transfer.Describe(state);
      transfer.TransferBlock(block, i, i + 1, state, exits);
      row.after = transfer.Describe(state);
    }
  }
  return result;
}

std::string StatesAsText(std::span<const BlockStates> blocks);

// A block of the graph for a reader, reached or not.
struct BlockText {
  BlockId block;
  std::vector<PointText> instructions;
  std::vector<DrawnEdge> successors;
};

template <FlowGraph G>
std::vector<BlockText> DescribeGraph(const G& graph, absl::FunctionRef<PointText(ProgramPoint)> describe_point) {
  std::vector<BlockText> blocks(graph.BlockCount());
  for (std::uint32_t order = 0; order < blocks.size(); ++order) {
    BlockText& text = blocks[order];
    text.block = graph.BlockAt(order);
    for (std::uint32_t i = 0; i < graph.InstructionCount(text.block); ++i) text.instructions.push_back(describe_point({text.block, i}));
    graph.ForEachSuccessor(text.block, [&](BlockId to, EdgeKind kind) { text.successors.push_back({to, kind}); });
  }
  return blocks;
}

// One run of the solver over a graph, and what came of it.
struct SolvedProblem {
  std::string title;  // "line 12, release: open(path)"
  std::vector<BlockStates> states;
  HtmlLogger log;
  std::vector<std::string> outcome;  // a sentence each
};

// A page that needs no other file and no script: each step is a link away from the next. `graph`: in reverse postorder.
std::string StatesAsHtml(std::string_view title, std::span<const BlockText> graph, std::span<const SolvedProblem> problems);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_ENGINE_STATES_PAGE_H_

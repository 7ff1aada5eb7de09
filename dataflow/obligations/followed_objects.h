// Everything that is followed through one function, for people: `--print=facts`, `--print=states`, `dangle debug states`,
// `--stats`.
//
//   def load(path, log):      parameter path: nothing happens to it;  parameter log: escapes
//       f = open(path)        line 2, Release: open(path)
//       log.keep(f)
//
// The bottom-up pass does the same without keeping anything (dataflow/obligations/solve_function.h).
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_FOLLOWED_OBJECTS_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_FOLLOWED_OBJECTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "dataflow/engine/states_page.h"
#include "dataflow/obligations/lock_facts.h"
#include "dataflow/obligations/object_facts.h"
#include "dataflow/obligations/transfer.h"

namespace dangle {

struct FollowedObject {
  ObjectFacts facts;
  // Of what a site makes: its protocol. Of a parameter: those under which something happens to it.
  std::vector<Protocol> protocols;
  SlotId parameter;          // invalid: a site
  bool is_captured = false;  // a parameter that a closure captures: it escapes, and is not followed
};

// Parameters in order, then the sites in order, then the permits of locks.
std::vector<FollowedObject> FollowObjects(const FunctionView& view, const ReleaseIndex& releases);

// "parameter path", "line 2: open(path)".
std::string TitleOf(const FunctionView& view, const FollowedObject& object, const SourceFile& file);
// An instruction with its line.
PointText DescribeInstruction(const FunctionView& view, const SourceFile& file, ValueId at);

// The facts of all objects, and where the function may be left: all that the transfer function reads.
std::string FactsAsText(const FunctionView& view, const std::vector<FollowedObject>& objects, const SourceFile& file);

// Solves each object under each of its protocols, with the steps of the solver.
std::vector<SolvedProblem> SolveForReaders(const FunctionView& view, const std::vector<FollowedObject>& objects, RaiseRank max_rank,
                                           const SourceFile& file);
// The outcome of each problem and its states, below the name of the function.
std::string ProblemsAsText(std::string_view function, const std::vector<SolvedProblem>& problems);
// The blocks of the function, for StatesAsHtml.
std::vector<BlockText> DescribeBlocks(const FunctionView& view, const SourceFile& file);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_FOLLOWED_OBJECTS_H_

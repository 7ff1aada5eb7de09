// Phase 7: every function of the project, callees first. A function is solved once all that it calls has a contract; a recursive group
// begins at the optimistic bottom and is repeated until its contracts stand still.
//
//   def shut(f): f.close()            wave 0: f: Discharges[Release]
//   def load(p): f = open(p); shut(f) wave 1: nothing is owed when load returns
//
// Source: Sagiv, Reps and Horwitz (1996); waves after Bourdoncle (1993), whose components these are.
#ifndef DANGLE_DATAFLOW_INTERPROC_SUMMARIES_H_
#define DANGLE_DATAFLOW_INTERPROC_SUMMARIES_H_

#include <vector>

#include "dataflow/interproc/call_graph.h"
#include "dataflow/interproc/contract_store.h"
#include "dataflow/obligations/solve_function.h"

namespace dangle {

// A recursive group that does not stand still after so many rounds: its members take over what they are given (silence), counted. The
// prototype's random groups needed five.
inline constexpr int kMaxRounds = 8;

struct SummaryOptions {
  SolveOptions solve;
  std::size_t threads = 1;
};

struct FunctionFindings {
  FunctionRef function;
  std::vector<SiteResult> sites;
};

struct FunctionStores {
  FunctionRef function;
  std::vector<FieldStore> stores;
};

struct ProgramSummaries {
  ContractStore contracts;
  CallGraph graph;
  std::vector<FunctionFindings> findings;  // of functions that have some, by module and function
  std::vector<FunctionStores> stores;      // likewise
  std::size_t functions = 0;
  std::size_t components = 0;
  std::size_t waves = 0;
  std::uint64_t sites = 0;
  std::uint64_t overflowed = 0;
  std::uint64_t unconverged = 0;
  std::vector<FunctionRef> unstable;    // members of groups that hit kMaxRounds
  std::vector<FunctionRef> unfinished;  // some object of theirs is unconverged
};

// The same for any number of threads.
ProgramSummaries Summarise(const Program& program, const SummaryOptions& options);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_INTERPROC_SUMMARIES_H_

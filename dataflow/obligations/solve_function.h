// One function, solved: what becomes of each object that it makes, and what it does to those that it is given.
//
//   async def load(path):
//       f = open(path)          site: release; lost if parse raises (rank of the witness: what parse raises)
//       data = parse(f)
//       f.close()
//       return data             contract of load: path borrowed; may raise as parse does; never suspends
//
// A site is first solved with every exception allowed. Only if something is lost is it solved again with fewer and fewer of them, so
// the first rank at which it is lost is the rank of its cheapest witness.
//
// Source: Das, Lerner and Seigle (PLDI 2002); Sagiv, Reps and Horwitz (1996) for summaries.
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_SOLVE_FUNCTION_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_SOLVE_FUNCTION_H_

#include <vector>

#include "dataflow/interproc/contract_store.h"
#include "dataflow/obligations/field_store.h"
#include "dataflow/obligations/lock_facts.h"
#include "dataflow/obligations/sites.h"
#include "dataflow/obligations/transfer.h"

namespace dangle {

// A site at which something goes wrong.
struct SiteResult {
  Site site;
  // No exceptions: what happens on the normal paths.
  ObjectOutcome normal;
  // Violations with exceptions up to `witness`, the rarest that it takes to lose the object; the same as `normal` if none is needed.
  ObjectOutcome witnessed;
  RaiseRank witness = RaiseRank::kNever;  // kNever: nothing is lost (then only its uses matter)
};

struct FunctionResult {
  Contract contract;
  std::vector<SiteResult> sites;  // those with violations or uses
  std::vector<FieldStore> stores;
  std::uint32_t site_count = 0;
  std::uint32_t overflowed = 0;   // objects with more than kMaxTrackedSlots holders: taken for escaped
  std::uint32_t unconverged = 0;  // objects whose solver hit its budget, or the function's: taken for escaped
};

// Visits of blocks for all sites of one function. Two thousand sites that leak in one function, with as many branches behind each,
// would take the square of that; code has never come near. What is lost: the sites after it, which are told as not looked at.
inline constexpr std::uint64_t kMaxVisitsPerFunction = 8'000'000;

struct SolveOptions {
  RaiseRank max_rank = RaiseRank::kOutside;  // rarer exceptions are not looked at (kUnknown under --profile all)
};

// The solver is lent for its memory.
FunctionResult SolveFunction(const Program& program, const ContractStore& contracts, const ReleaseIndex& releases, FunctionRef function,
                             const SolveOptions& options, ForwardSolver<TwoInstanceState>& solver);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_SOLVE_FUNCTION_H_

// How likely an instruction leaves by an exception: the table "what may raise" of the rule catalogue, decided by the contracts of
// what the instruction runs, and without them by what it is.
//
//   conn = await connect()        nothing is owed yet
//   log.info("connected")         rank: never
//   await conn.login()            rank: what login raises; a cancellation if it may suspend
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_RAISE_RANK_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_RAISE_RANK_H_

#include "dataflow/interproc/contract_store.h"
#include "dataflow/obligations/exceptions.h"
#include "ir/function.h"
#include "semantics/program.h"

namespace dangle {

struct InstructionRank {
  RaiseRank raise = RaiseRank::kNever;
  RaiseRank cancel = RaiseRank::kNever;
  RaisedMasks raised;  // the classes, numbered by the table; empty of a Reraise, which goes on with what was caught
};

class RaiseRanker {
 public:
  // `table`: numbers the classes; outlives the ranker.
  RaiseRanker(const Program& program, const ContractStore& contracts, FunctionRef function, ExceptionTable& table)
      : program_(&program), contracts_(&contracts), ref_(function), function_(&program.function(function)), table_(&table) {}

  InstructionRank RankOf(ValueId instruction) const;
  // Every function that this call or await may run is known and never returns (sys.exit, a helper that always raises).
  bool NeverReturns(ValueId instruction) const;

 private:
  InstructionRank RankOfCall(ValueId instruction, const Call& call) const;
  InstructionRank RankOfNext(ValueId instruction, bool is_async) const;
  InstructionRank RankOfAwait(ValueId instruction) const;
  InstructionRank RankOfSpecialMethod(ValueId instruction, bool is_async) const;
  RaiseRank RankOfUnresolvedCall(const Call& call) const;
  bool HasStubTarget(const CallResolution& resolution) const;
  bool IsNumberConversion(const Call& call, const CallResolution& resolution) const;
  bool EndsProcess(const Raise& raise) const;
  bool IsTupleOf(ValueId value, std::uint32_t count) const;
  bool IsNarrowing(ValueId raise) const;
  InstructionRank RankOfRaise(ValueId instruction, const Raise& raise) const;
  InstructionRank RankOfReraise(ValueId exception) const;
  void AddContract(const Contract& contract, RaisedMasks& raised) const;

  const Program* program_;
  const ContractStore* contracts_;
  FunctionRef ref_;
  const Function* function_;
  ExceptionTable* table_;
};

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_RAISE_RANK_H_

// All contracts of a program: those that stubs say, read up front, and the summaries of the project's functions, written bottom-up.
//
//   def shut(f): f.close()        after its component is solved: shut(f: Discharges[Release])
//
// A project function that is not solved yet (the first round of a recursive group) has the optimistic bottom: it borrows, owes
// nothing, and never leaves by an exception.
#ifndef DANGLE_DATAFLOW_INTERPROC_CONTRACT_STORE_H_
#define DANGLE_DATAFLOW_INTERPROC_CONTRACT_STORE_H_

#include "base/ids.h"
#include "dataflow/interproc/contract.h"
#include "semantics/program.h"

namespace dangle {

class ContractStore {
 public:
  // Reads the contracts of all stub functions of the program; O(functions).
  explicit ContractStore(const Program& program);

  const Contract& Of(FunctionRef function) const { return contracts_[function.module][function.function]; }
  // Only the bottom-up pass writes, each function once per round, from one thread.
  void Set(FunctionRef function, Contract contract) { contracts_[function.module][function.function] = std::move(contract); }

 private:
  IdVector<ModuleId, IdVector<FunctionId, Contract>> contracts_;
};

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_INTERPROC_CONTRACT_STORE_H_

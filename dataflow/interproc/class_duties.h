// Classes of the project that are resources themselves: their constructor opens something for an attribute, and a method releases it.
//
//   class Client:
//       def __init__(self): self._session = ClientSession()     Client(): Owes[Release]
//       async def close(self): await self._session.close()      close(self: Discharges[Release])
//
// So whoever constructs one owes its end, to any depth. Found before the functions are summarised, from the code of constructors and
// the words on stubs alone; what comes out of factories of the project is not seen here (what is lost are findings).
//
// Source: the @MustCall of classes with owning fields in Kellogg et al. (2021); inferred as in Shadab et al. (OOPSLA 2023).
#ifndef DANGLE_DATAFLOW_INTERPROC_CLASS_DUTIES_H_
#define DANGLE_DATAFLOW_INTERPROC_CLASS_DUTIES_H_

#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "dataflow/interproc/call_graph.h"
#include "dataflow/interproc/contract_store.h"

namespace dangle {

// A class that owns one that owns one …: so many steps are looked at.
inline constexpr int kMaxOwnerDepth = 4;

class ClassDuties {
 public:
  ClassDuties(const Program& program, const ContractStore& contracts, const CallGraph& graph);

  // Adds what the class owes to the summary of one of its functions.
  void AddTo(FunctionRef function, Contract& contract) const;
  bool IsOwner(FunctionRef constructor) const { return constructors_.contains(constructor); }

 private:
  absl::flat_hash_set<FunctionRef> constructors_;  // `__init__` of classes that owe
  absl::flat_hash_set<FunctionRef> releases_;      // methods that release what it opened
};

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_INTERPROC_CLASS_DUTIES_H_

// The sites of a function: where an object with a duty is made.
//
//   c = fetch(url)                          await: a coroutine
//   f = open(path)                          release: by open's contract
//   r, w = await open_connection(h, p)      release: element 1 of what the await gives
//   t = asyncio.create_task(c)              keep-alive
//
// A call is a site if everything that it may run is known and each of its targets makes such an object.
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_SITES_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_SITES_H_

#include <array>
#include <cstddef>
#include <vector>

#include "dataflow/interproc/contract_store.h"
#include "dataflow/obligations/object_facts.h"

namespace dangle {

struct Site {
  ObjectRoot root;
  Protocol protocol = Protocol::kAwait;
  FunctionRef maker;     // what was called (or awaited): for messages
  ClassRef constructed;  // the class, if a constructor made it
  Strength strength = Strength::kMust;
  bool is_paired = false;  // known only from `x = await R.acquire()` and `R.release(x)` in the same function: evidence of medium strength
};

// In order of the instructions. Locks are found elsewhere (lock_facts.h): a permit is no object of its own.
std::vector<Site> FindSites(const Program& program, const ContractStore& contracts, FunctionRef function);

// A parameter that a Param instruction brings in.
struct RootParameter {
  ValueId value;
  SlotId slot;
  std::size_t position = 0;  // in Function::parameters
};
std::vector<RootParameter> FindParameters(const Function& function);
// Parameters are solved for these; a lock is never an argument whose permit the caller holds.
inline constexpr std::array kArgumentProtocols = {Protocol::kAwait, Protocol::kRelease, Protocol::kKeepAlive};

// The instruction whose targets run at this await: the await itself, or the coroutine's call inside `wait_for(…)` and `shield(…)`.
ValueId AwaitedThrough(const Program& program, FunctionRef function, ValueId await);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_SITES_H_

// What a call does to one of its arguments, or to the receiver of the method that is called: the contracts of everything that it may run,
// joined in favour of silence, and the policy for code that is not known (design: unknown code takes its arguments over).
//
//   shut(f)          shut's contract for its first parameter
//   box.put(f)       unknown method: f is taken over, box is borrowed
#ifndef DANGLE_DATAFLOW_INTERPROC_CALL_EFFECTS_H_
#define DANGLE_DATAFLOW_INTERPROC_CALL_EFFECTS_H_

#include <cstddef>
#include <optional>
#include <span>

#include "dataflow/interproc/contract_store.h"
#include "ir/function.h"
#include "semantics/program.h"

namespace dangle {

// kRun: the effects happen at the call. kDeferred: the callee is a coroutine function of the project, its effects happen when what the
// call made is awaited. kUnknown: nothing is known of the callee.
enum class EffectTime : std::uint8_t { kRun, kDeferred, kUnknown };

struct ArgumentEffect {
  ParameterContract contract;
  EffectTime time = EffectTime::kRun;
  bool result_is_same = false;  // the result is (a wrapper of) this argument
  bool only_stubs = true;       // every target is declared in a stub: its interface is all that is known, its body is not the project's
};

// Is a method of this name one by which objects of unknown classes are released? Only ever used to stay silent.
bool IsReleaseMethod(std::string_view name);

// Takes an object over whatever it owes, on each way out.
ParameterContract EscapeContract();
// Discharges an object of these protocols, on each way out; borrows others.
ParameterContract DischargeContract(ProtocolSet protocols);

// The parameter that an argument is bound to; nothing if it can't be told (a star argument among positional ones).
std::optional<std::size_t> ParameterOf(const Function& callee, std::span<const Argument> arguments, std::size_t index, bool binds_receiver);

// The other way round: what the call passes for the parameter, which is the `position`-th of those that arguments are counted for (without a bound
// receiver). Invalid if it passes none, or if a star argument may.
ValueId ArgumentFor(const Function& caller, const Call& call, const Parameter& parameter, std::uint32_t position);

ArgumentEffect EffectOnArgument(const Program& program, const ContractStore& contracts, FunctionRef caller, ValueId call, std::size_t argument);
// For `x.m(…)`: what the call does to x.
ArgumentEffect EffectOnReceiver(const Program& program, const ContractStore& contracts, FunctionRef caller, ValueId call);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_INTERPROC_CALL_EFFECTS_H_

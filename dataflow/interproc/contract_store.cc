#include "dataflow/interproc/contract_store.h"

namespace dangle {

namespace {

Contract BottomContract(const Function& function) {
  Contract contract;
  contract.parameters.resize(function.parameters.size());
  contract.raises = RaiseRank::kNever;
  contract.suspends = Suspends::kNever;
  return contract;
}

}  // namespace

ContractStore::ContractStore(const Program& program) {
  contracts_.resize(program.module_count());
  for (std::size_t m = 0; m < program.module_count(); ++m) {
    const ModuleId module(m);
    const auto& functions = program.module(module).functions;
    contracts_[module].resize(functions.size());
    for (std::size_t f = 0; f < functions.size(); ++f) {
      const FunctionRef ref{module, FunctionId(f)};
      contracts_[module][ref.function] = program.IsProject(module) ? BottomContract(functions[ref.function]) : ReadContract(program, ref);
    }
  }
}

}  // namespace dangle

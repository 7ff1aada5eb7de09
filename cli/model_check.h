// Checks stubs against the language of models: each problem with its place and its remedy. Behind `dangle models check`.
//
//   async def open(path: str) -> Ows[Release, File]: ...      acme.pyi:4:30: 'Ows' is not known; did you mean 'Owes'?
//   def close(self: Discharges[Relase]) -> None: ...          acme.pyi:7:27: no protocol is called 'Relase'; did you mean 'Release'?
//
// The words are those that dataflow/interproc/contract.h reads (design of the models: CONTRIBUTING.md, "Adding knowledge about a library").
#ifndef DANGLE_CLI_MODEL_CHECK_H_
#define DANGLE_CLI_MODEL_CHECK_H_

#include <string>
#include <vector>

#include "base/source.h"
#include "cli/model_files.h"

namespace dangle {

struct ModelProblem {
  LineColumn at;
  std::string message;
};

// By place.
std::vector<ModelProblem> CheckModel(const ModelFile& file);

}  // namespace dangle

#endif  // DANGLE_CLI_MODEL_CHECK_H_

// Checks a stub of the user's against what the library itself says: typeshed's stub or the installed package.
//
//   def fetch_all(url: str) -> Owes[Release, Rows]: ...     acme.pyi:4:5: acme has no 'fetch_all'; did you mean 'fetchall'?
//   def fetch(url: str, tmeout: float) -> …                 acme.pyi:5:23: acme.fetch has no parameter 'tmeout'; did you mean 'timeout'?
//
// Where the library may have more than its text shows (star imports, `__getattr__`, bases from elsewhere, decorators, `**kwargs`) nothing is said.
#ifndef DANGLE_CLI_MODEL_LIBRARY_CHECK_H_
#define DANGLE_CLI_MODEL_LIBRARY_CHECK_H_

#include <string_view>
#include <vector>

#include "cli/model_check.h"

namespace dangle {

// `library`: the text of the library's module of the same name.
std::vector<ModelProblem> CheckAgainstLibrary(const ModelFile& file, std::string_view library);

}  // namespace dangle

#endif  // DANGLE_CLI_MODEL_LIBRARY_CHECK_H_

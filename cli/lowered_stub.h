// A stub lowered by itself, for the checks of models: nothing that it imports is looked at.
#ifndef DANGLE_CLI_LOWERED_STUB_H_
#define DANGLE_CLI_LOWERED_STUB_H_

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "frontend/lower.h"

namespace dangle {

struct LoweredStub {
  LoweredStub(const std::string& path, std::string_view text);
  SourceFile file;
  NameTable names;
  NameCache cache;
  std::vector<SyntaxProblem> problems;
  Module module;
};

// What the body binds: classes, functions, imports, assigned and annotated names. Star imports are noted.
std::set<std::string> NamesBoundIn(const LoweredStub& stub, FunctionId body, bool& has_star);

}  // namespace dangle

#endif  // DANGLE_CLI_LOWERED_STUB_H_

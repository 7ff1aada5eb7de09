// The oldest Python that a project says it runs on, as the target version when neither the command line nor dangle's configuration names one.
//
//   [project]                                  # pyproject.toml
//   requires-python = ">=3.10,<4"              10
//   [tool.poetry.dependencies]
//   python = "^3.9"                            9
//   [options]                                  # setup.cfg
//   python_requires = >= 3.8                   8
//
// Source: PEP 621, PEP 440 (version specifiers); the oldest counts, as for Ruff's target-version: code must be right there, too.
#ifndef DANGLE_CLI_REQUIRED_PYTHON_H_
#define DANGLE_CLI_REQUIRED_PYTHON_H_

#include <optional>
#include <string>
#include <string_view>

namespace dangle {

// ">=3.10,<4" → 10; what is older or newer than dangle knows is its oldest or newest. Nothing if there is no lower bound.
std::optional<int> OldestPythonOf(std::string_view specifiers);

// Of the pyproject.toml or setup.cfg in the folder.
std::optional<int> RequiredPython(const std::string& project_root);

}  // namespace dangle

#endif  // DANGLE_CLI_REQUIRED_PYTHON_H_

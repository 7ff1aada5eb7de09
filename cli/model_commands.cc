#include <iostream>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/config.h"
#include "cli/model_check.h"
#include "cli/model_files.h"

namespace dangle {

namespace {

int WrongUse(const std::string& message) {
  std::cerr << "dangle: " << message << "\n";
  return kExitWrongUse;
}

}  // namespace

int RunCheckModels(const ScanOptions& options) {
  std::vector<std::string> paths = options.paths;
  if (paths.empty()) {
    const Config config = FindConfig(".");
    if (!config.error.empty()) return WrongUse(config.error);
    paths = config.settings.models;
  }
  if (paths.empty()) return WrongUse("no stubs are named: give files or folders, or write models = [\"folder\"] in the configuration");
  const ModelFiles models = FindModelFiles(paths);
  if (!models.error.empty()) return WrongUse(models.error);
  std::size_t problems = 0;
  for (const ModelFile& file : models.files) {
    for (const ModelProblem& problem : CheckModel(file)) {
      std::cout << file.path << ":" << problem.at.line << ":" << problem.at.column << ": " << problem.message << "\n";
      ++problems;
    }
  }
  std::cout << problems << (problems == 1 ? " problem in " : " problems in ") << models.files.size()
            << (models.files.size() == 1 ? " stub\n" : " stubs\n");
  if (!std::cout.flush()) return kExitFailed;
  return problems == 0 ? kExitClean : kExitWrongUse;
}

}  // namespace dangle

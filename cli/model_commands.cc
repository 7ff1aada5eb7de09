#include <iostream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.h"
#include "cli/config.h"
#include "cli/model_check.h"
#include "cli/model_files.h"
#include "cli/model_library_check.h"
#include "frontend/environment.h"
#include "frontend/files.h"
#include "semantics/library.h"

namespace dangle {

namespace {

int WrongUse(const std::string& message) {
  std::cerr << "dangle: " << message << "\n";
  return kExitWrongUse;
}

// The version of the standard library that is compared with, as for a scan of a project that says nothing.
constexpr int kTargetMinor = 12;
// A longer module is generated; what is lost: the comparison with it.
constexpr std::size_t kMaxLibraryBytes = std::size_t{1} << 20U;

// Words first; then what the library itself has.
std::vector<ModelProblem> ProblemsOf(const ModelFile& file, const Library& library) {
  std::vector<ModelProblem> problems = CheckModel(file);
  const std::optional<LibraryModule> module = library.Find(file.module);
  // builtins holds what type checkers know besides.
  if (!module || file.module == "builtins") return problems;
  // What typeshed says about any version counts.
  const bool has_versions = module->origin == ModuleOrigin::kTypeshed;
  const std::optional<std::string> text = has_versions ? std::string(module->packed) : library.TextOf(*module, kMaxLibraryBytes);
  if (text) {
    for (ModelProblem& problem : CheckAgainstLibrary(file, *text)) problems.push_back(std::move(problem));
  }
  return problems;
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
  EnvironmentOptions places;
  places.project_root = ProjectRootOf(".");
  places.repository_root = places.project_root;
  std::string ignored;
  const Environment environment = Environment::Find(places, ignored);
  const Library library(&environment, kTargetMinor, true);
  std::size_t problems = 0;
  for (const ModelFile& file : models.files) {
    for (const ModelProblem& problem : ProblemsOf(file, library)) {
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

#include "cli/phase_options.h"

namespace dangle {

FileOptions MakeFileOptions(const std::vector<std::string>& paths, const Settings& settings) {
  FileOptions files;
  files.paths = paths;
  if (settings.exclude) {
    files.exclude = *settings.exclude;
    files.use_default_excludes = false;
  }
  files.exclude.insert(files.exclude.end(), settings.extend_exclude.begin(), settings.extend_exclude.end());
  return files;
}

SolveOptions MakeSolveOptions(const Settings& settings) {
  SolveOptions solve;
  // Exceptions of unknown code make findings of low confidence only.
  if (settings.profile == Profile::kAll) solve.max_rank = RaiseRank::kUnknown;
  return solve;
}

}  // namespace dangle

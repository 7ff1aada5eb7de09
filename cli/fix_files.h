// `--fix`: writes the edits of the findings into the files of the scan.
//
// A file is replaced as a whole (written beside, then renamed), so that nobody ever reads half of it; its mode, its encoding, its byte
// order mark and its line ends stay. A file that has changed since it was read, or that would not parse as well as before, is left
// alone and told.
#ifndef DANGLE_CLI_FIX_FILES_H_
#define DANGLE_CLI_FIX_FILES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "frontend/files.h"
#include "report/patch.h"

namespace dangle {

struct FixOutcome {
  std::size_t fixes = 0;
  std::size_t files = 0;
  std::vector<std::string> problems;  // "app.py: …", a sentence without its full stop
};

FixOutcome WritePatches(const PatchSet& patches, const SourceSet& sources, const FileSet& files);

}  // namespace dangle

#endif  // DANGLE_CLI_FIX_FILES_H_

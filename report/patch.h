// Fixes as text: which edits of the findings can be made together, and what a file looks like after them.
//
//   save(user)                  DNG201, edit: insert "await " before `save`        await save(user)
//   time.sleep(1)               DNG101, edits: `time.sleep` replaced, and `import asyncio` inserted above
//
// The edits of one fix are made together or not at all. Where two fixes want to change the same text, the one that comes first in the
// order of the report wins and the other waits for the next run; the same edit (an import) is made once for both.
//
// Source: SARIF 2.1.0, 3.55 (fix) and 3.57 (replacement); the unified format of POSIX diff.
#ifndef DANGLE_REPORT_PATCH_H_
#define DANGLE_REPORT_PATCH_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "report/finding.h"

namespace dangle {

struct FilePatch {
  FileId file;
  std::vector<TextEdit> edits;  // in order, none overlaps the next
  std::size_t fixes = 0;        // that touch the file
};

struct PatchSet {
  std::vector<FilePatch> files;  // by path
  std::size_t postponed = 0;     // fixes that overlap one that is made
};

// The first fix with edits of each finding.
PatchSet CollectPatches(std::span<const Finding> findings, const SourceSet& sources);

// `edits` as FilePatch has them.
std::string ApplyEdits(std::string_view text, std::span<const TextEdit> edits);

// What `diff -u` prints of the change; empty without edits.
std::string UnifiedDiff(const SourceFile& file, std::span<const TextEdit> edits);

// Edits are written with "\n"; in a file whose lines end otherwise they end like its first one.
void MatchLineEnds(std::vector<Finding>& findings, const SourceSet& sources);

}  // namespace dangle

#endif  // DANGLE_REPORT_PATCH_H_

// Suppressions: comments that mute findings of their line.
//
//   save(row)            # dangle: ignore[DNG201] -- the queue awaits it
//   # dangle: ignore[DNG3]               on a line of its own: for the next line of code
//   # dangle: ignore-file[DNG401]        for the whole file
//   save(row)            # noqa: DNG201   as flake8 and ruff write it; bare `noqa` mutes every rule
//   save(row)            # type: ignore[unused-coroutine]   and what else other tools call the same defect
#ifndef DANGLE_CLI_SUPPRESSION_H_
#define DANGLE_CLI_SUPPRESSION_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ir/module.h"
#include "report/finding.h"

namespace dangle {

class SuppressionTable {
 public:
  // Takes the comments of a module.
  void Add(const Module& module, const SourceFile& file);

  // Is there a suppression of the rule on a line of the finding's primary location?
  bool IsSuppressed(const Finding& finding, const SourceSet& sources) const;

 private:
  struct Entry {
    std::uint32_t line = 0;          // 0: the whole file
    std::vector<std::string> rules;  // prefixes of ids; empty: every rule
  };
  static bool Parse(std::string_view comment, Entry& entry, bool& is_for_file);

  IdVector<FileId, std::vector<Entry>> entries_;
};

}  // namespace dangle

#endif  // DANGLE_CLI_SUPPRESSION_H_

// Selection: which findings of a scan are shown, and at which severity. Test code is analysed like all other, one severity lower.
#ifndef DANGLE_CLI_SELECTION_H_
#define DANGLE_CLI_SELECTION_H_

#include <cstddef>
#include <string_view>
#include <vector>

#include "cli/settings.h"
#include "cli/suppression.h"
#include "frontend/files.h"
#include "report/finding.h"

namespace dangle {

struct SelectedFindings {
  std::vector<Finding> for_machines;  // SARIF, JSON
  std::vector<Finding> for_people;    // the text; a part of the others
  std::size_t hidden = 0;             // of all, kept back by profile and thresholds in the text
  std::size_t suppressed = 0;         // muted in the source
};

// Is the rule wanted? The longest prefix decides; of two equally long ones, ignore.
bool IsRuleSelected(std::string_view rule_id, const Settings& settings);

// `findings` are sorted and stay so. A file's id is its place in `files`.
SelectedFindings SelectFindings(std::vector<Finding> findings, const Settings& settings, const FileSet& files, const SuppressionTable& suppressions,
                                const SourceSet& sources);

}  // namespace dangle

#endif  // DANGLE_CLI_SELECTION_H_

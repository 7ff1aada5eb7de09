#include "cli/selection.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/glob.h"

namespace dangle {

namespace {

// Where test code lies unless `test-paths` says otherwise.
const std::vector<std::string>& DefaultTestPaths() {
  static const std::vector<std::string> kPaths{"test_*.py", "*_test.py", "conftest.py", "tests/", "test/"};
  return kPaths;
}

bool MatchesAny(const std::vector<std::string>& patterns, const std::string& path) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) { return MatchesPath(pattern, path); });
}

std::size_t LongestPrefix(std::string_view id, const std::vector<std::string>& prefixes) {
  std::size_t longest = 0;
  for (const std::string& prefix : prefixes) {
    if (id.starts_with(prefix)) longest = std::max(longest, prefix.size());
  }
  return longest;
}

bool IsIgnoredInFile(std::string_view id, const std::string& path, const Settings& settings) {
  return std::any_of(settings.per_file_ignores.begin(), settings.per_file_ignores.end(),
                     [&](const auto& row) { return LongestPrefix(id, row.second) > 0 && MatchesPath(row.first, path); });
}

// What the configuration says of the severity of such findings: the longest key that fits, and of equally long ones the last.
std::optional<Severity> SeverityIn(const std::vector<SeverityRow>& rows, const Finding& finding) {
  const std::string full = std::string(finding.rule->id) + "." + std::string(finding.kind);
  std::optional<Severity> severity;
  std::size_t longest = 0;
  for (const auto& [key, wanted] : rows) {
    const bool is_whole = key.find('.') == std::string::npos || key == full;
    if (!is_whole || !full.starts_with(key) || key.size() < longest) continue;
    longest = key.size();
    severity = wanted;
  }
  return severity;
}

// Of a path before that of the whole project; of several patterns that fit, the last.
std::optional<Severity> SeverityOfPath(const Finding& finding, const std::string& path, const Settings& settings) {
  std::optional<Severity> severity;
  for (const auto& [pattern, rows] : settings.per_file_severity) {
    if (!MatchesPath(pattern, path)) continue;
    if (const std::optional<Severity> found = SeverityIn(rows, finding)) severity = found;
  }
  return severity;
}

// What a profile shows.
struct Thresholds {
  Confidence confidence;
  Severity for_machines;
  Severity for_people;
};

Thresholds ThresholdsOf(const Settings& settings) {
  const Profile profile = settings.profile.value_or(Profile::kDefault);
  Thresholds thresholds{profile == Profile::kAll ? Confidence::kLow : Confidence::kMedium, Severity::kP3,
                        profile == Profile::kDefault ? Severity::kP2 : Severity::kP3};
  if (settings.min_confidence) thresholds.confidence = *settings.min_confidence;
  if (settings.min_severity) thresholds.for_machines = thresholds.for_people = *settings.min_severity;
  return thresholds;
}

// A test may drop its tasks: its loop ends with it, and so do they. A folder of tests alone makes no test of a file: it may hold a server or
// an example that runs on.
bool IsMeantInTests(std::string_view rule_id, const std::string& path, const std::vector<std::string>& test_paths) {
  if (rule_id != "DNG401") return false;
  std::vector<std::string> names;
  std::copy_if(test_paths.begin(), test_paths.end(), std::back_inserter(names), [](const std::string& pattern) { return !pattern.ends_with('/'); });
  return MatchesAny(names, path);
}

}  // namespace

bool IsRuleSelected(std::string_view rule_id, const Settings& settings) {
  // Without --select every rule is wanted, as by the empty prefix.
  std::size_t wanted = LongestPrefix(rule_id, settings.extend_select);
  const bool is_wanted = !settings.select || wanted > 0 || LongestPrefix(rule_id, *settings.select) > 0;
  if (settings.select) wanted = std::max(wanted, LongestPrefix(rule_id, *settings.select));
  const std::size_t ignored = LongestPrefix(rule_id, settings.ignore);
  return is_wanted && (ignored == 0 || wanted > ignored);
}

SelectedFindings SelectFindings(std::vector<Finding> findings, const Settings& settings, const FileSet& files, const SuppressionTable& suppressions,
                                const SourceSet& sources) {
  const std::vector<std::string>& test_paths = settings.test_paths ? *settings.test_paths : DefaultTestPaths();
  const Thresholds thresholds = ThresholdsOf(settings);
  SelectedFindings selected;
  for (Finding& finding : findings) {
    const std::string& path = files.files[finding.location.file.value()].project_path;
    if (!IsRuleSelected(finding.rule->id, settings) || IsIgnoredInFile(finding.rule->id, path, settings)) continue;
    if (suppressions.IsSuppressed(finding, sources)) {
      ++selected.suppressed;
      continue;
    }
    finding.severity = SeverityIn(settings.severity, finding).value_or(finding.severity);
    const std::optional<Severity> of_path = SeverityOfPath(finding, path, settings);
    if (MatchesAny(test_paths, path)) {
      if (IsMeantInTests(finding.rule->id, path, test_paths)) continue;
      finding.severity = OneLower(finding.severity);
    }
    finding.severity = of_path.value_or(finding.severity);
    const bool is_sure = finding.confidence <= thresholds.confidence;
    if (is_sure && finding.severity <= thresholds.for_people) {
      selected.for_people.push_back(finding);
    } else {
      ++selected.hidden;
    }
    if (is_sure && finding.severity <= thresholds.for_machines) selected.for_machines.push_back(std::move(finding));
  }
  return selected;
}

}  // namespace dangle

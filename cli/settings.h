// Settings: what a configuration file and the command line may both say. Each is optional; the command line wins, lists that extend are
// joined.
//
//   [tool.dangle]                          # pyproject.toml; in dangle.toml without the header
//   ignore = ["DNG3"]
//   test-paths = ["tests/", "e2e/"]
//   per-file-ignores = { "scripts/*" = ["DNG201"] }
//   severity = { "DNG102.metadata" = "P3" }
//   per-file-severity = { "tools/" = { "DNG1" = "P3" } }
#ifndef DANGLE_CLI_SETTINGS_H_
#define DANGLE_CLI_SETTINGS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/finding.h"

namespace dangle {

// Which findings are shown. kDefault: medium confidence or better, P3 only in reports for machines; kReview: P3 in the text too; kAll:
// low confidence too.
enum class Profile : std::uint8_t { kDefault, kReview, kAll };

// A prefix of a rule id, or `rule.kind`, and the severity that such findings get.
using SeverityRow = std::pair<std::string, Severity>;

struct Settings {
  std::optional<std::vector<std::string>> select;  // prefixes of rule ids
  std::vector<std::string> ignore;
  std::vector<std::string> extend_select;
  std::optional<std::vector<std::string>> exclude;  // globs; replaces the default excludes
  std::vector<std::string> extend_exclude;
  std::optional<std::vector<std::string>> test_paths;
  std::vector<std::pair<std::string, std::vector<std::string>>> per_file_ignores;
  std::vector<SeverityRow> severity;
  std::vector<std::pair<std::string, std::vector<SeverityRow>>> per_file_severity;  // by glob
  std::optional<Profile> profile;
  std::optional<Confidence> min_confidence;
  std::optional<Severity> min_severity;
  std::optional<int> python_minor;    // of 3.x
  std::optional<std::string> python;  // an interpreter or the folder of an environment; "none"
  std::vector<std::string> models;    // folders of the user's own stubs; those named first are looked up first
};

// `over` wins over `under`.
Settings Merge(Settings under, Settings over);

// The words of options and configuration; nothing if there is no such word.
std::optional<Profile> ParseProfile(std::string_view word);        // "default", "review", "all"
std::optional<Confidence> ParseConfidence(std::string_view word);  // "high", "medium", "low"
std::optional<Severity> ParseSeverity(std::string_view word);      // "P1", "p2", …
std::optional<int> ParsePythonVersion(std::string_view word);      // "3.12" → 12; dangle knows 3.8 to 3.14

// How many letters must be put in, left out or changed to make one word of the other.
std::size_t EditDistance(std::string_view a, std::string_view b);
// The candidate that needs the fewest edits to become `word`; empty if all are far off.
std::string NearestWord(std::string_view word, const std::vector<std::string_view>& candidates);

// An error text if a prefix names no rule (of `DNG102.metadata` the part before the dot must be one, and the rest a kind that it has): "no rule
// begins with 'DNG9x' (nearest: DNG902)". Empty if all is well.
std::string CheckRulePrefixes(const Settings& settings);

}  // namespace dangle

#endif  // DANGLE_CLI_SETTINGS_H_

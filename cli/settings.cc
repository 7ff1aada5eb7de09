#include "cli/settings.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "checkers/blocking_checkers.h"
#include "checkers/rules.h"

namespace dangle {

namespace {

template <typename T>
void Append(std::vector<T>& to, std::vector<T>& from) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

std::string CheckPrefix(const std::string& prefix) {
  std::vector<std::string_view> ids;
  for (const Rule* rule : AllRules()) {
    if (!prefix.empty() && rule->id.starts_with(prefix)) return {};
    ids.push_back(rule->id);
  }
  std::string error = "no rule begins with '" + prefix + "'";
  if (const std::string nearest = NearestWord(prefix, ids); !nearest.empty()) error += " (nearest: " + nearest + ")";
  return error;
}

// `DNG102.metadata`: a rule and a kind of its findings.
std::string CheckSeverityKey(const std::string& key) {
  const std::size_t dot = key.find('.');
  if (std::string error = CheckPrefix(key.substr(0, dot)); !error.empty() || dot == std::string::npos) return error;
  std::vector<std::string_view> kinds;
  for (const BlockKind kind : AllBlockKinds()) {
    if (RowOf(kind).rule->id == std::string_view(key).substr(0, dot)) kinds.push_back(BlockKindName(kind));
  }
  const std::string_view word = std::string_view(key).substr(dot + 1);
  if (std::ranges::find(kinds, word) != kinds.end()) return {};
  std::string error = key.substr(0, dot) + " has no findings of the kind '" + std::string(word) + "'";
  if (kinds.size() > 1) {
    error += "; its kinds are ";
    for (std::size_t i = 0; i < kinds.size(); ++i) error += (i == 0 ? "'" : ", '") + std::string(kinds[i]) + "'";
  }
  return error;
}

}  // namespace

Settings Merge(Settings under, Settings over) {
  Settings result = std::move(under);
  if (over.select) result.select = std::move(over.select);
  if (over.exclude) result.exclude = std::move(over.exclude);
  if (over.test_paths) result.test_paths = std::move(over.test_paths);
  if (over.profile) result.profile = over.profile;
  if (over.min_confidence) result.min_confidence = over.min_confidence;
  if (over.min_severity) result.min_severity = over.min_severity;
  if (over.python) result.python = over.python;
  if (over.python_minor) result.python_minor = over.python_minor;
  Append(result.ignore, over.ignore);
  Append(result.extend_select, over.extend_select);
  Append(result.extend_exclude, over.extend_exclude);
  Append(result.per_file_ignores, over.per_file_ignores);
  Append(result.severity, over.severity);
  Append(result.per_file_severity, over.per_file_severity);
  Append(over.models, result.models);
  result.models = std::move(over.models);
  return result;
}

std::optional<Profile> ParseProfile(std::string_view word) {
  if (word == "default") return Profile::kDefault;
  if (word == "review") return Profile::kReview;
  if (word == "all") return Profile::kAll;
  return std::nullopt;
}

std::optional<Confidence> ParseConfidence(std::string_view word) {
  for (const Confidence confidence : {Confidence::kHigh, Confidence::kMedium, Confidence::kLow}) {
    if (word == ConfidenceName(confidence)) return confidence;
  }
  return std::nullopt;
}

std::optional<Severity> ParseSeverity(std::string_view word) {
  std::string upper(word);
  if (!upper.empty() && upper.front() == 'p') upper.front() = 'P';
  for (const Severity severity : {Severity::kP1, Severity::kP2, Severity::kP3}) {
    if (upper == SeverityName(severity)) return severity;
  }
  return std::nullopt;
}

std::optional<int> ParsePythonVersion(std::string_view word) {
  constexpr int kOldest = 8;
  constexpr int kNewest = 14;
  if (!word.starts_with("3.")) return std::nullopt;
  word.remove_prefix(2);
  int minor = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), minor);
  if (error != std::errc() || end != word.data() + word.size() || minor < kOldest || minor > kNewest) return std::nullopt;
  return minor;
}

// Levenshtein's distance, one row at a time.
std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

std::string NearestWord(std::string_view word, const std::vector<std::string_view>& candidates) {
  std::size_t best = std::max<std::size_t>(2, word.size() / 2);
  std::string nearest;
  for (const std::string_view candidate : candidates) {
    const std::size_t distance = EditDistance(word, candidate);
    if (distance < best || (distance == best && nearest.empty())) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

std::string CheckRulePrefixes(const Settings& settings) {
  std::vector<std::string> prefixes = settings.ignore;
  prefixes.insert(prefixes.end(), settings.extend_select.begin(), settings.extend_select.end());
  if (settings.select) prefixes.insert(prefixes.end(), settings.select->begin(), settings.select->end());
  for (const auto& [pattern, ignored] : settings.per_file_ignores) prefixes.insert(prefixes.end(), ignored.begin(), ignored.end());
  for (const std::string& prefix : prefixes) {
    if (std::string error = CheckPrefix(prefix); !error.empty()) return error;
  }
  std::vector<SeverityRow> rows = settings.severity;
  for (const auto& [pattern, of_path] : settings.per_file_severity) rows.insert(rows.end(), of_path.begin(), of_path.end());
  for (const auto& [key, severity] : rows) {
    if (std::string error = CheckSeverityKey(key); !error.empty()) return error;
  }
  return {};
}

}  // namespace dangle

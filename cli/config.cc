#include "cli/config.h"

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "frontend/files.h"

namespace dangle {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kProjectFile = "pyproject.toml";
constexpr std::string_view kOwnFile = "dangle.toml";

// Reads the keys of one table into settings; the first error stays.
class TableReader {
 public:
  TableReader(const toml::table& table, Config& config) : table_(table), config_(config) {}

  void Read() {
    Settings& settings = config_.settings;
    OptionalList("select", settings.select);
    List("ignore", settings.ignore);
    List("extend-select", settings.extend_select);
    OptionalList("exclude", settings.exclude);
    List("extend-exclude", settings.extend_exclude);
    OptionalList("test-paths", settings.test_paths);
    Word("profile", "default, review or all", ParseProfile, settings.profile);
    Word("min-confidence", "high, medium or low", ParseConfidence, settings.min_confidence);
    Word("min-severity", "P1, P2 or P3", ParseSeverity, settings.min_severity);
    Word("python-version", "\"3.8\" to \"3.14\"", ParsePythonVersion, settings.python_minor);
    if (const toml::node* python = Find("python")) {
      const std::optional<std::string> path = python->value_exact<std::string>();
      if (!path) Fail(*python, "'python' must be a path, or \"none\"");
      if (path) settings.python = *path == "none" ? *path : (fs::path(config_.path).parent_path() / *path).lexically_normal().string();
    }
    List("models", settings.models);
    // A folder is meant from where the file lies.
    for (std::string& folder : settings.models) folder = (fs::path(config_.path).parent_path() / folder).lexically_normal().string();
    PerFileIgnores();
    if (const toml::node* node = Find("severity")) settings.severity = Severities("severity", *node);
    PerFileSeverity();
    RejectUnknownKeys();
  }

 private:
  void Fail(const toml::node& node, const std::string& message) {
    if (!config_.error.empty()) return;
    config_.error = config_.path + ":" + std::to_string(node.source().begin.line) + ": " + message;
  }

  const toml::node* Find(std::string_view key) {
    known_.push_back(key);
    return table_.get(key);
  }

  std::optional<std::vector<std::string>> Strings(std::string_view key, const toml::node& node) {
    std::vector<std::string> strings;
    const toml::array* array = node.as_array();
    bool is_good = array != nullptr;
    if (is_good) {
      for (const toml::node& item : *array) {
        const std::optional<std::string> text = item.value_exact<std::string>();
        is_good = is_good && text.has_value();
        if (text) strings.push_back(*text);
      }
    }
    if (is_good) return strings;
    Fail(node, "'" + std::string(key) + "' must be a list of strings");
    return std::nullopt;
  }

  void OptionalList(std::string_view key, std::optional<std::vector<std::string>>& result) {
    if (const toml::node* node = Find(key)) result = Strings(key, *node);
  }
  void List(std::string_view key, std::vector<std::string>& result) {
    if (const toml::node* node = Find(key)) result = Strings(key, *node).value_or(std::vector<std::string>());
  }

  template <typename T>
  void Word(std::string_view key, std::string_view expected, std::optional<T> (*parse)(std::string_view), std::optional<T>& result) {
    const toml::node* node = Find(key);
    if (node == nullptr) return;
    if (const std::optional<std::string> text = node->value_exact<std::string>()) result = parse(*text);
    if (!result) Fail(*node, "'" + std::string(key) + "' must be " + std::string(expected));
  }

  // Visits (pattern, value) of a table of patterns; `values` says what they must be.
  template <typename Visitor>
  void ByPattern(std::string_view key, std::string_view values, const Visitor& visit) {
    const toml::node* node = Find(key);
    if (node == nullptr) return;
    const toml::table* patterns = node->as_table();
    if (patterns == nullptr) {
      Fail(*node, "'" + std::string(key) + "' must be a table of patterns with " + std::string(values));
      return;
    }
    for (const auto& [pattern, value] : *patterns) visit(pattern.str(), value);
  }

  void PerFileIgnores() {
    ByPattern("per-file-ignores", "lists of rules", [&](std::string_view pattern, const toml::node& rules) {
      if (std::optional<std::vector<std::string>> list = Strings(pattern, rules)) {
        config_.settings.per_file_ignores.emplace_back(std::string(pattern), std::move(*list));
      }
    });
  }

  std::vector<SeverityRow> Severities(std::string_view key, const toml::node& node) {
    const toml::table* table = node.as_table();
    if (table == nullptr) {
      Fail(node, "'" + std::string(key) + "' must be a table of rules with P1, P2 or P3");
      return {};
    }
    std::vector<SeverityRow> rows;
    for (const auto& [rule, value] : *table) {
      const std::optional<std::string> word = value.value_exact<std::string>();
      const std::optional<Severity> severity = word ? ParseSeverity(*word) : std::nullopt;
      if (!severity) {
        Fail(value, "the severity of '" + std::string(rule.str()) + "' must be P1, P2 or P3");
        continue;
      }
      rows.emplace_back(std::string(rule.str()), *severity);
    }
    return rows;
  }

  void PerFileSeverity() {
    ByPattern("per-file-severity", "tables of rules", [&](std::string_view pattern, const toml::node& rules) {
      config_.settings.per_file_severity.emplace_back(std::string(pattern), Severities(pattern, rules));
    });
  }

  void RejectUnknownKeys() {
    for (const auto& [key, node] : table_) {
      const std::string_view word = key.str();
      bool is_known = false;
      for (const std::string_view known : known_) is_known = is_known || known == word;
      if (is_known) continue;
      std::string message = "unknown key '" + std::string(word) + "'";
      if (const std::string nearest = NearestWord(word, known_); !nearest.empty()) message += "; did you mean '" + nearest + "'?";
      Fail(node, message);
    }
  }

  const toml::table& table_;
  Config& config_;
  std::vector<std::string_view> known_;
};

bool IsProjectFile(const std::string& path) { return fs::path(path).filename() == kProjectFile; }

// The table that is dangle's; null if the file has none.
const toml::table* OwnTable(const toml::table& root, const std::string& path) {
  if (!IsProjectFile(path)) return &root;
  const toml::node* tool = root.get("tool");
  const toml::table* tools = tool != nullptr ? tool->as_table() : nullptr;
  const toml::node* own = tools != nullptr ? tools->get("dangle") : nullptr;
  return own != nullptr ? own->as_table() : nullptr;
}

}  // namespace

Config ParseConfig(std::string_view text, const std::string& path) {
  Config config;
  config.path = path;
  const toml::parse_result parsed = toml::parse(text, path);
  if (!parsed) {
    config.error = path + ":" + std::to_string(parsed.error().source().begin.line) + ": " + std::string(parsed.error().description());
    return config;
  }
  const toml::table* table = OwnTable(parsed.table(), path);
  if (table == nullptr) {
    config.path.clear();
    return config;
  }
  TableReader(*table, config).Read();
  return config;
}

Config ReadConfig(const std::string& path) {
  std::string reason;
  const std::optional<std::string> text = ReadFile(path, reason);
  if (text) return ParseConfig(*text, path);
  Config config;
  config.path = path;
  config.error = path + ": cannot be read: " + reason;
  return config;
}

Config FindConfig(std::string_view start) {
  std::error_code error;
  fs::path folder = fs::absolute(fs::path(start), error).lexically_normal();
  if (!fs::is_directory(folder, error)) folder = folder.parent_path();
  for (;; folder = folder.parent_path()) {
    for (const std::string_view name : {kOwnFile, kProjectFile}) {
      const fs::path path = folder / name;
      if (!fs::is_regular_file(path, error)) continue;
      Config config = ReadConfig(path.string());
      // A pyproject.toml that is silent about dangle, or broken for everybody, does not end the search.
      if (!config.path.empty()) return config;
    }
    if (folder == folder.parent_path()) return {};
  }
}

}  // namespace dangle

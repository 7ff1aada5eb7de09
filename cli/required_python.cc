#include "cli/required_python.h"

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>

#include "cli/settings.h"
#include "frontend/files.h"

namespace dangle {

namespace {

namespace fs = std::filesystem;

constexpr int kOldestMinor = 8;
constexpr int kNewestMinor = 14;

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\"'";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// "10" of "3.10.2", "3.10.*"; nothing for Python 2 or "3".
std::optional<int> MinorOf(std::string_view version) {
  version = Trim(version);
  if (!version.starts_with("3.")) return std::nullopt;
  version.remove_prefix(2);
  int minor = 0;
  const auto parsed = std::from_chars(version.data(), version.data() + version.size(), minor);
  return parsed.ec == std::errc() ? std::optional(minor) : std::nullopt;
}

// The lower bound of one specifier; nothing for `<4`, `!=3.9.1`.
std::optional<int> LowerBoundOf(std::string_view specifier) {
  specifier = Trim(specifier);
  for (const std::string_view op : {">=", "===", "==", "~=", "^", "~", ">", "="}) {
    if (!specifier.starts_with(op)) continue;
    const std::string_view version = specifier.substr(op.size());
    const std::optional<int> minor = MinorOf(version);
    // `>3.9` begins with 3.10, `>3.9.1` does not.
    const bool is_next = op == ">" && minor && std::count(version.begin(), version.end(), '.') == 1;
    return is_next ? std::optional(*minor + 1) : minor;
  }
  return MinorOf(specifier);
}

std::optional<int> OfProjectFile(const std::string& text) {
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) return std::nullopt;
  const toml::table& root = parsed.table();
  if (const std::optional<std::string> range = root["project"]["requires-python"].value<std::string>()) return OldestPythonOf(*range);
  const auto poetry = root["tool"]["poetry"]["dependencies"]["python"];
  if (const std::optional<std::string> range = poetry.value<std::string>()) return OldestPythonOf(*range);
  return std::nullopt;
}

std::optional<int> OfSetupFile(std::string_view text) {
  bool is_in_options = false;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.starts_with('[')) is_in_options = Trim(line) == "[options]";
    const std::size_t equals = line.find('=');
    if (is_in_options && equals != std::string_view::npos && Trim(line.substr(0, equals)) == "python_requires") {
      return OldestPythonOf(line.substr(equals + 1));
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<int> OldestPythonOf(std::string_view specifiers) {
  // Poetry's `||` joins ranges: the first is the oldest in all that is written.
  specifiers = specifiers.substr(0, specifiers.find("||"));
  std::optional<int> oldest;
  while (!specifiers.empty()) {
    const std::size_t comma = specifiers.find(',');
    if (const std::optional<int> bound = LowerBoundOf(specifiers.substr(0, comma))) oldest = std::max(oldest.value_or(0), *bound);
    specifiers = comma == std::string_view::npos ? std::string_view() : specifiers.substr(comma + 1);
  }
  return oldest ? std::optional(std::clamp(*oldest, kOldestMinor, kNewestMinor)) : std::nullopt;
}

std::optional<int> RequiredPython(const std::string& project_root) {
  std::string ignored;
  const fs::path root(project_root);
  if (const std::optional<std::string> text = ReadFile((root / "pyproject.toml").string(), ignored)) {
    if (const std::optional<int> minor = OfProjectFile(*text)) return minor;
  }
  const std::optional<std::string> text = ReadFile((root / "setup.cfg").string(), ignored);
  return text ? OfSetupFile(*text) : std::nullopt;
}

}  // namespace dangle

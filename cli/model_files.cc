#include "cli/model_files.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "frontend/files.h"

namespace dangle {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kStubSuffix = ".pyi";

// `acme/db.pyi` → acme.db, `acme/__init__.pyi` → acme.
std::string ModuleOf(fs::path relative) {
  relative.replace_extension();
  if (relative.filename() == "__init__") relative = relative.parent_path();
  std::string module;
  for (const fs::path& part : relative) module += (module.empty() ? "" : ".") + part.string();
  return module;
}

void Add(const fs::path& path, const fs::path& root, ModelFiles& result) {
  std::string reason;
  std::optional<std::string> text = ReadFile(path.string(), reason);
  if (!text) {
    if (result.error.empty()) result.error = path.string() + ": cannot be read: " + reason;
    return;
  }
  result.files.push_back({path.string(), ModuleOf(path.lexically_relative(root)), std::move(*text)});
}

void AddFolder(const fs::path& folder, ModelFiles& result) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (it->path().extension() == kStubSuffix && it->is_regular_file(error)) found.push_back(it->path());
  }
  if (error && result.error.empty()) result.error = folder.string() + ": cannot be read: " + error.message();
  std::sort(found.begin(), found.end());
  for (const fs::path& path : found) Add(path, folder, result);
}

}  // namespace

ModelFiles FindModelFiles(const std::vector<std::string>& paths) {
  ModelFiles result;
  for (const std::string& text : paths) {
    const fs::path path(text);
    std::error_code error;
    if (fs::is_directory(path, error)) {
      AddFolder(path, result);
    } else if (fs::is_regular_file(path, error)) {
      Add(path, path.parent_path(), result);
    } else if (result.error.empty()) {
      result.error = "no such folder of models: " + text;
    }
  }
  return result;
}

}  // namespace dangle

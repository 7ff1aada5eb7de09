#include "frontend/module_names.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <system_error>
#include <utility>

namespace dangle {

namespace {

namespace fs = std::filesystem;

bool Exists(const std::string& path) {
  std::error_code error;
  return fs::exists(path, error);
}

std::string ParentOf(const std::string& path) { return fs::path(path).parent_path().string(); }

bool IsBelow(std::string_view path, std::string_view folder) {
  return path == folder || folder == "/" || (path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/');
}

// `path` without `folder` and its slash; `path` must be below it.
std::string_view Below(std::string_view path, std::string_view folder) {
  path.remove_prefix(std::min(path.size(), folder.size()));
  if (path.starts_with('/')) path.remove_prefix(1);
  return path;
}

std::string_view FirstPart(std::string_view name) { return name.substr(0, name.find('.')); }

bool IsIdentifier(std::string_view text) {
  if (text.empty() || std::isdigit(static_cast<unsigned char>(text.front())) != 0) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80U || std::isalnum(byte) != 0 || c == '_';
  });
}

// "pkg/sub/mod" to "pkg.sub.mod"; empty if a folder on the way could not be imported. The last part is taken as it is.
std::string DottedName(std::string_view relative) {
  std::string name;
  while (true) {
    const std::size_t slash = relative.find('/');
    const std::string_view part = relative.substr(0, slash);
    if (slash != std::string_view::npos && !IsIdentifier(part)) return {};
    name += part;
    if (slash == std::string_view::npos) return name;
    name += '.';
    relative.remove_prefix(slash + 1);
  }
}

// The names of one file, and the import root of the first.
struct Names {
  std::string_view stem_path;
  std::vector<std::string> names;
  std::string first_root;

  void AddFrom(const std::string& root) {
    if (!IsBelow(stem_path, root)) return;
    std::string name = DottedName(Below(stem_path, root));
    if (name.empty() || std::find(names.begin(), names.end(), name) != names.end()) return;
    if (names.empty()) first_root = root;
    names.push_back(std::move(name));
  }
};

}  // namespace

const ModuleNamer::Folder& ModuleNamer::FolderOf(const std::string& path, const std::string& argument_root) {
  if (const auto found = folders_.find(path); found != folders_.end()) return found->second;
  // Upwards to a folder that is known or to the top, then down again: no recursion over the depth of paths.
  std::vector<std::string> unknown;
  std::string at = path;
  while (folders_.find(at) == folders_.end()) {
    unknown.push_back(at);
    const std::string parent = ParentOf(at);
    if (parent == at) break;
    at = parent;
  }
  for (auto it = unknown.rbegin(); it != unknown.rend(); ++it) {
    const auto parent = folders_.find(ParentOf(*it));
    Folder folder;
    folder.is_package = Exists(*it + "/__init__.py") || Exists(*it + "/__init__.pyi");
    folder.package_base = folder.is_package && parent != folders_.end() ? parent->second.package_base : *it;
    for (const char* marker : {"/pyproject.toml", "/setup.py", "/setup.cfg", "/.git"}) {
      if (Exists(*it + marker)) folder.project_root = *it;
    }
    folder.outer_base = folder.is_package ? folder.package_base : parent != folders_.end() ? parent->second.outer_base : std::string();
    if (folder.project_root.empty() && parent != folders_.end()) folder.project_root = parent->second.project_root;
    folders_.emplace(*it, std::move(folder));
  }
  Folder& result = folders_.at(path);
  if (result.project_root.empty()) result.project_root = argument_root;
  return result;
}

void ModuleNamer::Describe(const std::string& path, const std::string& argument_root, FoundFile& file) {
  const fs::path file_path(path);
  const std::string folder_path = ParentOf(path);
  const Folder& folder = FolderOf(folder_path, argument_root);
  const std::string stem = file_path.stem().string();
  file.is_stub = file_path.extension() == ".pyi";
  file.is_package = stem == "__init__";
  file.project_path = std::string(Below(path, folder.project_root));

  const std::string stem_path = file.is_package ? folder_path : folder_path + "/" + stem;
  const std::string source_root = folder.project_root + "/src";
  Names names{stem_path, {}, {}};
  if (folder.is_package) names.AddFrom(folder.package_base);
  // In a package that holds the project root (a setup.py inside of it) only the package's own name is meant.
  if (IsBelow(folder.package_base, folder.project_root)) {
    names.AddFrom(source_root);
    names.AddFrom(folder.project_root);
    import_roots_.insert(folder.project_root);
    if (IsBelow(folder.package_base, source_root)) import_roots_.insert(source_root);
  }
  names.AddFrom(folder.package_base);
  // A folder without __init__.py in a package is a namespace package of it: `from .core import x` finds it.
  if (!folder.is_package && !folder.outer_base.empty()) names.AddFrom(folder.outer_base);
  import_roots_.insert(folder.package_base);
  if (names.names.empty()) names.names.push_back(stem);
  file.module_names = std::move(names.names);
  roots_of_[std::string(FirstPart(file.module_names.front()))].insert(names.first_root);
  root_of_file_[path] = names.first_root;
}

void ModuleNamer::MakeNamesDistinct(std::vector<FoundFile>& files) const {
  for (FoundFile& file : files) {
    const std::set<std::string>& roots = roots_of_.at(std::string(FirstPart(file.module_names.front())));
    if (*roots.begin() == root_of_file_.at(file.path) || file.module_names.size() < 2) continue;
    std::rotate(file.module_names.begin(), file.module_names.begin() + 1, file.module_names.end());
  }
}

}  // namespace dangle

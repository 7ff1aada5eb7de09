#include "frontend/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "base/glob.h"
#include "frontend/module_names.h"

namespace dangle {

namespace {

namespace fs = std::filesystem;

// Folders that hold no code of the project. Every hidden folder is left out too.
constexpr std::array<std::string_view, 8> kExcludedFolders{"__pycache__",   "__pypackages__", "node_modules", "site-packages",
                                                           "dist-packages", "buck-out",       "_build",       "CVS"};
// Left out unless they are packages: `build` is also the name of a well-known project's package.
constexpr std::array<std::string_view, 6> kExcludedUnlessPackage{"build", "dist", "venv", "env", "virtualenv", "bazel-out"};

bool Exists(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

bool IsPythonFile(const fs::path& path) { return path.extension() == ".py" || path.extension() == ".pyi"; }

bool IsExcludedByDefault(const fs::path& folder) {
  const std::string name = folder.filename().string();
  if (name.starts_with('.')) return true;
  if (std::find(kExcludedFolders.begin(), kExcludedFolders.end(), name) != kExcludedFolders.end()) return true;
  if (Exists(folder / "pyvenv.cfg")) return true;
  return std::find(kExcludedUnlessPackage.begin(), kExcludedUnlessPackage.end(), name) != kExcludedUnlessPackage.end() &&
         !Exists(folder / "__init__.py");
}

// `path` relative to `base`, with '/' separators.
std::string RelativeTo(const fs::path& path, const fs::path& base) { return path.lexically_relative(base).generic_string(); }

struct FoundPath {
  fs::path path;
  fs::path argument_root;  // project root of the argument that led here
};

// Walks the arguments. A folder or file that is reached twice, through a symbolic link or another argument, is taken once.
class FileFinder {
 public:
  explicit FileFinder(const FileOptions& options) : options_(options) {}

  void AddArgument(const std::string& argument, FileSet& result) {
    std::error_code error;
    fs::path path = fs::absolute(argument, error).lexically_normal();
    if (!path.has_filename()) path = path.parent_path();
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) {
      result.missing_paths.push_back(argument);
      return;
    }
    if (const fs::path folder = fs::canonical(path.parent_path(), error); !error && path.has_filename()) path = folder / path.filename();
    if (fs::is_directory(status)) path = fs::canonical(path, error);
    root_ = ProjectRootOf(path.string());
    roots.push_back(root_);
    if (fs::is_directory(status)) {
      WalkTree(path, result);
    } else {
      AddFile(path);
    }
  }

  std::vector<fs::path> roots;
  std::vector<FoundPath> found;

 private:
  // Depth first with a stack of its own; what is behind symbolic links comes after everything else, so that the same file is always
  // printed by the same, real path.
  void WalkTree(const fs::path& top, FileSet& result) {
    std::vector<fs::path> folders{top};
    std::vector<fs::path> links;
    while (!folders.empty() || !links.empty()) {
      if (folders.empty()) {
        const fs::path link = std::move(links.back());
        links.pop_back();
        std::error_code error;
        if (fs::is_directory(link, error)) {
          folders.push_back(link);
        } else {
          AddFile(link);
        }
        continue;
      }
      const fs::path folder = std::move(folders.back());
      folders.pop_back();
      WalkFolder(folder, folders, links, result);
    }
  }

  void WalkFolder(const fs::path& folder, std::vector<fs::path>& folders, std::vector<fs::path>& links, FileSet& result) {
    if (!IsFirstVisit(folder)) return;
    std::error_code error;
    fs::directory_iterator entries(folder, error);
    if (error) {
      result.problems.push_back({RelativeTo(folder, root_), "the folder cannot be read (" + error.message() + "): make it readable or exclude it"});
      return;
    }
    std::vector<fs::directory_entry> sorted;
    for (; entries != fs::directory_iterator(); entries.increment(error)) {
      sorted.push_back(*entries);
      if (error) break;
    }
    // Backwards, since they go through stacks.
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.path() > b.path(); });
    for (const fs::directory_entry& entry : sorted) {
      const bool is_folder = entry.is_directory(error);
      if (is_folder ? IsExcludedFolder(entry.path()) : !IsPythonFile(entry.path()) || IsExcludedFile(entry.path())) continue;
      if (entry.is_symlink(error)) {
        links.push_back(entry.path());
      } else if (is_folder) {
        folders.push_back(entry.path());
      } else if (entry.is_regular_file(error)) {
        AddFile(entry.path());
      }
    }
  }

  void AddFile(const fs::path& path) {
    if (IsFirstVisit(path)) found.push_back({path, root_});
  }

  bool IsFirstVisit(const fs::path& path) {
    struct stat status {};
    if (stat(path.c_str(), &status) != 0) return false;  // a dangling link
    return visited_.emplace(status.st_dev, status.st_ino).second;
  }

  bool IsExcludedFolder(const fs::path& folder) const {
    if (options_.use_default_excludes && IsExcludedByDefault(folder)) return true;
    return MatchesExclude(RelativeTo(folder, root_) + "/");
  }
  bool IsExcludedFile(const fs::path& file) const { return MatchesExclude(RelativeTo(file, root_)); }
  bool MatchesExclude(const std::string& relative) const {
    return std::any_of(options_.exclude.begin(), options_.exclude.end(), [&](const std::string& pattern) { return MatchesPath(pattern, relative); });
  }

  const FileOptions& options_;
  fs::path root_;
  std::set<std::pair<dev_t, ino_t>> visited_;
};

// The deepest folder that holds all of them.
fs::path CommonFolder(const std::vector<fs::path>& folders) {
  fs::path common = folders.front();
  for (const fs::path& folder : folders) {
    while (!RelativeTo(folder, common).empty() && RelativeTo(folder, common).starts_with("..")) common = common.parent_path();
  }
  return common;
}

bool HasProjectMarker(const fs::path& folder) {
  return Exists(folder / "pyproject.toml") || Exists(folder / "setup.py") || Exists(folder / "setup.cfg") || Exists(folder / ".git");
}

// Printed paths are those of the whole repository, as code-scanning services want them, also when one project of several in it is
// scanned: the nearest folder from `root` upwards with .git, else the outermost with a project file, else `root`.
fs::path RepositoryRootOf(const fs::path& root) {
  fs::path outermost = root;
  for (fs::path folder = root;; folder = folder.parent_path()) {
    if (Exists(folder / ".git")) return folder;
    if (HasProjectMarker(folder)) outermost = folder;
    if (folder == folder.parent_path()) return outermost;
  }
}

}  // namespace

std::string ProjectRootOf(std::string_view path) {
  std::error_code error;
  fs::path start = fs::absolute(fs::path(path), error).lexically_normal();
  if (!fs::is_directory(start, error)) start = start.parent_path();
  for (fs::path folder = start;; folder = folder.parent_path()) {
    if (HasProjectMarker(folder)) return folder.string();
    if (folder == folder.parent_path()) return start.string();
  }
}

FileSet FindFiles(const FileOptions& options) {
  FileSet result;
  FileFinder finder(options);
  std::vector<std::string> paths = options.paths;
  if (paths.empty()) paths.emplace_back(".");
  std::sort(paths.begin(), paths.end());
  for (const std::string& path : paths) finder.AddArgument(path, result);
  if (finder.roots.empty()) return result;
  const fs::path root = RepositoryRootOf(CommonFolder(finder.roots));
  result.root = root.string();
  ModuleNamer namer;
  for (FoundPath& found : finder.found) {
    FoundFile file;
    file.display_path = RelativeTo(found.path, root);
    namer.Describe(found.path.string(), found.argument_root.string(), file);
    file.path = std::move(found.path).string();
    result.files.push_back(std::move(file));
  }
  std::sort(result.files.begin(), result.files.end(), [](const FoundFile& a, const FoundFile& b) { return a.display_path < b.display_path; });
  namer.MakeNamesDistinct(result.files);
  result.import_roots.assign(namer.import_roots().begin(), namer.import_roots().end());
  return result;
}

std::optional<std::string> ReadFile(const std::string& path, std::string& error) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    error = std::strerror(errno);
    return std::nullopt;
  }
  struct stat status {};
  std::string bytes;
  if (fstat(file, &status) == 0 && S_ISREG(status.st_mode)) bytes.resize(static_cast<std::size_t>(status.st_size));
  // The size is a first guess: the file may grow or be a pipe.
  std::size_t size = 0;
  while (true) {
    if (size == bytes.size()) bytes.resize(size + (size == 0 ? 4096 : 1 + size / 8));
    const ssize_t count = read(file, bytes.data() + size, bytes.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      error = std::strerror(errno);
      close(file);
      return std::nullopt;
    }
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  close(file);
  bytes.resize(size);
  return bytes;
}

}  // namespace dangle

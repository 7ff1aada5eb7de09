// Files: which Python files a scan reads, what each is called as a module, and where the project begins. Phase 1.
//
//   dangle scan src/shop          root: the nearest folder upwards with pyproject.toml, setup.py, setup.cfg or .git, else src/shop itself;
//                                 paths are printed from the repository's root: the nearest .git, else the outermost project
//     src/shop/__init__.py        module "shop" (a package), printed as src/shop/__init__.py
//     src/shop/db.py              module "shop.db"
//
// Files come in the order of their printed paths, so the ids made from them do not depend on the order of the arguments or of the file
// system. Only what has the ending .py or .pyi is taken from folders; a file named by the user is read whatever its ending.
//
// Module names follow Python's import system (language reference 5.2-5.3, PEP 420): a package begins below the first folder upwards that
// has no __init__.py; that folder is an import root, and so are the project root and its src/. A file that several roots reach has
// several names: `src/google/cloud/db/api.py` with no __init__ in google/ is "db.api" as well as "google.cloud.db.api".
#ifndef DANGLE_FRONTEND_FILES_H_
#define DANGLE_FRONTEND_FILES_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dangle {

struct FileOptions {
  std::vector<std::string> paths;    // empty: the working directory
  std::vector<std::string> exclude;  // glob patterns (base/glob.h), relative to the project root
  bool use_default_excludes = true;
};

struct FoundFile {
  std::string path;                       // to open: absolute
  std::string display_path;               // as printed: relative to FileSet::root, '/' separators
  std::string project_path;               // relative to the nearest project root above the file: what test-paths and per-file ignores match
  std::vector<std::string> module_names;  // "pkg.mod", the likeliest first; never empty
  bool is_package = false;                // __init__
  bool is_stub = false;                   // .pyi
};

struct FileProblem {
  std::string path;     // as printed
  std::string message;  // a sentence without its full stop
};

struct FileSet {
  std::string root;                        // absolute; what printed paths are relative to: the repository's
  std::vector<std::string> import_roots;   // absolute, sorted
  std::vector<FoundFile> files;            // sorted by display_path
  std::vector<FileProblem> problems;       // folders that could not be read
  std::vector<std::string> missing_paths;  // arguments that do not exist
};

FileSet FindFiles(const FileOptions& options);

// The nearest folder from `path` upwards with pyproject.toml, setup.py, setup.cfg or .git; else `path` itself, or its folder if it is
// a file. Absolute.
std::string ProjectRootOf(std::string_view path);

// The bytes of a file; nothing if it cannot be read, with the reason in `error`.
std::optional<std::string> ReadFile(const std::string& path, std::string& error);

}  // namespace dangle

#endif  // DANGLE_FRONTEND_FILES_H_

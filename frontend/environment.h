// The Python environment of a project: where the packages lie that its code imports. Read as files only: no interpreter is started, nothing
// of the environment is run.
//
//   shop/.venv/pyvenv.cfg                        the environment of shop, found by itself
//   shop/.venv/lib/python3.12/site-packages      FindModule("httpx._client") → …/site-packages/httpx/_client.py
//
// Looked for in this order: `--python` (an interpreter or the folder of an environment), the folders of the project root and of those above
// it up to the repository's root (.venv, venv, __pypackages__, .conda, .pixi …), VIRTUAL_ENV, CONDA_PREFIX.
//
// Source: PEP 405 (pyvenv.cfg), PEP 561 (py.typed, stub packages, order of resolution), PEP 420 (namespace packages), PEP 582
// (__pypackages__), the `site` module of the library reference (.pth files), PEP 660 (editable installs).
#ifndef DANGLE_FRONTEND_ENVIRONMENT_H_
#define DANGLE_FRONTEND_ENVIRONMENT_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dangle {

// A .pth file may name folders with .pth files only as `site` does for site folders; longer lists are cut. What is lost: modules of the
// folders behind.
inline constexpr std::size_t kMaxSearchFolders = 256;

struct EnvironmentOptions {
  std::string python;           // --python; empty: searched for; "none": no environment
  std::string project_root;     // absolute
  std::string repository_root;  // absolute; the search goes up to here
  int python_minor = 12;        // which lib/python3.X is taken where there are several
  bool use_variables = true;    // VIRTUAL_ENV, CONDA_PREFIX
};

struct InstalledModule {
  std::string path;
  bool is_stub = false;  // .pyi
  bool is_package = false;
  bool is_typed = false;  // a stub, or source of a package with py.typed
};

class Environment {
 public:
  Environment() = default;

  // Without an environment the search path is empty. `error`: --python names nothing that is one.
  static Environment Find(const EnvironmentOptions& options, std::string& error);
  // Of known folders; for tests.
  static Environment Of(std::vector<std::string> search_path);

  const std::string& prefix() const { return prefix_; }
  const std::vector<std::string>& search_path() const { return search_path_; }
  bool IsEmpty() const { return search_path_.empty(); }

  // The file of a module by its dotted name. A package without __init__ (a namespace package) has none.
  std::optional<InstalledModule> FindModule(std::string_view name) const;

 private:
  void AddPrefix(const std::string& prefix, int python_minor, bool with_system);
  void AddSiteFolder(const std::string& folder);
  void ReadPathFile(const std::string& folder, const std::string& file);
  void ReadEditableFinder(const std::string& file);
  void AddFolder(const std::string& folder);

  std::string prefix_;
  std::vector<std::string> search_path_;
  std::map<std::string, std::string, std::less<>> editable_;  // top-level module → its file or folder
};

}  // namespace dangle

#endif  // DANGLE_FRONTEND_ENVIRONMENT_H_

#include "frontend/environment.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "frontend/files.h"

namespace dangle {

namespace {

namespace fs = std::filesystem;

// What an environment is called where tools put it beside the project: venv, uv, poetry (in-project), PDM, conda, pixi, hatch.
constexpr std::array<std::string_view, 8> kEnvironmentFolders = {".venv", "venv", ".env", "env", "virtualenv", ".conda", ".pixi/envs/default",
                                                                 ".hatch"};

bool Exists(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}
bool IsFolder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}
bool IsFile(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

// The names in a folder, sorted; none if it cannot be read.
std::vector<std::string> NamesIn(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  while (!error && entries != fs::directory_iterator()) {
    names.push_back(entries->path().filename().string());
    entries.increment(error);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

template <typename Visitor>
void ForEachLine(std::string_view text, const Visitor& visit) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    visit(Trim(text.substr(0, end)));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
}

// `key = value` of pyvenv.cfg.
std::string ConfigValue(const fs::path& config, std::string_view key) {
  std::string error;
  const std::optional<std::string> text = ReadFile(config.string(), error);
  std::string value;
  if (!text) return value;
  ForEachLine(*text, [&](std::string_view line) {
    const std::size_t equals = line.find('=');
    if (equals != std::string_view::npos && Trim(line.substr(0, equals)) == key) value = Trim(line.substr(equals + 1));
  });
  return value;
}

bool IsEnvironment(const fs::path& folder) { return Exists(folder / "pyvenv.cfg") || IsFolder(folder / "conda-meta"); }

// 3.<minor> of "python3.12"; -1 if it is something else.
int MinorOf(std::string_view name) {
  if (!name.starts_with("python3.") || name.size() > 10) return -1;
  int minor = 0;
  for (const char digit : name.substr(8)) {
    if (digit < '0' || digit > '9') return -1;
    minor = minor * 10 + (digit - '0');
  }
  return minor;
}

// The version's folder of several: the target's, else the newest.
std::string VersionFolder(const fs::path& lib, int python_minor) {
  std::string best;
  int best_minor = -1;
  for (const std::string& name : NamesIn(lib)) {
    const int minor = MinorOf(name);
    if (minor < 0 || best_minor == python_minor || (minor != python_minor && minor < best_minor)) continue;
    best = name;
    best_minor = minor;
  }
  return best;
}

std::string VariableOrEmpty(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

// The folder of the environment that a path names: itself, or what an interpreter in its bin/ belongs to. Links of the interpreter are not
// followed: they lead out of the environment.
fs::path PrefixOf(const fs::path& path) {
  if (IsFolder(path)) return path;
  const fs::path folder = path.parent_path();
  const std::string name = folder.filename().string();
  return name == "bin" || name == "Scripts" ? folder.parent_path() : folder;
}

// The file of a module or package at `base` (a path without ending).
std::optional<InstalledModule> ModuleAt(const fs::path& base) {
  if (IsFolder(base)) {
    for (const bool is_stub : {true, false}) {
      const fs::path init = base / (is_stub ? "__init__.pyi" : "__init__.py");
      if (IsFile(init)) return InstalledModule{init.string(), is_stub, true, is_stub};
    }
  }
  for (const bool is_stub : {true, false}) {
    const fs::path file = base.string() + (is_stub ? ".pyi" : ".py");
    if (IsFile(file)) return InstalledModule{file.string(), is_stub, false, is_stub};
  }
  return std::nullopt;
}

}  // namespace

Environment Environment::Find(const EnvironmentOptions& options, std::string& error) {
  Environment environment;
  if (options.python == "none") return environment;
  if (!options.python.empty()) {
    std::error_code ignored;
    const fs::path prefix = PrefixOf(fs::absolute(options.python, ignored).lexically_normal());
    environment.AddPrefix(prefix.string(), options.python_minor, true);
    if (environment.IsEmpty()) error = "--python: no site-packages below " + prefix.string();
    return environment;
  }
  std::vector<fs::path> candidates;
  for (fs::path folder = options.project_root; !folder.empty(); folder = folder.parent_path()) {
    for (const std::string_view name : kEnvironmentFolders) candidates.push_back(folder / name);
    if (IsFolder(folder / "__pypackages__")) candidates.push_back(folder / "__pypackages__");
    if (folder == options.repository_root || folder == folder.parent_path()) break;
  }
  for (const fs::path& candidate : candidates) {
    if (candidate.filename() == "__pypackages__") {
      const std::string version = "3." + std::to_string(options.python_minor);
      if (IsFolder(candidate / version / "lib")) environment.AddSiteFolder((candidate / version / "lib").string());
    } else if (IsEnvironment(candidate)) {
      environment.AddPrefix(candidate.string(), options.python_minor, true);
    }
    if (!environment.IsEmpty()) return environment;
  }
  for (const char* variable : {"VIRTUAL_ENV", "CONDA_PREFIX"}) {
    const std::string prefix = options.use_variables ? VariableOrEmpty(variable) : std::string();
    if (prefix.empty() || !IsEnvironment(prefix)) continue;
    environment.AddPrefix(prefix, options.python_minor, true);
    if (!environment.IsEmpty()) return environment;
  }
  return environment;
}

Environment Environment::Of(std::vector<std::string> search_path) {
  Environment environment;
  for (const std::string& folder : search_path) environment.AddSiteFolder(folder);
  return environment;
}

void Environment::AddPrefix(const std::string& prefix, int python_minor, bool with_system) {
  const fs::path root(prefix);
  if (prefix_.empty()) prefix_ = prefix;
  for (const std::string_view lib : {"lib", "lib64"}) {
    const std::string version = VersionFolder(root / lib, python_minor);
    if (version.empty()) continue;
    AddSiteFolder((root / lib / version / "site-packages").string());
    AddSiteFolder((root / lib / version / "dist-packages").string());
  }
  AddSiteFolder((root / "Lib" / "site-packages").string());
  AddSiteFolder((root / "lib" / "python3" / "dist-packages").string());
  if (!with_system || ConfigValue(root / "pyvenv.cfg", "include-system-site-packages") != "true") return;
  const fs::path home = ConfigValue(root / "pyvenv.cfg", "home");
  if (!home.empty()) AddPrefix(PrefixOf(home / "python").string(), python_minor, false);
}

void Environment::AddFolder(const std::string& folder) {
  std::error_code error;
  const fs::path canonical = fs::canonical(folder, error);
  if (error || !IsFolder(canonical) || search_path_.size() >= kMaxSearchFolders) return;
  if (std::find(search_path_.begin(), search_path_.end(), canonical.string()) == search_path_.end()) search_path_.push_back(canonical.string());
}

// A folder of installed packages: itself, and what its .pth files add.
void Environment::AddSiteFolder(const std::string& folder) {
  const std::size_t count = search_path_.size();
  AddFolder(folder);
  if (search_path_.size() == count) return;
  for (const std::string& name : NamesIn(folder)) {
    if (name.ends_with(".pth")) ReadPathFile(folder, name);
    if (name.starts_with("__editable__") && name.ends_with("finder.py")) ReadEditableFinder((fs::path(folder) / name).string());
  }
}

// Lines that begin with `import` are code, which is never run.
void Environment::ReadPathFile(const std::string& folder, const std::string& file) {
  std::string error;
  const std::optional<std::string> text = ReadFile((fs::path(folder) / file).string(), error);
  if (!text) return;
  ForEachLine(*text, [&](std::string_view line) {
    if (line.empty() || line.starts_with('#') || line.starts_with("import ") || line.starts_with("import\t")) return;
    AddFolder((fs::path(folder) / line).lexically_normal().string());
  });
}

// What setuptools writes for an editable install: `MAPPING: dict[str, str] = {'shop': '/home/me/shop/src/shop'}`.
void Environment::ReadEditableFinder(const std::string& file) {
  std::string error;
  const std::optional<std::string> text = ReadFile(file, error);
  if (!text) return;
  ForEachLine(*text, [&](std::string_view line) {
    if (!line.starts_with("MAPPING")) return;
    std::vector<std::string> strings;
    for (std::size_t at = line.find('{'); at < line.size(); ++at) {
      if (line[at] != '\'' && line[at] != '"') continue;
      const std::size_t end = line.find(line[at], at + 1);
      if (end == std::string_view::npos) break;
      strings.emplace_back(line.substr(at + 1, end - at - 1));
      at = end;
    }
    for (std::size_t i = 0; i + 1 < strings.size(); i += 2) editable_.emplace(strings[i], strings[i + 1]);
  });
}

std::optional<InstalledModule> Environment::FindModule(std::string_view name) const {
  const std::size_t dot = name.find('.');
  const std::string top(name.substr(0, dot));
  std::string rest(dot == std::string_view::npos ? std::string_view() : name.substr(dot));
  std::replace(rest.begin(), rest.end(), '.', '/');
  for (const std::string& folder : search_path_) {
    const fs::path stubs = fs::path(folder) / (top + "-stubs");
    if (!IsFolder(stubs)) continue;
    if (std::optional<InstalledModule> found = ModuleAt(stubs.string() + rest)) return found;
  }
  const auto resolve = [&](const fs::path& base) {
    std::optional<InstalledModule> found = ModuleAt(base.string() + rest);
    if (found && !found->is_stub) found->is_typed = Exists(base / "py.typed");
    return found;
  };
  if (const auto editable = editable_.find(top); editable != editable_.end()) {
    std::string target = editable->second;
    if (target.ends_with(".py")) target.resize(target.size() - 3);
    if (std::optional<InstalledModule> found = resolve(target)) return found;
  }
  for (const std::string& folder : search_path_) {
    if (std::optional<InstalledModule> found = resolve(fs::path(folder) / top)) return found;
    // A package with an __init__ hides those of its name behind it on the path.
    if (IsFile(fs::path(folder) / top / "__init__.py")) return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace dangle

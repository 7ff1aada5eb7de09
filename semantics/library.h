// The libraries beside dangle's own models: what is installed in the project's environment, and typeshed. Text by module name; nothing is
// opened before it is asked for.
//
//   Find("httpx._client")      the file in site-packages
//   Find("argparse")           typeshed's stub of the standard library
//   Find("yaml")               a stub package or a package with py.typed, else typeshed's stub, else the source without types
//
// Source: PEP 561 (order of resolution).
#ifndef DANGLE_SEMANTICS_LIBRARY_H_
#define DANGLE_SEMANTICS_LIBRARY_H_

#include <optional>
#include <string>
#include <string_view>

#include "frontend/environment.h"
#include "semantics/program.h"

namespace dangle {

struct LibraryModule {
  std::string path;         // ends with .pyi for stubs
  std::string_view packed;  // of typeshed
  bool is_stub = false;
  bool is_package = false;
  bool is_third_party = false;
  ModuleOrigin origin = ModuleOrigin::kInstalled;
};

class Library {
 public:
  // `environment`: outlives the library; may be null. `has_standard_library`: false if the standard library itself is the project, whose
  // own source says more than stubs of the parts that are not written in Python.
  Library(const Environment* environment, int python_minor, bool has_standard_library)
      : environment_(environment), python_minor_(python_minor), has_standard_library_(has_standard_library) {}

  std::optional<LibraryModule> Find(std::string_view name) const;
  // The text of a module that Find gave; nothing if it cannot be read or is longer than max_bytes.
  std::optional<std::string> TextOf(const LibraryModule& module, std::size_t max_bytes) const;

 private:
  std::optional<LibraryModule> FromTypeshed(std::string_view name) const;

  const Environment* environment_;
  int python_minor_;
  bool has_standard_library_;
};

}  // namespace dangle

#endif  // DANGLE_SEMANTICS_LIBRARY_H_

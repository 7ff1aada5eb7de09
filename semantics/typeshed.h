// typeshed: stubs of the standard library and of third-party packages, carried inside the executable as one packed file (made by
// cmake/pack_typeshed.py from a pinned release) that the system maps; a stub that nobody asks for costs nothing.
//
//   FindTypeshed("argparse", 12)        the stub as it is for Python 3.12
//   FindTypeshed("asyncio.timeouts", 9) none: it came with 3.11
//
// Layout, little-endian: "DTS1", the number of modules, an index entry for each in order of the names, the names, the texts. An entry:
// offset and length of the name, offset and length of the text (u32 each), is it a package, is it third-party, the first and the last minor
// version (u8 each). In a text, lines between '@if BITS' and '@end' count only for the versions of the bits.
//
// Source: typeshed (https://github.com/python/typeshed), as pyright ships it.
#ifndef DANGLE_SEMANTICS_TYPESHED_H_
#define DANGLE_SEMANTICS_TYPESHED_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dangle {

struct TypeshedModule {
  std::string_view packed;  // with the lines of all versions
  bool is_package = false;
  bool is_third_party = false;
};

// The module of this dotted name in Python 3.<minor>.
std::optional<TypeshedModule> FindTypeshed(std::string_view name, int python_minor);
// The stub's text for that Python.
std::string UnpackTypeshed(std::string_view packed, int python_minor);

// Which lines or statements of a packed text hold for a Python: asked of one after the other, in their order.
class VersionFilter {
 public:
  explicit VersionFilter(int python_minor) : python_minor_(static_cast<unsigned>(python_minor)) {}
  // Is the line left out? A directive itself always is.
  bool Drops(std::string_view line);

 private:
  unsigned python_minor_;
  std::size_t open_ = 0;     // directives around the line
  std::size_t dropped_ = 0;  // of them, those from the first that does not hold on
};

// The index itself: the n-th module in order of the names, and the first that is not before `name`.
struct TypeshedEntry {
  std::string_view name;
  std::string_view packed;
  bool is_third_party = false;
};
std::size_t TypeshedCount();
TypeshedEntry TypeshedAt(std::size_t index);
std::size_t TypeshedLowerBound(std::string_view name);

}  // namespace dangle

#endif  // DANGLE_SEMANTICS_TYPESHED_H_

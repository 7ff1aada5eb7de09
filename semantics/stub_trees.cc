#include "semantics/stub_trees.h"

#include <cstddef>
#include <cstdint>
#include <optional>

#include "frontend/packed_tree.h"
#include "semantics/typeshed.h"

// Defined by the build: the packed file.
extern "C" {
extern const char dangle_stub_trees_begin[];
extern const char dangle_stub_trees_end[];
}

namespace dangle {

namespace {

constexpr std::size_t kHeaderSize = 12;
constexpr std::size_t kEntrySize = 16;
// An expression statement, its string, and what a string consists of.
constexpr std::uint32_t kMaxDirectiveRows = 8;

std::string_view File() { return {dangle_stub_trees_begin, static_cast<std::size_t>(dangle_stub_trees_end - dangle_stub_trees_begin)}; }

std::uint32_t NumberAt(std::size_t offset) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number |= static_cast<std::uint32_t>(static_cast<unsigned char>(File()[offset + i])) << (8 * i);
  return number;
}

std::string_view PieceAt(std::size_t entry) { return File().substr(NumberAt(entry), NumberAt(entry + 4)); }

bool Load(char kind, std::string_view module, SyntaxTree& tree) {
  const std::size_t count = NumberAt(8);
  std::size_t low = 0;
  std::size_t high = count;
  const auto key_of = [](std::size_t index) { return PieceAt(kHeaderSize + index * kEntrySize); };
  const auto is_before = [&](std::string_view key) { return key[0] != kind ? key[0] < kind : key.substr(1) < module; };
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (is_before(key_of(middle))) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == count || key_of(low)[0] != kind || key_of(low).substr(1) != module) return false;
  UnpackTree(PieceAt(kHeaderSize + low * kEntrySize + 8), File().substr(kHeaderSize + count * kEntrySize, NumberAt(4)), tree);
  return true;
}

}  // namespace

bool LoadModelTree(std::string_view module, SyntaxTree& tree) { return Load('m', module, tree); }

bool LoadTypeshedTree(std::string_view module, std::string_view packed, int python_minor, SyntaxTree& tree) {
  if (!Load('t', module, tree)) return false;
  VersionFilter filter(python_minor);
  tree.DropRows([&](const SyntaxRecord& row) {
    const bool may_be_directive = row.kind == SyntaxKind::kExpressionStatement && packed[row.begin] != '.' && row.size <= kMaxDirectiveRows;
    return filter.Drops(may_be_directive ? packed.substr(row.begin, row.end - row.begin) : std::string_view());
  });
  return true;
}

}  // namespace dangle

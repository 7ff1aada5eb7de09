// usage: pack_stub_trees OUTPUT
//
// Parses dangle's models and typeshed's stubs of the standard library, as the executable carries them, and writes their trees into one file;
// the layout is that of semantics/stub_trees.h. Stubs of third-party packages stay text: few are opened in a scan.
#include <cstdint>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <string_view>

#include "frontend/packed_tree.h"
#include "frontend/syntax.h"
#include "semantics/embedded_stubs.h"
#include "semantics/typeshed.h"

namespace {

void AppendNumber(std::string& bytes, std::size_t number) {
  for (unsigned shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<char>(number >> shift & 0xFFU));
}

std::string Packed() {
  dangle::SyntaxParser parser;
  dangle::SyntaxTree tree;
  dangle::TreePacker packer;
  std::map<std::string, std::string> trees;
  const auto add = [&](char kind, std::string_view module, std::string_view text) {
    parser.ParseInto(text, tree);
    std::string packed = packer.Pack(tree);
    if (!packed.empty()) trees.emplace(kind + std::string(module), std::move(packed));
  };
  for (const dangle::EmbeddedStub& stub : dangle::EmbeddedStubs()) add('m', stub.module, stub.text);
  for (std::size_t i = 0; i < dangle::TypeshedCount(); ++i) {
    const dangle::TypeshedEntry entry = dangle::TypeshedAt(i);
    if (!entry.is_third_party) add('t', entry.name, entry.packed);
  }
  constexpr std::size_t kHeaderSize = 12;
  constexpr std::size_t kEntrySize = 16;
  const std::string shapes = packer.ShapeTable();
  std::string index = "DPT1";
  AppendNumber(index, shapes.size());
  AppendNumber(index, trees.size());
  const std::size_t begin = kHeaderSize + trees.size() * kEntrySize + shapes.size();
  std::string pieces;
  for (const auto& [key, packed] : trees) {
    AppendNumber(index, begin + pieces.size());
    AppendNumber(index, key.size());
    pieces += key;
    AppendNumber(index, begin + pieces.size());
    AppendNumber(index, packed.size());
    pieces += packed;
  }
  return index + shapes + pieces;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: pack_stub_trees OUTPUT\n";
    return 2;
  }
  std::ofstream file(argv[1], std::ios::binary);
  file << Packed();
  return file.flush() ? 0 : 1;
}

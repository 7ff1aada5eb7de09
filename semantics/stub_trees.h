// The stubs that the executable carries, parsed ahead: their syntax trees by module, packed (frontend/packed_tree.h) and mapped with the
// executable. Made by cmake/pack_stub_trees.cc; what is not in it is parsed.
//
//   LoadModelTree("asyncio", tree)              dangle's own model
//   LoadTypeshedTree("argparse", 12, tree)      typeshed's stub, without what does not hold for Python 3.12; of its packed text
//
// Layout, little-endian: "DPT1", the size of the table of shapes, the number of trees, an index entry for each in order of the keys (offset and
// length of the key, offset and length of the tree, u32 each), the table of shapes, keys, trees. A key is 'm' or 't' and the module's name.
#ifndef DANGLE_SEMANTICS_STUB_TREES_H_
#define DANGLE_SEMANTICS_STUB_TREES_H_

#include <string_view>

#include "frontend/syntax.h"

namespace dangle {

// False if the tree is not there: the text must be parsed.
bool LoadModelTree(std::string_view module, SyntaxTree& tree);
// The offsets are those of `packed`, the stub's text with the lines of all versions.
bool LoadTypeshedTree(std::string_view module, std::string_view packed, int python_minor, SyntaxTree& tree);

}  // namespace dangle

#endif  // DANGLE_SEMANTICS_STUB_TREES_H_

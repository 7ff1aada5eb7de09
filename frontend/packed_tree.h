// A syntax tree as bytes: what a stub that the executable carries is, so that a scan parses no stub.
//
//   x: int      module, expression_statement, assignment, identifier, type, identifier: about five bytes a row instead of sixteen
//
// A row of the table (frontend/syntax.h) is the number of its kind, field, operator and marks in a table of those that occur, and its
// begin, length and size as varints, the begin relative to the row before. Only trees without errors are packed; comments are left out.
//
// Source: LEB128 varints and delta encoding, as in DWARF's line tables.
#ifndef DANGLE_FRONTEND_PACKED_TREE_H_
#define DANGLE_FRONTEND_PACKED_TREE_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "frontend/syntax.h"

namespace dangle {

class TreePacker {
 public:
  // Empty if the tree cannot be packed: it has errors.
  std::string Pack(const SyntaxTree& tree);
  // The kinds of rows that occurred, four bytes each, in the order of their numbers.
  std::string ShapeTable() const { return shapes_; }

 private:
  std::map<std::uint32_t, std::uint32_t> numbers_;
  std::string shapes_;
};

// Of bytes that Pack gave and the final table of its packer.
void UnpackTree(std::string_view packed, std::string_view shapes, SyntaxTree& tree);

}  // namespace dangle

#endif  // DANGLE_FRONTEND_PACKED_TREE_H_

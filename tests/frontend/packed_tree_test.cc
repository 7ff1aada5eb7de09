#include "frontend/packed_tree.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace dangle {
namespace {

bool Same(const SyntaxRecord& a, const SyntaxRecord& b) {
  return a.kind == b.kind && a.field == b.field && a.op == b.op && a.marks == b.marks && a.begin == b.begin && a.end == b.end && a.size == b.size;
}

bool SameRows(const SyntaxTree& a, const SyntaxTree& b) { return std::ranges::equal(a.records(), b.records(), Same); }

constexpr std::string_view kStub =
    "from typing import Any\n"
    "class Pool:\n"
    "    size: int = ...\n"
    "    async def acquire(self, *, timeout: float | None = None) -> Owes[Release, Any]: ...\n"
    "x = y + 1\n";

TEST(PackedTree, GivesTheSameRows) {
  const SyntaxTree tree = Parse(kStub);
  TreePacker packer;
  const std::string first = packer.Pack(Parse("def f() -> None: ...\n"));
  const std::string packed = packer.Pack(tree);
  ASSERT_FALSE(packed.empty());
  EXPECT_LT(packed.size(), tree.records().size() * 6);
  SyntaxTree unpacked = Parse("something = 'else'  # whose memory is used again\n");
  UnpackTree(packed, packer.ShapeTable(), unpacked);
  EXPECT_TRUE(SameRows(tree, unpacked));
  EXPECT_TRUE(unpacked.comments().empty());
}

TEST(PackedTree, LongTextsAndBigNumbers) {
  const std::string text = "x = '" + std::string(70000, 'a') + "'\ny = 1\n";
  TreePacker packer;
  const std::string packed = packer.Pack(Parse(text));
  SyntaxTree unpacked;
  UnpackTree(packed, packer.ShapeTable(), unpacked);
  EXPECT_TRUE(SameRows(Parse(text), unpacked));
}

TEST(PackedTree, ErrorsAreNotPacked) { EXPECT_TRUE(TreePacker().Pack(Parse("def (\n")).empty()); }

// Without `x = 1` there are the rows of the text without it.
TEST(PackedTree, DropsRows) {
  SyntaxTree tree = Parse("class A:\n    x = 1\n    y: int\nx = 1\ndef f(): ...\n");
  tree.DropRows([](const SyntaxRecord& row) { return row.kind == SyntaxKind::kExpressionStatement && row.end - row.begin == 5; });
  const SyntaxTree expected = Parse("class A:\n    y: int\ndef f(): ...\n");
  const auto same_shape = [](const SyntaxRecord& a, const SyntaxRecord& b) { return a.kind == b.kind && a.field == b.field && a.size == b.size; };
  EXPECT_TRUE(std::ranges::equal(tree.records(), expected.records(), same_shape));
}

}  // namespace
}  // namespace dangle

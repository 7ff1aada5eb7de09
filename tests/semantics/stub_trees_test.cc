#include "semantics/stub_trees.h"

#include <algorithm>
#include <string>

#include "frontend/syntax.h"
#include "gtest/gtest.h"
#include "semantics/embedded_stubs.h"
#include "semantics/typeshed.h"

namespace dangle {
namespace {

bool SameShape(const SyntaxTree& a, const SyntaxTree& b) {
  return std::ranges::equal(a.records(), b.records(), [](const SyntaxRecord& x, const SyntaxRecord& y) {
    return x.kind == y.kind && x.field == y.field && x.op == y.op && x.marks == y.marks && x.size == y.size;
  });
}

TEST(StubTrees, EveryModel) {
  SyntaxTree tree;
  SyntaxTree parsed;
  SyntaxParser parser;
  for (const EmbeddedStub& stub : EmbeddedStubs()) {
    ASSERT_TRUE(LoadModelTree(stub.module, tree)) << stub.module;
    parser.ParseInto(stub.text, parsed);
    EXPECT_TRUE(SameShape(tree, parsed)) << stub.module;
  }
}

// Filtering the tree of all versions is parsing the text of one.
TEST(StubTrees, EveryStubOfTheStandardLibraryForEveryVersion) {
  SyntaxTree tree;
  SyntaxTree parsed;
  SyntaxParser parser;
  std::size_t loaded = 0;
  for (std::size_t i = 0; i < TypeshedCount(); ++i) {
    const TypeshedEntry entry = TypeshedAt(i);
    for (const int minor : {8, 10, 12, 14}) {
      if (!LoadTypeshedTree(entry.name, entry.packed, minor, tree)) continue;
      ++loaded;
      parser.ParseInto(UnpackTypeshed(entry.packed, minor), parsed);
      EXPECT_TRUE(SameShape(tree, parsed)) << entry.name << " for 3." << minor;
    }
  }
  EXPECT_GT(loaded, 2000U);
}

TEST(StubTrees, NoSuchModule) {
  SyntaxTree tree;
  EXPECT_FALSE(LoadModelTree("no_such_module", tree));
  EXPECT_FALSE(LoadModelTree("", tree));
  EXPECT_FALSE(LoadModelTree("~", tree));
}

}  // namespace
}  // namespace dangle

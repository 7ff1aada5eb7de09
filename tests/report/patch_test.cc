#include "report/patch.h"

#include <gtest/gtest.h>

#include "tests/report/samples.h"

namespace dangle {
namespace {

Finding WithEdits(std::vector<TextEdit> edits) {
  Finding finding;
  finding.rule = &kNeverAwaited;
  finding.fixes = {{"Do it", "x", std::move(edits)}};
  return finding;
}

TextEdit Insert(const SourceSet& sources, FileId file, std::string_view before, std::string text) {
  const SourceLocation at = Find(sources, file, before);
  return {{file, {at.range.begin, at.range.begin}}, std::move(text)};
}

TEST(PatchTest, SameEditIsMadeOnceAndOverlappingFixesWait) {
  SourceSet sources;
  const FileId file = sources.Add(SourceFile("a.py", "import os\nf()\ng()\n"));
  const TextEdit import = Insert(sources, file, "import", "import asyncio\n");
  const std::vector<Finding> findings = {
      WithEdits({import, Insert(sources, file, "f()", "await ")}),
      WithEdits({import, Insert(sources, file, "g()", "await ")}),
      WithEdits({{Find(sources, file, "f()"), "h()"}}),
      WithEdits({}),
  };
  const PatchSet patches = CollectPatches(findings, sources);
  ASSERT_EQ(patches.files.size(), 1U);
  EXPECT_EQ(patches.files[0].fixes, 2U);
  EXPECT_EQ(patches.postponed, 1U);
  EXPECT_EQ(ApplyEdits(sources[file].text(), patches.files[0].edits), "import asyncio\nimport os\nawait f()\nawait g()\n");
}

TEST(PatchTest, UnifiedDiffHasHunksWithContext) {
  SourceSet sources;
  const FileId file = sources.Add(SourceFile("a b.py", "1\n2\n3\n4\nf()\n6\n7\n8\n9\n10\n11\n12\n13\ng()"));
  const std::vector<Finding> findings = {WithEdits({Insert(sources, file, "f()", "a\nb\n")}), WithEdits({{Find(sources, file, "g()"), "h()"}})};
  const PatchSet patches = CollectPatches(findings, sources);
  ASSERT_EQ(patches.files.size(), 1U);
  EXPECT_EQ(UnifiedDiff(sources[file], patches.files[0].edits),
            "--- a/a b.py\n+++ b/a b.py\n"
            "@@ -2,7 +2,9 @@\n 2\n 3\n 4\n-f()\n+a\n+b\n+f()\n 6\n 7\n 8\n"
            "@@ -11,4 +13,4 @@\n 11\n 12\n 13\n-g()\n\\ No newline at end of file\n+h()\n\\ No newline at end of file\n");
}

TEST(PatchTest, UnifiedDiffOfAnInsertedLineAtTheEnd) {
  SourceSet sources;
  const FileId file = sources.Add(SourceFile("a.py", "f()\n"));
  const std::vector<TextEdit> edits = {{{file, {3, 3}}, "\ng()"}};
  EXPECT_EQ(UnifiedDiff(sources[file], edits), "--- a/a.py\n+++ b/a.py\n@@ -1 +1,2 @@\n-f()\n+f()\n+g()\n");
  EXPECT_EQ(UnifiedDiff(sources[file], {}), "");
}

TEST(PatchTest, InsertedLinesEndLikeTheFile) {
  SourceSet sources;
  const FileId file = sources.Add(SourceFile("a.py", "x\r\ny\r\n"));
  std::vector<Finding> findings = {WithEdits({{{file, {0, 0}}, "a\nb\r\n"}})};
  MatchLineEnds(findings, sources);
  EXPECT_EQ(findings[0].fixes[0].edits[0].replacement, "a\r\nb\r\n");
}

}  // namespace
}  // namespace dangle

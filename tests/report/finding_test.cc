#include "report/finding.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "report/identity.h"
#include "tests/report/samples.h"

namespace dangle {
namespace {

Finding At(FileId file, std::uint32_t begin, const Rule& rule, std::string message) {
  Finding finding;
  finding.rule = &rule;
  finding.location = {file, {begin, begin + 1}};
  finding.message = std::move(message);
  finding.function = "f";
  finding.identity_text = "open(p)";
  return finding;
}

TEST(FindingTest, OrderIsPathPositionRuleMessage) {
  SourceSet sources;
  const FileId later = sources.Add(SourceFile("b.py", "x\ny\nz\n"));
  const FileId earlier = sources.Add(SourceFile("a.py", "x\ny\nz\n"));
  std::vector<Finding> findings = {At(later, 0, kNeverAwaited, "1"), At(earlier, 4, kNeverAwaited, "2"), At(earlier, 0, kResourceLeak, "3"),
                                   At(earlier, 0, kNeverAwaited, "5"), At(earlier, 0, kNeverAwaited, "4")};
  SortFindings(findings, sources);
  std::string order;
  for (const Finding& finding : findings) order += finding.message;
  EXPECT_EQ(order, "45321");
  EXPECT_FALSE(FindingLess(findings[0], findings[0], sources));
}

TEST(FindingTest, TheRegionEndsWithTheFirstLine) {
  SourceSet sources;
  const FileId file = sources.Add(SourceFile("a.py", "x = f(\r\n  1)\n"));
  EXPECT_EQ(FirstLineOf({file, {4, 12}}, sources), (SourceRange{4, 6}));
  EXPECT_EQ(FirstLineOf({file, {4, 5}}, sources), (SourceRange{4, 5}));
  EXPECT_EQ(FirstLineOf({file, {13, 99}}, sources), (SourceRange{13, 13}));
}

TEST(IdentityTest, PositionsDoNotMatter) {
  SourceSet before;
  const FileId old_file = before.Add(SourceFile("a.py", "open(p)\nopen(p)\n"));
  SourceSet after;
  const FileId new_file = after.Add(SourceFile("a.py", "# a comment\nopen(p)\n\nopen(p)\n"));
  const std::vector<Finding> old_findings = {At(old_file, 0, kResourceLeak, "m"), At(old_file, 8, kResourceLeak, "m")};
  // The second one first: occurrences are counted in source order, not in the order of the list.
  const std::vector<Finding> new_findings = {At(new_file, 21, kResourceLeak, "m"), At(new_file, 12, kResourceLeak, "n")};
  const std::vector<std::string> old_identities = ContentIdentities(old_findings, before);
  const std::vector<std::string> new_identities = ContentIdentities(new_findings, after);
  ASSERT_EQ(old_identities.size(), 2U);
  EXPECT_EQ(old_identities[0], new_identities[1]);
  EXPECT_EQ(old_identities[1], new_identities[0]);
  EXPECT_NE(old_identities[0], old_identities[1]);
}

TEST(IdentityTest, EachFieldMatters) {
  SourceSet sources;
  const FileId file = sources.Add(SourceFile("a.py", "open(p)\n"));
  const FileId other_file = sources.Add(SourceFile("b.py", "open(p)\n"));
  std::vector<Finding> findings(5, At(file, 0, kResourceLeak, "m"));
  findings[1].rule = &kNeverAwaited;
  findings[2].function = "fo";
  findings[2].identity_text = "pen(p)";
  findings[3].identity_text = "open(q)";
  findings[4].location.file = other_file;
  std::vector<std::string> identities = ContentIdentities(findings, sources);
  std::sort(identities.begin(), identities.end());
  EXPECT_EQ(std::unique(identities.begin(), identities.end()), identities.end());
}

// The algorithm of dangle/v1 is a promise to baselines: this value may never change.
TEST(IdentityTest, TheValueIsStable) {
  SourceSet sources;
  const FileId file = sources.Add(SourceFile("a.py", "open(p)\n"));
  const std::vector<Finding> findings = {At(file, 0, kResourceLeak, "m")};
  EXPECT_EQ(ContentIdentities(findings, sources)[0], "98ff96a2a8978a96fa4af4329d7a23b5");
}

}  // namespace
}  // namespace dangle

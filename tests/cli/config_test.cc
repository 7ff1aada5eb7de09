#include "cli/config.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace dangle {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Config, AllKeys) {
  const Config config = ParseConfig(
      "select = [\"DNG2\", \"DNG902\"]\n"
      "ignore = [\"DNG204\"]\n"
      "extend-exclude = [\"gen/\"]\n"
      "test-paths = []\n"
      "profile = \"review\"\n"
      "min-confidence = \"high\"\n"
      "min-severity = \"P2\"\n"
      "python-version = \"3.11\"\n"
      "[per-file-ignores]\n"
      "\"scripts/*\" = [\"DNG902\"]\n",
      "dangle.toml");
  EXPECT_EQ(config.error, "");
  const Settings& settings = config.settings;
  EXPECT_THAT(settings.select.value(), ElementsAre("DNG2", "DNG902"));
  EXPECT_THAT(settings.ignore, ElementsAre("DNG204"));
  EXPECT_THAT(settings.extend_exclude, ElementsAre("gen/"));
  EXPECT_TRUE(settings.test_paths.has_value() && settings.test_paths->empty());
  EXPECT_FALSE(settings.exclude.has_value());
  EXPECT_EQ(settings.profile, Profile::kReview);
  EXPECT_EQ(settings.min_confidence, Confidence::kHigh);
  EXPECT_EQ(settings.min_severity, Severity::kP2);
  EXPECT_EQ(settings.python_minor, 11);
  ASSERT_EQ(settings.per_file_ignores.size(), 1U);
  EXPECT_EQ(settings.per_file_ignores[0].first, "scripts/*");
}

TEST(Config, OnlyTheToolTableOfAProjectFile) {
  const Config silent = ParseConfig("[project]\nname = \"x\"\n", "/p/pyproject.toml");
  EXPECT_EQ(silent.path, "");
  EXPECT_EQ(silent.error, "");
  const Config config = ParseConfig("[project]\nname = \"x\"\n[tool.dangle]\nprofile = \"all\"\n", "/p/pyproject.toml");
  EXPECT_EQ(config.path, "/p/pyproject.toml");
  EXPECT_EQ(config.settings.profile, Profile::kAll);
}

TEST(Config, FoldersOfModelsAreMeantFromWhereTheFileLies) {
  const Config config = ParseConfig("models = [\"stubs\", \"../shared\"]\n", "/home/me/shop/dangle.toml");
  EXPECT_EQ(config.error, "");
  EXPECT_THAT(config.settings.models, ElementsAre("/home/me/shop/stubs", "/home/me/shared"));
  Settings under;
  under.models = {"of the file"};
  Settings over;
  over.models = {"of the command line"};
  EXPECT_THAT(Merge(under, over).models, ElementsAre("of the command line", "of the file"));
}

TEST(Config, MistakesAreNamedWithTheirLine) {
  EXPECT_EQ(ParseConfig("\nselct = []\n", "dangle.toml").error, "dangle.toml:2: unknown key 'selct'; did you mean 'select'?");
  EXPECT_EQ(ParseConfig("select = \"DNG2\"\n", "dangle.toml").error, "dangle.toml:1: 'select' must be a list of strings");
  EXPECT_EQ(ParseConfig("ignore = [1]\n", "dangle.toml").error, "dangle.toml:1: 'ignore' must be a list of strings");
  EXPECT_EQ(ParseConfig("profile = \"loud\"\n", "dangle.toml").error, "dangle.toml:1: 'profile' must be default, review or all");
  EXPECT_THAT(ParseConfig("python-version = 3.11\n", "dangle.toml").error, HasSubstr("must be \"3.8\" to \"3.14\""));
  EXPECT_THAT(ParseConfig("select = [\n", "dangle.toml").error, HasSubstr("dangle.toml:"));
}

TEST(Settings, TheCommandLineWinsAndListsAreJoined) {
  Settings under;
  under.select = {"DNG2"};
  under.ignore = {"DNG204"};
  under.profile = Profile::kAll;
  Settings over;
  over.select = {"DNG9"};
  over.ignore = {"DNG903"};
  const Settings merged = Merge(under, over);
  EXPECT_THAT(merged.select.value(), ElementsAre("DNG9"));
  EXPECT_THAT(merged.ignore, ElementsAre("DNG204", "DNG903"));
  EXPECT_EQ(merged.profile, Profile::kAll);
}

TEST(Settings, Words) {
  EXPECT_EQ(ParsePythonVersion("3.14"), 14);
  EXPECT_FALSE(ParsePythonVersion("3.7").has_value());
  EXPECT_FALSE(ParsePythonVersion("3.12.1").has_value());
  EXPECT_FALSE(ParsePythonVersion("2.7").has_value());
  EXPECT_EQ(ParseSeverity("p1"), Severity::kP1);
  EXPECT_FALSE(ParseSeverity("high").has_value());
  EXPECT_EQ(NearestWord("profil", {"profile", "select"}), "profile");
  EXPECT_EQ(NearestWord("zzzzzz", {"profile", "select"}), "");
}

TEST(Config, Severities) {
  const Config config = ParseConfig(
      "severity = { \"DNG102.metadata\" = \"P3\", DNG2 = \"P2\" }\n"
      "[per-file-severity]\n"
      "\"tools/\" = { DNG1 = \"p3\" }\n",
      "dangle.toml");
  EXPECT_EQ(config.error, "");
  EXPECT_THAT(config.settings.severity, ElementsAre(SeverityRow("DNG102.metadata", Severity::kP3), SeverityRow("DNG2", Severity::kP2)));
  ASSERT_EQ(config.settings.per_file_severity.size(), 1U);
  EXPECT_THAT(config.settings.per_file_severity[0].second, ElementsAre(SeverityRow("DNG1", Severity::kP3)));
  EXPECT_EQ(ParseConfig("severity = { DNG1 = \"high\" }\n", "dangle.toml").error, "dangle.toml:1: the severity of 'DNG1' must be P1, P2 or P3");
  EXPECT_EQ(ParseConfig("severity = [\"DNG1\"]\n", "dangle.toml").error, "dangle.toml:1: 'severity' must be a table of rules with P1, P2 or P3");
}

TEST(Settings, SeverityKeysMustNameARuleAndAKindOfIt) {
  Settings settings;
  settings.severity = {{"DNG102.metadata", Severity::kP3}, {"DNG2", Severity::kP2}};
  EXPECT_EQ(CheckRulePrefixes(settings), "");
  settings.per_file_severity = {{"a/", {{"DNG102.lock", Severity::kP3}}}};
  EXPECT_EQ(CheckRulePrefixes(settings), "DNG102 has no findings of the kind 'lock'; its kinds are 'file', 'metadata', 'load'");
}

TEST(Settings, RulePrefixesMustNameARule) {
  Settings settings;
  settings.select = {"DNG2"};
  EXPECT_EQ(CheckRulePrefixes(settings), "");
  settings.ignore = {"DNG999"};
  EXPECT_THAT(CheckRulePrefixes(settings), HasSubstr("no rule begins with 'DNG999'"));
}

}  // namespace
}  // namespace dangle

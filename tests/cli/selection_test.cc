#include "cli/selection.h"

#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace dangle {
namespace {

constexpr Rule kRule{.id = "DNG201", .name = "coroutine-never-awaited", .severity = Severity::kP1, .summary = {}, .why = {}, .page = {}};

// One file and findings in it.
class Selection : public testing::Test {
 protected:
  void Load(const std::string& path, const std::string& text) {
    FoundFile file;
    file.display_path = file.project_path = path;
    file.module_names = {"m"};
    files_.files.push_back(std::move(file));
    module_.file = sources_.Add(SourceFile(path, text));
    for (std::size_t at = text.find('#'); at != std::string::npos; at = text.find('#', at + 1)) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      const bool own_line = at == 0 || text[at - 1] == '\n';
      module_.comments.push_back({{static_cast<std::uint32_t>(at + 1), static_cast<std::uint32_t>(end)}, own_line});
      at = end;
    }
    suppressions_.Add(module_, sources_[module_.file]);
  }

  void AddFinding(std::uint32_t line, Severity severity = Severity::kP1, Confidence confidence = Confidence::kHigh) {
    Finding finding;
    finding.rule = &kRule;
    finding.severity = severity;
    finding.confidence = confidence;
    const std::uint32_t begin = sources_[module_.file].LineStart(line);
    finding.location = {module_.file, {begin, begin + 1}};
    findings_.push_back(std::move(finding));
  }

  SelectedFindings Select(const Settings& settings = {}) const { return SelectFindings(findings_, settings, files_, suppressions_, sources_); }

  FileSet files_;
  SourceSet sources_;
  Module module_;
  SuppressionTable suppressions_;
  std::vector<Finding> findings_;
};

TEST_F(Selection, Profiles) {
  Load("a.py", "f()\n");
  AddFinding(1);
  AddFinding(1, Severity::kP3);
  AddFinding(1, Severity::kP1, Confidence::kLow);
  Settings settings;
  EXPECT_EQ(Select(settings).for_people.size(), 1U);
  EXPECT_EQ(Select(settings).for_machines.size(), 2U);
  EXPECT_EQ(Select(settings).hidden, 2U);
  settings.profile = Profile::kReview;
  EXPECT_EQ(Select(settings).for_people.size(), 2U);
  settings.profile = Profile::kAll;
  EXPECT_EQ(Select(settings).for_people.size(), 3U);
  settings.min_severity = Severity::kP1;
  EXPECT_EQ(Select(settings).for_machines.size(), 2U);
  settings.min_confidence = Confidence::kHigh;
  EXPECT_EQ(Select(settings).for_machines.size(), 1U);
}

TEST_F(Selection, TestCodeIsOneSeverityLower) {
  Load("tests/helper.py", "f()\n");
  AddFinding(1);
  EXPECT_EQ(Select().for_people.at(0).severity, Severity::kP2);
  Settings settings;
  settings.test_paths.emplace();
  EXPECT_EQ(Select(settings).for_people.at(0).severity, Severity::kP1);
}

TEST_F(Selection, RulesByLongestPrefix) {
  Settings settings;
  EXPECT_TRUE(IsRuleSelected("DNG201", settings));
  settings.ignore = {"DNG2"};
  EXPECT_FALSE(IsRuleSelected("DNG201", settings));
  settings.extend_select = {"DNG201"};
  EXPECT_TRUE(IsRuleSelected("DNG201", settings));
  EXPECT_FALSE(IsRuleSelected("DNG202", settings));
  settings = {};
  settings.select = {"DNG3"};
  EXPECT_FALSE(IsRuleSelected("DNG201", settings));
  settings.ignore = {"DNG301"};
  EXPECT_FALSE(IsRuleSelected("DNG301", settings));
  EXPECT_TRUE(IsRuleSelected("DNG302", settings));
}

TEST_F(Selection, PerFileIgnores) {
  Load("scripts/a.py", "f()\n");
  AddFinding(1);
  Settings settings;
  settings.per_file_ignores = {{"scripts/*", {"DNG3"}}};
  EXPECT_EQ(Select(settings).for_people.size(), 1U);
  settings.per_file_ignores = {{"scripts/*", {"DNG2"}}};
  EXPECT_EQ(Select(settings).for_people.size(), 0U);
}

TEST_F(Selection, SeverityByRuleKindAndPath) {
  Load("tools/a.py", "f()\n");
  AddFinding(1);
  findings_.back().kind = "metadata";
  Settings settings;
  settings.severity = {{"DNG2", Severity::kP3}, {"DNG201.file", Severity::kP3}, {"DNG201", Severity::kP2}};
  EXPECT_EQ(Select(settings).for_people.at(0).severity, Severity::kP2);
  settings.severity = {{"DNG201.metadata", Severity::kP1}, {"DNG201", Severity::kP3}};
  EXPECT_EQ(Select(settings).for_people.at(0).severity, Severity::kP1);
  settings.per_file_severity = {{"src/", {{"DNG2", Severity::kP3}}}, {"tools/", {{"DNG2", Severity::kP2}}}};
  EXPECT_EQ(Select(settings).for_people.at(0).severity, Severity::kP2);
  settings.test_paths = {"tools/"};
  EXPECT_EQ(Select(settings).for_people.at(0).severity, Severity::kP2);
  settings.per_file_severity.clear();
  EXPECT_EQ(Select(settings).for_people.at(0).severity, Severity::kP2);
}

TEST_F(Selection, SuppressionsOfALine) {
  Load("a.py",
       "f()  # dangle: ignore[DNG201] -- the queue awaits it\n"
       "f()  # noqa: E501, DNG2\n"
       "f()  # noqa\n"
       "f()  # dangle: ignore\n"
       "# dangle: ignore[dng201]\n"
       "\n"
       "f()\n"
       "f()  # dangle: ignore[DNG301]\n"
       "f()  # noqa: E501\n"
       "f()  # dangle: ignore[\n"
       "f()  # type: ignore\n"
       "f()  # dangle: ignored\n"
       "# noqa\n"
       "f()  # ruff's noqa is not what this is about\n");
  for (const std::uint32_t line : {1U, 2U, 3U, 4U, 7U}) AddFinding(line);
  EXPECT_EQ(Select().suppressed, 5U);
  findings_.clear();
  for (const std::uint32_t line : {8U, 9U, 10U, 11U, 12U, 14U}) AddFinding(line);
  EXPECT_EQ(Select().for_people.size(), 6U);
}

TEST_F(Selection, CommentsForOtherTools) {
  Load("a.py",
       "f()  # type: ignore[unused-coroutine]\n"
       "f()  # pyright: ignore[reportUnusedCoroutine]\n"
       "f()  # noqa: RUF006\n"
       "f()  # type: ignore[attr-defined]\n");
  for (const std::uint32_t line : {1U, 2U, 3U, 4U}) AddFinding(line);
  EXPECT_EQ(Select().suppressed, 2U);  // RUF006 is about tasks, and these are DNG201
}

TEST_F(Selection, SuppressionOfAFile) {
  Load("a.py", "# dangle: ignore-file[DNG2]\nf()\nf()\n");
  AddFinding(3);
  EXPECT_EQ(Select().suppressed, 1U);
}

}  // namespace
}  // namespace dangle

#include "report/sarif.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "rapidjson/document.h"
#include "rapidjson/pointer.h"
#include "report/fingerprint.h"
#include "report/identity.h"
#include "report/sarif_location.h"
#include "report/sarif_message.h"
#include "tests/report/samples.h"

namespace dangle {
namespace {

using testing::ElementsAre;

SarifOptions OptionsForTests() {
  SarifOptions options;
  options.tool_version = "1.2.3";
  options.information_uri = "https://dangle.example/";
  options.help_uri_base = "https://dangle.example/rules/";
  options.version_control = VersionControl{"https://git.example/shop.git", std::string(40, 'a'), "main"};
  return options;
}

rapidjson::Document Parse(const std::string& text) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseValidateEncodingFlag>(text.data(), text.size());
  EXPECT_FALSE(document.HasParseError()) << text;
  return document;
}

rapidjson::Document Written(const Report& report, const SarifOptions& options) {
  std::ostringstream out;
  WriteSarif(report, options, out);
  return Parse(out.str());
}

// The value at a JSON pointer, as a string; numbers and booleans in their JSON form.
std::string At(const rapidjson::Document& document, const std::string& pointer) {
  const rapidjson::Value* value = rapidjson::Pointer(pointer.data(), pointer.size()).Get(document);
  if (value == nullptr) return "(nothing)";
  if (value->IsString()) return {value->GetString(), value->GetStringLength()};
  if (value->IsUint64()) return std::to_string(value->GetUint64());
  if (value->IsBool()) return value->GetBool() ? "true" : "false";
  if (value->IsArray()) return "array of " + std::to_string(value->Size());
  return "object";
}

Report ReportOf(const Sample& sample) { return {.sources = &sample.sources, .findings = sample.findings, .files_scanned = sample.sources.size()}; }

TEST(SarifTest, TheRunAndItsTool) {
  const Sample sample = MakeSample();
  const rapidjson::Document sarif = Written(ReportOf(sample), OptionsForTests());
  EXPECT_EQ(At(sarif, "/version"), "2.1.0");
  EXPECT_EQ(At(sarif, "/runs"), "array of 1");
  EXPECT_EQ(At(sarif, "/runs/0/tool/driver/name"), "dangle");
  EXPECT_EQ(At(sarif, "/runs/0/tool/driver/version"), "1.2.3");
  EXPECT_EQ(At(sarif, "/runs/0/tool/driver/semanticVersion"), "1.2.3");
  EXPECT_EQ(At(sarif, "/runs/0/tool/driver/informationUri"), "https://dangle.example/");
  EXPECT_EQ(At(sarif, "/runs/0/columnKind"), "utf16CodeUnits");
  EXPECT_EQ(At(sarif, "/runs/0/automationDetails/id"), "dangle/");
  EXPECT_EQ(At(sarif, "/runs/0/invocations/0/executionSuccessful"), "true");
  EXPECT_EQ(At(sarif, "/runs/0/versionControlProvenance/0/revisionId"), std::string(40, 'a'));
  EXPECT_EQ(At(sarif, "/runs/0/versionControlProvenance/0/mappedTo/uriBaseId"), "SRCROOT");
  EXPECT_EQ(At(sarif, "/runs/0/originalUriBaseIds/SRCROOT"), "object");
  EXPECT_EQ(At(sarif, "/runs/0/originalUriBaseIds/SRCROOT/uri"), "(nothing)");
}

TEST(SarifTest, ATreeThatIsNoCheckoutSaysWhereItIs) {
  const Sample sample = MakeSample();
  SarifOptions options = OptionsForTests();
  options.source_root = "/home/me/my shop";
  EXPECT_EQ(At(Written(ReportOf(sample), options), "/runs/0/originalUriBaseIds/SRCROOT/uri"), "file:///home/me/my%20shop/");
}

TEST(SarifTest, RulesCarryWhatDashboardsShow) {
  const Sample sample = MakeSample();
  const rapidjson::Document sarif = Written(ReportOf(sample), OptionsForTests());
  const std::string rule = "/runs/0/tool/driver/rules/0";
  EXPECT_EQ(At(sarif, rule + "/id"), "DNG201");
  EXPECT_EQ(At(sarif, rule + "/name"), "CoroutineNeverAwaited");
  EXPECT_EQ(At(sarif, rule + "/shortDescription/text"), "A coroutine is made and never awaited.");
  EXPECT_EQ(At(sarif, rule + "/help/markdown"), "# DNG201\n\nAwait it.\n");
  EXPECT_EQ(At(sarif, rule + "/helpUri"), "https://dangle.example/rules/DNG201.md");
  EXPECT_EQ(At(sarif, rule + "/defaultConfiguration/level"), "error");
  EXPECT_EQ(At(sarif, rule + "/properties/tags/1"), "coroutine");
  EXPECT_EQ(At(sarif, rule + "/properties/precision"), "very-high");
  EXPECT_EQ(At(sarif, rule + "/properties/problem.severity"), "error");
  EXPECT_EQ(At(sarif, "/runs/0/tool/driver/rules/2/id"), "DNG902");
  EXPECT_EQ(At(sarif, "/runs/0/tool/driver/rules/2/properties/tags/1"), "scan");
  EXPECT_EQ(At(sarif, "/runs/0/tool/driver/rules/2/properties/problem.severity"), "warning");
  // Without a page the description stands in: GitHub counts an empty string as missing.
  EXPECT_NE(At(sarif, "/runs/0/tool/driver/rules/1/help/markdown"), "");
}

TEST(SarifTest, AResultWithEverything) {
  const Sample sample = MakeSample();
  const rapidjson::Document sarif = Written(ReportOf(sample), OptionsForTests());
  const std::string result = "/runs/0/results/0";
  EXPECT_EQ(At(sarif, result + "/ruleId"), "DNG201");
  EXPECT_EQ(At(sarif, result + "/ruleIndex"), "0");
  EXPECT_EQ(At(sarif, result + "/level"), "error");
  EXPECT_EQ(At(sarif, result + "/message/text"),
            "The coroutine 'app.store.write' is never awaited if 'ready' is false. Fix: Make the coroutine where it is awaited. "
            "Trace: [step 3](1).");
  EXPECT_EQ(At(sarif, result + "/message/arguments/1"), "ready");
  const std::string message_id = At(sarif, result + "/message/id");
  EXPECT_EQ(At(sarif, "/runs/0/tool/driver/rules/0/messageStrings/" + message_id + "/text"),
            "The coroutine '{0}' is never awaited if '{1}' is false. Fix: Make the coroutine where it is awaited. "
            "Trace: [step 3](1).");
  const std::string place = result + "/locations/0/physicalLocation";
  EXPECT_EQ(At(sarif, place + "/artifactLocation/uri"), "app/jobs.py");
  EXPECT_EQ(At(sarif, place + "/region/startLine"), "4");
  EXPECT_EQ(At(sarif, place + "/region/startColumn"), "11");
  EXPECT_EQ(At(sarif, place + "/region/endColumn"), "33");
  EXPECT_EQ(At(sarif, place + "/region/snippet/text"), "app.store.write(query)");
  EXPECT_EQ(At(sarif, place + "/contextRegion/startLine"), "3");
  EXPECT_EQ(At(sarif, place + "/contextRegion/endLine"), "5");
  EXPECT_EQ(At(sarif, result + "/locations/0/logicalLocations/0/fullyQualifiedName"), "app.jobs.save");
  EXPECT_EQ(At(sarif, result + "/codeFlows/0/threadFlows/0/locations"), "array of 3");
  EXPECT_EQ(At(sarif, result + "/codeFlows/0/threadFlows/0/locations/1/location/message/text"), "`ready` is false");
  EXPECT_EQ(At(sarif, result + "/relatedLocations"), "array of 1");
  EXPECT_EQ(At(sarif, result + "/relatedLocations/0/physicalLocation/region/startLine"), "6");
  EXPECT_EQ(At(sarif, result + "/fixes/0/artifactChanges/0/replacements"), "array of 2");
  EXPECT_EQ(At(sarif, result + "/fixes/0/artifactChanges/0/replacements/1/insertedContent/text"), "job");
  EXPECT_EQ(At(sarif, result + "/properties/confidence"), "medium");
  EXPECT_EQ(At(sarif, result + "/properties/otherPaths"), "2");
  EXPECT_EQ(At(sarif, result + "/partialFingerprints/dangle~1v1"), ContentIdentities(sample.findings, sample.sources)[0]);
  EXPECT_EQ(At(sarif, result + "/partialFingerprints/primaryLocationLineHash"),
            FormatLineHash(PrimaryLocationLineHashes(sample.sources[sample.jobs].text())[3]));
}

TEST(SarifTest, ColumnsCountUtf16UnitsAndRegionsHaveOneLine) {
  const Sample sample = MakeSample();
  const rapidjson::Document sarif = Written(ReportOf(sample), OptionsForTests());
  const std::string place = "/runs/0/results/2/locations/0/physicalLocation";
  EXPECT_EQ(At(sarif, place + "/artifactLocation/uri"), "app/my%20store.py");
  EXPECT_EQ(At(sarif, place + "/region/startColumn"), "18");  // the snake is two units
  EXPECT_EQ(At(sarif, place + "/region/endLine"), "3");
  EXPECT_EQ(At(sarif, place + "/region/endColumn"), "32");
  EXPECT_EQ(At(sarif, "/runs/0/results/2/level"), "note");
  EXPECT_EQ(At(sarif, "/runs/0/results/1/fixes"), "(nothing)");  // a fix without edits is no SARIF fix
}

TEST(SarifTest, TheLeastSevereResultsAreLeftOutAndCounted) {
  Sample sample = MakeSample();
  sample.findings.insert(sample.findings.begin(), sample.findings[2]);
  sample.findings[0].location = Find(sample.sources, sample.jobs, "import");
  SarifOptions options = OptionsForTests();
  options.max_results = 2;
  const rapidjson::Document sarif = Written(ReportOf(sample), options);
  EXPECT_EQ(At(sarif, "/runs/0/results"), "array of 2");
  EXPECT_EQ(At(sarif, "/runs/0/results/0/ruleId"), "DNG201");
  EXPECT_EQ(At(sarif, "/runs/0/results/1/ruleId"), "DNG301");
  const std::string notification = "/runs/0/invocations/0/toolExecutionNotifications/0";
  EXPECT_EQ(At(sarif, notification + "/descriptor/id"), "DNG903");
  EXPECT_EQ(At(sarif, notification + "/message/text").find("The 2 least severe results were left out"), 0U);

  options.max_results = kSarifMaxResults;
  options.max_bytes = 100;
  EXPECT_EQ(At(Written(ReportOf(sample), options), "/runs/0/results"), "array of 0");
}

TEST(SarifTest, LongFlowsKeepTheirEnds) {
  Sample sample = MakeSample();
  sample.findings.resize(1);
  sample.findings[0].trace.assign(1000, {Find(sample.sources, sample.jobs, "return None"), "on it goes", true});
  std::ostringstream out;
  const SarifOmissions omissions = WriteSarif(ReportOf(sample), OptionsForTests(), out);
  EXPECT_EQ(omissions.flow_steps, 800U);
  const rapidjson::Document sarif = Parse(out.str());
  const std::string steps = "/runs/0/results/0/codeFlows/0/threadFlows/0/locations";
  EXPECT_EQ(At(sarif, steps), "array of 200");
  EXPECT_EQ(At(sarif, steps + "/99/executionOrder"), "100");
  EXPECT_EQ(At(sarif, steps + "/199/executionOrder"), "1000");
  EXPECT_EQ(At(sarif, "/runs/0/results/0/relatedLocations"), "array of 50");
}

TEST(SarifTest, NoticesAreNotifications) {
  const Sample sample = MakeSample();
  const Notice budget{.message = "Too deep.", .location = Find(sample.sources, sample.jobs, "save"), .path = ""};
  const Notice unreadable{.level = NoticeLevel::kWarning, .message = "Unreadable.", .location = {}, .path = "app/a b.py"};
  const std::vector<Notice> notices = {budget, unreadable};
  Report report = ReportOf(sample);
  report.notices = notices;
  report.successful = false;
  const rapidjson::Document sarif = Written(report, OptionsForTests());
  const std::string invocation = "/runs/0/invocations/0";
  EXPECT_EQ(At(sarif, invocation + "/executionSuccessful"), "false");
  EXPECT_EQ(At(sarif, invocation + "/toolExecutionNotifications/0/level"), "note");
  EXPECT_EQ(At(sarif, invocation + "/toolExecutionNotifications/0/locations/0/physicalLocation/region/startLine"), "3");
  EXPECT_EQ(At(sarif, invocation + "/toolExecutionNotifications/1/locations/0/physicalLocation/artifactLocation/uri"), "app/a%20b.py");
  EXPECT_EQ(At(sarif, "/runs/0/tool/driver/notifications/0/id"), "DNG903");
}

TEST(SarifTest, GithubSeesOneResultForARuleAndALine) {
  SourceSet sources;
  const FileId file = sources.Add(SourceFile("a.py", "f(open(p), open(q))\nopen(r)\n"));
  std::vector<Finding> findings;
  for (const std::string_view text : {"open(p)", "open(q)", "open(r)"}) {
    Finding& finding = findings.emplace_back();
    finding.rule = &kResourceLeak;
    finding.location = Find(sources, file, text);
    finding.message = "The file '" + std::string(text) + "' is never closed.";
  }
  const Report report{.sources = &sources, .findings = findings};
  SarifOptions options = OptionsForTests();
  EXPECT_EQ(At(Written(report, options), "/runs/0/results"), "array of 3");
  options.profile = SarifProfile::kGithub;
  const rapidjson::Document sarif = Written(report, options);
  EXPECT_EQ(At(sarif, "/runs/0/results"), "array of 2");
  EXPECT_EQ(At(sarif, "/runs/0/results/0/message/text"),
            "The file 'open(p)' is never closed. Also on this line: The file 'open(q)' is never closed.");
}

TEST(SarifTest, LongLinesAreNotCopied) {
  SourceSet sources;
  const std::string filler = std::string(5000, ' ') + "\xC3\xA9" + std::string(199, ' ');
  const FileId file = sources.Add(SourceFile("a.py", "x = 1\n" + filler + "open(p)" + filler + "\n"));
  Finding finding;
  finding.rule = &kResourceLeak;
  finding.location = Find(sources, file, "open(p)");
  const std::vector<Finding> findings = {finding};
  const rapidjson::Document sarif = Written({.sources = &sources, .findings = findings}, OptionsForTests());
  const std::string context = "/runs/0/results/0/locations/0/physicalLocation/contextRegion";
  EXPECT_EQ(At(sarif, context + "/startLine"), "2");
  EXPECT_EQ(At(sarif, context + "/startColumn"), "5001");
  EXPECT_EQ(At(sarif, context + "/endColumn"), "5408");
  EXPECT_EQ(At(sarif, context + "/snippet/text"), "\xC3\xA9" + std::string(199, ' ') + "open(p)" + std::string(200, ' '));
}

TEST(SarifTest, DamagedTextBecomesValid) {
  SourceSet sources;
  const FileId file = sources.Add(SourceFile("a\xFF.py", "open('\xFF')\n"));
  Finding finding;
  finding.rule = &kResourceLeak;
  finding.location = Find(sources, file, "open('\xFF')");
  finding.message = "The file '\xFF' is never closed.";
  const std::vector<Finding> findings = {finding};
  const rapidjson::Document sarif = Written({.sources = &sources, .findings = findings}, OptionsForTests());
  const std::string result = "/runs/0/results/0";
  EXPECT_EQ(At(sarif, result + "/message/arguments/0"), "\xEF\xBF\xBD");
  EXPECT_EQ(At(sarif, result + "/locations/0/physicalLocation/artifactLocation/uri"), "a%FF.py");
  EXPECT_EQ(At(sarif, result + "/locations/0/physicalLocation/region/snippet/text"), "open('\xEF\xBF\xBD')");
}

TEST(SarifTest, TheFingerprintIsTakenOverTheOriginalBytes) {
  const Sample sample = MakeSample();
  SarifOptions options = OptionsForTests();
  options.original_bytes = [&](FileId file) { return "\xEF\xBB\xBF" + std::string(sample.sources[file].text()); };
  const rapidjson::Document sarif = Written(ReportOf(sample), options);
  EXPECT_EQ(At(sarif, "/runs/0/results/1/partialFingerprints/primaryLocationLineHash"),
            FormatLineHash(PrimaryLocationLineHashes(options.original_bytes(sample.store))[1]));
}

TEST(SarifTest, ARunWithoutFindings) {
  const SourceSet sources;
  const rapidjson::Document sarif = Written({.sources = &sources}, SarifOptions{});
  EXPECT_EQ(At(sarif, "/runs/0/results"), "array of 0");
  EXPECT_EQ(At(sarif, "/runs/0/tool/driver/rules"), "array of 0");
}

TEST(SarifMessageTest, NamesInQuotesAreArguments) {
  const SarifMessage message = MakeSarifMessage("It doesn't close 'f' or 'open(d['k'], 'w')' in '{x}' (see 'g'); {y}.");
  EXPECT_EQ(message.text_template, "It doesn't close '{0}' or '{1}' in '{2}' (see '{3}'); {{y}}.");
  EXPECT_THAT(message.arguments, ElementsAre("f", "open(d['k'], 'w')", "{x}", "g"));
}

TEST(SarifMessageTest, TemplatesExpandToTheText) {
  for (const std::string text : {"''", "'", "a 'b", "'a'b' c'", "x's y's 'z'.", "{0} '{0}' }{"}) {
    const SarifMessage message = MakeSarifMessage(text);
    std::string expanded;
    for (std::size_t i = 0; i < message.text_template.size(); ++i) {
      const char c = message.text_template[i];
      if ((c == '{' || c == '}') && message.text_template[i + 1] == c) {
        expanded += c;
        ++i;
      } else if (c == '{') {
        expanded += message.arguments[static_cast<std::size_t>(message.text_template[i + 1] - '0')];
        i += 2;
      } else {
        expanded += c;
      }
    }
    EXPECT_EQ(expanded, text);
  }
}

TEST(SarifMessageTest, WhatLooksLikeALinkIsEscaped) {
  EXPECT_EQ(EscapeSarifLinks("calls[0](x) and y[1]"), "calls\\[0\\](x) and y\\[1\\]");
  EXPECT_EQ(EscapeSarifLinks("y[1]"), "y[1]");
  EXPECT_EQ(PascalCase("cpu-bound-on-loop"), "CpuBoundOnLoop");
  EXPECT_EQ(CutText("a\xC3\xA9", 2), "a");
}

TEST(SarifLocationTest, PathsBecomeUris) {
  EXPECT_EQ(PathToUri("a b/c:d#e%/\xC3\xA9.py"), "a%20b/c%3Ad%23e%25/%C3%A9.py");
  EXPECT_EQ(PathToUri("/tmp/x.py"), "file:///tmp/x.py");
}

// tests/scripts/validate_sarif.py gives a file name here, and lets the official validator judge what is written.
TEST(SarifSampleTest, IsWrittenForTheValidator) {
  const char* given = std::getenv("DANGLE_SAMPLE_SARIF");
  const std::string path = given != nullptr ? given : testing::TempDir() + "dangle_sample.sarif";
  Sample sample = MakeSample();
  // A file of which nothing could be read.
  Finding unreadable;
  unreadable.rule = &kSyntaxError;
  unreadable.location = {sample.sources.Add(SourceFile("app/z.py", "")), {0, 0}};
  unreadable.message = "The file 'app/z.py' could not be read.";
  sample.findings.push_back(unreadable);
  const std::vector<Notice> notices = {
      {.message = "Function 'app.jobs.save' is too deep.", .location = Find(sample.sources, sample.jobs, "save"), .path = ""},
      {.level = NoticeLevel::kWarning, .message = "The file cannot be read.", .location = {}, .path = "app/x.py"}};
  Report report = ReportOf(sample);
  report.notices = notices;
  std::ofstream out(path, std::ios::binary);
  WriteSarif(report, OptionsForTests(), out);
  EXPECT_TRUE(out.good());
}

}  // namespace
}  // namespace dangle

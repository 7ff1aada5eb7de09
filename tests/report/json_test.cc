#include "report/json.h"

#include <gtest/gtest.h>

#include <sstream>

#include "report/identity.h"
#include "tests/report/samples.h"

namespace dangle {
namespace {

std::string Json(const Report& report) {
  std::ostringstream out;
  WriteJson(report, {.tool_version = "1.2.3"}, out);
  return out.str();
}

TEST(JsonTest, WholeReport) {
  SourceSet sources;
  const FileId file = sources.Add(SourceFile("a.py", "# \xF0\x9F\x90\x8D\nx = open(p)\n"));
  Finding finding;
  finding.rule = &kResourceLeak;
  finding.severity = Severity::kP2;
  finding.confidence = Confidence::kMedium;
  finding.confidence_reason = "a pairing";
  finding.location = Find(sources, file, "open(p)");
  finding.message = "The file \"x\" is never closed.";
  finding.function = "a";
  finding.identity_text = "open(p)";
  finding.trace = {{finding.location, "opened here", true}};
  finding.fixes = {{"Use with", "with open(p) as x:\n    ...", {{Find(sources, file, "x ="), ""}}}};
  finding.other_paths = 1;
  const std::vector<Finding> findings = {finding};
  const std::vector<Notice> notices = {{.message = "Too deep.", .location = {}, .path = "b.py"}};
  const Report report{.sources = &sources, .findings = findings, .notices = notices, .files_scanned = 1, .hidden = 2};
  const std::string identity = ContentIdentities(findings, sources)[0];
  EXPECT_EQ(Json(report), R"({"version":1,"tool":{"name":"dangle","version":"1.2.3"},"successful":true,"files_scanned":1,"hidden":2,)"
                          R"("suppressed":0,"notices":[{"id":"DNG903","level":"note","message":"Too deep.","path":"b.py"}],)"
                          R"("findings":[{"rule":"DNG301","name":"resource-leak","severity":"P2","confidence":"medium",)"
                          R"("confidence_reason":"a pairing","path":"a.py","line":2,"column":5,"end_line":2,"end_column":12,"function":"a",)"
                          R"("message":"The file \"x\" is never closed.","identity":")" +
                              identity +
                              R"(","trace":[{"path":"a.py","line":2,"column":5,"end_line":2,"end_column":12,"text":"opened here",)"
                              R"("important":true}],"fixes":[{"description":"Use with","code":"with open(p) as x:\n    ...","edits":[)"
                              R"({"path":"a.py","line":2,"column":1,"end_line":2,"end_column":4,"replacement":""}]}],"other_paths":1}]})"
                              "\n");
}

TEST(JsonTest, AnEmptyScan) {
  const SourceSet sources;
  EXPECT_EQ(Json({.sources = &sources}), R"({"version":1,"tool":{"name":"dangle","version":"1.2.3"},"successful":true,"files_scanned":0,"hidden":0,)"
                                         R"("suppressed":0,"notices":[],"findings":[]})"
                                         "\n");
}

}  // namespace
}  // namespace dangle

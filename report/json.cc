#include "report/json.h"

#include <ostream>
#include <string>
#include <vector>

#include "report/identity.h"
#include "report/json_writer.h"

namespace dangle {

namespace {

constexpr std::uint64_t kFormatVersion = 1;
constexpr std::size_t kFlushBytes = 1U << 16U;

void WriteLocation(const SourceLocation& location, const SourceSet& sources, JsonWriter& json) {
  const SourceFile& file = sources[location.file];
  const LineColumn begin = file.CodePointPosition(location.range.begin);
  const LineColumn end = file.CodePointPosition(location.range.end);
  json.StringField("path", file.path());
  json.NumberField("line", begin.line);
  json.NumberField("column", begin.column);
  json.NumberField("end_line", end.line);
  json.NumberField("end_column", end.column);
}

void WriteTrace(const Finding& finding, const SourceSet& sources, JsonWriter& json) {
  json.BeginArrayField("trace");
  for (const TraceStep& step : finding.trace) {
    json.BeginObject();
    WriteLocation(step.location, sources, json);
    json.StringField("text", step.text);
    json.BoolField("important", step.important);
    json.EndObject();
  }
  json.EndArray();
}

void WriteFixes(const Finding& finding, const SourceSet& sources, JsonWriter& json) {
  json.BeginArrayField("fixes");
  for (const Fix& fix : finding.fixes) {
    json.BeginObject();
    json.StringField("description", fix.description);
    json.StringField("code", fix.code);
    json.BeginArrayField("edits");
    for (const TextEdit& edit : fix.edits) {
      json.BeginObject();
      WriteLocation(edit.location, sources, json);
      json.StringField("replacement", edit.replacement);
      json.EndObject();
    }
    json.EndArray();
    json.EndObject();
  }
  json.EndArray();
}

void WriteFinding(const Finding& finding, const SourceSet& sources, std::string_view identity, JsonWriter& json) {
  json.BeginObject();
  json.StringField("rule", finding.rule->id);
  json.StringField("name", finding.rule->name);
  json.StringField("severity", SeverityName(finding.severity));
  json.StringField("confidence", ConfidenceName(finding.confidence));
  json.StringField("confidence_reason", finding.confidence_reason);
  WriteLocation(finding.location, sources, json);
  json.StringField("function", finding.function);
  json.StringField("message", finding.message);
  json.StringField("identity", identity);
  WriteTrace(finding, sources, json);
  WriteFixes(finding, sources, json);
  json.NumberField("other_paths", finding.other_paths);
  json.EndObject();
}

void WriteNotice(const Notice& notice, const SourceSet& sources, JsonWriter& json) {
  json.BeginObject();
  json.StringField("id", notice.id);
  json.StringField("level", NoticeLevelName(notice.level));
  json.StringField("message", notice.message);
  if (notice.location.file.IsValid()) {
    WriteLocation(notice.location, sources, json);
  } else if (!notice.path.empty()) {
    json.StringField("path", notice.path);
  }
  json.EndObject();
}

}  // namespace

void WriteJson(const Report& report, const JsonOptions& options, std::ostream& out) {
  const std::vector<std::string> identities = ContentIdentities(report.findings, *report.sources);
  JsonWriter json;
  json.BeginObject();
  json.NumberField("version", kFormatVersion);
  json.BeginObjectField("tool");
  json.StringField("name", "dangle");
  json.StringField("version", options.tool_version);
  json.EndObject();
  json.BoolField("successful", report.successful);
  json.NumberField("files_scanned", report.files_scanned);
  json.NumberField("hidden", report.hidden);
  json.NumberField("suppressed", report.suppressed);
  json.BeginArrayField("notices");
  for (const Notice& notice : report.notices) WriteNotice(notice, *report.sources, json);
  json.EndArray();
  json.BeginArrayField("findings");
  for (std::size_t i = 0; i < report.findings.size(); ++i) {
    WriteFinding(report.findings[i], *report.sources, identities[i], json);
    if (json.Text().size() < kFlushBytes) continue;
    out << json.Text();
    json.ClearText();
  }
  json.EndArray();
  json.EndObject();
  out << json.Text() << '\n';
}

}  // namespace dangle

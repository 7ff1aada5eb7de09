#include "report/sarif_result.h"

#include <algorithm>

#include "report/sarif.h"
#include "report/sarif_location.h"
#include "report/trace.h"

namespace dangle {

namespace {

// Links in a message beyond this are more than one reads in a list of alerts.
constexpr std::size_t kMaxLinks = 5;

void WriteText(std::string_view key, std::string_view text, JsonWriter& json) {
  json.BeginObjectField(key);
  json.StringField("text", text);
  json.EndObject();
}

void WriteMessage(const SarifMessage& message, JsonWriter& json) {
  json.BeginObjectField("message");
  json.StringField("text", message.text);
  json.StringField("id", message.id);
  json.BeginArrayField("arguments");
  for (const std::string& argument : message.arguments) json.String(argument);
  json.EndArray();
  json.EndObject();
}

void WriteFlowStep(const TraceStep& step, std::size_t index, const SourceSet& sources, JsonWriter& json) {
  json.BeginObject();
  json.BeginObjectField("location");
  WritePhysicalLocation(step.location, sources, Snippet::kNone, json);
  WriteText("message", step.text, json);
  json.EndObject();
  json.NumberField("executionOrder", index + 1);
  json.StringField("importance", step.important ? "essential" : "important");
  json.EndObject();
}

std::size_t WriteCodeFlows(const Finding& finding, const SourceSet& sources, JsonWriter& json) {
  if (finding.trace.empty()) return 0;
  const ShownSteps shown = SelectSteps(finding.trace.size(), kSarifMaxFlowSteps);
  json.BeginArrayField("codeFlows");
  json.BeginObject();
  json.BeginArrayField("threadFlows");
  json.BeginObject();
  json.BeginArrayField("locations");
  for (std::size_t i = 0; i < shown.head; ++i) WriteFlowStep(finding.trace[i], i, sources, json);
  for (std::size_t i = shown.tail; i < finding.trace.size(); ++i) WriteFlowStep(finding.trace[i], i, sources, json);
  json.EndArray();
  json.EndObject();
  json.EndArray();
  json.EndObject();
  json.EndArray();
  return shown.LeftOut();
}

void WriteRelatedLocations(const Finding& finding, const SourceSet& sources, JsonWriter& json) {
  const std::vector<std::size_t> steps = RelatedSteps(finding);
  if (steps.empty()) return;
  json.BeginArrayField("relatedLocations");
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const TraceStep& step = finding.trace[steps[i]];
    json.BeginObject();
    json.NumberField("id", i + 1);
    WritePhysicalLocation(step.location, sources, Snippet::kNone, json);
    WriteText("message", step.text, json);
    json.EndObject();
  }
  json.EndArray();
}

// One artifactChange for each file, in the order of the edits.
void WriteArtifactChanges(const std::vector<TextEdit>& edits, const SourceSet& sources, JsonWriter& json) {
  std::vector<FileId> files;
  for (const TextEdit& edit : edits) {
    if (std::find(files.begin(), files.end(), edit.location.file) == files.end()) files.push_back(edit.location.file);
  }
  json.BeginArrayField("artifactChanges");
  for (const FileId file : files) {
    json.BeginObject();
    WriteArtifactLocation(sources[file].path(), json);
    json.BeginArrayField("replacements");
    for (const TextEdit& edit : edits) {
      if (edit.location.file != file) continue;
      json.BeginObject();
      WriteDeletedRegion(edit.location, sources, json);
      WriteText("insertedContent", edit.replacement, json);
      json.EndObject();
    }
    json.EndArray();
    json.EndObject();
  }
  json.EndArray();
}

void WriteFixes(const Finding& finding, const SourceSet& sources, JsonWriter& json) {
  const auto has_edits = [](const Fix& fix) { return !fix.edits.empty(); };
  if (std::none_of(finding.fixes.begin(), finding.fixes.end(), has_edits)) return;
  json.BeginArrayField("fixes");
  for (const Fix& fix : finding.fixes) {
    if (!has_edits(fix)) continue;
    json.BeginObject();
    WriteText("description", fix.description + ".", json);
    WriteArtifactChanges(fix.edits, sources, json);
    json.EndObject();
  }
  json.EndArray();
}

void WriteProperties(const Finding& finding, JsonWriter& json) {
  json.BeginObjectField("properties");
  json.StringField("severity", SeverityName(finding.severity));
  json.StringField("confidence", ConfidenceName(finding.confidence));
  if (!finding.confidence_reason.empty()) json.StringField("confidenceReason", finding.confidence_reason);
  json.StringField("function", finding.function);
  if (finding.other_paths > 0) json.NumberField("otherPaths", finding.other_paths);
  json.EndObject();
}

}  // namespace

std::string_view SarifLevel(Severity severity) {
  if (severity == Severity::kP1) return "error";
  return severity == Severity::kP2 ? "warning" : "note";
}

std::vector<std::size_t> RelatedSteps(const Finding& finding) {
  std::vector<std::size_t> steps;
  for (std::size_t i = 0; i < finding.trace.size() && steps.size() < kSarifMaxRelatedLocations; ++i) {
    if (finding.trace[i].important && finding.trace[i].location != finding.location) steps.push_back(i);
  }
  return steps;
}

SarifMessage ResultMessage(const Finding& finding, const std::vector<const Finding*>& merged) {
  std::string text = EscapeSarifLinks(finding.message);
  // The validator (SARIF2014) wants every message to name something of the code.
  if (MakeSarifMessage(text).arguments.empty() && !finding.function.empty()) text += " In '" + finding.function + "'.";
  for (const Finding* other : merged) text += " Also on this line: " + EscapeSarifLinks(other->message);
  if (!finding.fixes.empty()) text += " Fix: " + EscapeSarifLinks(finding.fixes.front().description) + ".";
  const std::vector<std::size_t> steps = RelatedSteps(finding);
  for (std::size_t i = 0; i < std::min(steps.size(), kMaxLinks); ++i) {
    text += i == 0 ? " Trace: " : ", ";
    text += "[step " + std::to_string(steps[i] + 1) + "](" + std::to_string(i + 1) + ")";
  }
  if (!steps.empty()) text += ".";
  return MakeSarifMessage(std::move(text));
}

std::size_t WriteSarifResult(const SarifResult& result, const SourceSet& sources, JsonWriter& json) {
  const Finding& finding = *result.finding;
  json.BeginObject();
  json.StringField("ruleId", finding.rule->id);
  json.NumberField("ruleIndex", result.rule_index);
  json.StringField("level", SarifLevel(finding.severity));
  WriteMessage(result.message, json);
  json.BeginArrayField("locations");
  json.BeginObject();
  WritePhysicalLocation(finding.location, sources, Snippet::kWithContext, json);
  if (!finding.function.empty()) {
    json.BeginArrayField("logicalLocations");
    json.BeginObject();
    json.StringField("fullyQualifiedName", finding.function);
    json.EndObject();
    json.EndArray();
  }
  json.EndObject();
  json.EndArray();
  const std::size_t left_out = WriteCodeFlows(finding, sources, json);
  WriteRelatedLocations(finding, sources, json);
  json.BeginObjectField("partialFingerprints");
  if (!result.line_hash.empty()) json.StringField("primaryLocationLineHash", result.line_hash);
  json.StringField("dangle/v1", result.identity);
  json.EndObject();
  WriteFixes(finding, sources, json);
  WriteProperties(finding, json);
  json.EndObject();
  return left_out;
}

}  // namespace dangle

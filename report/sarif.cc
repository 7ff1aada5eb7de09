#include "report/sarif.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/fingerprint.h"
#include "report/identity.h"
#include "report/json_writer.h"
#include "report/sarif_location.h"
#include "report/sarif_message.h"
#include "report/sarif_result.h"

namespace dangle {

namespace {

constexpr std::string_view kSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
// GitHub's limits for the texts of a rule.
constexpr std::size_t kMaxNameBytes = 255;
constexpr std::size_t kMaxDescriptionBytes = 1024;

// A rule of the run with the templates of its messages, which are known once all messages are made.
struct RuleEntry {
  const Rule* rule = nullptr;
  std::map<std::string, std::string, std::less<>> message_templates;  // by id
};

// All rules that ran and all that have findings, by id.
std::vector<RuleEntry> CollectRules(const Report& report, const SarifOptions& options) {
  std::vector<const Rule*> rules(options.rules.begin(), options.rules.end());
  for (const Finding& finding : report.findings) {
    if (rules.empty() || rules.back() != finding.rule) rules.push_back(finding.rule);
  }
  std::stable_sort(rules.begin(), rules.end(), [](const Rule* a, const Rule* b) { return a->id < b->id; });
  const auto same = [](const Rule* a, const Rule* b) { return a->id == b->id; };
  rules.erase(std::unique(rules.begin(), rules.end(), same), rules.end());
  std::vector<RuleEntry> entries(rules.size());
  for (std::size_t i = 0; i < rules.size(); ++i) entries[i].rule = rules[i];
  return entries;
}

std::size_t RuleIndex(const std::vector<RuleEntry>& rules, std::string_view id) {
  const auto at = std::lower_bound(rules.begin(), rules.end(), id, [](const RuleEntry& a, std::string_view b) { return a.rule->id < b; });
  return static_cast<std::size_t>(at - rules.begin());
}

// Makes the line hashes of the file that was asked for last: results come file by file.
class LineHashes {
 public:
  LineHashes(const SourceSet& sources, const SarifOptions& options) : sources_(sources), options_(options) {}

  std::string Of(const SourceLocation& location) {
    const SourceFile& file = sources_[location.file];
    if (location.file != file_) {
      file_ = location.file;
      hashes_ = options_.original_bytes ? PrimaryLocationLineHashes(options_.original_bytes(file_)) : PrimaryLocationLineHashes(file.text());
    }
    const std::uint32_t line = file.LineOf(location.range.begin);
    return line <= hashes_.size() ? FormatLineHash(hashes_[line - 1]) : std::string();
  }

 private:
  const SourceSet& sources_;
  const SarifOptions& options_;
  FileId file_;
  std::vector<LineHash> hashes_;
};

// Puts the findings of one rule on one line together, where the profile asks for it. Findings come in the order of lines.
class Grouping {
 public:
  Grouping(const SourceSet& sources, SarifProfile profile) : sources_(sources), profile_(profile) {}

  // True if the finding has joined one of the results.
  bool Join(const Finding& finding, std::vector<SarifResult>& results) {
    if (profile_ != SarifProfile::kGithub) return false;
    const std::uint32_t line = sources_[finding.location.file].LineOf(finding.location.range.begin);
    if (finding.location.file != file_ || line != line_) first_of_line_ = results.size();
    file_ = finding.location.file;
    line_ = line;
    for (std::size_t i = first_of_line_; i < results.size(); ++i) {
      if (results[i].finding->rule->id != finding.rule->id) continue;
      results[i].merged.push_back(&finding);
      return true;
    }
    return false;
  }

 private:
  const SourceSet& sources_;
  const SarifProfile profile_;
  FileId file_;
  std::uint32_t line_ = 0;
  std::size_t first_of_line_ = 0;
};

std::vector<SarifResult> CollectResults(const Report& report, const SarifOptions& options, const std::vector<RuleEntry>& rules) {
  const std::vector<std::string> identities = ContentIdentities(report.findings, *report.sources);
  LineHashes line_hashes(*report.sources, options);
  Grouping grouping(*report.sources, options.profile);
  std::vector<SarifResult> results;
  results.reserve(report.findings.size());
  for (std::size_t i = 0; i < report.findings.size(); ++i) {
    const Finding& finding = report.findings[i];
    if (grouping.Join(finding, results)) continue;
    SarifResult& result = results.emplace_back();
    result.finding = &finding;
    result.rule_index = RuleIndex(rules, finding.rule->id);
    result.identity = identities[i];
    result.line_hash = line_hashes.Of(finding.location);
  }
  return results;
}

// The results as JSON, in source order; what the caps leave out is the least severe and least sure.
struct RenderedResults {
  std::vector<std::string> texts;
  SarifOmissions omissions;
};

RenderedResults RenderResults(std::vector<SarifResult>& results, const Report& report, const SarifOptions& options, std::vector<RuleEntry>& rules) {
  std::vector<std::size_t> by_rank(results.size());
  std::iota(by_rank.begin(), by_rank.end(), std::size_t{0});
  std::stable_sort(by_rank.begin(), by_rank.end(), [&](std::size_t a, std::size_t b) {
    const auto rank = [&](std::size_t i) { return std::pair(results[i].finding->severity, results[i].finding->confidence); };
    return rank(a) < rank(b);
  });

  std::vector<std::string> texts(results.size());
  RenderedResults rendered;
  JsonWriter json;
  std::size_t kept = 0;
  for (std::size_t bytes = 0; kept < std::min(by_rank.size(), options.max_results); ++kept) {
    SarifResult& result = results[by_rank[kept]];
    result.message = ResultMessage(*result.finding, result.merged);
    json.Reset();
    const std::size_t steps_left_out = WriteSarifResult(result, *report.sources, json);
    bytes += json.Text().size();
    if (bytes > options.max_bytes) break;
    rendered.omissions.flow_steps += steps_left_out;
    texts[by_rank[kept]] = json.Text();
    rules[result.rule_index].message_templates.emplace(result.message.id, result.message.text_template);
  }
  rendered.omissions.results = results.size() - kept;
  std::erase(texts, "");
  rendered.texts = std::move(texts);
  return rendered;
}

std::vector<Notice> AllNotices(const Report& report, const SarifOmissions& omissions) {
  std::vector<Notice> notices(report.notices.begin(), report.notices.end());
  if (omissions.results > 0) {
    Notice& notice = notices.emplace_back();
    notice.message = "The " + std::to_string(omissions.results) +
                     " least severe results were left out, since code scanning limits the number and size of results.";
  }
  if (omissions.flow_steps > 0) {
    Notice& notice = notices.emplace_back();
    notice.message = std::to_string(omissions.flow_steps) + " steps in the middle of long code flows were left out.";
  }
  return notices;
}

void WriteText(std::string_view key, std::string_view text, JsonWriter& json) {
  json.BeginObjectField(key);
  json.StringField("text", text);
  json.EndObject();
}

std::string_view FamilyOf(std::string_view rule_id) {
  constexpr std::array<std::string_view, 7> kFamilies = {"blocking", "coroutine", "resource", "task", "concurrency", "error", "lifecycle"};
  const std::size_t digits = rule_id.find_first_of("0123456789");
  const std::size_t family = digits == std::string_view::npos ? 0 : static_cast<std::size_t>(rule_id[digits] - '0');
  return family >= 1 && family <= kFamilies.size() ? kFamilies[family - 1] : "scan";
}

void WriteRuleProperties(const Rule& rule, JsonWriter& json) {
  constexpr std::array<std::string_view, 3> kProblemSeverity = {"error", "warning", "recommendation"};
  constexpr std::array<std::string_view, 3> kPrecision = {"very-high", "high", "medium"};
  json.BeginObjectField("properties");
  json.BeginArrayField("tags");
  json.String("async");
  json.String(FamilyOf(rule.id));
  json.String("python");
  json.EndArray();
  json.StringField("precision", kPrecision[static_cast<std::size_t>(rule.precision)]);
  json.StringField("problem.severity", kProblemSeverity[static_cast<std::size_t>(rule.severity)]);
  json.EndObject();
}

void WriteRule(const RuleEntry& entry, const SarifOptions& options, JsonWriter& json) {
  const Rule& rule = *entry.rule;
  const std::string description = std::string(rule.summary) + (rule.why.empty() ? "" : " ") + std::string(rule.why);
  json.BeginObject();
  json.StringField("id", rule.id);
  json.StringField("name", CutText(PascalCase(rule.name), kMaxNameBytes));
  WriteText("shortDescription", CutText(rule.summary, kMaxDescriptionBytes), json);
  WriteText("fullDescription", CutText(description, kMaxDescriptionBytes), json);
  json.BeginObjectField("help");
  json.StringField("text", description);
  json.StringField("markdown", rule.page.empty() ? std::string_view(description) : rule.page);
  json.EndObject();
  if (!options.help_uri_base.empty()) json.StringField("helpUri", options.help_uri_base + std::string(rule.id) + ".md");
  json.BeginObjectField("defaultConfiguration");
  json.StringField("level", SarifLevel(rule.severity));
  json.EndObject();
  if (!entry.message_templates.empty()) {
    json.BeginObjectField("messageStrings");
    for (const auto& [id, text_template] : entry.message_templates) WriteText(id, text_template, json);
    json.EndObject();
  }
  WriteRuleProperties(rule, json);
  json.EndObject();
}

std::vector<std::string_view> NotificationIds(const std::vector<Notice>& notices) {
  std::vector<std::string_view> ids;
  for (const Notice& notice : notices) {
    if (std::find(ids.begin(), ids.end(), notice.id) == ids.end()) ids.push_back(notice.id);
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

void WriteTool(const std::vector<RuleEntry>& rules, const std::vector<std::string_view>& notification_ids, const SarifOptions& options,
               JsonWriter& json) {
  json.BeginObjectField("tool");
  json.BeginObjectField("driver");
  json.StringField("name", "dangle");
  json.StringField("version", options.tool_version);
  json.StringField("semanticVersion", options.tool_version);
  if (!options.information_uri.empty()) json.StringField("informationUri", options.information_uri);
  json.BeginArrayField("rules");
  for (const RuleEntry& entry : rules) WriteRule(entry, options, json);
  json.EndArray();
  if (!notification_ids.empty()) {
    json.BeginArrayField("notifications");
    for (const std::string_view id : notification_ids) {
      json.BeginObject();
      json.StringField("id", id);
      json.StringField("name", "ScanNotice");
      constexpr std::string_view kDescription = "Something was not analysed, or is not reported here.";
      for (const std::string_view key : {"shortDescription", "fullDescription", "help"}) WriteText(key, kDescription, json);
      json.EndObject();
    }
    json.EndArray();
  }
  json.EndObject();
  json.EndObject();
}

void WriteNotification(const Notice& notice, const std::vector<std::string_view>& ids, const SourceSet& sources, JsonWriter& json) {
  json.BeginObject();
  json.BeginObjectField("descriptor");
  json.StringField("id", notice.id);
  json.NumberField("index", static_cast<std::size_t>(std::find(ids.begin(), ids.end(), notice.id) - ids.begin()));
  json.EndObject();
  json.StringField("level", NoticeLevelName(notice.level));
  WriteText("message", notice.message, json);
  if (notice.location.file.IsValid() || !notice.path.empty()) {
    json.BeginArrayField("locations");
    json.BeginObject();
    if (notice.location.file.IsValid()) {
      WritePhysicalLocation(notice.location, sources, Snippet::kNone, json);
    } else {
      json.BeginObjectField("physicalLocation");
      WriteArtifactLocation(notice.path, json);
      json.EndObject();
    }
    json.EndObject();
    json.EndArray();
  }
  json.EndObject();
}

void WriteInvocation(const Report& report, const std::vector<Notice>& notices, const std::vector<std::string_view>& ids, JsonWriter& json) {
  json.BeginArrayField("invocations");
  json.BeginObject();
  json.BoolField("executionSuccessful", report.successful);
  if (!notices.empty()) {
    json.BeginArrayField("toolExecutionNotifications");
    for (const Notice& notice : notices) WriteNotification(notice, ids, *report.sources, json);
    json.EndArray();
  }
  json.EndObject();
  json.EndArray();
}

// Where the scanned tree comes from.
void WriteProvenance(const SarifOptions& options, JsonWriter& json) {
  json.BeginObjectField("originalUriBaseIds");
  json.BeginObjectField(kSarifSourceRoot);
  if (!options.source_root.empty()) json.StringField("uri", PathToUri(options.source_root + "/"));
  WriteText("description", "The root of the scanned project.", json);
  json.EndObject();
  json.EndObject();
  if (!options.version_control.has_value()) return;
  const VersionControl& version_control = *options.version_control;
  json.BeginArrayField("versionControlProvenance");
  json.BeginObject();
  json.StringField("repositoryUri", version_control.repository_uri);
  json.StringField("revisionId", version_control.revision);
  if (!version_control.branch.empty()) json.StringField("branch", version_control.branch);
  json.BeginObjectField("mappedTo");
  json.StringField("uriBaseId", kSarifSourceRoot);
  json.EndObject();
  json.EndObject();
  json.EndArray();
}

// Hands on what was written so far: the document itself goes to the stream in pieces.
void Flush(JsonWriter& json, std::ostream& out) {
  out << json.Text();
  json.ClearText();
}

}  // namespace

SarifOmissions WriteSarif(const Report& report, const SarifOptions& options, std::ostream& out) {
  std::vector<RuleEntry> rules = CollectRules(report, options);
  std::vector<SarifResult> results = CollectResults(report, options, rules);
  const RenderedResults rendered = RenderResults(results, report, options, rules);
  const std::vector<Notice> notices = AllNotices(report, rendered.omissions);
  const std::vector<std::string_view> notification_ids = NotificationIds(notices);

  JsonWriter json;
  json.BeginObject();
  json.StringField("$schema", kSchema);
  json.StringField("version", "2.1.0");
  json.BeginArrayField("runs");
  json.BeginObject();
  WriteTool(rules, notification_ids, options, json);
  WriteInvocation(report, notices, notification_ids, json);
  WriteProvenance(options, json);
  json.BeginObjectField("automationDetails");
  json.StringField("id", options.category);
  json.EndObject();
  json.StringField("columnKind", "utf16CodeUnits");
  json.BeginArrayField("results");
  for (const std::string& text : rendered.texts) {
    json.Raw(text);
    Flush(json, out);
  }
  json.EndArray();
  json.EndObject();
  json.EndArray();
  json.EndObject();
  Flush(json, out);
  out << '\n';
  return rendered.omissions;
}

}  // namespace dangle

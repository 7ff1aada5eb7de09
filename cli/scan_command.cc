#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checkers/rules.h"
#include "cli/commands.h"
#include "cli/config.h"
#include "cli/fix_files.h"
#include "cli/model_files.h"
#include "cli/phase_options.h"
#include "cli/pipeline.h"
#include "cli/required_python.h"
#include "cli/selection.h"
#include "cli/version.h"
#include "report/json.h"
#include "report/report.h"
#include "report/sarif.h"
#include "report/text.h"
#include "report/version_control.h"

namespace dangle {

namespace {

int WrongUse(const std::string& message) {
  std::cerr << "dangle: " << message << "\n";
  return kExitWrongUse;
}

Config LoadConfig(const ScanOptions& options) {
  if (options.no_config) return {};
  if (!options.config_path.empty()) return ReadConfig(options.config_path);
  return FindConfig(options.paths.empty() ? "." : options.paths.front());
}

// A folder of models holds nothing to be scanned, as a pattern of --exclude; empty if it lies outside the project.
std::string PatternOf(const std::string& folder, const ScanOptions& options) {
  namespace fs = std::filesystem;
  const fs::path root = ProjectRootOf(options.paths.empty() ? "." : options.paths.front());
  const std::string relative = fs::absolute(folder).lexically_normal().lexically_relative(root).generic_string();
  return relative.empty() || relative.starts_with(".") ? std::string() : "/" + relative + "/";
}

// What is said on the command line or in dangle's configuration, else what the project requires.
std::optional<int> TargetPython(const ScanOptions& options, const Settings& settings) {
  if (settings.python_minor || options.no_config) return settings.python_minor;
  return RequiredPython(ProjectRootOf(options.paths.empty() ? "." : options.paths.front()));
}

PipelineOptions MakePipelineOptions(const ScanOptions& options, const Settings& settings) {
  PipelineOptions pipeline;
  pipeline.files = MakeFileOptions(options.paths, settings);
  for (const std::string& folder : settings.models) {
    if (std::string pattern = PatternOf(folder, options); !pattern.empty()) pipeline.files.exclude.push_back(std::move(pattern));
  }
  if (const std::optional<int> minor = TargetPython(options, settings)) pipeline.lowering.python_minor = *minor;
  pipeline.python = settings.python.value_or("");
  pipeline.threads = options.threads;
  pipeline.solve = MakeSolveOptions(settings);
  pipeline.count_silence = options.stats;
  pipeline.print_phases = options.print_phases;
  pipeline.stop_after = options.stop_after;
  return pipeline;
}

bool WantsColor(ColorMode mode) {
  if (mode != ColorMode::kAuto) return mode == ColorMode::kAlways;
  const char* no_color = std::getenv("NO_COLOR");
  return (no_color == nullptr || *no_color == '\0') && isatty(STDOUT_FILENO) != 0;
}

// Everything that the writers need, once for all formats.
class ReportWriter {
 public:
  ReportWriter(const ScanOptions& options, const Settings& settings, const Analysis& analysis, const SelectedFindings& selected)
      : options_(options), analysis_(analysis), selected_(selected) {
    for (const Rule* rule : AllRules()) {
      if (IsRuleSelected(rule->id, settings)) rules_.push_back(rule);
    }
  }

  void Write(ReportFormat format, bool is_stdout, std::ostream& out) const {
    const Report report = MakeReport(format);
    switch (format) {
      case ReportFormat::kText:
        WriteTextReport(report, is_stdout && WantsColor(options_.color), out);
        break;
      case ReportFormat::kJson:
        WriteJson(report, JsonOptions{kVersion}, out);
        break;
      case ReportFormat::kSarif:
        WriteSarif(report, MakeSarifOptions(), out);
        break;
    }
  }

 private:
  Report MakeReport(ReportFormat format) const {
    Report report;
    report.sources = &analysis_.read.sources;
    report.findings = format == ReportFormat::kText ? selected_.for_people : selected_.for_machines;
    report.notices = analysis_.notices;
    report.files_scanned = analysis_.read.sources.size();
    report.hidden = selected_.hidden;
    report.suppressed = selected_.suppressed;
    return report;
  }

  void WriteTextReport(const Report& report, bool color, std::ostream& out) const {
    TextOptions text;
    text.color = color;
    if (options_.verbosity != Verbosity::kQuiet) {
      WriteText(report, text, out);
      return;
    }
    std::string findings;
    for (const Finding& finding : report.findings) AppendTextFinding(finding, *report.sources, text, findings);
    out << findings;
  }

  SarifOptions MakeSarifOptions() const {
    SarifOptions sarif;
    sarif.tool_version = std::string(kVersion);
    sarif.rules = rules_;
    sarif.profile = options_.sarif_profile;
    sarif.version_control = ReadVersionControl(analysis_.files.root);
    if (!IsCheckout(analysis_.files.root)) sarif.source_root = analysis_.files.root;
    sarif.original_bytes = [this](FileId file) {
      std::string reason;
      std::optional<std::string> bytes;
      if (analysis_.read.is_recoded[file.value()]) bytes = ReadFile(analysis_.files.files[file.value()].path, reason);
      return bytes ? std::move(*bytes) : std::string(analysis_.read.sources[file].text());
    };
    return sarif;
  }

  const ScanOptions& options_;
  const Analysis& analysis_;
  const SelectedFindings& selected_;
  std::vector<const Rule*> rules_;
};

bool WriteFile(const OutputFile& output, const ReportWriter& writer) {
  std::ofstream file(output.path, std::ios::binary | std::ios::trunc);
  if (file) writer.Write(output.format, false, file);
  file.close();
  if (file) return true;
  std::cerr << "dangle: cannot write " << output.path << "\n";
  return false;
}

void TellWhatIsRead(const ScanOptions& options, const Config& config, const Analysis& analysis) {
  if (options.verbosity != Verbosity::kVerbose) return;
  std::cerr << "project root: " << analysis.files.root << "\n"
            << "configuration: " << (config.path.empty() ? "none" : config.path) << "\n"
            << "environment: " << (analysis.environment.IsEmpty() ? "none" : analysis.environment.prefix()) << "\n"
            << "files: " << analysis.files.files.size() << "\n"
            << "threads: " << options.threads << "\n";
}

std::string Count(std::size_t count, const std::string& one) {
  return std::to_string(count) + " " + one + (count == 1 ? "" : one == "fix" ? "es" : "s");
}

void TellPostponed(const PatchSet& patches) {
  if (patches.postponed == 0) return;
  std::cerr << "dangle: " << Count(patches.postponed, "fix") << " not made, overlapping another one: run it again\n";
}

// Prints the patch; the exit code.
int ShowPatches(const PatchSet& patches, const SourceSet& sources) {
  for (const FilePatch& patch : patches.files) std::cout << UnifiedDiff(sources[patch.file], patch.edits);
  TellPostponed(patches);
  if (!std::cout.flush()) return kExitFailed;
  return patches.files.empty() ? kExitClean : kExitFindings;
}

FixOutcome MakeFixes(const PatchSet& patches, const Analysis& analysis) {
  FixOutcome outcome = WritePatches(patches, analysis.read.sources, analysis.files);
  std::cerr << "dangle: " << Count(outcome.fixes, "fix") << " made in " << Count(outcome.files, "file") << "\n";
  for (const std::string& problem : outcome.problems) std::cerr << "dangle: " << problem << "\n";
  TellPostponed(patches);
  return outcome;
}

int ReportScan(ScanOptions options, const Config& config, const Settings& settings, const PipelineOptions& pipeline) {
  Analysis analysis;
  const bool is_complete = RunPipeline(pipeline, analysis, std::cout);
  TellWhatIsRead(options, config, analysis);
  for (const std::string& path : analysis.files.missing_paths) WrongUse("no such file or folder: " + path);
  if (!analysis.files.missing_paths.empty()) return kExitWrongUse;
  if (!analysis.environment_error.empty()) return WrongUse(analysis.environment_error);
  if (!is_complete) {
    if (options.stats) analysis.stats.Print(std::cerr);
    return std::cout.flush() ? kExitClean : kExitFailed;
  }

  const SelectedFindings selected =
      SelectFindings(std::move(analysis.findings), settings, analysis.files, analysis.suppressions, analysis.read.sources);
  if (options.fix != FixMode::kNone) {
    const PatchSet patches = CollectPatches(selected.for_people, analysis.read.sources);
    if (options.fix == FixMode::kShow) return ShowPatches(patches, analysis.read.sources);
    options.fix = FixMode::kNone;
    const FixOutcome outcome = MakeFixes(patches, analysis);
    // What is left is told with the lines that it has now.
    if (outcome.files > 0) return ReportScan(std::move(options), config, settings, pipeline);
  }
  bool is_written = true;
  analysis.stats.Measure("reports", [&] {
    const ReportWriter writer(options, settings, analysis, selected);
    if (options.print_phases.empty()) writer.Write(options.format, true, std::cout);
    for (const OutputFile& output : options.outputs) is_written = WriteFile(output, writer) && is_written;
  });
  if (options.stats) analysis.stats.Print(std::cerr);
  if (!std::cout.flush() || !is_written) return kExitFailed;
  return selected.for_people.empty() || options.exit_zero ? kExitClean : kExitFindings;
}

}  // namespace

int RunScan(ScanOptions options) {
  Config config = LoadConfig(options);
  if (!config.error.empty()) return WrongUse(config.error);
  const Settings settings = Merge(std::move(config.settings), std::move(options.settings));
  if (const std::string error = CheckRulePrefixes(settings); !error.empty()) return WrongUse(error);

  PipelineOptions pipeline = MakePipelineOptions(options, settings);
  ModelFiles models = FindModelFiles(settings.models);
  if (!models.error.empty()) return WrongUse(models.error);
  for (ModelFile& file : models.files) pipeline.user_stubs.push_back({std::move(file.module), std::move(file.text)});
  return ReportScan(std::move(options), config, settings, pipeline);
}

}  // namespace dangle

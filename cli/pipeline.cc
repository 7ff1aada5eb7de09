#include "cli/pipeline.h"

#include <algorithm>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "base/check.h"
#include "base/parallel.h"
#include "checkers/blocking_checkers.h"
#include "checkers/dng204_await_outside_async.h"
#include "checkers/dng902_syntax_error.h"
#include "checkers/dng903_analysis_incomplete.h"
#include "checkers/expression_checker.h"
#include "checkers/field_checker.h"
#include "checkers/function_checker.h"
#include "checkers/misuse_checker.h"
#include "checkers/obligation_checkers.h"
#include "cli/printing.h"
#include "dataflow/interproc/silence.h"
#include "frontend/encoding.h"
#include "frontend/repair.h"
#include "frontend/syntax.h"
#include "ir/verifier.h"
#include "report/patch.h"
#include "semantics/printer.h"

namespace dangle {

namespace {

SyntaxProblem Unreadable(const std::string& reason) {
  SyntaxProblem problem;
  problem.message = "the file cannot be read (" + reason + "): make it readable or exclude it";
  return problem;
}

// What one thread needs to lower file after file.
struct LoweringWorker {
  explicit LoweringWorker(NameTable& table) : names(table) {}
  SyntaxParser parser;
  SyntaxTree tree;
  NameCache names;
  LoweringScratch scratch;
};

#ifndef NDEBUG
// Lowering's mistakes end a debug build here, before an analysis stumbles over them.
void VerifyModule(const Module& module, const NameTable& names, const SourceFile& file) {
  for (const Function& function : module.functions) {
    for (const std::string& complaint : VerifyFunction(function)) {
      std::cerr << file.path() << ": " << names.Text(function.qualified_name) << ": " << complaint << "\n";
      DANGLE_CHECK(false && "lowered function is malformed");
    }
  }
}
#endif

void NoteUnreadableFolders(const FileSet& files, std::vector<Notice>& notices) {
  for (const FileProblem& problem : files.problems) {
    Notice notice;
    notice.id = SyntaxErrorRule().id;
    notice.level = NoticeLevel::kWarning;
    notice.message = problem.message + ".";
    notice.path = problem.path;
    notices.push_back(std::move(notice));
  }
}

Environment FindEnvironment(const PipelineOptions& options, Analysis& analysis) {
  EnvironmentOptions environment;
  environment.python = options.python;
  environment.project_root = ProjectRootOf(options.files.paths.empty() ? "." : options.files.paths.front());
  environment.repository_root = analysis.files.root;
  environment.python_minor = options.lowering.python_minor;
  return Environment::Find(environment, analysis.environment_error);
}

void NoteSummaries(const ProgramSummaries& summaries, PhaseStats& stats) {
  stats.Note("functions", std::to_string(summaries.functions));
  stats.Note("components of the call graph", std::to_string(summaries.components) + " in " + std::to_string(summaries.waves) + " waves");
  stats.Note("sites of obligations", std::to_string(summaries.sites));
  stats.Note("objects with too many holders", std::to_string(summaries.overflowed));
  stats.Note("objects over the solver's budget", std::to_string(summaries.unconverged));
  stats.Note("functions of groups that do not stand still", std::to_string(summaries.unstable.size()));
}

}  // namespace

ReadSources ReadAndDecode(const FileSet& files, std::size_t threads) {
  std::vector<std::optional<SourceFile>> texts(files.files.size());
  ReadSources result;
  result.problems.resize(files.files.size());
  std::vector<char> recoded(files.files.size(), 0);
  ParallelFor(files.files.size(), threads, [&](std::size_t i, std::size_t) {
    const FoundFile& file = files.files[i];
    std::string reason;
    std::optional<std::string> bytes = ReadFile(file.path, reason);
    if (!bytes) {
      result.problems[i].push_back(Unreadable(reason));
      texts[i].emplace(file.display_path, "");
      return;
    }
    const std::size_t size = bytes->size();
    DecodedSource source = DecodeSource(std::move(*bytes));
    // Decoding keeps a file byte by byte or changes its length; NUL bytes and replacements come with a problem.
    recoded[i] = size != source.text.size() || !source.problems.empty() ? 1 : 0;
    result.problems[i] = std::move(source.problems);
    texts[i].emplace(file.display_path, std::move(source.text));
  });
  for (std::size_t i = 0; i < texts.size(); ++i) {
    result.sources.Add(std::move(*texts[i]));
    result.is_recoded.push_back(recoded[i] != 0);
  }
  return result;
}

std::vector<Module> ParseAndLower(const FileSet& files, ReadSources& read, NameTable& names, const LoweringOptions& options, std::size_t threads) {
  std::vector<Module> modules(files.files.size());
  std::vector<std::optional<LoweringWorker>> workers(threads);
  ParallelFor(files.files.size(), threads, [&](std::size_t i, std::size_t number) {
    if (!workers[number]) workers[number].emplace(names);
    LoweringWorker& worker = *workers[number];
    const FoundFile& file = files.files[i];
    const SourceFile& source = read.sources[FileId(i)];
    std::vector<SyntaxProblem> problems = std::move(read.problems[i]);
    ParseRepaired(worker.parser, source.text(), worker.tree, problems);
    const NameId module_name = worker.names.Intern(file.module_names.front());
    modules[i] = LowerModule(worker.tree, source, FileId(i), module_name, file.is_package, worker.names, options, worker.scratch);
    std::move(problems.begin(), problems.end(), std::back_inserter(modules[i].problems));
#ifndef NDEBUG
    VerifyModule(modules[i], names, source);
#endif
  });
  return modules;
}

void RunCheckers(Analysis& analysis) {
  const Program& program = *analysis.program;
  for (std::size_t i = 0; i < analysis.files.files.size(); ++i) {
    const Module& module = program.module(ModuleId(i));
    FindAwaitOutsideAsync(module, analysis.names, analysis.read.sources, analysis.findings);
    FindSyntaxErrors(module, analysis.names, analysis.read.sources, analysis.findings);
    FindIncompleteAnalysis(module, analysis.names, analysis.notices);
    analysis.suppressions.Add(module, analysis.read.sources[module.file]);
  }
  FindUnfinishedFunctions(program, analysis.summaries->unfinished, analysis.notices);
  const ProgramContext context = MakeProgramContext(program, analysis.read.sources, analysis.summaries->contracts);
  std::vector<Claim> claims = CheckObligations(context, *analysis.summaries);
  const auto add = [&](std::vector<Claim> more) { std::move(more.begin(), more.end(), std::back_inserter(claims)); };
  add(CheckFields(context, *analysis.summaries, analysis.duties));
  add(CheckMisuses(program, analysis.read.sources, analysis.misuses));
  add(CheckExpressions(program, analysis.read.sources));
  add(CheckFunctions(context));
  add(CheckBlocking({&context, &analysis.summaries->graph, &*analysis.effects, &analysis.frames}));
  std::vector<Finding> remaining = Arbitrate(std::move(claims));
  std::move(remaining.begin(), remaining.end(), std::back_inserter(analysis.findings));
  MatchLineEnds(analysis.findings, analysis.read.sources);
  SortFindings(analysis.findings, analysis.read.sources);
}

void FindEffects(Analysis& analysis) {
  analysis.effects.emplace(*analysis.program, analysis.summaries->graph);
  analysis.frames = FindAsyncFrames(*analysis.program, analysis.summaries->graph);
}

std::vector<std::string_view> PrintablePhases() {
  return {"files", "syntax",     "ir",   "ir-dot", "symbols", "classes",   "types",   "revealed",
          "calls", "call-graph", "sccs", "facts",  "states",  "summaries", "findings"};
}

bool RunPipeline(const PipelineOptions& options, Analysis& analysis, std::ostream& printed) {
  const auto wants = [&](std::string_view phase) {
    return std::find(options.print_phases.begin(), options.print_phases.end(), phase) != options.print_phases.end();
  };
  const auto ends = [&](std::string_view phase) { return options.stop_after == phase; };
  PhaseStats& stats = analysis.stats;

  analysis.files = stats.Measure("files", [&] { return FindFiles(options.files); });
  NoteUnreadableFolders(analysis.files, analysis.notices);
  if (wants("files")) PrintFiles(analysis.files, printed);
  if (ends("files")) return false;

  analysis.read = stats.Measure("read", [&] { return ReadAndDecode(analysis.files, options.threads); });
  if (wants("syntax")) PrintSyntaxTrees(analysis.read.sources, printed);
  if (ends("syntax")) return false;

  std::vector<Module> modules =
      stats.Measure("ir", [&] { return ParseAndLower(analysis.files, analysis.read, analysis.names, options.lowering, options.threads); });
  if (wants("ir")) PrintIr(modules, analysis.names, analysis.read.sources, printed);
  if (wants("ir-dot")) PrintIrGraphs(modules, analysis.names, printed);
  if (ends("ir") || ends("ir-dot")) return false;

  analysis.environment = stats.Measure("environment", [&] { return FindEnvironment(options, analysis); });
  if (!analysis.environment_error.empty()) return false;
  SemanticsOptions semantics;
  semantics.environment = &analysis.environment;
  semantics.python_minor = options.lowering.python_minor;
  semantics.threads = options.threads;
  semantics.user_stubs = options.user_stubs;
  for (std::size_t i = 0; i < analysis.files.files.size(); ++i) {
    const std::vector<std::string>& known_as = analysis.files.files[i].module_names;
    for (std::size_t n = 1; n < known_as.size(); ++n) semantics.other_names.emplace_back(ModuleId(i), analysis.names.Intern(known_as[n]));
  }
  stats.Measure("types", [&] { analysis.program.emplace(Analyze(std::move(modules), analysis.names, semantics)); });
  for (auto& [name, value] : DescribeStatistics(analysis.program->statistics())) stats.Note(std::move(name), std::move(value));
  if (wants("symbols")) printed << PrintSymbols(*analysis.program);
  if (wants("classes")) printed << PrintClasses(*analysis.program);
  if (wants("types")) printed << PrintTypes(*analysis.program);
  if (wants("revealed")) PrintRevealed(*analysis.program, analysis.read.sources, printed);
  if (wants("calls")) PrintCalls(*analysis.program, analysis.read.sources, printed);
  if (ends("calls")) return false;
  if (ends("symbols") || ends("classes") || ends("types") || ends("revealed")) return false;

  if (wants("call-graph")) PrintCallGraph(*analysis.program, printed);
  if (wants("sccs")) PrintComponents(*analysis.program, printed);
  if (ends("call-graph") || ends("sccs")) return false;

  stats.Measure("summaries", [&] { analysis.summaries.emplace(Summarise(*analysis.program, {options.solve, options.threads})); });
  NoteSummaries(*analysis.summaries, stats);
  if (options.count_silence) {
    const SilenceTable table = stats.Measure("silence", [&] { return CountSilence(*analysis.program, *analysis.summaries, options.solve); });
    for (auto& [name, value] : DescribeSilence(table)) stats.Note(std::move(name), std::move(value));
  }
  if (wants("facts")) PrintFacts(*analysis.program, *analysis.summaries, analysis.read.sources, printed);
  if (wants("states")) PrintStates(*analysis.program, *analysis.summaries, analysis.read.sources, options.solve.max_rank, printed);
  if (wants("summaries")) PrintSummaries(*analysis.program, *analysis.summaries, printed);
  if (ends("facts") || ends("states") || ends("summaries")) return false;

  stats.Measure("fields", [&] { analysis.duties = FindFieldDuties(*analysis.program, *analysis.summaries, options.threads); });
  stats.Measure("misuses", [&] { analysis.misuses = FindMisuses(*analysis.program, analysis.read.sources, *analysis.summaries, options.threads); });
  stats.Measure("effects", [&] { FindEffects(analysis); });

  stats.Measure("findings", [&] { RunCheckers(analysis); });
  if (wants("findings")) PrintFindings(analysis.findings, analysis.read.sources, printed);
  return !ends("findings");
}

}  // namespace dangle

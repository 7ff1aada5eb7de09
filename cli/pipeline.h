// The pipeline: the phases of a scan, one function each from one named value to the next, in the order in which they run.
//
//   files → ir → types → call graph → summaries → findings                        --print=PHASE shows what a phase makes, --stop-after=PHASE ends
//   there
//
// Every phase gives the same for any number of threads: files are numbered before anything runs in parallel, and each writes its own slot.
#ifndef DANGLE_CLI_PIPELINE_H_
#define DANGLE_CLI_PIPELINE_H_

#include <cstddef>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.h"
#include "cli/phase_stats.h"
#include "cli/suppression.h"
#include "dataflow/effects/async_context.h"
#include "dataflow/effects/blocking_effects.h"
#include "dataflow/interproc/summaries.h"
#include "dataflow/obligations/field_duties.h"
#include "dataflow/obligations/misuses.h"
#include "frontend/files.h"
#include "frontend/lower.h"
#include "ir/module.h"
#include "report/finding.h"
#include "report/notice.h"
#include "semantics/program.h"

namespace dangle {

struct PipelineOptions {
  FileOptions files;
  LoweringOptions lowering;
  std::size_t threads = 1;
  SolveOptions solve;
  bool count_silence = false;  // who silenced which sites, for the statistics
  std::vector<StubSource> user_stubs;
  std::string python;  // --python; empty: the environment is searched for
  std::vector<std::string> print_phases;
  std::string stop_after;  // empty: run all
};

// Phase 2's input: every file of the scan as text. A file's id is its place in FileSet::files.
struct ReadSources {
  SourceSet sources;
  std::vector<std::vector<SyntaxProblem>> problems;  // by file: what could not be read or decoded
  std::vector<bool> is_recoded;                      // by file: the text is not the file's bytes
};

// All that a scan has made. Made in place, since modules refer to names by id.
struct Analysis {
  FileSet files;
  ReadSources read;
  NameTable names;
  Environment environment;
  std::string environment_error;   // --python names nothing that is one
  std::optional<Program> program;  // its first modules are those of the files, in their order
  std::optional<ProgramSummaries> summaries;
  std::optional<BlockingEffects> effects;
  std::vector<FieldDuty> duties;
  std::vector<Misuse> misuses;
  IdVector<CallNodeId, FrameKind> frames;  // by function: whether the event loop runs it
  SuppressionTable suppressions;
  std::vector<Finding> findings;  // sorted
  std::vector<Notice> notices;
  PhaseStats stats;
};

// The phases. 1 is FindFiles of frontend/files.h.
ReadSources ReadAndDecode(const FileSet& files, std::size_t threads);
// 2 and 3: at most `threads` syntax trees are alive at a time. Takes the problems of `read` over.
std::vector<Module> ParseAndLower(const FileSet& files, ReadSources& read, NameTable& names, const LoweringOptions& options, std::size_t threads);
// 4 and 5 are Analyze of semantics/program.h, 6 and 7 are Summarise of dataflow/interproc/summaries.h.
// 7, beside the summaries: what each function does that blocks its thread, and which functions the event loop runs.
void FindEffects(Analysis& analysis);
// 8: findings, one a defect, sorted, and notices.
void RunCheckers(Analysis& analysis);

// Runs them all into `analysis`; what --print asks for goes to `printed`. True if the last phase was reached.
bool RunPipeline(const PipelineOptions& options, Analysis& analysis, std::ostream& printed);

// The names that --print and --stop-after know, in order.
std::vector<std::string_view> PrintablePhases();

}  // namespace dangle

#endif  // DANGLE_CLI_PIPELINE_H_

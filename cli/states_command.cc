#include <algorithm>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/commands.h"
#include "cli/phase_options.h"
#include "cli/pipeline.h"
#include "dataflow/obligations/followed_objects.h"

namespace dangle {

namespace {

// Near names that a message shows.
constexpr std::size_t kMaxNearNames = 5;

struct NamedFunction {
  std::string name;
  FunctionRef ref;
};

std::vector<NamedFunction> ProjectFunctions(const Program& program) {
  std::vector<NamedFunction> functions;
  for (std::size_t m = 0; m < program.module_count() && program.IsProject(ModuleId(m)); ++m) {
    for (std::size_t f = 0; f < program.module(ModuleId(m)).functions.size(); ++f) {
      const FunctionRef ref{ModuleId(m), FunctionId(f)};
      functions.push_back({program.QualifiedName(ref), ref});
    }
  }
  return functions;
}

bool EndsWithName(std::string_view qualified, std::string_view name) {
  if (!qualified.ends_with(name)) return false;
  return qualified.size() == name.size() || qualified[qualified.size() - name.size() - 1] == '.';
}

std::string_view LastName(std::string_view qualified) {
  const std::size_t dot = qualified.rfind('.');
  return dot == std::string_view::npos ? qualified : qualified.substr(dot + 1);
}

// The functions of this name: several if it is defined several times. Else those whose name ends so, if they all have one name.
std::vector<NamedFunction> Find(const std::vector<NamedFunction>& functions, std::string_view name) {
  std::vector<NamedFunction> exact;
  std::vector<NamedFunction> ending;
  for (const NamedFunction& function : functions) {
    if (function.name == name) exact.push_back(function);
    if (EndsWithName(function.name, name)) ending.push_back(function);
  }
  if (!exact.empty()) return exact;
  const bool is_one = std::all_of(ending.begin(), ending.end(), [&](const NamedFunction& f) { return f.name == ending.front().name; });
  return is_one ? ending : std::vector<NamedFunction>();
}

// Names that end so, else the nearest by spelling of the last part, else of the whole.
std::vector<std::string> NearNames(const std::vector<NamedFunction>& functions, std::string_view name) {
  std::vector<std::pair<std::size_t, std::string>> ranked;
  for (const NamedFunction& function : functions) {
    const std::size_t last = EditDistance(LastName(function.name), LastName(name));
    const std::size_t distance = EndsWithName(function.name, name) ? 0 : 1 + std::min(2 * last, EditDistance(function.name, name));
    if (distance <= std::max<std::size_t>(4, name.size() / 2)) ranked.emplace_back(distance, function.name);
  }
  std::sort(ranked.begin(), ranked.end());
  ranked.erase(std::unique(ranked.begin(), ranked.end()), ranked.end());
  std::vector<std::string> names;
  for (std::size_t i = 0; i < ranked.size() && i < kMaxNearNames; ++i) names.push_back(std::move(ranked[i].second));
  return names;
}

int NoSuchFunction(const std::vector<NamedFunction>& functions, const std::string& name) {
  const std::vector<std::string> near = NearNames(functions, name);
  const bool is_ambiguous = std::any_of(near.begin(), near.end(), [&](const std::string& other) { return EndsWithName(other, name); });
  std::cerr << "dangle: " << (is_ambiguous ? "several functions are called " : "no such function: ") << name;
  for (std::size_t i = 0; i < near.size(); ++i) std::cerr << (i == 0 ? (is_ambiguous ? ": " : " (near: ") : ", ") << near[i];
  std::cerr << (near.empty() || is_ambiguous ? "\n" : ")\n");
  return kExitWrongUse;
}

PipelineOptions MakePipelineOptions(const ScanOptions& options) {
  PipelineOptions pipeline;
  pipeline.files = MakeFileOptions(options.paths, options.settings);
  pipeline.threads = options.threads;
  pipeline.solve = MakeSolveOptions(options.settings);
  pipeline.stop_after = "summaries";
  return pipeline;
}

bool WritePage(const std::string& path, const std::string& page) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << page;
  file.close();
  if (file) return true;
  std::cerr << "dangle: cannot write " << path << "\n";
  return false;
}

}  // namespace

int RunStates(const ScanOptions& options, const std::string& function, const std::string& html_path) {
  Analysis analysis;
  const PipelineOptions pipeline = MakePipelineOptions(options);
  RunPipeline(pipeline, analysis, std::cout);
  for (const std::string& path : analysis.files.missing_paths) std::cerr << "dangle: no such file or folder: " << path << "\n";
  if (!analysis.files.missing_paths.empty()) return kExitWrongUse;

  const Program& program = *analysis.program;
  const std::vector<NamedFunction> functions = ProjectFunctions(program);
  const std::vector<NamedFunction> chosen = Find(functions, function);
  if (chosen.empty()) return NoSuchFunction(functions, function);
  // Of several definitions of one name the last is the one that counts.
  const auto& [name, ref] = chosen.back();
  const FunctionView view(program, analysis.summaries->contracts, ref);
  const SourceFile& file = analysis.read.sources[program.module(ref.module).file];
  const std::vector<FollowedObject> objects = FollowObjects(view, ReleaseIndex(program));
  const std::vector<SolvedProblem> problems = SolveForReaders(view, objects, pipeline.solve.max_rank, file);
  if (!html_path.empty()) {
    const std::string title = name + ", " + file.path() + ":" + std::to_string(file.LineOf(view.function().range.begin));
    return WritePage(html_path, StatesAsHtml(title, DescribeBlocks(view, file), problems)) ? kExitClean : kExitFailed;
  }
  std::cout << ProblemsAsText(name, problems);
  return std::cout.flush() ? kExitClean : kExitFailed;
}

}  // namespace dangle

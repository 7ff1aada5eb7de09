#include <iostream>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "checkers/blocking_checkers.h"
#include "cli/commands.h"
#include "cli/phase_options.h"
#include "cli/pipeline.h"
#include "frontend/encoding.h"
#include "frontend/files.h"
#include "frontend/syntax.h"
#include "ir/verifier.h"

namespace dangle {

namespace {

// The files of the paths on the command line; nothing, once said on stderr, if one of them is not there.
std::optional<FileSet> FindFilesOf(const ScanOptions& options) {
  FileSet files = FindFiles(MakeFileOptions(options.paths, options.settings));
  for (const std::string& path : files.missing_paths) std::cerr << "dangle: no such file or folder: " << path << "\n";
  if (!files.missing_paths.empty()) return std::nullopt;
  return files;
}

}  // namespace

// What every scan of these files pays at least: read them, decode them, build tree-sitter's tree and throw it away.
int RunParseOnly(const ScanOptions& options) {
  const std::optional<FileSet> found = FindFilesOf(options);
  if (!found) return kExitWrongUse;
  const FileSet& files = *found;

  std::vector<std::optional<SyntaxParser>> parsers(options.threads);
  std::vector<std::size_t> nodes(files.files.size());
  std::vector<std::size_t> bytes(files.files.size());
  ParallelFor(files.files.size(), options.threads, [&](std::size_t i, std::size_t worker) {
    std::string reason;
    std::optional<std::string> text = ReadFile(files.files[i].path, reason);
    if (!text) return;
    const DecodedSource source = DecodeSource(std::move(*text));
    if (!parsers[worker]) parsers[worker].emplace();
    nodes[i] = parsers[worker]->ParseOnly(source.text);
    bytes[i] = source.text.size();
  });
  std::cout << files.files.size() << " files, " << std::accumulate(bytes.begin(), bytes.end(), std::size_t{0}) << " bytes, "
            << std::accumulate(nodes.begin(), nodes.end(), std::size_t{0}) << " nodes\n";
  return std::cout.flush() ? kExitClean : kExitFailed;
}

// Lowers all files and checks the form of every function that comes out (ir/verifier.h), as a debug build does in each scan.
int RunVerify(const ScanOptions& options) {
  const std::optional<FileSet> files = FindFilesOf(options);
  if (!files) return kExitWrongUse;
  NameTable names;
  ReadSources read = ReadAndDecode(*files, options.threads);
  const std::vector<Module> modules = ParseAndLower(*files, read, names, {}, options.threads);
  std::vector<std::vector<std::string>> complaints(modules.size());
  ParallelFor(modules.size(), options.threads, [&](std::size_t i, std::size_t) {
    for (const Function& function : modules[i].functions) {
      for (const std::string& complaint : VerifyFunction(function)) {
        complaints[i].push_back(files->files[i].display_path + ": " + std::string(names.Text(function.qualified_name)) + ": " + complaint);
      }
    }
  });
  std::size_t functions = 0;
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < modules.size(); ++i) {
    functions += modules[i].functions.size();
    wrong += complaints[i].size();
    for (const std::string& complaint : complaints[i]) std::cout << complaint << "\n";
  }
  std::cout << modules.size() << " files, " << functions << " functions, " << wrong << " complaints\n";
  return std::cout.flush() && wrong == 0 ? kExitClean : kExitFailed;
}

// Runs the phases up to the effects and prints the chains of the function.
int RunWhyBlocks(const ScanOptions& options, const std::string& function) {
  const std::optional<FileSet> files = FindFilesOf(options);
  if (!files) return kExitWrongUse;
  PipelineOptions pipeline;
  pipeline.files.paths = options.paths;
  pipeline.threads = options.threads;
  Analysis analysis;
  if (!RunPipeline(pipeline, analysis, std::cout)) return kExitFailed;
  const ProgramContext context = MakeProgramContext(*analysis.program, analysis.read.sources, analysis.summaries->contracts);
  const std::string text = DescribeBlocking({&context, &analysis.summaries->graph, &*analysis.effects, &analysis.frames}, function);
  std::cout << (text.empty() ? "'" + function + "' blocks nowhere that dangle sees, or is not there\n" : text);
  return std::cout.flush() ? (text.empty() ? kExitFindings : kExitClean) : kExitFailed;
}

}  // namespace dangle

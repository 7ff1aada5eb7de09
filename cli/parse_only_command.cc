#include <iostream>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "cli/commands.h"
#include "frontend/encoding.h"
#include "frontend/files.h"
#include "frontend/syntax.h"

namespace dangle {

// What every scan of these files pays at least: read them, decode them, build tree-sitter's tree and throw it away.
int RunParseOnly(const ScanOptions& options) {
  FileOptions file_options;
  file_options.paths = options.paths;
  file_options.exclude = options.settings.extend_exclude;
  if (options.settings.exclude) {
    file_options.use_default_excludes = false;
    file_options.exclude.insert(file_options.exclude.end(), options.settings.exclude->begin(), options.settings.exclude->end());
  }
  const FileSet files = FindFiles(file_options);
  for (const std::string& path : files.missing_paths) std::cerr << "dangle: no such file or folder: " << path << "\n";
  if (!files.missing_paths.empty()) return kExitWrongUse;

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

}  // namespace dangle

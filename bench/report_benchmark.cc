// Writing reports: must stay linear in the number of findings, and 5,000 findings must take well under a second.
#include <benchmark/benchmark.h>

#include <sstream>
#include <string>
#include <vector>

#include "report/json.h"
#include "report/sarif.h"
#include "report/text.h"

namespace dangle {
namespace {

constexpr Rule kRule{.id = "DNG301",
                     .name = "resource-leak",
                     .severity = Severity::kP1,
                     .summary = "A resource is not released.",
                     .why = "It stays open.",
                     .page = "# DNG301\n"};

struct Scan {
  SourceSet sources;
  std::vector<Finding> findings;
};

// Files of 1,000 lines with 20 findings each; a finding has a trace of 8 steps and a fix.
Scan MakeScan(std::size_t count) {
  constexpr std::size_t kPerFile = 20;
  std::string text;
  for (int line = 0; line < 1000; ++line) text += "    handle_" + std::to_string(line) + " = open(path_" + std::to_string(line) + ")\n";
  Scan scan;
  for (std::size_t i = 0; i < count; ++i) {
    if (i % kPerFile == 0) scan.sources.Add(SourceFile("package/module_" + std::to_string(i) + ".py", text));
    const FileId file(scan.sources.size() - 1);
    const std::uint32_t begin = scan.sources[file].LineStart(static_cast<std::uint32_t>(i % kPerFile * 40 + 1)) + 4;
    Finding& finding = scan.findings.emplace_back();
    finding.rule = &kRule;
    finding.location = {file, {begin, begin + 20}};
    finding.message = "The file 'handle_" + std::to_string(i) + "' is never closed.";
    finding.function = "package.module.function";
    finding.identity_text = finding.message;
    finding.trace.assign(8, {finding.location, "the file goes on", true});
    finding.fixes = {{"Use a with statement", "with open(path) as handle:\n    ...", {{finding.location, "x"}}}};
  }
  SortFindings(scan.findings, scan.sources);
  return scan;
}

template <typename Write>
void Run(benchmark::State& state, const Write& write) {
  const Scan scan = MakeScan(static_cast<std::size_t>(state.range(0)));
  const Report report{.sources = &scan.sources, .findings = scan.findings, .files_scanned = scan.sources.size()};
  for (auto _ : state) {
    std::ostringstream out;
    write(report, out);
    benchmark::DoNotOptimize(out);
  }
  state.SetComplexityN(state.range(0));
}

void BM_ReportText(benchmark::State& state) {
  Run(state, [](const Report& report, std::ostream& out) { WriteText(report, TextOptions{}, out); });
}
void BM_ReportSarif(benchmark::State& state) {
  Run(state, [](const Report& report, std::ostream& out) { WriteSarif(report, SarifOptions{}, out); });
}
void BM_ReportJson(benchmark::State& state) {
  Run(state, [](const Report& report, std::ostream& out) { WriteJson(report, JsonOptions{}, out); });
}

BENCHMARK(BM_ReportText)->Arg(500)->Arg(5000)->Unit(benchmark::kMillisecond)->Complexity(benchmark::oN);
BENCHMARK(BM_ReportSarif)->Arg(500)->Arg(5000)->Unit(benchmark::kMillisecond)->Complexity(benchmark::oN);
BENCHMARK(BM_ReportJson)->Arg(500)->Arg(5000)->Unit(benchmark::kMillisecond)->Complexity(benchmark::oN);

}  // namespace
}  // namespace dangle

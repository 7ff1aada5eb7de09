#include "checkers/dng902_syntax_error.h"

#include <algorithm>
#include <string>
#include <utility>

#include "checkers/problem_finding.h"

namespace dangle {

namespace {

std::string Sentence(std::string message, std::uint32_t line) {
  message += " (line " + std::to_string(line) + "); this part of the file was not analysed.";
  return message;
}

}  // namespace

const Rule& SyntaxErrorRule() {
  static const Rule rule{.id = "DNG902",
                         .name = "syntax-error",
                         .severity = Severity::kP2,
                         .summary = "A part of a file, or a whole file, could not be read as Python.",
                         .why = "What stands in this part was not looked at, and Python will refuse the file when it is imported.",
                         .page = {},
                         .precision = Confidence::kHigh};
  return rule;
}

void FindSyntaxErrors(const Module& module, const NameTable& names, const SourceSet& sources, std::vector<Finding>& findings) {
  const SourceFile& file = sources[module.file];
  std::vector<const SyntaxProblem*> problems;
  for (const SyntaxProblem& problem : module.problems) {
    if (problem.kind == ProblemKind::kSyntax) problems.push_back(&problem);
  }
  std::stable_sort(problems.begin(), problems.end(), [](const auto* a, const auto* b) { return a->range < b->range; });
  std::uint32_t last_line = 0;
  std::size_t told = 0;
  std::size_t left_out = 0;
  for (const SyntaxProblem* problem : problems) {
    const std::uint32_t line = file.LineOf(problem->range.begin);
    if (line == last_line) continue;
    last_line = line;
    if (++told >= kMaxSyntaxFindings) {
      ++left_out;
      continue;
    }
    findings.push_back(MakeProblemFinding(SyntaxErrorRule(), module, *problem, Sentence(problem->message, line), names, sources));
  }
  if (left_out > 0) {
    SyntaxProblem rest;
    findings.push_back(MakeProblemFinding(SyntaxErrorRule(), module, rest,
                                          std::to_string(left_out) + " more lines of this file are not valid Python; exclude it if it is none.",
                                          names, sources));
  }
}

}  // namespace dangle

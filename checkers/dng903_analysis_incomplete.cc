#include "checkers/dng903_analysis_incomplete.h"

#include <utility>

#include "checkers/problem_finding.h"

namespace dangle {

const Rule& AnalysisIncompleteRule() {
  static const Rule rule{.id = "DNG903",
                         .name = "analysis-incomplete",
                         .severity = Severity::kP3,
                         .summary = "A limit of the analysis was reached, and something was not looked at.",
                         .why = "Findings may be missing in this function; nothing else is affected.",
                         .page = {},
                         .precision = Confidence::kHigh};
  return rule;
}

void FindIncompleteAnalysis(const Module& module, const NameTable& names, std::vector<Notice>& notices) {
  for (const SyntaxProblem& problem : module.problems) {
    if (problem.kind != ProblemKind::kBudget) continue;
    Notice notice;
    notice.id = AnalysisIncompleteRule().id;
    notice.level = NoticeLevel::kNote;
    notice.message = "In '" + QualifiedNameOf(module, problem.function, names) + "': " + problem.message;
    if (notice.message.back() != '.') notice.message += '.';
    notice.location = {module.file, problem.range};
    notices.push_back(std::move(notice));
  }
}

void FindUnfinishedFunctions(const Program& program, const std::vector<FunctionRef>& functions, std::vector<Notice>& notices) {
  for (const FunctionRef ref : functions) {
    if (!program.IsProject(ref.module)) continue;
    Notice notice;
    notice.id = AnalysisIncompleteRule().id;
    notice.level = NoticeLevel::kNote;
    notice.message = "In '" + program.QualifiedName(ref) + "': too many objects over too many branches; some of them were not followed.";
    notice.location = {program.module(ref.module).file, program.function(ref).name_range};
    notices.push_back(std::move(notice));
  }
}

}  // namespace dangle

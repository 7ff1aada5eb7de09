#include "checkers/problem_finding.h"

#include <utility>

namespace dangle {

std::string QualifiedNameOf(const Module& module, FunctionId function, const NameTable& names) {
  std::string name = module.name.IsValid() ? std::string(names.Text(module.name)) : std::string();
  if (!function.IsValid() || function == module.body) return name;
  const NameId qualified = module.functions[function].qualified_name;
  if (!qualified.IsValid()) return name;
  if (!name.empty()) name += '.';
  name += names.Text(qualified);
  return name;
}

Finding MakeProblemFinding(const Rule& rule, const Module& module, const SyntaxProblem& problem, std::string message, const NameTable& names,
                           const SourceSet& sources) {
  Finding finding;
  finding.rule = &rule;
  finding.severity = rule.severity;
  finding.confidence = Confidence::kHigh;
  finding.location = {module.file, problem.range};
  finding.message = std::move(message);
  finding.function = QualifiedNameOf(module, problem.function, names);
  finding.identity_text = std::string(sources[module.file].TextOf(FirstLineOf(finding.location, sources)));
  return finding;
}

}  // namespace dangle

#include "checkers/dng204_await_outside_async.h"

#include <string>
#include <string_view>
#include <utility>

#include "checkers/problem_finding.h"

namespace dangle {

namespace {

// The function that would have to be `async def`: only then is there a rewrite to show.
const Function* EnclosingFunction(const Module& module, FunctionId id) {
  if (!id.IsValid()) return nullptr;
  const Function& function = module.functions[id];
  return function.kind == FunctionKind::kFunction && !function.is_async ? &function : nullptr;
}

// `def load(url):` as it stands, up to the end of its first line.
std::string HeaderOf(const Function& function, const SourceFile& file) {
  const std::string_view line = file.LineText(file.LineOf(function.name_range.begin));
  const std::size_t begin = line.find_first_not_of(" \t");
  return std::string(begin == std::string_view::npos ? line : line.substr(begin));
}

}  // namespace

const Rule& AwaitOutsideAsyncRule() {
  static const Rule rule{.id = "DNG204",
                         .name = "await-outside-async",
                         .severity = Severity::kP1,
                         .summary = "`await` or another asynchronous construct stands where Python's compiler does not allow it.",
                         .why =
                             "This is a SyntaxError at compile time: importing the module fails, which a plugin loader or `try: import` hides "
                             "until it is needed.",
                         .page = {},
                         .precision = Confidence::kHigh};
  return rule;
}

void FindAwaitOutsideAsync(const Module& module, const NameTable& names, const SourceSet& sources, std::vector<Finding>& findings) {
  for (const SyntaxProblem& problem : module.problems) {
    if (problem.kind != ProblemKind::kAsync) continue;
    std::string message = problem.message;
    if (!message.empty() && message.back() == '.') message.pop_back();
    message += ". SyntaxError: the module cannot be imported.";
    Finding finding = MakeProblemFinding(AwaitOutsideAsyncRule(), module, problem, std::move(message), names, sources);
    if (const Function* function = EnclosingFunction(module, problem.function)) {
      const std::string name(names.Text(function->name));
      finding.fixes.push_back(
          {"Make '" + name + "' a coroutine function and await it where it is called", "async " + HeaderOf(*function, sources[module.file]), {}});
    }
    findings.push_back(std::move(finding));
  }
}

}  // namespace dangle

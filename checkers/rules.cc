#include "checkers/rules.h"

#include <algorithm>
#include <vector>

#include "checkers/blocking_checkers.h"
#include "checkers/checker.h"
#include "checkers/dng204_await_outside_async.h"
#include "checkers/dng902_syntax_error.h"
#include "checkers/dng903_analysis_incomplete.h"
#include "checkers/embedded_pages.h"
#include "checkers/expression_checker.h"
#include "checkers/field_checker.h"
#include "checkers/function_checker.h"
#include "checkers/misuse_checker.h"

namespace dangle {

namespace {

// The rows of the rules with their pages, which the build embeds.
std::vector<Rule> MakeRules() {
  std::vector<Rule> rules{AwaitOutsideAsyncRule(), SyntaxErrorRule(), AnalysisIncompleteRule()};
  for (const Checker* checker : ObligationCheckers()) {
    if (checker->rule != nullptr) rules.push_back(*checker->rule);
  }
  for (const FieldChecker* checker : FieldCheckers()) rules.push_back(*checker->rule);
  for (const ExpressionChecker* checker : ExpressionCheckers()) {
    if (checker->rule != nullptr) rules.push_back(*checker->rule);
  }
  for (const FunctionChecker* checker : FunctionCheckers()) {
    if (checker->rule != nullptr) rules.push_back(*checker->rule);
  }
  for (const MisuseChecker* checker : MisuseCheckers()) {
    if (checker->rule != nullptr) rules.push_back(*checker->rule);
  }
  for (const Rule* rule : BlockingRules()) rules.push_back(*rule);
  for (Rule& rule : rules) rule.page = PageOf(rule.id);
  std::sort(rules.begin(), rules.end(), [](const Rule& a, const Rule& b) { return a.id < b.id; });
  // Two checkers may tell of one rule, each of what it sees.
  rules.erase(std::unique(rules.begin(), rules.end(), [](const Rule& a, const Rule& b) { return a.id == b.id; }), rules.end());
  return rules;
}

}  // namespace

std::span<const Rule* const> AllRules() {
  static const std::vector<Rule> kRules = MakeRules();
  static const std::vector<const Rule*> kPointers = [] {
    std::vector<const Rule*> pointers;
    for (const Rule& rule : kRules) pointers.push_back(&rule);
    return pointers;
  }();
  return kPointers;
}

const Rule* FindRule(std::string_view id) {
  const std::span<const Rule* const> rules = AllRules();
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const Rule* rule) { return rule->id == id; });
  return found == rules.end() ? nullptr : *found;
}

std::string_view PageOf(std::string_view rule_id) {
  for (const EmbeddedPage& page : EmbeddedPages()) {
    if (page.rule_id == rule_id) return page.text;
  }
  return {};
}

}  // namespace dangle

#include "checkers/field_checker.h"

#include <algorithm>
#include <array>

#include "dataflow/obligations/end_methods.h"

namespace dangle {

namespace {

SiteResult ResultOf(const Site& site) {
  SiteResult result;
  result.site = site;
  return result;
}

}  // namespace

FieldContext::FieldContext(const ProgramContext& context, const ProgramSummaries& summaries, const FieldDuty& duty, std::size_t store)
    : context_(&context),
      summaries_(&summaries),
      duty_(&duty),
      store_(store),
      result_(ResultOf(duty.stores[store].store.site)),
      site_(context, duty.stores[store].function, result_) {}

const EndMethod* FieldContext::ForgetfulEnd() const {
  const EndMethod* best = nullptr;
  const auto rank = [&](const EndMethod& end) {
    const bool is_private = NameOf(end).starts_with('_') && !NameOf(end).starts_with("__a");
    return std::make_pair(end.siblings.empty(), is_private);
  };
  for (const EndMethod& end : duty_->ends) {
    if (end.is_trivial || end.releases || NameOf(end) == "__del__") continue;
    if (best == nullptr || rank(end) < rank(*best)) best = &end;
  }
  return best;
}

FieldContext::EndPair FieldContext::UnequalEnds() const {
  const auto reaches = [](const EndMethod& end, FunctionRef function) {
    return std::binary_search(end.reached.begin(), end.reached.end(), function);
  };
  const auto share_sibling = [](const EndMethod& a, const EndMethod& b) {
    return std::any_of(a.siblings.begin(), a.siblings.end(), [&](const ReleasedSibling& one) {
      return std::any_of(b.siblings.begin(), b.siblings.end(), [&](const ReleasedSibling& other) { return other.name == one.name; });
    });
  };
  for (const FieldStoreAt& at : duty_->stores) {
    if (at.store.is_shared || at.store.is_released) return {};
  }
  for (const EndMethod& end : duty_->ends) {
    if (end.releases || end.is_trivial) continue;
    const bool is_a_part = std::any_of(duty_->ends.begin(), duty_->ends.end(), [&](const EndMethod& other) {
      return other.releases && (reaches(other, end.function) || reaches(end, other.function));
    });
    if (is_a_part) continue;
    for (const EndMethod& other : duty_->ends) {
      if (!other.releases || !AreSameEnd(NameOf(end), NameOf(other)) || !share_sibling(end, other)) continue;
      const bool is_all = std::all_of(duty_->releases.begin(), duty_->releases.end(),
                                      [&](const FieldRelease& release) { return release.is_restart || reaches(other, release.function); });
      if (is_all) return {&other, &end};
    }
  }
  return {};
}

bool FieldContext::IsMadeAnew() const {
  const auto& constructions = summaries_->graph.constructions;
  return std::any_of(constructions.begin(), constructions.end(), [&](const Construction& made) {
    if (made.constructed != duty_->field.owner) return false;
    const FunctionRef caller = summaries_->graph.functions[made.caller];
    const Function& function = program().function(caller);
    const bool is_body = function.kind == FunctionKind::kModuleBody || function.kind == FunctionKind::kClassBody;
    const std::string_view name = program().names().Text(function.name);
    return !is_body && !name.ends_with("main") && !context_->mains.contains(caller) && !context_->scripts.contains(caller);
  });
}

DefectKey FieldContext::Key() const {
  DefectKey key = site_.Key();
  key.detail = static_cast<std::uint32_t>(store().store.site.root.element - ResultOwes::kWhole);
  return key;
}

std::string FieldContext::ClassName() const { return std::string(program().names().Text(program().class_declaration(duty_->field.owner).name)); }

std::string FieldContext::WhoForgets(const EndMethod* end) const {
  if (end == nullptr && !duty_->inherited_end.empty()) return "'" + ClassName() + "' has no '" + std::string(duty_->inherited_end) + "'";
  if (end == nullptr) return "'" + ClassName() + "' has no method that does";
  if (end->siblings.empty()) return "'" + NameOf(*end) + "' does not";
  return "'" + NameOf(*end) + "' looks after '" + std::string(program().names().Text(end->siblings.front().name)) + "' and forgets it";
}

std::string FieldContext::WhoForgets(const EndPair& ends) const {
  return "'" + NameOf(*ends.faithful) + "' looks after it, and '" + NameOf(*ends.forgetful) + "' does not";
}

Finding FieldContext::Begin(const Rule& rule, Severity severity, Confidence confidence) const {
  Finding finding = site_.Begin(rule, severity, confidence);
  finding.identity_text = ClassName() + "." + std::string(FieldName());
  return finding;
}

std::vector<TraceStep> FieldContext::Trace(const EndMethod* end, std::string_view made) const {
  std::vector<TraceStep> steps;
  steps.push_back({site_.LocationOf(site_.CallRange()), std::string(made), true});
  const auto location = [&](FunctionRef ref, SourceRange range) { return SourceLocation{program().module(ref.module).file, range}; };
  for (const FieldStoreAt& at : duty_->stores) {
    const SourceRange range = program().function(at.function).instructions[at.store.at].range;
    steps.push_back({location(at.function, range), "kept in '" + std::string(FieldName()) + "' of '" + ClassName() + "'", false});
  }
  if (end == nullptr) {
    const ClassDeclaration& declaration = program().class_declaration(duty_->field.owner);
    const SourceLocation place{program().module(duty_->field.owner.module).file, declaration.name_range};
    steps.push_back({place, "no method of the class, nor of those above and below it, ends it", true});
    return steps;
  }
  if (!end->siblings.empty()) {
    const ReleasedSibling& sibling = end->siblings.front();
    const SourceRange range = program().function(sibling.function).instructions[sibling.at].range;
    steps.push_back({location(sibling.function, range), "'" + std::string(program().names().Text(sibling.name)) + "' is looked after here", false});
  }
  steps.push_back({location(end->function, program().function(end->function).name_range),
                   "'" + NameOf(*end) + "' and what it calls never reach '" + std::string(FieldName()) + "'", true});
  return steps;
}

Fix FieldContext::FixOf(const EndMethod* end, const std::vector<std::string>& lines, bool needs_await) const {
  const std::string name = end != nullptr ? NameOf(*end) : duty_->inherited_end.empty() ? "close" : std::string(duty_->inherited_end);
  const bool is_async = end == nullptr ? needs_await : program().function(end->function).is_async;
  const std::string parameters = name == "__aexit__" || name == "__exit__" ? "self, *exc_info" : "self";
  std::string code = std::string(is_async ? "async " : "") + "def " + name + "(" + parameters + "):\n    ...";
  for (const std::string& line : lines) code += "\n    " + line;
  return {"End it in '" + name + "'", std::move(code), {}};
}

std::span<const FieldChecker* const> FieldCheckers() {
  static constexpr std::array<const FieldChecker*, 2> kAll = {&kOwnedResourceNeverReleased, &kTaskNotCancelled};
  return kAll;
}

std::vector<Claim> CheckFields(const ProgramContext& context, const ProgramSummaries& summaries, std::span<const FieldDuty> duties) {
  std::vector<Claim> claims;
  for (const FieldDuty& duty : duties) {
    // Of a class whose bases are not known nobody can say who ends it.
    if (duty.has_unknown_base) continue;
    const FieldContext field(context, summaries, duty);
    for (const FieldChecker* checker : FieldCheckers()) {
      if (checker->protocol == duty.protocol) checker->check(field, claims);
    }
  }
  return claims;
}

}  // namespace dangle

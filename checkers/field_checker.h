// A checker of fields: it looks at one attribute of a class that holds what is owed, and at what the end methods of the class make of
// it, and claims. It holds policy and words; the analysis is dataflow/obligations/field_duties.h.
#ifndef DANGLE_CHECKERS_FIELD_CHECKER_H_
#define DANGLE_CHECKERS_FIELD_CHECKER_H_

#include <span>
#include <string>
#include <vector>

#include "checkers/claim.h"
#include "checkers/site_context.h"
#include "dataflow/obligations/field_duties.h"

namespace dangle {

class FieldContext {
 public:
  // `store`: of the duty's stores, the one to tell about.
  FieldContext(const ProgramContext& context, const ProgramSummaries& summaries, const FieldDuty& duty, std::size_t store = 0);

  // What `site_` refers to stands in the object itself.
  FieldContext(const FieldContext&) = delete;
  FieldContext& operator=(const FieldContext&) = delete;

  const FieldDuty& duty() const { return *duty_; }
  const Program& program() const { return *context_->program; }
  const ProgramSummaries& summaries() const { return *summaries_; }
  // The place at which the field is given such an object, the first one unless said otherwise.
  const FieldStoreAt& store() const { return duty_->stores[store_]; }
  // The same field, at another store.
  FieldContext At(std::size_t store) const { return {*context_, *summaries_, *duty_, store}; }
  const SiteContext& site() const { return site_; }

  // The end method that one would expect to look after the field: one that looks after others, public before private; null if there
  // is none that does anything.
  const EndMethod* ForgetfulEnd() const;
  // One end method that looks after the field and another of the same meaning that does not, though it looks after what the first one
  // does, too; nulls if there are none, or if somebody else ends what the field holds.
  struct EndPair {
    const EndMethod* faithful = nullptr;
    const EndMethod* forgetful = nullptr;
  };
  EndPair UnequalEnds() const;
  // Is an instance made in a function, other than one that runs once in a process?
  bool IsMadeAnew() const;
  bool IsPublic() const { return !FieldName().starts_with('_'); }

  // ---- Words
  std::string_view FieldName() const { return program().names().Text(duty_->field.name); }
  std::string ClassName() const;
  std::string NameOf(const EndMethod& end) const { return std::string(program().names().Text(program().function(end.function).name)); }
  // "'close' releases '_session' and forgets it", "'close' does not", "'Client' has no method that does".
  std::string WhoForgets(const EndMethod* end) const;

  std::string WhoForgets(const EndPair& ends) const;

  Finding Begin(const Rule& rule, Severity severity, Confidence confidence) const;
  std::vector<TraceStep> Trace(const EndMethod* end, std::string_view made) const;
  // Two fields may hold what one call makes.
  DefectKey Key() const;
  // The end method as it should be, with `lines` at its end.
  Fix FixOf(const EndMethod* end, const std::vector<std::string>& lines, bool needs_await) const;

 private:
  const ProgramContext* context_;
  const ProgramSummaries* summaries_;
  const FieldDuty* duty_;
  std::size_t store_;
  SiteResult result_;
  SiteContext site_;
};

using FieldCheck = void (*)(const FieldContext& context, std::vector<Claim>& claims);

struct FieldChecker {
  const Rule* rule = nullptr;
  Protocol protocol = Protocol::kRelease;
  FieldCheck check = nullptr;
};

extern const FieldChecker kOwnedResourceNeverReleased;  // DNG303
extern const FieldChecker kTaskNotCancelled;            // DNG405

// In order of their rules.
std::span<const FieldChecker* const> FieldCheckers();

std::vector<Claim> CheckFields(const ProgramContext& context, const ProgramSummaries& summaries, std::span<const FieldDuty> duties);

}  // namespace dangle

#endif  // DANGLE_CHECKERS_FIELD_CHECKER_H_

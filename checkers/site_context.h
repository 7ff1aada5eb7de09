// What a checker of obligations may ask about one site: the outcome of the analysis, and the words of the code around it.
//
//   conn = await self.pool.connect(host)    CallText: 'self.pool.connect(host)';  Name: 'conn';  FunctionName: 'load'
#ifndef DANGLE_CHECKERS_SITE_CONTEXT_H_
#define DANGLE_CHECKERS_SITE_CONTEXT_H_

#include <string>
#include <string_view>

#include "absl/container/flat_hash_set.h"
#include "checkers/claim.h"
#include "checkers/function_context.h"
#include "dataflow/interproc/summaries.h"
#include "report/finding.h"

namespace dangle {

// Facts about the whole program that several checkers need; made once.
struct ProgramContext {
  const Program* program = nullptr;
  const SourceSet* sources = nullptr;
  const ContractStore* contracts = nullptr;
  // Coroutine functions that asyncio.run, run_until_complete and the like are given: their frames live as long as the loop.
  absl::flat_hash_set<FunctionRef> mains;
  // Functions that a module calls under `if __name__ == "__main__"`.
  absl::flat_hash_set<FunctionRef> scripts;
};

ProgramContext MakeProgramContext(const Program& program, const SourceSet& sources, const ContractStore& contracts);

class SiteContext : public FunctionContext {
 public:
  SiteContext(const ProgramContext& program, FunctionRef function, const SiteResult& result)
      : FunctionContext(*program.program, *program.sources, function), context_(&program), result_(&result) {}

  const ContractStore& contracts() const { return *context_->contracts; }
  const SiteResult& result() const { return *result_; }
  const Site& site() const { return result_->site; }
  // An instance of a project's class that must be released for what it holds.
  bool IsInferredOwner() const { return site().constructed.IsValid() && program().IsProject(site().constructed.module); }
  bool IsMain() const { return context_->mains.contains(ref()); }
  bool IsScript() const { return context_->scripts.contains(ref()); }

  // The violation to tell about: the first one, must before may, of the outcome at the witness.
  const Violation& MainViolation() const;

  // ---- Places
  // The call that makes the object; for a site at an await, what is awaited.
  ValueId MakingCall() const;
  SourceRange CallRange() const { return At(MakingCall()).range; }
  DefectKey Key() const;

  // ---- Words
  std::string CallText() const { return ShortText(MakingCall()); }
  // What is called, without arguments: `self.db.execute`.
  std::string CalleeText() const;
  // The function whose body would run: its name.
  std::string MakerName() const;
  // The variable that holds the object, or empty.
  std::string VariableName() const;

  // A finding at the site with everything but message, fix and trace.
  Finding Begin(const Rule& rule, Severity severity, Confidence confidence) const;
  // The steps from creation to the loss.
  std::vector<TraceStep> Trace(std::string_view made, std::string_view lost) const;
  // For a rank of a witness: confidence, and the reason why it is not high.
  Confidence WitnessConfidence() const;
  std::string WitnessReason() const;
  // "'g()' at line 12 raises", "'await q.get()' at line 9 is cancelled": what the violation's exception is.
  std::string WitnessText() const;

 private:
  ValueId FirstBind() const;

  const ProgramContext* context_;
  const SiteResult* result_;
};

}  // namespace dangle

#endif  // DANGLE_CHECKERS_SITE_CONTEXT_H_

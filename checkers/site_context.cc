#include "checkers/site_context.h"

#include <algorithm>

namespace dangle {

namespace {

// Functions of the standard library that run a coroutine as the whole of a program, by their last name.
bool IsRunner(std::string_view name) { return name == "run" || name == "run_until_complete"; }

// A project's own `run`, which hands its first argument to one of those.
bool PassesOn(const Program& program, FunctionRef ref, ValueId argument) {
  const Function& function = program.function(ref);
  const auto* parameter = As<Param>(function.instructions[argument]);
  return parameter != nullptr && !function.is_async && !function.parameters.empty() && function.parameters[0].slot == parameter->slot;
}

// Adds what is given to runners; `own`: the project's, to which those are added that are found.
void FindMains(const Program& program, FunctionRef ref, bool only_own, absl::flat_hash_set<FunctionRef>& own, ProgramContext& context) {
  const Function& function = program.function(ref);
  const auto runs = [&](const CallTarget& target) {
    if (!target.function.IsValid()) return false;
    if (program.IsProject(target.function.module)) return own.contains(target.function);
    return IsRunner(program.names().Text(program.function(target.function).name));
  };
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    const auto* call = As<Call>(function.instructions[ValueId(i)]);
    if (call == nullptr || call->arguments.size == 0) continue;
    const CallResolution resolution = program.Resolve(ref, ValueId(i));
    if (resolution.targets.empty() || (only_own && !std::any_of(resolution.targets.begin(), resolution.targets.end(), [&](const CallTarget& target) {
                                         return target.function.IsValid() && own.contains(target.function);
                                       })))
      continue;
    if (!std::all_of(resolution.targets.begin(), resolution.targets.end(), runs)) continue;
    const Operand main = function.ArgumentsOf(call->arguments)[0].value;
    if (PassesOn(program, ref, main.value())) own.insert(ref);
    for (const TypeId member : program.MembersOf(program.TypeOf(ref, main.value()))) {
      const Type& type = program.type(member);
      if (type.kind == TypeKind::kCoroutine && type.function.IsValid()) context.mains.insert(type.function);
    }
  }
}

void FindAllMains(const Program& program, ProgramContext& context) {
  absl::flat_hash_set<FunctionRef> own;
  for (const bool only_own : {false, true}) {
    if (only_own && own.empty()) return;
    for (std::size_t m = 0; m < program.module_count() && program.IsProject(ModuleId(m)); ++m) {
      for (std::size_t f = 0; f < program.module(ModuleId(m)).functions.size(); ++f) {
        FindMains(program, {ModuleId(m), FunctionId(f)}, only_own, own, context);
      }
    }
  }
}

// `if __name__ == "__main__":` at the end of the block.
bool AsksForMain(const Program& program, const Function& body, BlockId block) {
  const auto* branch = As<Branch>(body.TerminatorOf(block));
  const auto* compare = branch != nullptr ? As<Compare>(body.instructions[branch->condition.value()]) : nullptr;
  if (compare == nullptr || compare->op != CompareOperator::kEqual) return false;
  const auto* name = As<LoadName>(body.instructions[compare->left.value()]);
  return name != nullptr && program.names().Text(name->name) == "__name__" && Is<Const>(body.instructions[compare->right.value()]);
}

// Functions that a module calls when it is run as a script.
void FindScripts(const Program& program, ModuleId module, ProgramContext& context) {
  const FunctionRef ref{module, FunctionId(std::size_t{0})};
  const Function& body = program.function(ref);
  for (std::size_t b = 0; b < body.blocks.size(); ++b) {
    if (!AsksForMain(program, body, BlockId(b))) continue;
    const Block& guarded = body.blocks[As<Branch>(body.TerminatorOf(BlockId(b)))->if_true];
    for (std::uint32_t i = guarded.first; i < guarded.first + guarded.size; ++i) {
      if (!Is<Call>(body.instructions[ValueId(i)])) continue;
      const CallResolution resolution = program.Resolve(ref, ValueId(i));
      if (resolution.targets.size() == 1 && resolution.targets[0].function.IsValid()) context.scripts.insert(resolution.targets[0].function);
    }
  }
}

}  // namespace

ProgramContext MakeProgramContext(const Program& program, const SourceSet& sources, const ContractStore& contracts) {
  ProgramContext context{&program, &sources, &contracts, {}, {}};
  FindAllMains(program, context);
  for (std::size_t m = 0; m < program.module_count() && program.IsProject(ModuleId(m)); ++m) FindScripts(program, ModuleId(m), context);
  return context;
}

const Violation& SiteContext::MainViolation() const {
  const auto& violations = result_->witnessed.violations;
  const auto must = std::find_if(violations.begin(), violations.end(), [](const Violation& v) { return v.loss == Loss::kMust; });
  return must == violations.end() ? violations.front() : *must;
}

ValueId SiteContext::MakingCall() const {
  const ValueId value = site().root.value;
  const auto* await = As<Await>(At(value));
  if (await == nullptr || !Is<Call>(At(await->value.value()))) return value;
  return await->value.value();
}

DefectKey SiteContext::Key() const { return {static_cast<std::uint32_t>(site().protocol), module().file, CallRange(), 0}; }

std::string SiteContext::CalleeText() const {
  const auto* call = As<Call>(At(MakingCall()));
  return call == nullptr ? CallText() : OneLine(TextOf(At(call->callee.value()).range));
}

std::string SiteContext::MakerName() const {
  if (!site().maker.IsValid()) return CalleeText();
  return std::string(program().names().Text(program().function(site().maker).name));
}

ValueId SiteContext::FirstBind() const {
  const Function& f = function();
  for (std::size_t i = site().root.value.value(); i < f.instructions.size(); ++i) {
    const auto* bind = As<Bind>(f.instructions[ValueId(i)]);
    if (bind == nullptr) continue;
    const ValueId value = bind->value.value();
    if (value == site().root.value && site().root.element == ResultOwes::kWhole) return ValueId(i);
    const auto* element = As<Element>(f.instructions[value]);
    if (element == nullptr || static_cast<std::int16_t>(element->index) != site().root.element) continue;
    const auto* unpack = As<Unpack>(f.instructions[element->unpacked.value()]);
    if (unpack != nullptr && unpack->value.value() == site().root.value) return ValueId(i);
  }
  return {};
}

std::string SiteContext::VariableName() const {
  const ValueId bind = FirstBind();
  if (!bind.IsValid()) return {};
  return std::string(program().names().Text(function().slots[As<Bind>(At(bind))->slot].name));
}

Finding SiteContext::Begin(const Rule& rule, Severity severity, Confidence confidence) const {
  Finding finding;
  finding.rule = &rule;
  finding.severity = severity;
  finding.confidence = site().is_paired ? std::max(confidence, Confidence::kMedium) : confidence;
  if (site().is_paired) finding.confidence_reason = "that it must be released is known only from the release further down";
  if (IsInferredOwner()) {
    finding.confidence = std::max(finding.confidence, Confidence::kMedium);
    const std::string made(program().names().Text(program().class_declaration(site().constructed).name));
    finding.confidence_reason = "that '" + made + "' must be closed is inferred from what its constructor opens";
  }
  finding.location = LocationOf(CallRange());
  finding.function = QualifiedFunctionName();
  finding.identity_text = std::string(TextOf(CallRange()));
  const std::size_t ways = result_->witnessed.violations.size();
  finding.other_paths = ways > 1 ? static_cast<std::uint32_t>(ways - 1) : 0;
  return finding;
}

std::vector<TraceStep> SiteContext::Trace(std::string_view made, std::string_view lost) const {
  std::vector<TraceStep> steps;
  steps.push_back({LocationOf(CallRange()), std::string(made), true});
  const FunctionRef maker = site().maker;
  if (maker.IsValid() && program().IsProject(maker.module) && !program().function(maker).is_async) {
    const Module& made_in = program().module(maker.module);
    steps.push_back({{made_in.file, program().function(maker).name_range}, "'" + MakerName() + "' gives it to its caller", false});
  }
  const ValueId bind = FirstBind();
  if (bind.IsValid()) steps.push_back({LocationOf(At(bind).range), "kept in '" + VariableName() + "'", false});
  if (!result_->witnessed.violations.empty() && !lost.empty()) {
    steps.push_back({LocationOf(At(MainViolation().at).range), std::string(lost), true});
  }
  return steps;
}

Confidence SiteContext::WitnessConfidence() const {
  switch (result_->witness) {
    case RaiseRank::kCancel:
    case RaiseRank::kOutside:
      return Confidence::kMedium;
    case RaiseRank::kUnknown:
      return Confidence::kLow;
    default:
      return Confidence::kHigh;
  }
}

std::string SiteContext::WitnessReason() const {
  switch (result_->witness) {
    case RaiseRank::kCancel:
      return "it takes a cancellation of '" + FunctionName() + "' at that await";
    case RaiseRank::kOutside:
      return "it takes an error of '" + ShortText(MainViolation().witness) + "'";
    case RaiseRank::kUnknown:
      return "'" + ShortText(MainViolation().witness) + "' is unknown code";
    default:
      return {};
  }
}

std::string SiteContext::WitnessText() const {
  const Violation& violation = MainViolation();
  const std::string line = " at line " + std::to_string(LineOf(violation.witness));
  const Instruction& at = At(violation.witness);
  if (Is<Raise>(at)) return "'" + ShortText(violation.witness) + "'" + line + " leaves '" + FunctionName() + "'";
  if (Is<Yield>(at) || Is<YieldFrom>(at)) return "the consumer stops at the 'yield'" + line;
  if (at.range.begin == at.range.end || Is<Reraise>(at)) return "an exception passes" + line;
  if (violation.way == WayOut::kReturn) return "'" + FunctionName() + "' goes on" + line + " after an exception";
  const std::string verb = violation.way == WayOut::kCancel ? " is cancelled" : " raises";
  return "'" + ShortText(violation.witness) + "'" + line + verb;
}

}  // namespace dangle

// DNG203 of an argument: a coroutine is given for a parameter that is declared to be something else.
//
//   async def send(event: dict) -> None: ...
//   await send(request.json())            request.json is an `async def`
#include <algorithm>
#include <iterator>
#include <string>

#include "checkers/abilities.h"
#include "checkers/call_arguments.h"
#include "checkers/checker.h"
#include "checkers/expression_checker.h"
#include "dataflow/obligations/protocol.h"

namespace dangle {

namespace {

// The declared type of the parameter in its own function; kUnknownType if it is not annotated.
TypeId DeclaredType(const Program& program, FunctionRef ref, const Parameter& parameter) {
  if (!parameter.annotation.IsValid()) return kUnknownType;
  const Function& function = program.function(ref);
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    const auto* param = As<Param>(function.instructions[ValueId(i)]);
    if (param == nullptr) break;
    if (param->slot == parameter.slot) return program.TypeOf(ref, ValueId(i));
  }
  return kUnknownType;
}

// `def first(a: int, b: int): return a`: what goes in comes out, and the caller may await it there.
bool GivesBack(const Function& function, const Parameter& parameter) {
  for (const Instruction& instruction : function.instructions) {
    const auto* result = As<Return>(instruction);
    const auto* given = result == nullptr || !result->value.IsValid() ? nullptr : As<Param>(function.instructions[result->value.value()]);
    if (given != nullptr && given->slot == parameter.slot) return true;
  }
  return false;
}

// Plain data: no class that a coroutine could be meant for.
bool IsPlainData(const Program& program, TypeId type) {
  static constexpr std::string_view kPlain[] = {"builtins.str",  "builtins.int",  "builtins.bytes", "builtins.float",
                                                "builtins.bool", "builtins.dict", "builtins.list",  "builtins.set"};
  bool has_plain = false;
  for (const TypeId member : program.MembersOf(type)) {
    const Type& known = program.type(member);
    if (known.kind == TypeKind::kNone || known.kind == TypeKind::kTrue || known.kind == TypeKind::kFalse || known.kind == TypeKind::kTuple) continue;
    if (known.kind != TypeKind::kInstance) return false;
    const std::string name = program.QualifiedName(known.class_ref);
    if (std::find(std::begin(kPlain), std::end(kPlain), name) == std::end(kPlain)) return false;
    has_plain = true;
  }
  return has_plain;
}

// The plain data that is declared for the parameter; invalid if it is not. An override without an annotation wants what the others want.
TypeId PlainDataFor(const Program& program, const CallResolution& resolution, std::string_view name) {
  TypeId plain;
  for (const CallTarget& target : resolution.targets) {
    const Function& function = program.function(target.function);
    for (const Parameter& parameter : function.parameters) {
      if (program.names().Text(parameter.name) != name) continue;
      if (GivesBack(function, parameter)) return TypeId();
      if (!parameter.annotation.IsValid() && resolution.targets.size() > 1) continue;
      plain = DeclaredType(program, target.function, parameter);
      if (!IsPlainData(program, plain)) return TypeId();
    }
  }
  return plain;
}

void Check(const FunctionContext& context, ValueId at, const ModelledCall& callee, std::vector<Claim>& claims) {
  const auto* call = As<Call>(context.At(at));
  // Whose stub is known is the obligation checker's.
  if (call == nullptr || callee.IsKnown()) return;
  const auto arguments = context.function().ArgumentsOf(call->arguments);
  if (std::ranges::none_of(arguments, [&](const Argument& argument) { return context.IsCoroutineCall(argument.value.value()); })) return;
  const Program& program = context.program();
  const CallResolution resolution = program.Resolve(context.ref(), at);
  if (resolution.targets.empty() || !resolution.is_complete) return;
  for (const CallTarget& target : resolution.targets) {
    if (!target.function.IsValid() || !program.IsProject(target.function.module) || !program.traits(target.function).has_plain_decorators) return;
  }
  // Overrides promise what the method declares; all that have the parameter must want plain data.
  const CallTarget& target = resolution.targets[0];
  for (const Parameter& parameter : program.function(target.function).parameters) {
    if (parameter.kind == ParameterKind::kStar || parameter.kind == ParameterKind::kDoubleStar) continue;
    const std::string name(program.names().Text(parameter.name));
    const ValueId value = ArgumentFor(context, *call, target, name);
    if (!value.IsValid() || !context.IsCoroutineCall(value)) continue;
    const TypeId declared = PlainDataFor(program, resolution, name);
    if (!declared.IsValid()) continue;
    const SourceRange range = context.At(value).range;
    Finding finding = BeginFinding(context, *kCoroutineUsedAsValue.rule, range, Severity::kP1, Confidence::kHigh);
    const std::string taker = OneLine(context.TextOf(context.At(call->callee.value()).range));
    finding.message = "'" + context.ShortText(value) + "' is a coroutine and is given to '" + taker + "' for '" + name + "', which is declared as " +
                      DescribeType(program, declared) + ": an 'await' is missing.";
    finding.trace = {{context.LocationOf(range), "'" + context.ShortText(value) + "' makes a coroutine here", true},
                     {context.LocationOf(context.At(at).range), "given to '" + taker + "' here", true}};
    Fix fix{"Await the coroutine", "await " + std::string(context.TextOf(range)), {}};
    if (context.function().is_async) fix.edits.push_back({context.LocationOf({range.begin, range.begin}), "await "});
    finding.fixes = {std::move(fix)};
    claims.push_back({{static_cast<std::uint32_t>(Protocol::kAwait), context.module().file, range, 0}, std::move(finding)});
  }
}

}  // namespace

const ExpressionChecker kCoroutineAsArgument = {nullptr, &Check};

}  // namespace dangle

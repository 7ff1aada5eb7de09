// DNG211: an asynchronous generator is awaited, dropped as a statement, iterated synchronously, or given to what wants a
// coroutine.
//
//   rows = await stream_rows(query)        stream_rows yields
#include <string>

#include "checkers/call_arguments.h"
#include "checkers/expression_checker.h"

namespace dangle {

namespace {

constexpr Rule kRule = {
    .id = "DNG211",
    .name = "async-generator-misused",
    .severity = Severity::kP1,
    .summary =
        "An asynchronous generator is awaited, called as a statement, iterated with `for`, or handed over as if it were a "
        "coroutine.",
    .why =
        "Calling it gives an async iterator and starts nothing; `await` on it raises TypeError, and as a statement the body "
        "never runs.",
    .page = {},
    .precision = Confidence::kHigh,
};

bool IsAsyncGenerator(const FunctionContext& context, ValueId value) {
  const auto members = context.MembersAt(value);
  if (members.empty()) return false;
  for (const TypeId member : members) {
    const Type& type = context.program().type(member);
    if (type.kind != TypeKind::kAsyncGenerator || !type.function.IsValid()) return false;
    if (context.program().traits(type.function).has_trivial_body) return false;
  }
  return true;
}

void ClaimGenerator(const FunctionContext& context, ValueId value, ValueId user, const std::string& how, std::vector<Claim>& claims) {
  const SourceRange range = context.RangeAt(value, user);
  Finding finding = BeginFinding(context, kRule, range, Severity::kP1, Confidence::kHigh);
  const std::string text = context.NameOf(value);
  finding.message = "'" + text + "' makes an asynchronous generator, " + how + ".";
  finding.fixes = {{"Iterate it", "async for item in " + text + ": …", {}}};
  finding.trace = {{context.LocationOf(range), "an asynchronous generator is made here; its body has not begun", true}};
  claims.push_back({KeyOf(context, kRule, range), std::move(finding)});
}

// A generator expression as a statement is pointless, but nobody expects its body to run.
bool IsCallOfFunction(const FunctionContext& context, ValueId value) {
  if (!Is<Call>(context.At(value))) return false;
  const auto members = context.MembersAt(value);
  return context.program().function(context.program().type(members[0]).function).kind == FunctionKind::kFunction;
}

void CheckCall(const FunctionContext& context, ValueId at, const Call& call, const ModelledCall& callee, std::vector<Claim>& claims) {
  if (callee.name == "asyncio.gather") {
    for (const Argument& argument : context.function().ArgumentsOf(call.arguments)) {
      const bool is_one = argument.kind == ArgumentKind::kPositional && IsAsyncGenerator(context, argument.value.value());
      if (is_one) ClaimGenerator(context, argument.value.value(), at, "which 'gather' cannot await (TypeError)", claims);
    }
    return;
  }
  ForEachKnownArgument(context, call, callee, AwaitedParameters(), [&](ValueId value) {
    if (IsAsyncGenerator(context, value)) ClaimGenerator(context, value, at, "which '" + callee.LastName() + "' cannot run (TypeError)", claims);
  });
}

void Check(const FunctionContext& context, ValueId at, const ModelledCall& callee, std::vector<Claim>& claims) {
  const Instruction& instruction = context.At(at);
  if (const auto* await = As<Await>(instruction); await != nullptr && !instruction.is_implicit && context.function().is_async) {
    const ValueId value = await->value.value();
    if (IsAsyncGenerator(context, value)) ClaimGenerator(context, value, at, "which cannot be awaited (TypeError)", claims);
  } else if (const auto* iterate = As<Iterate>(instruction)) {
    const ValueId value = iterate->iterable.value();
    if (!iterate->is_async && IsAsyncGenerator(context, value)) ClaimGenerator(context, value, at, "which 'for' cannot iterate (TypeError)", claims);
  } else if (const auto* drop = As<Drop>(instruction)) {
    // The statement `agen()`.
    const bool is_statement = !drop->slot.IsValid() && drop->value.IsValid() && at.value() == drop->value.value() + 1;
    if (is_statement && IsAsyncGenerator(context, drop->value) && IsCallOfFunction(context, drop->value)) {
      ClaimGenerator(context, drop->value, at, "which is dropped at once: its body never runs", claims);
    }
  } else if (const auto* call = As<Call>(instruction)) {
    CheckCall(context, at, *call, callee, claims);
  }
}

}  // namespace

const ExpressionChecker kAsyncGeneratorMisused = {&kRule, &Check};

}  // namespace dangle

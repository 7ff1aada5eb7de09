// DNG206: `with` where `async with` belongs, `for` where `async for` belongs, and the other way round.
//
//   with self._lock: ...          an asyncio.Lock
//   async for i, x in enumerate(xs): ...
#include <string>

#include "checkers/abilities.h"
#include "checkers/call_arguments.h"
#include "checkers/expression_checker.h"

namespace dangle {

namespace {

constexpr Rule kRule = {
    .id = "DNG206",
    .name = "wrong-protocol",
    .severity = Severity::kP1,
    .summary =
        "A context manager or iterable is used by the protocol that it does not have: `with` for `async with`, `for` for `async "
        "for`.",
    .why =
        "`with` looks for `__enter__`, `async with` for `__aenter__`: the wrong one raises before anything is acquired "
        "(TypeError, "
        "AttributeError before 3.11), so this line has never worked on this path.",
    .page = {},
    .precision = Confidence::kHigh,
};

void Claim206(const FunctionContext& context, ValueId value, ValueId user, std::string message, Fix fix, std::vector<Claim>& claims) {
  const SourceRange range = context.RangeAt(value, user);
  const Confidence confidence = TrustIn(context.program(), context.ref(), value);
  if (confidence == Confidence::kLow) return;
  Finding finding = BeginFinding(context, kRule, range, Severity::kP1, confidence);
  if (confidence != Confidence::kHigh) finding.confidence_reason = "the type is inferred from what the project stores, passes or returns";
  finding.message = std::move(message);
  finding.fixes = {std::move(fix)};
  finding.trace = {{context.LocationOf(range), "gives " + DescribeType(context.program(), context.TypeAt(value)), true}};
  claims.push_back({KeyOf(context, kRule, range), std::move(finding)});
}

void CheckEnter(const FunctionContext& context, ValueId at, const Enter& enter, std::vector<Claim>& claims) {
  const TypeId type = context.TypeAt(enter.manager);
  const Ability used = enter.is_async ? Ability::kEnterAsync : Ability::kEnter;
  const Ability other = enter.is_async ? Ability::kEnter : Ability::kEnterAsync;
  if (CanAny(context.program(), type, used) != Answer::kNo || CanAny(context.program(), type, other) != Answer::kYes) return;
  const std::string text = context.NameOf(enter.manager);
  const std::string what = DescribeType(context.program(), type);
  if (enter.is_async) {
    Claim206(context, enter.manager, at, "'" + text + "' (" + what + ") is entered with 'async with' but is no asynchronous context manager.",
             {"Enter it with 'with'", "with " + text + ":", {}}, claims);
  } else {
    const bool can_await = context.function().is_async;
    const std::string header = "async with " + text + ":";
    Claim206(context, enter.manager, at, "'" + text + "' (" + what + ") is entered with 'with' but is an asynchronous context manager only.",
             {can_await ? "Enter it with 'async with'" : "Enter it with 'async with' in a coroutine", header, {}}, claims);
  }
}

void CheckIterate(const FunctionContext& context, ValueId at, const Iterate& iterate, std::vector<Claim>& claims) {
  const ValueId value = iterate.iterable.value();
  const TypeId type = context.TypeAt(value);
  const Ability used = iterate.is_async ? Ability::kIterateAsync : Ability::kIterate;
  const Ability other = iterate.is_async ? Ability::kIterate : Ability::kIterateAsync;
  if (context.program().IsOnly(type, TypeKind::kAsyncGenerator)) return;  // DNG211
  if (CanAny(context.program(), type, used) != Answer::kNo || CanAny(context.program(), type, other) != Answer::kYes) return;
  const std::string text = context.NameOf(value);
  const std::string what = DescribeType(context.program(), type);
  if (iterate.is_async) {
    Claim206(context, value, at, "'async for' goes over '" + text + "' (" + what + "), which is no asynchronous iterable (TypeError).",
             {"Iterate with 'for'", "for … in " + text + ":", {}}, claims);
  } else {
    Claim206(context, value, at, "'for' goes over '" + text + "' (" + what + "), which can be iterated only asynchronously (TypeError).",
             {"Iterate with 'async for'", "async for … in " + text + ":", {}}, claims);
  }
}

// `stack.enter_context(async_manager)` and the other way round.
void CheckStack(const FunctionContext& context, ValueId at, const Call& call, const ModelledCall& callee, std::vector<Claim>& claims) {
  if (!callee.name.starts_with("contextlib.")) return;
  const bool is_async = callee.name.ends_with(".enter_async_context");
  if (!is_async && !callee.name.ends_with(".enter_context")) return;
  const ValueId value = ArgumentFor(context, call, callee.target, "cm");
  if (!value.IsValid()) return;
  const TypeId type = context.TypeAt(value);
  const Ability used = is_async ? Ability::kEnterAsync : Ability::kEnter;
  const Ability other = is_async ? Ability::kEnter : Ability::kEnterAsync;
  if (CanAny(context.program(), type, used) != Answer::kNo || CanAny(context.program(), type, other) != Answer::kYes) return;
  const std::string right = is_async ? "enter_context" : "enter_async_context";
  const std::string wrong = is_async ? "enter_async_context" : "enter_context";
  Claim206(context, value, at,
           "'" + wrong + "' is given '" + context.NameOf(value) + "' (" + DescribeType(context.program(), type) + "), which is entered by '" + right +
               "'.",
           {"Enter it with '" + right + "'", (is_async ? "" : "await ") + std::string("stack.") + right + "(" + context.NameOf(value) + ")", {}},
           claims);
}

void Check(const FunctionContext& context, ValueId at, const ModelledCall& callee, std::vector<Claim>& claims) {
  if (const auto* enter = As<Enter>(context.At(at))) CheckEnter(context, at, *enter, claims);
  if (const auto* iterate = As<Iterate>(context.At(at))) CheckIterate(context, at, *iterate, claims);
  if (const auto* call = As<Call>(context.At(at))) CheckStack(context, at, *call, callee, claims);
}

}  // namespace

const ExpressionChecker kWrongProtocol = {&kRule, &Check};

}  // namespace dangle

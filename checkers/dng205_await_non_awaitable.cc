// DNG205: what is awaited is no awaitable.
//
//   await queue.put_nowait(job)
//   await asyncio.wait_for(await fetch(url), 5)
#include <algorithm>
#include <array>
#include <string>

#include "checkers/abilities.h"
#include "checkers/call_arguments.h"
#include "checkers/expression_checker.h"
#include "dataflow/obligations/protocol.h"

namespace dangle {

namespace {

constexpr Rule kRule = {
    .id = "DNG205",
    .name = "await-non-awaitable",
    .severity = Severity::kP1,
    .summary = "`await` stands before something that cannot be awaited, or an API that awaits is given a value.",
    .why =
        "The callee has run to its end before `await` raises TypeError (\"object X can't be used in 'await' expression\"): the "
        "effect "
        "happened, what follows does not.",
    .page = {},
    .precision = Confidence::kHigh,
};

// Parameters that want the coroutine function, not what calling it gives.
constexpr std::array<KnownParameter, 12> kCalled = {{
    {"asyncio.AbstractEventLoop.call_soon", "callback"},
    {"asyncio.AbstractEventLoop.call_later", "callback"},
    {"asyncio.AbstractEventLoop.call_at", "callback"},
    {"asyncio.AbstractEventLoop.call_soon_threadsafe", "callback"},
    {"asyncio.AbstractEventLoop.run_in_executor", "func"},
    {"asyncio.to_thread", "func"},
    {"anyio.run", "func"},
    {"anyio.abc.TaskGroup.start_soon", "func"},
    {"anyio.to_thread.run_sync", "func"},
    {"trio.run", "async_fn"},
    {"trio.Nursery.start_soon", "async_fn"},
    {"trio.to_thread.run_sync", "sync_fn"},
}};

// The body of an abstract method or hook says nothing of what its overrides in other packages give.
bool IsHook(const FunctionContext& context, ValueId value) {
  if (!Is<Call>(context.At(value))) return false;
  for (const CallTarget& target : context.program().Resolve(context.ref(), value).targets) {
    if (target.function.IsValid() && context.program().IsProject(target.function.module) &&
        context.program().traits(target.function).has_trivial_body) {
      return true;
    }
  }
  return false;
}

bool IsOnlyNone(const FunctionContext& context, ValueId value) {
  const auto members = context.MembersAt(value);
  return members.size() == 1 && context.program().type(members[0]).kind == TypeKind::kNone;
}

bool HasAsyncGenerator(const FunctionContext& context, ValueId value) {
  for (const TypeId member : context.MembersAt(value)) {
    if (context.program().type(member).kind == TypeKind::kAsyncGenerator) return true;
  }
  return false;
}

// `if inspect.isawaitable(x): await x`: the code asks itself.
bool IsAskedFor(const FunctionContext& context, ValueId value) {
  static constexpr std::array<std::string_view, 6> kQuestions = {"isawaitable", "iscoroutine", "isfuture", "isinstance", "hasattr", "callable"};
  const Function& function = context.function();
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    const auto* call = As<Call>(function.instructions[ValueId(i)]);
    if (call == nullptr || call->arguments.size == 0 || function.ArgumentsOf(call->arguments)[0].value.value() != value) continue;
    const std::string_view callee = context.TextOf(context.At(call->callee.value()).range);
    const std::string_view name = callee.substr(callee.rfind('.') + 1);
    if (std::find(kQuestions.begin(), kQuestions.end(), name) != kQuestions.end()) return true;
  }
  return false;
}

// `session: Session` where the library has an AsyncSession too: the annotation is as likely to be wrong as the `await`.
bool MayMeanTheAsyncTwin(const FunctionContext& context, ValueId value) {
  const auto* call = As<Call>(context.At(value));
  const auto* method = call == nullptr ? nullptr : As<LoadAttr>(context.At(call->callee.value()));
  if (method == nullptr || !Is<Param>(context.At(method->object.value()))) return false;
  for (const TypeId member : context.MembersAt(method->object.value())) {
    const Type& type = context.program().type(member);
    if (type.kind != TypeKind::kInstance || context.program().IsProject(type.class_ref.module)) continue;
    const std::string twin = "Async" + std::string(context.program().names().Text(context.program().class_declaration(type.class_ref).name));
    if (context.program().names().Find(twin).IsValid()) return true;
  }
  return false;
}

// `await first(fetch(a), b)`: what the annotation calls an int may be the coroutine that went in.
bool IsGivenAwaitable(const FunctionContext& context, ValueId value) {
  const auto* call = As<Call>(context.At(value));
  if (call == nullptr) return false;
  for (const Argument& argument : context.function().ArgumentsOf(call->arguments)) {
    const TypeId type = context.program().TypeOf(context.ref(), argument.value.value());
    if (CanAny(context.program(), type, Ability::kAwait) == Answer::kYes) return true;
  }
  return false;
}

// Surely nothing to await?
bool IsPlainValue(const FunctionContext& context, ValueId value, TypeId type) {
  if (CanAny(context.program(), type, Ability::kAwait) != Answer::kNo) return false;
  // A field that is None wherever we look gets its value where nobody looks.
  if (IsOnlyNone(context, value) && !Is<Call>(context.At(value)) && !Is<Await>(context.At(value))) return false;
  return !HasAsyncGenerator(context, value) && !IsHook(context, value) && !IsAskedFor(context, value) && !IsGivenAwaitable(context, value);
}

bool IsPlainValue(const FunctionContext& context, ValueId value) { return IsPlainValue(context, value, context.TypeAt(value)); }

std::string ReasonFor(Confidence confidence) {
  if (confidence == Confidence::kMedium) return "the type is inferred from what the project stores or returns";
  return confidence == Confidence::kLow ? "the type rests on what the project passes" : "";
}

void CheckAwait(const FunctionContext& context, ValueId at, ValueId value, std::vector<Claim>& claims) {
  const TypeId type = context.program().TypeAt(context.ref(), at, value);
  if (context.At(at).is_implicit || !context.function().is_async || !IsPlainValue(context, value, type)) return;
  const bool is_twin = MayMeanTheAsyncTwin(context, value);
  const Confidence confidence = is_twin ? Confidence::kLow : TrustIn(context.program(), context.ref(), value);
  if (confidence == Confidence::kLow && !is_twin) return;
  const SourceRange operand = context.RangeAt(value, at);
  Finding finding = BeginFinding(context, kRule, operand, Severity::kP1, confidence);
  finding.confidence_reason = is_twin ? "the annotation may name the synchronous twin of the class that is meant" : ReasonFor(confidence);
  const auto members = context.program().MembersOf(type);
  const TypeKind kind = members.empty() ? TypeKind::kUnknown : context.program().type(members[0]).kind;
  const std::string text = context.NameOf(value);
  if (kind == TypeKind::kFunction || kind == TypeKind::kBoundMethod) {
    finding.message = "'" + text + "' is a function that is not called, and 'await' raises TypeError.";
    finding.fixes = {{"Call it", "await " + text + "()", {}}};
  } else {
    finding.message = "'" + text + "' gives " + DescribeType(context.program(), type) + ", which cannot be awaited: 'await' raises TypeError.";
    finding.fixes = {{"Drop the 'await'", std::string(context.TextOf(operand)), {}}};
    const SourceRange word{context.At(at).range.begin, operand.begin};
    if (context.At(at).range.begin < operand.begin && context.TextOf(word).starts_with("await") &&
        context.TextOf(word).find('(') == std::string_view::npos) {
      finding.fixes[0].edits.push_back({context.LocationOf(word), ""});
    }
  }
  finding.trace = {{context.LocationOf(operand), "gives " + DescribeType(context.program(), type), true}};
  claims.push_back({KeyOf(context, kRule, operand), std::move(finding)});
}

void ClaimArgument(const FunctionContext& context, ValueId call, ValueId value, const std::string& callee, Confidence trust,
                   std::vector<Claim>& claims) {
  if (trust == Confidence::kLow) return;
  const SourceRange range = context.RangeAt(value, call);
  Finding finding = BeginFinding(context, kRule, range, Severity::kP1, trust);
  finding.confidence_reason = ReasonFor(trust);
  const std::string text = context.NameOf(value);
  const TypeId type = context.program().TypeOf(context.ref(), value);
  const auto* awaited = As<Await>(context.At(value));
  const auto members = context.program().MembersOf(type);
  const bool is_function = members.size() == 1 && (context.program().type(members[0]).kind == TypeKind::kFunction ||
                                                   context.program().type(members[0]).kind == TypeKind::kBoundMethod);
  if (awaited != nullptr) {
    finding.message = "'" + text + "' has been awaited already: '" + callee + "' gets its result, which cannot be awaited.";
    finding.fixes = {{"Hand over the awaitable", std::string(context.TextOf(context.At(awaited->value.value()).range)), {}}};
  } else if (is_function) {
    finding.message = "'" + callee + "' is given the function '" + text + "' and not the coroutine that calling it makes.";
    finding.fixes = {{"Call it", text + "()", {}}};
  } else {
    finding.message = "'" + callee + "' is given " + DescribeType(context.program(), type) + ", which cannot be awaited.";
    finding.fixes = {{"Hand over an awaitable, or drop the call", text, {}}};
  }
  finding.trace = {{context.LocationOf(range), "gives " + DescribeType(context.program(), type), true},
                   {context.LocationOf(context.At(call).range), "awaited in here", false}};
  claims.push_back({KeyOf(context, kRule, range), std::move(finding)});
}

// `[await f(x) for x in xs]`, of whose elements no type says that they can be awaited: results, made one after the other.
bool HoldsAwaited(const FunctionContext& context, ValueId container) {
  for (std::size_t i = container.value() + 1; i < context.function().instructions.size(); ++i) {
    const auto* insert = As<Insert>(context.At(ValueId(i)));
    if (insert == nullptr || insert->container.value() != container) continue;
    const ValueId element = insert->value.value();
    return Is<Await>(context.At(element)) && CanAny(context.program(), context.TypeAt(element), Ability::kAwait) != Answer::kYes;
  }
  return false;
}

// `gather(await a(), await b())`, `gather(*[await f(x) for x in xs])`, `gather(coros)`.
void CheckGather(const FunctionContext& context, ValueId at, const Call& call, std::vector<Claim>& claims) {
  for (const Argument& argument : context.function().ArgumentsOf(call.arguments)) {
    const ValueId value = argument.value.value();
    if (argument.kind == ArgumentKind::kPositional && IsPlainValue(context, value)) {
      ClaimArgument(context, at, value, "gather", TrustIn(context.program(), context.ref(), value), claims);
    }
    if (argument.kind != ArgumentKind::kStar || !Is<MakeContainer>(context.At(value))) continue;
    for (const TypeId member : context.MembersAt(value)) {
      const Type& type = context.program().type(member);
      const bool has_element = type.kind == TypeKind::kInstance && type.arguments.size() == 1;
      const bool is_awaited = HoldsAwaited(context, value);
      if (!has_element || (!is_awaited && CanAny(context.program(), type.arguments[0], Ability::kAwait) != Answer::kNo)) continue;
      Finding finding = BeginFinding(context, kRule, context.At(value).range, Severity::kP1, Confidence::kMedium);
      finding.confidence_reason = "the type of the elements is inferred";
      finding.message = "'gather' is given the elements of '" + context.ShortText(value) + "', which are " +
                        (is_awaited ? "awaited already" : DescribeType(context.program(), type.arguments[0]) + " and cannot be awaited") +
                        ": they are results, made one after the other.";
      finding.fixes = {{"Hand over the awaitables", "without 'await' inside the display", {}}};
      claims.push_back({KeyOf(context, kRule, context.At(value).range), std::move(finding)});
    }
  }
}

// The same coroutine is also lost: one defect, by the key of its obligation.
void ClaimCoroutine(const FunctionContext& context, ValueId call, ValueId value, const std::string& callee, std::vector<Claim>& claims) {
  const SourceRange range = context.RangeAt(value, call);
  Finding finding = BeginFinding(context, kRule, range, Severity::kP1, Confidence::kHigh);
  const auto* made = As<Call>(context.At(value));
  finding.message = "'" + callee + "' wants a function and is given the coroutine '" + context.NameOf(value) + "', which it cannot call (TypeError).";
  finding.fixes = {{"Hand over the function", std::string(context.TextOf(context.At(made->callee.value()).range)), {}}};
  finding.trace = {{context.LocationOf(range), "a coroutine is made here", true}};
  claims.push_back({{static_cast<std::uint32_t>(Protocol::kAwait), context.module().file, context.At(value).range, 0}, std::move(finding)});
}

void CheckCall(const FunctionContext& context, ValueId at, const Call& call, const ModelledCall& callee, std::vector<Claim>& claims) {
  if (!callee.IsKnown()) return;
  if (callee.name == "asyncio.gather") return CheckGather(context, at, call, claims);
  ForEachKnownArgument(context, call, callee, AwaitedParameters(), [&](ValueId value) {
    if (IsPlainValue(context, value)) ClaimArgument(context, at, value, callee.LastName(), TrustIn(context.program(), context.ref(), value), claims);
  });
  ForEachKnownArgument(context, call, callee, kCalled, [&](ValueId value) {
    if (context.IsCoroutineCall(value)) ClaimCoroutine(context, at, value, callee.LastName(), claims);
  });
}

void Check(const FunctionContext& context, ValueId at, const ModelledCall& callee, std::vector<Claim>& claims) {
  if (const auto* await = As<Await>(context.At(at))) CheckAwait(context, at, await->value.value(), claims);
  if (const auto* call = As<Call>(context.At(at))) CheckCall(context, at, *call, callee, claims);
}

}  // namespace

const ExpressionChecker kAwaitNonAwaitable = {&kRule, &Check};

}  // namespace dangle

// DNG209: a method that Python or a test runner calls synchronously is an `async def`, or one that is awaited is not.
//
//   class Session:
//       async def __exit__(self, *exc): await self.close()
#include <algorithm>
#include <array>
#include <string>

#include "checkers/abilities.h"
#include "checkers/expression_checker.h"

namespace dangle {

namespace {

constexpr Rule kRule = {
    .id = "DNG209",
    .name = "async-override-mismatch",
    .severity = Severity::kP2,
    .summary = "A special method or test that is called synchronously is an `async def`, or an awaited one returns nothing to await.",
    .why =
        "Python calls this method itself and uses the result as it is: an async `__exit__` returns a true object and so swallows "
        "every "
        "exception of the block; an async test passes without running.",
    .page = {},
    .precision = Confidence::kHigh,
};

struct SpecialMethod {
  std::string_view name;
  std::string_view consequence;  // of its being a coroutine function
};

constexpr std::array<SpecialMethod, 15> kSynchronous = {{
    {"__aiter__", "'async for' gets a coroutine in place of an iterator (TypeError)"},
    {"__await__", "'await' gets a coroutine in place of an iterator (TypeError)"},
    {"__bool__", "every truth test raises TypeError"},
    {"__contains__", "every 'in' is true"},
    {"__del__", "its body never runs"},
    {"__enter__", "the block gets a coroutine that never ran"},
    {"__eq__", "every comparison is true"},
    {"__exit__", "its body never runs, and the true object that it gives swallows every exception of the block"},
    {"__hash__", "every use as a key raises TypeError"},
    {"__init__", "constructing raises TypeError"},
    {"__iter__", "iterating raises TypeError"},
    {"__len__", "'len' raises TypeError"},
    {"__repr__", "'repr' raises TypeError"},
    {"__setattr__", "no attribute is ever stored"},
    {"__str__", "'str' raises TypeError"},
}};

constexpr std::array<std::string_view, 3> kAwaited = {"__aenter__", "__aexit__", "__anext__"};

void ClaimMethod(const FunctionContext& context, FunctionRef method, Severity severity, std::string message, Fix fix, std::vector<Claim>& claims) {
  const SourceRange range = context.program().function(method).name_range;
  Finding finding = BeginFinding(context, kRule, range, severity, Confidence::kHigh);
  finding.function = context.program().QualifiedName(method);
  finding.message = std::move(message);
  finding.fixes = {std::move(fix)};
  claims.push_back({KeyOf(context, kRule, range), std::move(finding)});
}

// Is every way out of the function the return of something that surely cannot be awaited?
bool ReturnsNoAwaitable(const Program& program, FunctionRef ref) {
  const Function& function = program.function(ref);
  bool has_return = false;
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    const auto* result = As<Return>(function.instructions[ValueId(i)]);
    if (result == nullptr || !result->value.IsValid()) continue;
    has_return = true;
    if (CanAny(program, program.TypeOf(ref, result->value.value()), Ability::kAwait) != Answer::kNo) return false;
  }
  return has_return;
}

bool IsSynchronousTestCase(const Program& program, ClassRef owner) {
  const ClassRef plain = program.FindClass("unittest.TestCase");
  const ClassRef async_case = program.FindClass("unittest.IsolatedAsyncioTestCase");
  if (!plain.IsValid() || program.class_info(owner).has_unknown_base) return false;
  return program.IsSubclass(owner, plain) && !(async_case.IsValid() && program.IsSubclass(owner, async_case));
}

void CheckMethod(const FunctionContext& context, FunctionRef ref, std::vector<Claim>& claims) {
  const Program& program = context.program();
  const Function& method = program.function(ref);
  const std::string name(program.names().Text(method.name));
  const ClassRef owner{ref.module, method.owner};
  if (!program.traits(ref).has_plain_decorators) return;
  if (method.is_async) {
    const auto special = std::find_if(kSynchronous.begin(), kSynchronous.end(), [&](const SpecialMethod& s) { return s.name == name; });
    // `async def __aiter__` with a yield is an asynchronous generator: just right.
    if (special != kSynchronous.end() && !method.is_generator) {
      ClaimMethod(context, ref, Severity::kP1,
                  "'" + name + "' is called synchronously, and as a coroutine function it fails: " + std::string(special->consequence) + ".",
                  {"Make it a plain method", "def " + name + "(…):", {}}, claims);
    }
    const bool is_test = name.starts_with("test") || name == "setUp" || name == "tearDown";
    if (is_test && IsSynchronousTestCase(program, owner)) {
      ClaimMethod(context, ref, Severity::kP1,
                  "'" + name +
                      "' is a coroutine function in a plain 'TestCase', which calls it and drops the coroutine: it passes "
                      "without running.",
                  {"Derive the class from IsolatedAsyncioTestCase",
                   "class " + std::string(program.names().Text(program.class_declaration(owner).name)) + "(unittest.IsolatedAsyncioTestCase):",
                   {}},
                  claims);
    }
    return;
  }
  const bool is_awaited = std::find(kAwaited.begin(), kAwaited.end(), name) != kAwaited.end();
  if (is_awaited && !method.is_generator && !program.traits(ref).has_trivial_body && ReturnsNoAwaitable(program, ref)) {
    ClaimMethod(context, ref, Severity::kP1, "'" + name + "' is awaited, and as a plain method it gives nothing that can be awaited (TypeError).",
                {"Make it a coroutine function", "async def " + name + "(…):", {}}, claims);
  }
}

void Check(const FunctionContext& context, ValueId at, const ModelledCall&, std::vector<Claim>& claims) {
  const auto* closure = As<MakeClosure>(context.At(at));
  if (closure == nullptr) return;
  const FunctionRef ref{context.ref().module, closure->function};
  if (context.program().function(ref).owner.IsValid() && context.program().function(ref).kind == FunctionKind::kFunction)
    CheckMethod(context, ref, claims);
}

}  // namespace

const ExpressionChecker kAsyncOverrideMismatch = {&kRule, &Check};

}  // namespace dangle

// DNG207: one coroutine object is awaited, scheduled or run a second time.
//
//   async def retry(coro: Coroutine):
//       for _ in range(3):
//           try:
//               return await coro        # the second round awaits what has run already
//           except OSError:
//               await sleep(1)
//
// A coroutine value is *spent* where it is awaited or handed to what runs it. In SSA it is the same object wherever the value is used,
// so it is spent twice if a way leads from one such place to another (or to itself) that does not make it anew.
#include <algorithm>
#include <string>
#include <vector>

#include "checkers/call_arguments.h"
#include "checkers/expression_checker.h"
#include "checkers/generator_scopes.h"
#include "ir/dominance.h"

namespace dangle {

namespace {

constexpr Rule kRule = {
    .id = "DNG207",
    .name = "coroutine-awaited-twice",
    .severity = Severity::kP1,
    .summary = "The same coroutine object is awaited, scheduled or run more than once.",
    .why =
        "A coroutine runs once: the second await raises RuntimeError(\"cannot reuse already awaited coroutine\"), so a retry or a cache "
        "fails exactly when it is needed.",
    .page = {},
    .precision = Confidence::kHigh,
};

bool IsCoroutineType(const FunctionContext& context, ValueId value) {
  const auto members = context.MembersAt(value);
  return !members.empty() && std::ranges::all_of(members, [&](TypeId member) {
    const Type& type = context.program().type(member);
    if (type.kind == TypeKind::kCoroutine) return true;
    return type.kind == TypeKind::kInstance && context.program().QualifiedName(type.class_ref) == "typing.Coroutine";
  });
}

// The coroutine that this instruction spends, if something else than its temporary holds it.
ValueId SpentAt(const FunctionContext& context, ValueId at, const ModelledCall& callee) {
  const auto held = [&](Operand operand) { return operand.IsValid() && !operand.is_move() ? operand.value() : ValueId(); };
  if (const auto* await = As<Await>(context.At(at))) return held(await->value);
  const auto* call = As<Call>(context.At(at));
  if (call == nullptr || !callee.IsKnown()) return {};
  ValueId spent;
  const auto take = [&](ValueId value) {
    for (const Argument& argument : context.function().ArgumentsOf(call->arguments)) {
      if (argument.value.value() == value && held(argument.value).IsValid()) spent = value;
    }
  };
  ForEachKnownArgument(context, *call, callee, AwaitedParameters(), take);
  if (callee.name == "asyncio.gather") {
    for (const Argument& argument : context.function().ArgumentsOf(call->arguments)) {
      if (argument.kind == ArgumentKind::kPositional) take(argument.value.value());
    }
  }
  return spent;
}

// The first of `places` on a way from behind `from` that does not make `value` anew; invalid if there is none.
ValueId NextPlace(const Function& function, ValueId from, ValueId value, const std::vector<ValueId>& places) {
  const auto first_in = [&](std::uint32_t begin, std::uint32_t end) {
    for (const ValueId place : places) {
      if (place.value() >= begin && place.value() < end) return place;
    }
    return ValueId();
  };
  const BlockId start = function.BlockOf(from);
  const Block& own = function.blocks[start];
  if (const ValueId near = first_in(from.value() + 1, own.first + own.size); near.IsValid()) return near;
  std::vector<char> is_seen(function.blocks.size(), 0);
  std::vector<BlockId> open;
  const auto expand = [&](BlockId block) {
    ForEachSuccessor(function, block, [&](BlockId to, EdgeKind kind) {
      if (kind == EdgeKind::kCancel || kind == EdgeKind::kAbandon || is_seen[to.value()] != 0) return;
      is_seen[to.value()] = 1;
      open.push_back(to);
    });
  };
  expand(start);
  ValueId found;
  while (!open.empty()) {
    const BlockId block = open.back();
    open.pop_back();
    const Block& b = function.blocks[block];
    const bool makes_anew = value.value() >= b.first && value.value() < b.first + b.size;
    const ValueId place = first_in(b.first, makes_anew ? value.value() : b.first + b.size);
    if (place.IsValid() && (!found.IsValid() || place < found)) found = place;
    if (!makes_anew && !place.IsValid()) expand(block);
  }
  return found;
}

void CheckSpent(const FunctionContext& context, ValueId at, const ModelledCall& callee, std::vector<Claim>& claims) {
  const ValueId value = SpentAt(context, at, callee);
  if (!value.IsValid() || (!Is<Call>(context.At(value)) && !Is<Param>(context.At(value))) || !IsCoroutineType(context, value)) return;
  const Function& function = context.function();
  std::vector<ValueId> places;
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    const Instruction& instruction = function.instructions[ValueId(i)];
    if (!Is<Await>(instruction) && !Is<Call>(instruction)) continue;
    if (SpentAt(context, ValueId(i), ModelledCallAt(context, ValueId(i))) == value) places.push_back(ValueId(i));
  }
  const ValueId again = NextPlace(function, at, value, places);
  // Two branches of conditions that exclude each other need the way to be certain.
  if (!again.IsValid() || (again != at && !DominatorTree(function).Dominates(function.BlockOf(at), function.BlockOf(again)))) return;
  const SourceRange range = context.At(again).range;
  const bool is_parameter = Is<Param>(context.At(value));
  Finding finding = BeginFinding(context, kRule, range, Severity::kP1, is_parameter ? Confidence::kMedium : Confidence::kHigh);
  if (is_parameter) finding.confidence_reason = "the type is that of the parameter";
  const std::string name = context.NameOf(value);
  finding.message = again == at
                        ? "The coroutine '" + name + "' is awaited again in each round: it runs once, and the second time raises RuntimeError."
                        : "The coroutine '" + name + "' is awaited a second time: it was at line " + std::to_string(context.LineOf(at)) +
                              ", and a coroutine runs once (RuntimeError).";
  finding.trace = {{context.LocationOf(context.At(at).range), "'" + name + "' is awaited here", true},
                   {context.LocationOf(range), again == at ? "and here again, in the next round" : "and here again", true}};
  if (is_parameter) {
    finding.fixes = {{"Make a task of it, which can be awaited any number of times", "task = asyncio.create_task(" + name + ")\nawait task", {}}};
  } else {
    finding.fixes = {{"Make a coroutine for each await", "await " + context.ShortText(value), {}}};
  }
  claims.push_back({KeyOf(context, kRule, range), std::move(finding)});
}

// `@lru_cache` on an `async def` keeps the coroutine, not what it gives.
void CheckCached(const FunctionContext& context, const MakeClosure& closure, std::vector<Claim>& claims) {
  const FunctionRef ref{context.ref().module, closure.function};
  const Function& function = context.program().function(ref);
  if (!function.is_async || function.is_generator || !context.program().traits(ref).caches_result) return;
  const FunctionContext inner(context, ref);
  const SourceRange range = function.name_range;
  Finding finding = BeginFinding(inner, kRule, range, Severity::kP1, Confidence::kHigh);
  const std::string name = inner.FunctionName();
  finding.message =
      "The cache on '" + name + "' keeps the coroutine of the first call: every later call gives it again, and awaiting it raises RuntimeError.";
  finding.trace = {{inner.LocationOf(range), "'" + name + "' is an 'async def' under a cache for functions", true}};
  finding.fixes = {{"Cache what the coroutine gives", "from async_lru import alru_cache\n\n@alru_cache\nasync def " + name + "(...):\n    ...", {}}};
  claims.push_back({KeyOf(inner, kRule, range), std::move(finding)});
}

void Check(const FunctionContext& context, ValueId at, const ModelledCall& callee, std::vector<Claim>& claims) {
  if (const auto* closure = As<MakeClosure>(context.At(at))) return CheckCached(context, *closure, claims);
  CheckSpent(context, at, callee, claims);
}

}  // namespace

const ExpressionChecker kCoroutineAwaitedTwice = {&kRule, &Check};

}  // namespace dangle

// DNG210: an asynchronous generator that holds something is left before its end, and nobody closes it.
//
//   async for row in stream_rows(pool):     stream_rows holds a connection while it yields
//       if row.id == wanted:
//           return row                      the connection goes back when the garbage collector finds the generator, or never
//
// Source: PEP 525 (finalization), PEP 789.
#include <string>
#include <vector>

#include "checkers/call_arguments.h"
#include "checkers/expression_checker.h"
#include "checkers/generator_scopes.h"

namespace dangle {

namespace {

constexpr Rule kRule = {
    .id = "DNG210",
    .name = "async-generator-not-closed",
    .severity = Severity::kP2,
    .summary = "An asynchronous generator that holds something across its yields is left before its end without `aclose()`.",
    .why =
        "Leaving the loop does not close the generator: its `async with` and `finally` blocks run when the garbage collector finds it, in "
        "another task, or not at all where the loop has ended.",
    .page = {},
};

// How a loop over the generator may be left.
enum class Leaving : std::uint8_t { kNever, kEarly, kAtYield };

// The one project generator that a call makes.
FunctionRef GeneratorMadeBy(const FunctionContext& context, ValueId value) {
  if (!Is<Call>(context.At(value))) return {};
  const auto members = context.MembersAt(value);
  if (members.size() != 1) return {};
  const Type& type = context.program().type(members[0]);
  if (type.kind != TypeKind::kAsyncGenerator || !type.function.IsValid() || !context.program().IsProject(type.function.module)) return {};
  return type.function;
}

// The asynchronous context manager that the generator holds while it is suspended; invalid if none. A plain `with` seldom holds what others
// wait for, and needs no loop to be left.
ValueId HeldBy(const FunctionContext& context, FunctionRef generator) {
  const Function& function = context.program().function(generator);
  return HeldAcrossYield(function, [&](ValueId enter) { return As<Enter>(function.instructions[enter])->is_async; });
}

// The body of the loop, without the way through its head.
Leaving LeavingOf(const Function& function, ValueId next_id, const Next& next, ValueId& at) {
  const BlockId head = function.BlockOf(next_id);
  std::vector<char> is_seen(function.blocks.size(), 0);
  std::vector<BlockId> open = {next.body};
  is_seen[next.body.value()] = 1;
  Leaving leaving = Leaving::kNever;
  while (!open.empty()) {
    const BlockId block = open.back();
    open.pop_back();
    bool is_left = false;
    const Block& b = function.blocks[block];
    for (std::uint32_t i = b.first; i < b.first + b.size && !is_left; ++i) {
      const Instruction& instruction = function.instructions[ValueId(i)];
      const auto* drop = As<Drop>(instruction);
      is_left = Is<Return>(instruction) || (drop != nullptr && drop->value == next.iterator);
      if (is_left || (Is<Yield>(instruction) && leaving == Leaving::kNever)) {
        leaving = is_left ? Leaving::kEarly : Leaving::kAtYield;
        at = ValueId(i);
      }
    }
    if (is_left) continue;
    ForEachSuccessor(function, block, [&](BlockId to, EdgeKind kind) {
      if (!IsNormal(kind) || to == head || is_seen[to.value()] != 0) return;
      is_seen[to.value()] = 1;
      open.push_back(to);
    });
  }
  return leaving;
}

void Check(const FunctionContext& context, ValueId at, const ModelledCall&, std::vector<Claim>& claims) {
  const auto* iterate = As<Iterate>(context.At(at));
  if (iterate == nullptr || !iterate->is_async || !iterate->iterable.IsValid()) return;
  const ValueId made = iterate->iterable.value();
  const FunctionRef generator = GeneratorMadeBy(context, made);
  const Function& function = context.function();
  if (!generator.IsValid() || generator == context.ref()) return;
  ValueId left;
  Leaving leaving = Leaving::kNever;
  for (std::size_t i = at.value(); i < function.instructions.size() && leaving == Leaving::kNever; ++i) {
    const auto* next = As<Next>(function.instructions[ValueId(i)]);
    if (next != nullptr && next->iterator == at) leaving = LeavingOf(function, ValueId(i), *next, left);
  }
  // A generator that only hands on is itself left at its yields; under a decorator somebody runs it to its end.
  if (leaving == Leaving::kNever || (leaving == Leaving::kAtYield && !function.decorators.empty())) return;
  if (leaving == Leaving::kAtYield && !function.is_async) return;
  const ValueId held = HeldBy(context, generator);
  if (!held.IsValid()) return;
  const FunctionContext inner(context, generator);
  const ValueId manager = As<Enter>(inner.At(held))->manager;
  const SourceRange range = context.At(made).range;
  Finding finding = BeginFinding(context, kRule, range, Severity::kP2, Confidence::kMedium);
  finding.confidence_reason = "where the generator is left, the garbage collector may close it soon enough";
  const std::string name = inner.FunctionName();
  const std::string holds = "'" + inner.ShortText(manager) + "'";
  finding.message = "'" + context.ShortText(made) + "' holds " + holds + " while it yields, and is " +
                    (leaving == Leaving::kEarly
                         ? "left at line " + std::to_string(context.LineOf(left)) + " before its end"
                         : "abandoned where '" + context.FunctionName() + "' is, at the yield of line " + std::to_string(context.LineOf(left))) +
                    ": nothing closes it.";
  finding.trace = {{context.LocationOf(range), "'" + name + "' is iterated here", true},
                   {inner.LocationOf(inner.At(manager).range), "it holds " + holds + " across its yields", false},
                   {context.LocationOf(context.At(left).range), "the loop may end here, with the generator suspended", true}};
  finding.fixes = {
      {"Close it on every way out", "async with aclosing(" + std::string(context.TextOf(range)) + ") as items:\n    async for item in items: …", {}}};
  claims.push_back({KeyOf(context, kRule, range), std::move(finding)});
}

}  // namespace

const ExpressionChecker kAsyncGeneratorNotClosed = {&kRule, &Check};

}  // namespace dangle

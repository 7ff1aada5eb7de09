// DNG208: a coroutine function is given to an API that calls it and drops what it returns.
//
//   loop.call_later(5, self.refresh)        refresh is an `async def`
//   threading.Thread(target=worker)
#include <array>
#include <string>

#include "checkers/call_arguments.h"
#include "checkers/expression_checker.h"

namespace dangle {

namespace {

constexpr Rule kRule = {
    .id = "DNG208",
    .name = "async-callback-never-runs",
    .severity = Severity::kP1,
    .summary = "A coroutine function is handed to an API that calls it synchronously and drops the coroutine.",
    .why =
        "The API calls the function and drops what it returns; for an `async def` that is an unstarted coroutine, so the handler "
        "does "
        "nothing and nobody is told.",
    .page = {},
    .precision = Confidence::kHigh,
};

constexpr std::array<KnownParameter, 22> kCalledBack = {{
    {"asyncio.AbstractEventLoop.call_soon", "callback"},
    {"asyncio.AbstractEventLoop.call_later", "callback"},
    {"asyncio.AbstractEventLoop.call_at", "callback"},
    {"asyncio.AbstractEventLoop.call_soon_threadsafe", "callback"},
    {"asyncio.AbstractEventLoop.add_reader", "callback"},
    {"asyncio.AbstractEventLoop.add_writer", "callback"},
    {"asyncio.AbstractEventLoop.add_signal_handler", "callback"},
    {"asyncio.AbstractEventLoop.set_exception_handler", "handler"},
    {"asyncio.AbstractEventLoop.run_in_executor", "func"},
    {"asyncio.Future.add_done_callback", "fn"},
    {"asyncio.Task.add_done_callback", "fn"},
    {"asyncio.to_thread", "func"},
    {"concurrent.futures.Future.add_done_callback", "fn"},
    {"concurrent.futures.Executor.submit", "fn"},
    {"concurrent.futures.ThreadPoolExecutor.submit", "fn"},
    {"signal.signal", "handler"},
    {"atexit.register", "func"},
    {"threading.Thread.__init__", "target"},
    {"threading.Timer.__init__", "function"},
    {"multiprocessing.Process.__init__", "target"},
    {"contextlib.ExitStack.callback", "callback"},
    {"contextlib.AsyncExitStack.callback", "callback"},
}};

// Does every call of this value give a coroutine?
bool GivesCoroutine(const Program& program, FunctionRef ref) {
  const Function& function = program.function(ref);
  if (function.is_generator) return false;
  if (function.is_async) return true;
  if (function.kind != FunctionKind::kLambda) return false;
  bool has_return = false;
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    const auto* result = As<Return>(function.instructions[ValueId(i)]);
    if (result == nullptr || !result->value.IsValid()) continue;
    if (!program.IsOnly(program.TypeOf(ref, result->value.value()), TypeKind::kCoroutine)) return false;
    has_return = true;
  }
  return has_return;
}

bool IsCoroutineFunction(const FunctionContext& context, ValueId value) {
  const auto members = context.MembersAt(value);
  if (members.empty()) return false;
  for (const TypeId member : members) {
    const Type& type = context.program().type(member);
    const bool is_function = (type.kind == TypeKind::kFunction || type.kind == TypeKind::kBoundMethod) && type.function.IsValid();
    if (!is_function || !context.program().IsProject(type.function.module) || !GivesCoroutine(context.program(), type.function)) return false;
  }
  return true;
}

// `await (await loop.run_in_executor(None, f))`: what comes back is awaited.
bool IsAwaitedTwice(const FunctionContext& context, ValueId call) {
  ValueId awaited;
  const Function& function = context.function();
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    const auto* await = As<Await>(function.instructions[ValueId(i)]);
    if (await == nullptr) continue;
    if (await->value.value() == call) awaited = ValueId(i);
    if (awaited.IsValid() && await->value.value() == awaited) return true;
  }
  return false;
}

Fix FixFor(const FunctionContext& context, std::string_view callee, const std::string& function, const std::string& call) {
  if (callee == "contextlib.AsyncExitStack.callback")
    return {"Push it as an asynchronous callback", "stack.push_async_callback(" + function + ")", {}};
  const bool runs_in_thread = callee.starts_with("threading.") || callee.starts_with("concurrent.") || callee.starts_with("multiprocessing.") ||
                              callee.ends_with("run_in_executor") || callee == "asyncio.to_thread";
  if (runs_in_thread) {
    const bool can_await = context.function().is_async;
    return can_await ? Fix{"Run it on this loop", "await " + function + "(…)", {}}
                     : Fix{"Hand it to the loop from the other thread", "asyncio.run_coroutine_threadsafe(" + function + "(…), loop)", {}};
  }
  return {"Let the callback start a task, and keep the task",
          "def on_call():\n    task = asyncio.create_task(" + function +
              "())\n    background_tasks.add(task)\n    task.add_done_callback(background_tasks.discard)\n" + call + "(…, on_call)",
          {}};
}

void ClaimCallback(const FunctionContext& context, ValueId at, const Call& call, ValueId value, const ModelledCall& callee,
                   std::vector<Claim>& claims) {
  const SourceRange range = context.RangeAt(value, at);
  Finding finding = BeginFinding(context, kRule, range, Severity::kP1, Confidence::kHigh);
  const std::string name = context.NameOf(value);
  const std::string api = OneLine(context.TextOf(context.At(call.callee.value()).range));
  const bool raises = callee.LastName() == "add_signal_handler" && !Is<MakeClosure>(context.At(value));
  finding.message = raises ? "'" + name + "' is a coroutine function, which 'add_signal_handler' refuses with a TypeError."
                           : "'" + name + "' gives a coroutine that '" + api + "' drops: its body never runs.";
  finding.fixes = {FixFor(context, callee.name, name, api)};
  finding.trace = {{context.LocationOf(range), "a coroutine function is handed over here", true}};
  claims.push_back({KeyOf(context, kRule, range), std::move(finding)});
}

void Check(const FunctionContext& context, ValueId at, const ModelledCall& callee, std::vector<Claim>& claims) {
  const auto* call = As<Call>(context.At(at));
  if (call == nullptr || !callee.IsKnown()) return;
  ForEachKnownArgument(context, *call, callee, kCalledBack, [&](ValueId value) {
    if (IsCoroutineFunction(context, value) && !IsAwaitedTwice(context, at)) ClaimCallback(context, at, *call, value, callee, claims);
  });
}

}  // namespace

const ExpressionChecker kAsyncCallbackNeverRuns = {&kRule, &Check};

}  // namespace dangle

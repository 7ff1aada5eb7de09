#include "dataflow/exits/unwatched_task.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "dataflow/obligations/function_view.h"
#include "dataflow/obligations/task_run.h"
#include "ir/access_path.h"

namespace dangle {

namespace {

// Methods of asyncio's own objects that wait until somebody else does something with the object.
constexpr std::array<std::string_view, 6> kPassiveWaits = {"acquire", "get", "join", "put", "wait", "wait_for"};

bool IsPassiveWait(std::string_view name) { return std::find(kPassiveWaits.begin(), kPassiveWaits.end(), name) != kPassiveWaits.end(); }

// Is everything that a coroutine waits for reachable from elsewhere?
class HeldReader {
 public:
  explicit HeldReader(const Program& program) : program_(program) {}

  bool IsHeld(FunctionRef ref, int depth) {
    if (std::find(seen_.begin(), seen_.end(), ref) != seen_.end()) return true;
    seen_.push_back(ref);
    const Function& function = program_.function(ref);
    for (std::size_t i = 0; i < function.instructions.size(); ++i) {
      const ValueId at(i);
      if (MayCancel(function.instructions[at]) && !Is<Reraise>(function.instructions[at]) && !IsHeldAt(ref, at, depth)) return false;
    }
    return true;
  }

 private:
  bool IsHeldAt(FunctionRef ref, ValueId at, int depth) {
    const Function& function = program_.function(ref);
    const CallResolution resolution = program_.Resolve(ref, at);
    if (resolution.targets.empty()) {
      const auto* await = As<Await>(function.instructions[at]);
      if (depth > 0) return true;
      // An object that others have keeps what waits in its methods.
      return await != nullptr && (IsGivenFuture(ref, await->value.value()) || IsOwnCoroutine(ref, await->value.value()) || IsGivenReceiver(ref, at));
    }
    return std::all_of(resolution.targets.begin(), resolution.targets.end(),
                       [&](const CallTarget& target) { return IsHeldBy(ref, at, target, depth); });
  }

  bool IsHeldBy(FunctionRef ref, ValueId at, const CallTarget& target, int depth) {
    if (!target.function.IsValid()) return depth > 0;
    if (program_.IsProject(target.function.module)) return depth >= kMaxHeldDepth || IsHeld(target.function, depth + 1);
    const std::string name = program_.QualifiedName(target.function);
    if (name.starts_with("asyncio.StreamReader.")) return false;
    const bool is_passive = name.starts_with("asyncio.") && IsPassiveWait(program_.names().Text(program_.function(target.function).name)) &&
                            program_.function(target.function).owner.IsValid();
    return !is_passive || IsGivenReceiver(ref, at);
  }

  // What a plain function of the project gives to await: something deeper.
  bool IsOwnCoroutine(FunctionRef ref, ValueId awaited) const {
    if (!Is<Call>(program_.function(ref).instructions[awaited])) return false;
    const CallResolution resolution = program_.Resolve(ref, awaited);
    return !resolution.targets.empty() && std::all_of(resolution.targets.begin(), resolution.targets.end(), [&](const CallTarget& target) {
      return target.function.IsValid() && program_.IsProject(target.function.module);
    });
  }

  // A future or task that came from elsewhere wakes whoever waits for it: it refers to the task.
  bool IsGivenFuture(FunctionRef ref, ValueId awaited) const {
    const std::span<const TypeId> members = program_.MembersOf(program_.TypeOf(ref, awaited));
    const bool is_future = !members.empty() && std::all_of(members.begin(), members.end(), [&](TypeId member) {
      const Type& type = program_.type(member);
      const std::string_view name =
          type.kind == TypeKind::kInstance && type.class_ref.IsValid() ? program_.names().Text(program_.class_declaration(type.class_ref).name) : "";
      return name == "Future" || name == "Task";
    });
    return is_future && IsGiven(ref, awaited);
  }

  bool IsGivenReceiver(FunctionRef ref, ValueId at) const {
    const Function& function = program_.function(ref);
    const auto* await = As<Await>(function.instructions[at]);
    const auto* call = await == nullptr ? nullptr : As<Call>(function.instructions[await->value.value()]);
    const auto* method = call == nullptr ? nullptr : As<LoadAttr>(function.instructions[call->callee.value()]);
    return method != nullptr && IsGiven(ref, method->object.value());
  }

  // A parameter, a captured variable, a global, or something below one of them.
  bool IsGiven(FunctionRef ref, ValueId value) const {
    const Function& function = program_.function(ref);
    const std::optional<AccessPath> path = AccessPathOf(function, value);
    if (!path) return false;
    if (path->global.IsValid()) return true;
    if (path->root.IsValid() && Is<Param>(function.instructions[path->root])) return true;
    return path->variable.IsValid() && function.slots[path->variable].outer.IsValid();
  }

  const Program& program_;
  std::vector<FunctionRef> seen_;
};

class ErrorReader {
 public:
  ErrorReader(const Program& program, const ContractStore& contracts, FunctionRef ref)
      : program_(program), view_(program, contracts, ref), function_(view_.function()) {}

  bool TakesItsErrors() const {
    bool takes_some = false;
    const std::vector<char> is_usual = view_.ReachedNormally();
    for (std::size_t i = 0; i < function_.instructions.size(); ++i) {
      const ValueId at(i);
      if (!Awaits(function_.instructions[at]) || view_.RaiseOf(at) > RaiseRank::kOutside || IsQuiet(at)) continue;
      // An error within the handling of an error.
      if (is_usual[view_.BlockOf(at).value()] == 0) continue;
      if (!IsTaken(function_.blocks[view_.BlockOf(at)].on_raise)) return false;
      takes_some = true;
    }
    return takes_some;
  }

 private:
  // What fails only where it is cancelled.
  bool IsQuiet(ValueId at) const {
    const auto* await = As<Await>(function_.instructions[at]);
    const auto* call = await == nullptr ? nullptr : As<Call>(function_.instructions[await->value.value()]);
    if (call == nullptr) return false;
    const CallResolution resolution = program_.Resolve(view_.ref(), await->value.value());
    if (resolution.targets.size() != 1 || !resolution.targets[0].function.IsValid()) return false;
    const std::string name = program_.QualifiedName(resolution.targets[0].function);
    if (name == "asyncio.sleep" || name == "asyncio.wait") return true;
    const std::span<const Argument> arguments = function_.ArgumentsOf(call->arguments);
    return name == "asyncio.gather" && std::any_of(arguments.begin(), arguments.end(), [&](const Argument& argument) {
             if (argument.kind != ArgumentKind::kKeyword || program_.names().Text(argument.keyword) != "return_exceptions") return false;
             const auto* constant = As<Const>(function_.instructions[argument.value.value()]);
             return constant != nullptr && constant->kind == ConstKind::kTrue;
           });
  }

  // Does a clause behind this handler take the exception and go on to a return?
  bool IsTaken(BlockId handler) const {
    if (!handler.IsValid()) return false;
    std::vector<char> reached(function_.blocks.size() * 2, 0);  // of each block: before and after a clause has taken the exception
    std::vector<std::pair<BlockId, bool>> work;
    const auto reach = [&](BlockId block, bool is_taken) {
      char& known = reached[block.value() * 2 + (is_taken ? 1 : 0)];
      if (known != 0) return;
      known = 1;
      work.emplace_back(block, is_taken);
    };
    reach(handler, false);
    while (!work.empty()) {
      const auto [block, is_taken] = work.back();
      work.pop_back();
      if (is_taken && Is<Return>(function_.TerminatorOf(block))) return true;
      const bool asks = AsksForException(block);
      ForEachSuccessor(function_, block, [&, from = block, was_taken = is_taken](BlockId to, EdgeKind kind) {
        if (IsNormal(kind) && view_.IsFeasible(from, kind)) reach(to, was_taken || (asks && kind == EdgeKind::kTrue));
      });
    }
    return false;
  }

  // `except T:`, or the exit of a manager that may swallow.
  bool AsksForException(BlockId block) const {
    const auto* branch = As<Branch>(function_.TerminatorOf(block));
    if (branch == nullptr || !branch->condition.IsValid()) return false;
    const Instruction& condition = function_.instructions[branch->condition.value()];
    if (const auto* match = As<MatchException>(condition)) return !match->type.IsValid() || !IsOfLimits(match->type.value());
    const auto* exit = As<Exit>(condition);
    return exit != nullptr && exit->exception.IsValid();
  }

  // A time limit that is up, or a cancellation, is no error of the work.
  bool IsOfLimits(ValueId classes) const {
    const std::span<const TypeId> members = program_.MembersOf(program_.TypeOf(view_.ref(), classes));
    return !members.empty() && std::all_of(members.begin(), members.end(), [&](TypeId member) {
      const Type& type = program_.type(member);
      if (type.kind != TypeKind::kClass || !type.class_ref.IsValid()) return false;
      const std::string_view name = program_.names().Text(program_.class_declaration(type.class_ref).name);
      return name == "TimeoutError" || name == "CancelledError";
    });
  }

  const Program& program_;
  FunctionView view_;
  const Function& function_;
};

}  // namespace

bool LooksAfterItself(const Program& program, const ContractStore& contracts, FunctionRef body) {
  const Function& function = program.function(body);
  if (!function.is_async || function.is_generator || !program.IsProject(body.module) || HasOpenLoop(function)) return false;
  return ErrorReader(program, contracts, body).TakesItsErrors() && HeldReader(program).IsHeld(body, 0);
}

}  // namespace dangle

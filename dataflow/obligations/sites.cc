#include "dataflow/obligations/sites.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "ir/access_path.h"

namespace dangle {

namespace {

bool IsCoroutineFunction(const Function& function) { return function.is_async && !function.is_generator; }

// The value that `R.name(…)` calls on: R.
std::optional<AccessPath> ReceiverOf(const Program& program, const Function& function, ValueId call_id, std::string_view name) {
  const auto* call = As<Call>(function.instructions[call_id]);
  const auto* method = call == nullptr ? nullptr : As<LoadAttr>(function.instructions[call->callee.value()]);
  if (method == nullptr || program.names().Text(method->name) != name) return std::nullopt;
  return AccessPathOf(function, method->object.value());
}

// `x = await R.acquire()` with `R.release(x)` somewhere behind it: whatever R is, it is a pool.
bool IsPaired(const Program& program, const Function& function, ValueId await) {
  const ValueId acquire = As<Await>(function.instructions[await])->value.value();
  const std::optional<AccessPath> pool = ReceiverOf(program, function, acquire, "acquire");
  if (!pool) return false;
  for (std::size_t i = await.value() + 1; i < function.instructions.size(); ++i) {
    const auto* call = As<Call>(function.instructions[ValueId(i)]);
    if (call == nullptr || call->arguments.size == 0 || ReceiverOf(program, function, ValueId(i), "release") != pool) continue;
    if (function.ArgumentsOf(call->arguments)[0].value.value() == await) return true;
  }
  return false;
}

// `x = await dial(host)` with `await x.close()` behind it, whatever `dial` is: whoever closes it answers for it. Of what is only looked up
// (`get_x`, `current_x`) somebody else may be the owner.
bool IsClosedHere(const Program& program, const Function& function, ValueId made) {
  if (!function.is_async) return false;
  const auto* await = As<Await>(function.instructions[made]);
  const auto* call = As<Call>(function.instructions[await == nullptr ? made : await->value.value()]);
  if (call == nullptr) return false;
  const auto* name = As<LoadName>(function.instructions[call->callee.value()]);
  const auto* method = As<LoadAttr>(function.instructions[call->callee.value()]);
  if (name == nullptr && method == nullptr) return false;
  const std::string_view maker = program.names().Text(name != nullptr ? name->name : method->name);
  static constexpr std::array<std::string_view, 6> kMaking = {"connect", "create", "make", "new", "open", "start"};
  const bool makes = std::any_of(kMaking.begin(), kMaking.end(), [&](std::string_view word) { return maker.find(word) != std::string_view::npos; });
  if (!makes) return false;
  static constexpr std::array<std::string_view, 3> kEnds = {"aclose", "close", "disconnect"};
  for (std::size_t i = made.value() + 1; i < function.instructions.size(); ++i) {
    const auto* end = As<Call>(function.instructions[ValueId(i)]);
    const auto* ending = end == nullptr ? nullptr : As<LoadAttr>(function.instructions[end->callee.value()]);
    if (ending == nullptr || ending->object.value() != made) continue;
    if (std::find(kEnds.begin(), kEnds.end(), program.names().Text(ending->name)) != kEnds.end()) return true;
  }
  return false;
}

// `ensure_future(x)` of a task or of something unknown gives x again: only of a coroutine does it make a task.
bool IsPassedThrough(const Program& program, FunctionRef ref, ValueId at, const CallTarget& target) {
  if (!target.function.IsValid() || program.IsProject(target.function.module)) return false;
  if (program.names().Text(program.function(target.function).name) != "ensure_future") return false;
  const Function& function = program.function(ref);
  const auto* call = As<Call>(function.instructions[at]);
  if (call == nullptr || call->arguments.size == 0) return false;
  const ValueId given = function.ArgumentsOf(call->arguments)[0].value.value();
  return !program.IsOnly(program.TypeOf(ref, given), TypeKind::kCoroutine);
}

// What one target's result owes when it is called (not awaited).
std::vector<ResultOwes> OwedByCall(const Program& program, const ContractStore& contracts, const CallTarget& target) {
  if (!target.function.IsValid()) return {};
  const Function& callee = program.function(target.function);
  if (IsCoroutineFunction(callee)) return {{Protocol::kAwait, ResultOwes::kWhole, true}};
  if (callee.is_generator) return {};
  // `super().__init__()` makes no new object.
  if (!target.constructed.IsValid() && program.names().Text(callee.name) == "__init__") return {};
  return contracts.Of(target.function).result;
}

std::vector<ResultOwes> OwedByAwait(const ContractStore& contracts, const CallTarget& target) {
  return target.function.IsValid() ? contracts.Of(target.function).result : std::vector<ResultOwes>();
}

}  // namespace

// `await wait_for(connect(), 5)` gives what `await connect()` gives.
ValueId AwaitedThrough(const Program& program, FunctionRef ref, ValueId await) {
  const Function& function = program.function(ref);
  const ValueId awaited = As<Await>(function.instructions[await])->value.value();
  const auto* call = As<Call>(function.instructions[awaited]);
  if (call == nullptr || call->arguments.size == 0) return await;
  const CallResolution resolution = program.Resolve(ref, awaited);
  if (resolution.targets.empty()) {
    // `token.cancellable_wait(connect())` of a library that nobody knows.
    const auto* method = As<LoadAttr>(function.instructions[call->callee.value()]);
    if (method == nullptr || program.names().Text(method->name).find("wait") == std::string_view::npos) return await;
  } else {
    if (resolution.targets.size() != 1 || !resolution.targets[0].function.IsValid()) return await;
    const FunctionRef wrapper = resolution.targets[0].function;
    const std::string_view name = program.names().Text(program.function(wrapper).name);
    if (program.IsProject(wrapper.module) || (name != "wait_for" && name != "shield")) return await;
  }
  const ValueId inner = function.ArgumentsOf(call->arguments)[0].value.value();
  if (!Is<Call>(function.instructions[inner])) return await;
  // Of a task nothing new is made: only a coroutine's result is its caller's.
  const CallResolution made = program.Resolve(ref, inner);
  const bool is_coroutine = !made.targets.empty() && std::all_of(made.targets.begin(), made.targets.end(), [&](const CallTarget& target) {
    return target.function.IsValid() && IsCoroutineFunction(program.function(target.function));
  });
  return is_coroutine ? inner : await;
}

std::vector<RootParameter> FindParameters(const Function& function) {
  std::vector<RootParameter> found;
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    const auto* parameter = As<Param>(function.instructions[ValueId(i)]);
    if (parameter == nullptr) break;
    const auto position =
        std::find_if(function.parameters.begin(), function.parameters.end(), [&](const Parameter& p) { return p.slot == parameter->slot; });
    if (position == function.parameters.end()) continue;
    found.push_back({ValueId(i), parameter->slot, static_cast<std::size_t>(position - function.parameters.begin())});
  }
  return found;
}

std::vector<Site> FindSites(const Program& program, const ContractStore& contracts, FunctionRef ref) {
  std::vector<Site> sites;
  const Function& function = program.function(ref);
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    const ValueId at(i);
    const bool is_await = Is<Await>(function.instructions[at]);
    // Reading an async property makes a coroutine as a call does.
    if (!is_await && !Is<Call>(function.instructions[at]) && !Is<LoadAttr>(function.instructions[at])) continue;
    const CallResolution resolution = program.Resolve(ref, is_await ? AwaitedThrough(program, ref, at) : at);
    const bool is_plain = std::all_of(resolution.targets.begin(), resolution.targets.end(), [&](const CallTarget& target) {
      return !target.function.IsValid() || (program.IsProject(target.function.module) && OwedByAwait(contracts, target).empty());
    });
    if (is_await && is_plain && IsPaired(program, function, at)) {
      sites.push_back({.root = {at, ResultOwes::kWhole, false}, .protocol = Protocol::kRelease, .maker = {}, .constructed = {}, .is_paired = true});
    }
    // The value of a call that is awaited is the awaitable, which nobody closes.
    if (resolution.targets.empty() && !Is<LoadAttr>(function.instructions[at]) && IsClosedHere(program, function, at)) {
      sites.push_back({.root = {at, ResultOwes::kWhole, false}, .protocol = Protocol::kRelease, .maker = {}, .constructed = {}, .is_paired = true});
    }
    if (resolution.targets.empty() || !resolution.is_complete) continue;
    const auto owed_by = [&](const CallTarget& target) { return is_await ? OwedByAwait(contracts, target) : OwedByCall(program, contracts, target); };
    const CallTarget& first = resolution.targets[0];
    for (const ResultOwes& owes : owed_by(first)) {
      if (owes.protocol == Protocol::kLock) continue;
      bool or_none = owes.or_none;
      const bool by_all = std::all_of(resolution.targets.begin() + 1, resolution.targets.end(), [&](const CallTarget& target) {
        const std::vector<ResultOwes> others = owed_by(target);
        const auto same = std::find_if(others.begin(), others.end(),
                                       [&](const ResultOwes& other) { return other.protocol == owes.protocol && other.element == owes.element; });
        if (same == others.end()) return false;
        or_none = or_none || same->or_none;
        return true;
      });
      if (!by_all || IsPassedThrough(program, ref, at, first)) continue;
      const ObjectRoot root = {.value = at, .element = owes.element, .is_optional = or_none};
      sites.push_back({root, owes.protocol, first.function, first.constructed, owes.strength});
    }
  }
  return sites;
}

}  // namespace dangle

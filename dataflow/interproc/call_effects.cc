#include "dataflow/interproc/call_effects.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace dangle {

namespace {

// Methods by which objects of unknown classes are released. Only ever used to stay silent.
constexpr std::array<std::string_view, 22> kReleaseMethods = {
    "__aexit__", "__exit__", "abort",   "aclose",   "cancel", "cleanup",   "close",     "close_connection", "detach", "disconnect",  "dispose",
    "kill",      "quit",     "release", "shutdown", "stop",   "stop_sync", "terminate", "unlink",           "wait",   "wait_closed", "write_eof",
};
static_assert(std::is_sorted(kReleaseMethods.begin(), kReleaseMethods.end()));

// Several functions may run: what any of them takes off the caller's hands is taken off (silence), so the better effect wins.
Effect Favoured(Effect a, Effect b) {
  if (MayDischarge(a)) return a;
  if (MayDischarge(b)) return b;
  return MayEscape(a) ? a : b;
}

void JoinFavoured(ParameterContract& joined, const ParameterContract& other) {
  for (const Protocol protocol : kProtocols) {
    for (const WayOut way : kWaysOut) joined.Set(protocol, way, Favoured(joined.Of(protocol, way), other.Of(protocol, way)));
  }
}

// One target's contract for a parameter. No parameter: the call fails or the object vanishes in **kwargs that we do not see; taken over.
ParameterContract ContractFor(const ContractStore& contracts, FunctionRef function, std::optional<std::size_t> parameter) {
  const Contract& contract = contracts.Of(function);
  if (!parameter || *parameter >= contract.parameters.size()) return EscapeContract();
  return contract.parameters[*parameter];
}

ArgumentEffect TakenOver() { return {EscapeContract(), EffectTime::kUnknown, false, false}; }

// A method that stands for what its overrides do: it raises NotImplementedError or does nothing at all.
bool IsPlaceholder(const Function& function) {
  if (!function.owner.IsValid() || function.blocks.size() != 1) return false;
  if (Is<Raise>(function.TerminatorOf(Function::kEntry))) return true;
  const auto does_nothing = [](const Instruction& i) { return Is<Param>(i) || Is<Const>(i) || Is<Drop>(i) || Is<Return>(i); };
  return std::all_of(function.instructions.begin(), function.instructions.end(), does_nothing);
}

// Adds what one target does to the parameter; false if nothing is known of it, so the object is taken over.
bool AddTarget(const Program& program, const ContractStore& contracts, FunctionRef function, std::optional<std::size_t> parameter, bool is_first,
               ArgumentEffect& effect) {
  const Function& callee = program.function(function);
  const bool is_project = program.IsProject(function.module);
  const ParameterContract contract = ContractFor(contracts, function, parameter);
  // A generator keeps what it is given until it is run; who iterates it is not followed.
  if (is_project && (callee.is_generator || IsPlaceholder(callee))) return false;
  if (is_project && callee.is_async && !callee.is_generator) effect.time = EffectTime::kDeferred;
  if (is_project) effect.only_stubs = false;
  const std::int16_t same = contracts.Of(function).same_as;
  if (same >= 0 && parameter && static_cast<std::size_t>(same) == *parameter) effect.result_is_same = true;
  if (is_first) {
    effect.contract = contract;
  } else {
    JoinFavoured(effect.contract, contract);
  }
  return true;
}

}  // namespace

bool IsReleaseMethod(std::string_view name) { return std::binary_search(kReleaseMethods.begin(), kReleaseMethods.end(), name); }

ParameterContract EscapeContract() {
  ParameterContract contract;
  for (const Protocol protocol : kProtocols) contract.SetAllWays(protocol, kEscape);
  return contract;
}

ParameterContract DischargeContract(ProtocolSet protocols) {
  ParameterContract contract;
  for (const Protocol protocol : kProtocols) {
    if (protocols.Contains(protocol)) contract.SetAllWays(protocol, kDischarge);
  }
  return contract;
}

std::optional<std::size_t> ParameterOf(const Function& callee, std::span<const Argument> arguments, std::size_t index, bool binds_receiver) {
  const Argument& argument = arguments[index];
  const auto& parameters = callee.parameters;
  const auto find_kind = [&](ParameterKind kind) -> std::optional<std::size_t> {
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      if (parameters[i].kind == kind) return i;
    }
    return std::nullopt;
  };
  if (argument.kind == ArgumentKind::kKeyword) {
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      const bool by_name = parameters[i].kind == ParameterKind::kPositional || parameters[i].kind == ParameterKind::kKeywordOnly;
      if (by_name && parameters[i].name == argument.keyword) return i;
    }
    return find_kind(ParameterKind::kDoubleStar);
  }
  if (argument.kind == ArgumentKind::kDoubleStar) return find_kind(ParameterKind::kDoubleStar);
  std::size_t position = binds_receiver ? 1 : 0;
  for (std::size_t i = 0; i < index; ++i) {
    if (arguments[i].kind == ArgumentKind::kPositional) ++position;
    if (arguments[i].kind == ArgumentKind::kStar && argument.kind != ArgumentKind::kStar) return find_kind(ParameterKind::kStar);
  }
  const bool fits = position < parameters.size() &&
                    (parameters[position].kind == ParameterKind::kPositional || parameters[position].kind == ParameterKind::kPositionalOnly);
  return fits ? std::optional(position) : find_kind(ParameterKind::kStar);
}

ArgumentEffect EffectOnArgument(const Program& program, const ContractStore& contracts, FunctionRef caller, ValueId call_id, std::size_t argument) {
  const Function& function = program.function(caller);
  const auto* call = As<Call>(function.instructions[call_id]);
  if (call == nullptr) return TakenOver();
  const CallResolution resolution = program.Resolve(caller, call_id);
  if (resolution.targets.empty() || !resolution.is_complete) return TakenOver();
  const std::span<const Argument> arguments = function.ArgumentsOf(call->arguments);
  ArgumentEffect effect;
  bool is_first = true;
  for (const CallTarget& target : resolution.targets) {
    // A class whose __init__ we do not see (a dataclass, say) keeps what it is given.
    if (!target.function.IsValid()) return TakenOver();
    const auto parameter = ParameterOf(program.function(target.function), arguments, argument, target.binds_receiver);
    if (!AddTarget(program, contracts, target.function, parameter, is_first, effect)) return TakenOver();
    is_first = false;
  }
  return effect;
}

ValueId ArgumentFor(const Function& caller, const Call& call, const Parameter& parameter, std::uint32_t position) {
  std::uint32_t index = 0;
  for (const Argument& argument : caller.ArgumentsOf(call.arguments)) {
    if (argument.kind == ArgumentKind::kKeyword && argument.keyword == parameter.name) return argument.value.value();
    if (argument.kind == ArgumentKind::kStar) return {};
    if (argument.kind == ArgumentKind::kPositional && index++ == position && parameter.kind <= ParameterKind::kPositional) {
      return argument.value.value();
    }
  }
  return {};
}

ArgumentEffect EffectOnReceiver(const Program& program, const ContractStore& contracts, FunctionRef caller, ValueId call_id) {
  const Function& function = program.function(caller);
  const auto* call = As<Call>(function.instructions[call_id]);
  const auto* method = call == nullptr ? nullptr : As<LoadAttr>(function.instructions[call->callee.value()]);
  if (method == nullptr) return TakenOver();
  const CallResolution resolution = program.Resolve(caller, call_id);
  ArgumentEffect effect;
  bool is_first = true;
  for (const CallTarget& target : resolution.targets) {
    if (!target.function.IsValid() || !target.binds_receiver) continue;
    if (!AddTarget(program, contracts, target.function, 0, is_first, effect)) return TakenOver();
    is_first = false;
  }
  if (!is_first && resolution.is_complete) return effect;
  // An unknown method borrows its receiver, unless it is called what a release is called.
  if (IsReleaseMethod(program.names().Text(method->name))) {
    effect.contract = DischargeContract(ProtocolSet::All());
    effect.time = EffectTime::kRun;
  } else if (is_first) {
    effect.time = EffectTime::kUnknown;
  }
  return effect;
}

}  // namespace dangle

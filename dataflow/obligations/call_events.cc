#include "dataflow/obligations/call_events.h"

#include <algorithm>

#include "dataflow/interproc/call_effects.h"

namespace dangle {

namespace {

// A response of a session of an engine …: so many steps from an object to what it comes from are looked at.
constexpr std::size_t kMaxOrigins = 6;

bool Owes(const Contract& contract, Protocol protocol) {
  return std::any_of(contract.result.begin(), contract.result.end(), [&](const ResultOwes& owes) { return owes.protocol == protocol; });
}

// What a variable holds where it holds anything: behind a `with` block that could have swallowed an exception before it was bound.
ValueId OnlyValueOf(const Function& function, const Phi& phi) {
  ValueId only;
  for (const ValueId operand : function.ValuesOf(phi.operands)) {
    const auto* constant = As<Const>(function.instructions[operand]);
    if (constant != nullptr && constant->kind == ConstKind::kUnbound) continue;
    if (only.IsValid() && only != operand) return {};
    only = operand;
  }
  return only;
}

Effect EffectOnSelf(const Contract& contract, Protocol protocol) {
  return contract.parameters.empty() ? kBorrow : contract.parameters[0].Of(protocol, WayOut::kReturn);
}

}  // namespace

CallEvents::CallEvents(const FunctionView& view) : view_(&view) {
  const Function& function = view.function();
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    const Instruction& at = function.instructions[ValueId(i)];
    if (const auto* call = As<Call>(at)) AddCall(ValueId(i), *call);
    if (const auto* exit = As<Exit>(at)) AddExit(ValueId(i), *exit);
  }
}

std::vector<FunctionRef> CallEvents::TargetsOf(ValueId call) const {
  std::vector<FunctionRef> found;
  const CallResolution resolution = view_->program().Resolve(view_->ref(), call);
  if (!resolution.is_complete) return found;
  for (const CallTarget& target : resolution.targets) {
    if (!target.function.IsValid()) return {};
    found.push_back(target.function);
  }
  return found;
}

bool CallEvents::RunsAtOnce(ValueId call) const {
  const std::span<const ValueId> uses = view_->UsesOf(call);
  return !uses.empty() && std::all_of(uses.begin(), uses.end(), [&](ValueId use) { return Is<Await>(view_->function().instructions[use]); });
}

void CallEvents::AddCall(ValueId at, const Call& call) {
  const Function& function = view_->function();
  const auto* method = As<LoadAttr>(function.instructions[call.callee.value()]);
  const std::vector<FunctionRef> targets = TargetsOf(at);
  const auto all = [&](const auto& holds) {
    return !targets.empty() && std::all_of(targets.begin(), targets.end(), [&](FunctionRef target) {
      return !view_->program().IsProject(target.module) && holds(view_->contracts().Of(target));
    });
  };
  const auto has = [&](CallRole role) { return all([&](const Contract& contract) { return contract.roles.Has(role); }); };
  if (method != nullptr) {
    const ValueId object = method->object.value();
    const bool needs_open = has(CallRole::kNeedsOpen);
    if (needs_open) {
      derived_[at] = object;
      Add(at, object, CallEventKind::kUse);
    }
    if (has(CallRole::kKeepsBody)) Add(at, object, CallEventKind::kKeepBody);
    if (has(CallRole::kWrites)) Add(at, object, CallEventKind::kWrite);
    if (has(CallRole::kExecutes)) Add(at, object, CallEventKind::kExecute);
    if (has(CallRole::kCommits)) Add(at, object, CallEventKind::kCommit);
    if (has(CallRole::kExpires)) Add(at, object, CallEventKind::kExpire);
    if (has(CallRole::kBegins)) {
      derived_[at] = object;
      Add(at, object, CallEventKind::kBegin);
    }
    if (all([&](const Contract& contract) { return Owes(contract, Protocol::kLock); })) Add(at, object, CallEventKind::kLock);
    if (all([&](const Contract& contract) { return EffectOnSelf(contract, Protocol::kLock) == kDischarge; })) {
      Add(at, object, CallEventKind::kUnlock, has(CallRole::kOnce));
    } else if (!needs_open && all([&](const Contract& contract) { return EffectOnSelf(contract, Protocol::kRelease) == kDischarge; })) {
      Add(at, object, CallEventKind::kRelease, has(CallRole::kOnce));
    }
  }
  if (!targets.empty()) AddArguments(at, call);
}

// `pool.release(conn)`, and a helper that closes what it is lent.
void CallEvents::AddArguments(ValueId at, const Call& call) {
  const std::span<const Argument> arguments = view_->function().ArgumentsOf(call.arguments);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i].kind != ArgumentKind::kPositional && arguments[i].kind != ArgumentKind::kKeyword) continue;
    const ArgumentEffect effect = EffectOnArgument(view_->program(), view_->contracts(), view_->ref(), at, i);
    if (effect.contract.Of(Protocol::kRelease, WayOut::kReturn) != kDischarge || effect.result_is_same) continue;
    if (effect.time == EffectTime::kUnknown || (effect.time == EffectTime::kDeferred && !RunsAtOnce(at))) continue;
    const std::vector<FunctionRef> targets = TargetsOf(at);
    const bool is_once =
        std::all_of(targets.begin(), targets.end(), [&](FunctionRef target) { return view_->contracts().Of(target).roles.Has(CallRole::kOnce); });
    Add(at, arguments[i].value.value(), CallEventKind::kRelease, is_once, true);
  }
}

// Of a manager that also can be awaited (`session.get(url)`) the exit releases what awaiting it would have given.
void CallEvents::AddExit(ValueId at, const Exit& exit) {
  if (!exit.manager.IsValid()) return;
  if (ClosedBy(exit.manager.value()).IsValid()) return Add(at, exit.manager.value(), CallEventKind::kRelease);
  const Program& program = view_->program();
  const std::vector<FunctionRef> targets = TargetsOf(at);
  if (targets.empty()) return;
  const auto all = [&](const auto& holds) { return std::all_of(targets.begin(), targets.end(), holds); };
  const NameId await = program.names().Find("__await__");
  const bool releases = all([&](FunctionRef target) {
    if (program.IsProject(target.module)) return false;
    if (EffectOnSelf(view_->contracts().Of(target), Protocol::kRelease) == kDischarge) return true;
    const ClassId owner = program.function(target).owner;
    const FunctionRef awaited = owner.IsValid() && await.IsValid() ? program.FindMethod({target.module, owner}, await) : FunctionRef();
    return awaited.IsValid() && Owes(view_->contracts().Of(awaited), Protocol::kRelease);
  });
  if (releases) Add(at, exit.manager.value(), CallEventKind::kRelease);
  if (all([&](FunctionRef target) { return EffectOnSelf(view_->contracts().Of(target), Protocol::kLock) == kDischarge; })) {
    Add(at, exit.manager.value(), CallEventKind::kUnlock, true);
  }
  if (all([&](FunctionRef target) { return view_->contracts().Of(target).roles.Has(CallRole::kCommits); })) {
    Add(at, exit.manager.value(), CallEventKind::kCommit);
  }
}

ValueId CallEvents::ClosedBy(ValueId manager) const {
  const Function& function = view_->function();
  const auto* call = As<Call>(function.instructions[manager]);
  if (call == nullptr || call->arguments.size != 1) return {};
  const auto* name = As<LoadName>(function.instructions[call->callee.value()]);
  const auto* attribute = As<LoadAttr>(function.instructions[call->callee.value()]);
  if (name == nullptr && attribute == nullptr) return {};
  const std::string_view text = view_->program().names().Text(name != nullptr ? name->name : attribute->name);
  if (text != "closing" && text != "aclosing") return {};
  return function.ArgumentsOf(call->arguments)[0].value.value();
}

ValueId CallEvents::ObjectOf(ValueId value) const {
  const Function& function = view_->function();
  for (std::size_t steps = 0; steps < kMaxOrigins; ++steps) {
    const Instruction& at = function.instructions[value];
    if (const auto* enter = As<Enter>(at)) {
      value = enter->manager;
    } else if (const auto* hold = As<Hold>(at); hold != nullptr) {
      value = hold->value;
    } else if (const auto* phi = As<Phi>(at); phi != nullptr && OnlyValueOf(function, *phi).IsValid()) {
      value = OnlyValueOf(function, *phi);
    } else if (const ValueId closed = ClosedBy(value); closed.IsValid()) {
      value = closed;
    } else {
      break;
    }
  }
  return value;
}

std::vector<ValueId> CallEvents::OriginsOf(ValueId value) const {
  const Function& function = view_->function();
  std::vector<ValueId> origins = {ObjectOf(value)};
  while (origins.size() < kMaxOrigins) {
    ValueId last = origins.back();
    if (const auto* await = As<Await>(function.instructions[last])) last = await->value.value();
    const auto made = derived_.find(last);
    if (made == derived_.end()) break;
    origins.push_back(ObjectOf(made->second));
  }
  return origins;
}

PathFactsBuilder::PathFactsBuilder(const FunctionView& view, const AccessPath& path, ObjectFacts& facts) : view_(view), path_(path), facts_(facts) {
  facts_ = ObjectFacts();
  facts_.slots.push_back({SlotId(), ValueId()});
  facts_.is_trivial = false;
  facts_.asks_before = true;
  facts_.contracts.push_back(DischargeContract(ProtocolSet::All()));
}

void PathFactsBuilder::Birth(ValueId at) {
  facts_.root = {at, ResultOwes::kWhole, false};
  facts_.facts.push_back({.at = at, .kind = FactKind::kBirth, .slot = 0});
}

// May something else stand there after the instruction?
bool PathFactsBuilder::MayChange(ValueId at, const Instruction& instruction) const {
  if (const auto* bind = As<Bind>(instruction)) return path_.variable.IsValid() && bind->slot == path_.variable;
  if (const auto* store = As<StoreName>(instruction)) return path_.global.IsValid() && store->name == path_.global;
  if (const auto* store = As<StoreAttr>(instruction)) {
    return std::find(path_.attributes.begin(), path_.attributes.end(), store->name) != path_.attributes.end();
  }
  if (path_.attributes.empty() && !path_.global.IsValid()) return false;
  // Whoever runs in between may put something else there.
  if (!Is<Call>(instruction)) return false;
  const CallResolution resolution = view_.program().Resolve(view_.ref(), at);
  if (resolution.targets.empty()) return true;
  return std::any_of(resolution.targets.begin(), resolution.targets.end(),
                     [&](const CallTarget& target) { return target.function.IsValid() && view_.program().IsProject(target.function.module); });
}

void PathFactsBuilder::EndAnew() {
  const Function& function = view_.function();
  if (path_.root.IsValid() && !Is<Param>(function.instructions[path_.root])) End(path_.root);
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    if (MayChange(ValueId(i), function.instructions[ValueId(i)])) End(ValueId(i));
  }
}

}  // namespace dangle

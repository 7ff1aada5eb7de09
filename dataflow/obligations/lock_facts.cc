#include "dataflow/obligations/lock_facts.h"

#include <algorithm>

#include "dataflow/interproc/call_effects.h"

namespace dangle {

namespace {

// The lock whose method `name` this LoadAttr reads: what stands before the dot.
std::optional<AccessPath> ReceiverPath(const Function& function, const LoadAttr& load) { return AccessPathOf(function, load.object.value()); }

bool IsCalled(const FunctionView& view, ValueId method) {
  const std::span<const ValueId> uses = view.UsesOf(method);
  return !uses.empty() && std::all_of(uses.begin(), uses.end(), [&](ValueId use) {
    const auto* call = As<Call>(view.function().instructions[use]);
    return call != nullptr && call->callee.value() == method;
  });
}

class LockFactsBuilder {
 public:
  LockFactsBuilder(const FunctionView& view, const ReleaseIndex& releases, const LockSite& site, ObjectFacts& facts)
      : view_(view), function_(view.function()), releases_(releases), site_(site), facts_(facts) {}

  void Build() {
    facts_ = ObjectFacts();
    facts_.root = site_.site.root;
    facts_.slots.push_back({SlotId(), ValueId()});
    facts_.is_trivial = false;
    facts_.contracts.push_back(DischargeContract(ProtocolSet(Protocol::kLock)));
    facts_.contracts.push_back(EscapeContract());
    for (std::size_t i = 0; i < function_.instructions.size(); ++i) Visit(ValueId(i));
  }

 private:
  static constexpr std::int32_t kReleased = 0;
  static constexpr std::int32_t kHandedOn = 1;

  void Visit(ValueId at) {
    if (at == site_.site.root.value) facts_.facts.push_back({.at = at, .kind = FactKind::kBirth, .slot = 0});
    const Instruction& instruction = function_.instructions[at];
    if (const auto* load = As<LoadAttr>(instruction)) return VisitLoad(at, *load);
    if (const auto* closure = As<MakeClosure>(instruction)) return VisitClosure(at, *closure);
    // `async with lock: …; lock.release(); …; await lock.acquire()`: the end of the block gives it back.
    if (const auto* exit = As<Exit>(instruction)) {
      if (exit->manager.IsValid() && AccessPathOf(function_, exit->manager.value()) == site_.path) Add(at, kReleased);
      return;
    }
    if (Is<Call>(instruction) || Is<Await>(instruction)) return VisitCall(at);
    // The lock itself is stored, returned, captured: whoever has it may give it back.
    if (Is<Return>(instruction) || Is<Yield>(instruction) || Is<StoreAttr>(instruction) || Is<StoreName>(instruction)) VisitOperands(at);
  }

  void VisitLoad(ValueId at, const LoadAttr& load) {
    if (view_.program().names().Text(load.name) != "release" || ReceiverPath(function_, load) != site_.path) return;
    if (IsCalled(view_, at)) {
      for (const ValueId call : view_.UsesOf(at)) Add(call, kReleased);
    } else {
      Add(at, kHandedOn);  // a callback: done.add_done_callback(lock.release)
    }
  }

  // `task.add_done_callback(lambda _: self._lock.release())`: the closure gives the permit back.
  void VisitClosure(ValueId at, const MakeClosure& closure) {
    const Function& inner = view_.program().module(view_.ref().module).functions[closure.function];
    for (const Instruction& instruction : inner.instructions) {
      const auto* load = As<LoadAttr>(instruction);
      if (load == nullptr || view_.program().names().Text(load->name) != "release") continue;
      const std::optional<AccessPath> path = ReceiverPath(inner, *load);
      if (!path || path->attributes != site_.path.attributes) continue;
      const bool is_global = path->global.IsValid() && path->global == site_.path.global;
      if (is_global || (path->variable.IsValid() && inner.slots[path->variable].outer == RootVariable())) Add(at, kHandedOn);
    }
  }

  // The variable that the path begins at.
  SlotId RootVariable() const {
    if (site_.path.variable.IsValid() || !site_.path.root.IsValid()) return site_.path.variable;
    const auto* parameter = As<Param>(function_.instructions[site_.path.root]);
    if (parameter != nullptr) return parameter->slot;
    for (const ValueId use : view_.UsesOf(site_.path.root)) {
      if (const auto* bind = As<Bind>(function_.instructions[use])) return bind->slot;
    }
    return {};
  }

  void VisitCall(ValueId at) {
    VisitOperands(at);
    for (const CallTarget& target : view_.program().Resolve(view_.ref(), at).targets) {
      if (target.function.IsValid() && releases_.Releases(target.function, site_.path.last())) Add(at, kReleased);
    }
  }

  void VisitOperands(ValueId at) {
    ForEachOperand(function_, function_.instructions[at], [&](Operand operand) {
      const Instruction& maker = function_.instructions[operand.value()];
      if (!Is<LoadAttr>(maker) && !Is<LoadName>(maker) && !Is<Call>(maker) && !Is<Phi>(maker) && !Is<Param>(maker)) return;
      if (AccessPathOf(function_, operand.value()) == site_.path) Add(at, kHandedOn);
    });
  }

  void Add(ValueId at, std::int32_t contract) { facts_.facts.push_back({.at = at, .kind = FactKind::kEffect, .from = 0, .index = contract}); }

  const FunctionView& view_;
  const Function& function_;
  const ReleaseIndex& releases_;
  const LockSite& site_;
  ObjectFacts& facts_;
};

}  // namespace

ReleaseIndex::ReleaseIndex(const Program& program) {
  const NameId release = program.names().Find("release");
  if (!release.IsValid()) return;
  for (std::size_t m = 0; m < program.module_count() && program.IsProject(ModuleId(m)); ++m) {
    const auto& functions = program.module(ModuleId(m)).functions;
    for (std::size_t f = 0; f < functions.size(); ++f) {
      const Function& function = functions[FunctionId(f)];
      for (const Instruction& instruction : function.instructions) {
        const auto* load = As<LoadAttr>(instruction);
        if (load == nullptr || load->name != release) continue;
        const std::optional<AccessPath> path = ReceiverPath(function, *load);
        if (!path || !path->last().IsValid()) continue;
        by_function_[FunctionRef{ModuleId(m), FunctionId(f)}].insert(path->last());
        anywhere_.insert(path->last());
      }
    }
  }
}

bool ReleaseIndex::Releases(FunctionRef function, NameId attribute) const {
  const auto found = by_function_.find(function);
  return found != by_function_.end() && found->second.contains(attribute);
}

std::vector<LockSite> FindLockSites(const Program& program, const ContractStore& contracts, FunctionRef ref) {
  std::vector<LockSite> sites;
  const Function& function = program.function(ref);
  if (!function.is_async) return sites;
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    const auto* await = As<Await>(function.instructions[ValueId(i)]);
    if (await == nullptr) continue;
    const ValueId through = AwaitedThrough(program, ref, ValueId(i));
    const ValueId acquire = through == ValueId(i) ? await->value.value() : through;
    const auto* call = As<Call>(function.instructions[acquire]);
    const auto* method = call == nullptr ? nullptr : As<LoadAttr>(function.instructions[call->callee.value()]);
    if (method == nullptr) continue;
    const CallResolution resolution = program.Resolve(ref, acquire);
    const bool acquires = !resolution.targets.empty() && resolution.is_complete &&
                          std::all_of(resolution.targets.begin(), resolution.targets.end(), [&](const CallTarget& target) {
                            if (!target.function.IsValid()) return false;
                            const auto& owed = contracts.Of(target.function).result;
                            return std::any_of(owed.begin(), owed.end(), [](const ResultOwes& o) { return o.protocol == Protocol::kLock; });
                          });
    if (!acquires) continue;
    std::optional<AccessPath> path = ReceiverPath(function, *method);
    if (!path) continue;
    sites.push_back({{{ValueId(i), ResultOwes::kWhole, false}, Protocol::kLock, resolution.targets[0].function, ClassRef()}, std::move(*path)});
  }
  return sites;
}

void BuildLockFacts(const FunctionView& view, const ReleaseIndex& releases, const LockSite& site, ObjectFacts& facts) {
  LockFactsBuilder(view, releases, site, facts).Build();
}

}  // namespace dangle

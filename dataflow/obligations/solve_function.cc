#include "dataflow/obligations/solve_function.h"

#include <algorithm>
#include <bit>
#include <string_view>
#include <utility>
#include <vector>

#include "dataflow/interproc/call_effects.h"
#include "dataflow/obligations/behaviour.h"
#include "dataflow/obligations/witness.h"

namespace dangle {

namespace {

class FunctionSolver {
 public:
  FunctionSolver(const Program& program, const ContractStore& contracts, const ReleaseIndex& releases, FunctionRef ref, const SolveOptions& options,
                 ForwardSolver<TwoInstanceState>& solver)
      : view_(program, contracts, ref), builder_(view_), releases_(&releases), options_(options), solver_(&solver) {}

  FunctionResult Solve() {
    SetBehaviour();
    SolveParameters();
    const std::vector<bool> reached = ReachedBlocks();
    for (const Site& site : FindSites(view_.program(), view_.contracts(), view_.ref())) {
      if (!reached[view_.BlockOf(site.root.value).value()] || IsNothingExpected(site)) continue;
      builder_.Build(site.root, facts_);
      if (site.protocol == Protocol::kRelease || site.protocol == Protocol::kKeepAlive) FindFieldStores(view_, site, facts_, result_.stores);
      SolveSite(site);
    }
    for (const LockSite& lock : FindLockSites(view_.program(), view_.contracts(), view_.ref())) {
      BuildLockFacts(view_, *releases_, lock, facts_);
      builder_.AddConditionsTo(facts_);
      SolveSite(lock.site, &lock.path);
    }
    SetResult();
    return std::move(result_);
  }

 private:
  // False: every way to the block takes an edge that is never taken.
  std::vector<bool> ReachedBlocks() const {
    std::vector<bool> reached(view_.function().blocks.size(), false);
    std::vector<BlockId> work = {Function::kEntry};
    reached[Function::kEntry.value()] = true;
    while (!work.empty()) {
      const BlockId block = work.back();
      work.pop_back();
      ForEachSuccessor(view_.function(), block, [&](BlockId to, EdgeKind kind) {
        if (reached[to.value()] || !view_.IsFeasible(block, kind)) return;
        reached[to.value()] = true;
        work.push_back(to);
      });
    }
    return reached;
  }

  // `engine.step()` as a statement, where `step` gives a coroutine only if something is so: whoever ignores it knows that it gives None.
  bool IsNothingExpected(const Site& site) const {
    const std::span<const ValueId> uses = view_.UsesOf(site.root.value);
    return site.root.is_optional && std::all_of(uses.begin(), uses.end(), [&](ValueId use) { return Is<Drop>(view_.function().instructions[use]); });
  }

  void SetBehaviour() {
    const Behaviour behaviour = BehaviourOf(view_);
    view_.exceptions().AddTo(behaviour.raised, result_.contract);
    result_.contract.suspends = behaviour.suspends;
    result_.contract.returns = behaviour.returns;
    return_count_ = behaviour.return_count;
    none_return_count_ = behaviour.none_return_count;
  }

  void SolveParameters() {
    result_.contract.parameters.resize(view_.function().parameters.size());
    for (const RootParameter& parameter : FindParameters(view_.function())) {
      result_.contract.parameters[parameter.position] = SolveParameter(parameter.value, parameter.slot);
    }
  }

  ParameterContract SolveParameter(ValueId value, SlotId slot) {
    // A captured parameter lives on in the closure.
    if (!view_.IsOwn(slot)) return EscapeContract();
    builder_.Build({value, ResultOwes::kWhole, true}, facts_);
    if (facts_.overflowed) return Taken();
    ParameterContract contract;
    if (facts_.is_trivial) return contract;
    bool has_conditions = false;
    for (const Protocol protocol : kArgumentProtocols) {
      if (!HasEffect(facts_, protocol)) continue;
      ObjectOutcome outcome = SolveObject(view_, facts_, protocol, options_.max_rank, *solver_);
      // Only where it depends on the way what becomes of the object the flags of the function can matter.
      if (outcome.converged && !IsOneThing(outcome) && !has_conditions) {
        has_conditions = true;
        if (builder_.AddConditions(outcome.live, facts_)) outcome = SolveObject(view_, facts_, protocol, options_.max_rank, *solver_);
      }
      if (!outcome.converged) return Taken();
      for (const WayOut way : kWaysOut) {
        const TypestateSet after = AfterWay(outcome, way);
        if (after.IsBottom()) continue;
        Effect effect = kBorrow;
        effect.SetRow(Typestate::kOwed, after);
        contract.Set(protocol, way, effect);
      }
    }
    return contract;
  }

  static TypestateSet AfterWay(const ObjectOutcome& outcome, WayOut way) {
    TypestateSet after = outcome.at_exit[static_cast<std::size_t>(way)];
    after.JoinWith(outcome.ended);
    return after;
  }
  static bool IsOneThing(const ObjectOutcome& outcome) {
    return std::all_of(kWaysOut.begin(), kWaysOut.end(), [&](WayOut way) { return std::popcount(AfterWay(outcome, way).bits()) <= 1; });
  }

  ParameterContract Taken() {
    ++result_.overflowed;
    return EscapeContract();
  }

  ObjectOutcome SolveFor(Protocol protocol, RaiseRank max_rank, Tail tail = Tail::kFollow) {
    ObjectOutcome outcome = SolveObject(view_, facts_, protocol, max_rank, *solver_, tail);
    visits_ += outcome.visits;
    return outcome;
  }

  // `facts_` is built. `lock`: of a permit.
  void SolveSite(const Site& site, const AccessPath* lock = nullptr) {
    ++result_.site_count;
    if (facts_.overflowed) {
      ++result_.overflowed;
      return;
    }
    if (visits_ > kMaxVisitsPerFunction) {
      ++result_.unconverged;
      return;
    }
    SiteResult found;
    found.site = site;
    const auto solve = [&](Tail tail) { return SolveFor(site.protocol, options_.max_rank, tail); };
    ObjectOutcome full = solve(Tail::kCut);
    if (IsClean(full)) return;
    if (lock == nullptr && full.converged && builder_.AddConditions(full.live, facts_)) {
      full = solve(Tail::kCut);
      if (IsClean(full)) return;
    }
    if (full.reaches_tail) full = solve(Tail::kFollow);
    if (!full.converged) {
      ++result_.unconverged;
      return;
    }
    AddReturned(site, full);
    if (full.violations.empty() && full.uses.empty()) return;
    found.normal = SolveFor(site.protocol, ObligationTransfer::kNoExceptions);
    found.witnessed = found.normal;
    if (!found.normal.violations.empty()) {
      found.witness = ObligationTransfer::kNoExceptions;
    } else if (!full.violations.empty()) {
      FindWitness(site.protocol, std::move(full), found);
    }
    if (lock != nullptr && !IsOwnPermit(*lock, found)) return;
    for (Violation& violation : found.witnessed.violations) {
      violation.witness = WitnessOf(view_, violation.at, site.root.value, found.witness);
    }
    result_.sites.push_back(std::move(found));
  }

  // Nothing is lost, misused or returned; what the flags of the function tell could only take paths away.
  static bool IsClean(const ObjectOutcome& outcome) {
    return outcome.converged && !outcome.reaches_tail && outcome.violations.empty() && outcome.uses.empty() && outcome.returned.empty();
  }

  // A function that gives its permit back on no normal path hands it to whoever releases it elsewhere; it only answers for the
  // exceptions that keep its caller from getting it.
  bool IsOwnPermit(const AccessPath& lock, SiteResult& found) {
    const bool is_handed_over = found.normal.ended.IsBottom() && releases_->IsReleasedSomewhere(lock.last());
    if (!is_handed_over) return true;
    const std::string_view name = view_.program().names().Text(view_.function().name);
    const bool hands_over = name == "__aenter__" || name == "__enter__" || name.find("acquire") != std::string_view::npos;
    // A function that gives it back where one of its steps fails owes that where the others do.
    if (!hands_over && !SolveObject(view_, facts_, Protocol::kLock, RaiseRank::kOutside, *solver_).ended.Has(Typestate::kDischarged)) return false;
    for (const RaiseRank rank : {RaiseRank::kExplicit, RaiseRank::kCancel, RaiseRank::kOutside}) {
      if (rank > options_.max_rank) break;
      ObjectOutcome outcome = SolveFor(Protocol::kLock, rank);
      std::erase_if(outcome.violations, [](const Violation& v) { return v.way == WayOut::kReturn; });
      if (outcome.violations.empty()) continue;
      found.witnessed = std::move(outcome);
      found.witness = rank;
      return true;
    }
    return false;
  }

  // The first rank at which something is lost; `full` is the outcome at the last one.
  void FindWitness(Protocol protocol, ObjectOutcome full, SiteResult& found) {
    for (const RaiseRank rank : {RaiseRank::kExplicit, RaiseRank::kCancel, RaiseRank::kOutside}) {
      if (rank >= options_.max_rank) break;
      ObjectOutcome outcome = SolveFor(protocol, rank);
      if (outcome.violations.empty()) continue;
      found.witnessed = std::move(outcome);
      found.witness = rank;
      return;
    }
    found.witnessed = std::move(full);
    found.witness = options_.max_rank;
  }

  void AddReturned(const Site& site, const ObjectOutcome& outcome) {
    for (const ReturnEvent& event : outcome.returned) {
      const bool always = event.always || IsSurelyOwed(event.at, site);
      returned_.push_back({event.at, {site.protocol, event.element, always, site.strength, event.or_none || site.root.is_optional}});
    }
  }

  // Several sites may share a return: `return a() if c else b()` gives a coroutine whichever it is.
  bool IsSurelyOwed(ValueId at, const Site& site) const {
    const auto* end = As<Return>(view_.function().instructions[at]);
    if (site.protocol != Protocol::kAwait || end == nullptr || !end->value.IsValid()) return false;
    const auto* phi = As<Phi>(view_.function().instructions[end->value.value()]);
    if (phi == nullptr) return IsCoroutine(end->value.value());
    const std::span<const ValueId> operands = view_.function().ValuesOf(phi->operands);
    return std::all_of(operands.begin(), operands.end(), [&](ValueId operand) { return IsCoroutine(operand); });
  }

  bool IsCoroutine(ValueId value) const { return view_.program().IsOnly(view_.program().TypeOf(view_.ref(), value), TypeKind::kCoroutine); }

  // The result owes only what it owes wherever the function returns, but for the returns of None; what else it may owe is not
  // followed (silence).
  void SetResult() {
    for (const auto& [first, owes] : returned_) {
      const auto is_same = [&owes = owes](const ResultOwes& other) {
        return other.always && other.protocol == owes.protocol && other.element == owes.element && other.strength == owes.strength;
      };
      auto& known = result_.contract.result;
      if (!owes.always || std::any_of(known.begin(), known.end(), is_same)) continue;
      std::vector<ValueId> places;
      ResultOwes all = owes;
      for (const auto& [at, other] : returned_) {
        if (!is_same(other)) continue;
        all.or_none = all.or_none || other.or_none;
        if (std::find(places.begin(), places.end(), at) == places.end()) places.push_back(at);
      }
      const std::size_t with_none = owes.element == ResultOwes::kWhole ? none_return_count_ : 0;
      if (places.size() + with_none != return_count_) continue;
      all.or_none = all.or_none || with_none > 0;
      known.push_back(all);
    }
  }

  FunctionView view_;
  ObjectFactsBuilder builder_;
  const ReleaseIndex* releases_;
  SolveOptions options_;
  ForwardSolver<TwoInstanceState>* solver_;
  ObjectFacts facts_;
  std::vector<std::pair<ValueId, ResultOwes>> returned_;
  std::size_t return_count_ = 0;
  std::size_t none_return_count_ = 0;
  std::uint64_t visits_ = 0;  // of blocks, for sites
  FunctionResult result_;
};

}  // namespace

FunctionResult SolveFunction(const Program& program, const ContractStore& contracts, const ReleaseIndex& releases, FunctionRef function,
                             const SolveOptions& options, ForwardSolver<TwoInstanceState>& solver) {
  return FunctionSolver(program, contracts, releases, function, options, solver).Solve();
}

}  // namespace dangle

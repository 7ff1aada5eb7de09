#include "dataflow/interproc/silence.h"

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "dataflow/interproc/call_effects.h"
#include "dataflow/interproc/call_graph.h"
#include "dataflow/obligations/followed_objects.h"

namespace dangle {
namespace {

// Functions that hand an object on to each other are looked through so far; what lies deeper counts as an unresolved callee.
constexpr int kMaxHandOvers = 8;

constexpr std::array<std::string_view, kSilencerCount> kNames = {
    "(a) an unresolved callee or class",
    "(b) an unresolved method of a known receiver",
    "(c) a function known by its interface only",
    "(d) a store into an object of unknown type",
    "(e) an unknown decorator of the function that is called",
    "(f) *args and **kwargs",
    "capture by a closure",
    "a field, a global or a container that outlives the function",
    "a coroutine or generator that runs later",
    "return to a caller that is not known",
};

bool MayEscapeUnder(const ParameterContract& contract, Protocol protocol) {
  return std::any_of(kWaysOut.begin(), kWaysOut.end(), [&](WayOut way) { return MayEscape(contract.Of(protocol, way)); });
}

class Counter {
 public:
  Counter(const Program& program, const ProgramSummaries& summaries, const SolveOptions& options)
      : program_(program), contracts_(summaries.contracts), options_(options), releases_(program) {
    const CallGraph graph = BuildCallGraph(program);
    for (const CallEdge& edge : graph.edges) {
      if (edge.caller != edge.callee) called_.insert(graph.functions[edge.callee]);
    }
  }

  SilenceTable Count() {
    for (std::size_t m = 0; m < program_.module_count() && program_.IsProject(ModuleId(m)); ++m) {
      FindDecorated(ModuleId(m));
      for (std::size_t f = 0; f < program_.module(ModuleId(m)).functions.size(); ++f) CountFunction({ModuleId(m), FunctionId(f)});
    }
    return table_;
  }

 private:
  void CountFunction(FunctionRef ref) {
    const FunctionView view(program_, contracts_, ref);
    for (FollowedObject& object : FollowObjects(view, releases_)) {
      if (object.parameter.IsValid() || object.facts.overflowed) continue;
      const Protocol protocol = object.protocols.front();
      const Silencer silencer = SilencerOf(view, object.facts, protocol);
      if (silencer != Silencer::kNone) Add(silencer, protocol);
    }
    for (std::size_t i = 0; i < view.function().instructions.size(); ++i) {
      if (IsCallOfDecorated(ref, ValueId(i))) Add(Silencer::kDecorator, Protocol::kAwait);
    }
  }

  void Add(Silencer silencer, Protocol protocol) { ++table_.sites[static_cast<std::size_t>(silencer)][static_cast<std::size_t>(protocol)]; }

  Silencer SilencerOf(const FunctionView& view, ObjectFacts& facts, Protocol protocol) {
    std::vector<std::pair<std::int32_t, Silencer>> takers;  // contract, who
    bool is_returned = false;
    for (const Fact& fact : facts.facts) {
      if (fact.kind != FactKind::kEffect || !MayEscapeUnder(facts.contracts[static_cast<std::size_t>(fact.index)], protocol)) continue;
      const Silencer taker = TakerAt(view, facts, fact.at, protocol, 0);
      is_returned = is_returned || taker == Silencer::kCaller;
      if (taker != Silencer::kNone && taker != Silencer::kCaller) takers.emplace_back(fact.index, taker);
    }
    if (takers.empty()) return is_returned ? Silencer::kCaller : Silencer::kNone;
    if (Speaks(view, facts, protocol)) return Silencer::kNone;
    for (const auto& [contract, taker] : takers) facts.contracts[static_cast<std::size_t>(contract)] = ParameterContract();
    return Speaks(view, facts, protocol) ? takers.front().second : Silencer::kNone;
  }

  bool Speaks(const FunctionView& view, const ObjectFacts& facts, Protocol protocol) {
    const ObjectOutcome outcome = SolveObject(view, facts, protocol, options_.max_rank, solver_);
    return outcome.converged && !outcome.violations.empty();
  }

  // Who takes the object over at this instruction; kNone: code that is known to.
  Silencer TakerAt(const FunctionView& view, const ObjectFacts& facts, ValueId at, Protocol protocol, int depth) {
    const Instruction& instruction = view.function().instructions[at];
    if (Is<Call>(instruction)) return TakerByCall(view, facts, at, protocol, depth);
    if (const auto* store = As<StoreAttr>(instruction)) return IsKnown(view, store->object.value()) ? Silencer::kField : Silencer::kStore;
    if (const auto* store = As<StoreItem>(instruction)) return IsKnown(view, store->object.value()) ? Silencer::kField : Silencer::kStore;
    if (Is<StoreName>(instruction)) return Silencer::kField;
    if (Is<Bind>(instruction) || Is<MakeClosure>(instruction) || Is<MakeClass>(instruction)) return Silencer::kClosure;
    if (Is<Return>(instruction) || Is<Yield>(instruction)) return called_.contains(view.ref()) ? Silencer::kNone : Silencer::kCaller;
    return Silencer::kNone;
  }

  bool IsKnown(const FunctionView& view, ValueId value) const {
    const std::span<const TypeId> members = program_.MembersOf(program_.TypeOf(view.ref(), value));
    return !members.empty() &&
           std::none_of(members.begin(), members.end(), [&](TypeId member) { return program_.type(member).kind == TypeKind::kUnknown; });
  }

  Silencer TakerByCall(const FunctionView& view, const ObjectFacts& facts, ValueId at, Protocol protocol, int depth) {
    const CallResolution resolution = program_.Resolve(view.ref(), at);
    if (resolution.targets.empty() || !resolution.is_complete) {
      if (IsCallOfDecorated(view.ref(), at)) return Silencer::kDecorator;
      return resolution.receiver_is_known ? Silencer::kMethod : Silencer::kCallee;
    }
    for (const CallTarget& target : resolution.targets) {
      const Silencer taker = TakerByTarget(view, facts, at, target, protocol, depth);
      if (taker != Silencer::kNone) return taker;
    }
    return Silencer::kNone;
  }

  Silencer TakerByTarget(const FunctionView& view, const ObjectFacts& facts, ValueId at, const CallTarget& target, Protocol protocol, int depth) {
    if (!target.function.IsValid()) return Silencer::kCallee;
    const Function& callee = program_.function(target.function);
    const std::span<const Argument> arguments = view.function().ArgumentsOf(As<Call>(view.function().instructions[at])->arguments);
    const Contract& contract = contracts_.Of(target.function);
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      if (!LeadsTo(view, facts, arguments[i].value.value())) continue;
      const std::optional<std::size_t> parameter = ParameterOf(callee, arguments, i, target.binds_receiver);
      // What the words of an interface say is known.
      if (!program_.IsProject(target.function.module)) {
        const bool says_so = parameter && *parameter < contract.parameters.size() && MayEscapeUnder(contract.parameters[*parameter], protocol);
        if (!says_so) return Silencer::kInterface;
        continue;
      }
      if (!parameter || IsCollecting(callee.parameters[*parameter].kind)) return Silencer::kStar;
      if (callee.is_generator || callee.is_async) return Silencer::kLater;
      const Silencer taker = TakerOf(target.function, *parameter, protocol, depth + 1);
      if (taker != Silencer::kNone) return taker;
    }
    return Silencer::kNone;
  }

  static bool IsCollecting(ParameterKind kind) { return kind == ParameterKind::kStar || kind == ParameterKind::kDoubleStar; }

  // May this value be the object, or hold it? A value is one of its temporaries, or comes from one of its variables.
  bool LeadsTo(const FunctionView& view, const ObjectFacts& facts, ValueId value) const {
    if (value == facts.root.value) return true;
    const auto* phi = As<Phi>(view.function().instructions[value]);
    return std::any_of(facts.slots.begin(), facts.slots.end(), [&](const TrackedName& slot) {
      if (slot.temporary.IsValid()) return slot.temporary == value;
      return phi != nullptr && slot.variable.IsValid() && phi->slot == slot.variable;
    });
  }

  // Who takes over what the caller gives for a parameter.
  Silencer TakerOf(FunctionRef ref, std::size_t position, Protocol protocol, int depth) {
    if (depth > kMaxHandOvers) return Silencer::kCallee;
    const auto key = std::make_pair(ref, std::make_pair(position, protocol));
    if (const auto known = takers_.find(key); known != takers_.end()) return known->second;
    takers_[key] = Silencer::kNone;  // of a recursive group, whoever else takes it
    const FunctionView view(program_, contracts_, ref);
    const Silencer taker = FindTaker(view, position, protocol, depth);
    takers_[key] = taker;
    return taker;
  }

  Silencer FindTaker(const FunctionView& view, std::size_t position, Protocol protocol, int depth) {
    for (const RootParameter& parameter : FindParameters(view.function())) {
      if (parameter.position != position) continue;
      if (!view.IsOwn(parameter.slot)) return Silencer::kClosure;
      ObjectFactsBuilder builder(view);
      ObjectFacts facts;
      builder.Build({parameter.value, ResultOwes::kWhole, true}, facts);
      for (const Fact& fact : facts.facts) {
        if (fact.kind != FactKind::kEffect || !MayEscapeUnder(facts.contracts[static_cast<std::size_t>(fact.index)], protocol)) continue;
        const Silencer taker = TakerAt(view, facts, fact.at, protocol, depth);
        if (taker != Silencer::kNone && taker != Silencer::kCaller) return taker;
      }
    }
    return Silencer::kNone;
  }

  // `load()` where the module says `@unknown` above `async def load`.
  bool IsCallOfDecorated(FunctionRef ref, ValueId at) const {
    const Function& function = program_.function(ref);
    const auto* call = As<Call>(function.instructions[at]);
    const auto* name = call == nullptr ? nullptr : As<LoadName>(function.instructions[call->callee.value()]);
    return name != nullptr && decorated_.contains({ref.module, name->name}) && program_.Resolve(ref, at).targets.empty();
  }

  // The coroutine functions of a module whose decorators are not all plain.
  void FindDecorated(ModuleId id) {
    const Module& module = program_.module(id);
    for (std::size_t f = 0; f < module.functions.size(); ++f) {
      const Function& function = module.functions[FunctionId(f)];
      const bool is_global = function.parent.IsValid() && module.functions[function.parent].kind == FunctionKind::kModuleBody;
      if (is_global && function.is_async && !program_.traits({id, FunctionId(f)}).has_plain_decorators) decorated_.insert({id, function.name});
    }
  }

  const Program& program_;
  const ContractStore& contracts_;
  SolveOptions options_;
  ReleaseIndex releases_;
  ForwardSolver<TwoInstanceState> solver_;
  absl::flat_hash_set<FunctionRef> called_;
  absl::flat_hash_set<std::pair<ModuleId, NameId>> decorated_;
  absl::flat_hash_map<std::pair<FunctionRef, std::pair<std::size_t, Protocol>>, Silencer> takers_;
  SilenceTable table_;
};

}  // namespace

SilenceTable CountSilence(const Program& program, const ProgramSummaries& summaries, const SolveOptions& options) {
  return Counter(program, summaries, options).Count();
}

std::vector<std::pair<std::string, std::string>> DescribeSilence(const SilenceTable& table) {
  std::vector<std::pair<std::string, std::string>> rows;
  for (std::size_t s = 0; s < kSilencerCount; ++s) {
    std::string counts;
    for (const Protocol protocol : kProtocols) {
      counts += (counts.empty() ? "" : ", ") + std::string(ProtocolName(protocol)) + " " +
                std::to_string(table.sites[s][static_cast<std::size_t>(protocol)]);
    }
    rows.emplace_back("silenced by " + std::string(kNames[s]), std::move(counts));
  }
  return rows;
}

}  // namespace dangle

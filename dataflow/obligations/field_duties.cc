#include "dataflow/obligations/field_duties.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "base/parallel.h"
#include "dataflow/interproc/reached.h"
#include "dataflow/obligations/class_family.h"
#include "dataflow/obligations/end_methods.h"

namespace dangle {

namespace {

// What one function does to an attribute of this name.
struct FieldEvent {
  FunctionRef function;
  ValueId at;
  ClassRef owner;  // invalid: not known
  NameId name;
  ProtocolSet released;  // under which protocols it is released, handed on or given away
  bool is_return = false;
};

// Reads what a function does to the attributes that somewhere hold something owed.
class EventReader {
 public:
  EventReader(const Program& program, const ContractStore& contracts, const std::vector<char>& is_wanted)
      : program_(program), contracts_(contracts), is_wanted_(is_wanted) {}

  std::vector<FieldEvent> Read(FunctionRef ref) const {
    std::vector<FieldEvent> events;
    const Function& function = program_.function(ref);
    std::optional<FunctionView> view;
    std::optional<ObjectFactsBuilder> builder;
    ObjectFacts facts;
    for (std::size_t i = 0; i < function.instructions.size(); ++i) {
      const auto* load = As<LoadAttr>(function.instructions[ValueId(i)]);
      if (load == nullptr || load->name.value() >= is_wanted_.size() || is_wanted_[load->name.value()] == 0) continue;
      if (!view) {
        view.emplace(program_, contracts_, ref);
        builder.emplace(*view);
      }
      if (view->UsesOf(ValueId(i)).empty()) continue;
      const bool is_container = IsContainerType(program_, program_.TypeOf(ref, ValueId(i)));
      builder->Build({ValueId(i), ResultOwes::kWhole, false, is_container}, facts);
      const std::optional<ClassRef> owner = OwnerOf(ref, load->object.value());
      if (owner) AddEvents(*view, facts, {ref, ValueId(i), *owner, load->name, {}, false}, events);
    }
    return events;
  }

 private:
  // Of an object that is no instance of a project's class an attribute of that name says nothing about the field.
  std::optional<ClassRef> OwnerOf(FunctionRef ref, ValueId object) const {
    const ClassRef owner = ProjectClassOf(program_, ref, object);
    if (owner.IsValid()) return owner;
    const std::span<const TypeId> members = program_.MembersOf(program_.TypeOf(ref, object));
    const bool is_other = !members.empty() && std::none_of(members.begin(), members.end(), [&](TypeId member) {
      const Type& type = program_.type(member);
      const bool is_stub = type.class_ref.IsValid() && !program_.IsProject(type.class_ref.module);
      return type.kind != TypeKind::kNone && type.kind != TypeKind::kModule && !(type.kind == TypeKind::kInstance && is_stub);
    });
    return is_other ? std::nullopt : std::optional(ClassRef());
  }

  void AddEvents(const FunctionView& view, const ObjectFacts& facts, FieldEvent event, std::vector<FieldEvent>& events) const {
    if (facts.overflowed) {
      event.released = ProtocolSet::All();
      events.push_back(event);
      return;
    }
    for (const Fact& fact : facts.facts) {
      if (fact.kind != FactKind::kEffect && !IsUnclear(fact)) continue;
      event.at = fact.at;
      event.is_return = Is<Return>(view.function().instructions[fact.at]) || Is<Yield>(view.function().instructions[fact.at]);
      event.released = fact.kind == FactKind::kEffect ? ReleasedBy(facts.contracts[static_cast<std::size_t>(fact.index)]) : ProtocolSet::All();
      if (event.released.IsEmpty()) continue;
      const bool is_repeated =
          !events.empty() && events.back().at == event.at && events.back().name == event.name && events.back().released == event.released;
      if (!is_repeated) events.push_back(event);
    }
  }

  // Indexed or iterated though it is not known to be a container: its elements may be what is owed.
  static bool IsUnclear(const Fact& fact) { return fact.kind == FactKind::kUse && (fact.use == ValueUse::kIndex || fact.use == ValueUse::kIterate); }

  static ProtocolSet ReleasedBy(const ParameterContract& contract) {
    ProtocolSet released;
    for (const Protocol protocol : {Protocol::kRelease, Protocol::kKeepAlive}) {
      const bool is_released = std::any_of(kWaysOut.begin(), kWaysOut.end(), [&](WayOut way) {
        return MayDischarge(contract.Of(protocol, way)) || MayEscape(contract.Of(protocol, way));
      });
      if (is_released) released.Add(protocol);
    }
    return released;
  }

  const Program& program_;
  const ContractStore& contracts_;
  const std::vector<char>& is_wanted_;
};

class DutyFinder {
 public:
  DutyFinder(const Program& program, const ProgramSummaries& summaries, std::size_t threads)
      : program_(program), summaries_(summaries), threads_(threads), families_(program), reached_(program, summaries.graph) {}

  std::vector<FieldDuty> Find() {
    CollectStores();
    if (duties_.empty()) return {};
    CollectEvents();
    for (FieldDuty& duty : duties_) Complete(duty);
    return std::move(duties_);
  }

 private:
  void CollectStores() {
    absl::flat_hash_map<std::pair<std::pair<ClassRef, NameId>, Protocol>, std::size_t> known;
    for (const FunctionStores& function : summaries_.stores) {
      for (const FieldStore& store : function.stores) {
        const auto key = std::make_pair(std::make_pair(store.field.owner, store.field.name), store.site.protocol);
        const auto [place, is_new] = known.try_emplace(key, duties_.size());
        if (is_new) {
          duties_by_name_[store.field.name].push_back(duties_.size());
          FieldDuty& duty = duties_.emplace_back();
          duty.field = store.field;
          duty.protocol = store.site.protocol;
        }
        duties_[place->second].stores.push_back({function.function, store});
      }
    }
  }

  void CollectEvents() {
    std::uint32_t last = 0;
    for (const FieldDuty& duty : duties_) last = std::max(last, duty.field.name.value());
    std::vector<char> is_wanted(last + 1, 0);
    for (const FieldDuty& duty : duties_) is_wanted[duty.field.name.value()] = 1;
    const EventReader reader(program_, summaries_.contracts, is_wanted);
    const auto& functions = summaries_.graph.functions;
    std::vector<std::vector<FieldEvent>> found(functions.size());
    ParallelFor(functions.size(), threads_, [&](std::size_t i, std::size_t) { found[i] = reader.Read(functions[CallNodeId(i)]); });
    for (std::vector<FieldEvent>& events : found) {
      for (FieldEvent& event : events) {
        by_function_[event.function].push_back(events_.size());
        by_name_[event.name].push_back(events_.size());
        events_.push_back(event);
      }
    }
  }

  bool IsAbout(const FieldEvent& event, const Field& field) {
    return event.name == field.name && (!event.owner.IsValid() || families_.Of(field.owner).Contains(event.owner));
  }

  void Complete(FieldDuty& duty) {
    for (const std::size_t index : by_name_[duty.field.name]) {
      const FieldEvent& event = events_[index];
      if (!event.released.Contains(duty.protocol) || !IsAbout(event, duty.field)) continue;
      duty.releases.push_back({event.function, event.at, event.is_return, IsRestart(duty, event)});
    }
    for (const FieldStoreAt& at : duty.stores) duty.is_handed_over = duty.is_handed_over || at.store.is_shared || at.store.is_released;
    const ClassFamily& family = families_.Of(duty.field.owner);
    duty.has_unknown_base = family.has_unknown_base;
    duty.inherited_end = family.inherited_end;
    for (const FunctionRef end : family.ends) duty.ends.push_back(EndOf(end, duty));
    for (const FieldRelease& release : duty.releases) duty.is_handed_over = duty.is_handed_over || EndsLife(duty, release);
    if (duty.protocol == Protocol::kRelease) FindOverwrites(duty);
  }

  // A private getter gives the field to the methods of the class only; it matters if one of those that end it calls it.
  bool EndsLife(const FieldDuty& duty, const FieldRelease& release) const {
    if (release.is_restart) return false;
    const Function& function = program_.function(release.function);
    const std::string_view name = program_.names().Text(function.name);
    const bool is_private = name.starts_with('_') && !name.starts_with("__") && function.owner.IsValid() && !function.is_generator;
    if (!release.is_return || !is_private || IsGivenAway(release.function)) return true;
    return duty.ends.empty() || std::any_of(duty.ends.begin(), duty.ends.end(), [&](const EndMethod& end) {
             return std::binary_search(end.reached.begin(), end.reached.end(), release.function);
           });
  }

  // Is the getter handed on as a value, or what it gives entered or ended by a caller?
  bool IsGivenAway(FunctionRef getter) const {
    const CallNodeId node = summaries_.graph.NodeOf(getter);
    return std::any_of(summaries_.graph.edges.begin(), summaries_.graph.edges.end(), [&](const CallEdge& edge) {
      return edge.callee == node && EndsResultOf(summaries_.graph.functions[edge.caller], program_.function(getter).name);
    });
  }

  bool EndsResultOf(FunctionRef caller, NameId getter) const {
    const Function& function = program_.function(caller);
    const auto gives = [&](ValueId value) {
      if (const auto* await = As<Await>(function.instructions[value])) value = await->value.value();
      const auto* call = As<Call>(function.instructions[value]);
      const auto* method = call == nullptr ? nullptr : As<LoadAttr>(function.instructions[call->callee.value()]);
      return method != nullptr && method->name == getter;
    };
    for (std::size_t i = 0; i < function.instructions.size(); ++i) {
      const Instruction& at = function.instructions[ValueId(i)];
      if (const auto* enter = As<Enter>(at); enter != nullptr && gives(enter->manager)) return true;
      const auto* load = As<LoadAttr>(at);
      if (load != nullptr && IsEndMethodName(program_.names().Text(load->name)) && gives(load->object.value())) return true;
      const auto* call = As<Call>(at);
      if (call == nullptr) continue;
      for (const Argument& argument : function.ArgumentsOf(call->arguments)) {
        const auto* method = As<LoadAttr>(function.instructions[argument.value.value()]);
        if ((method != nullptr && method->name == getter) || gives(argument.value.value())) return true;
      }
    }
    return false;
  }

  void FindOverwrites(FieldDuty& duty) {
    for (std::size_t i = 0; i < duty.stores.size(); ++i) {
      const FieldStoreAt& at = duty.stores[i];
      const bool is_plain = Is<StoreAttr>(program_.function(at.function).instructions[at.store.at]);
      const bool is_own = is_plain && !at.store.is_element && !at.store.is_shared && !at.store.is_released;
      if (!is_own) continue;
      if (IsOverwritten(duty, at)) {
        duty.overwrites.push_back(i);
      } else if (IsStoredAtEachEvent(duty, at)) {
        duty.event_overwrites.push_back(i);
      }
    }
  }

  // Does a loop come back to the store without a look at what the field holds, or a call that may release it?
  bool IsOverwritten(const FieldDuty& duty, const FieldStoreAt& at) {
    const Function& function = program_.function(at.function);
    std::vector<char> is_seen(function.blocks.size(), 0);
    std::vector<BlockId> work;
    const auto add = [&](BlockId block, EdgeKind) {
      if (is_seen[block.value()] == 0) work.push_back(block);
      is_seen[block.value()] = 1;
    };
    const BlockId start = function.BlockOf(at.store.at);
    if (LooksAfter(duty, at.function, start)) return false;
    const bool may_fail = MayFailBehind(function, function.blocks[start], at.store.at);
    ForEachSuccessor(function, start, [&](BlockId block, EdgeKind kind) {
      if (IsNormal(kind) || may_fail) add(block, kind);
    });
    while (!work.empty() && is_seen[start.value()] == 0) {
      const BlockId block = work.back();
      work.pop_back();
      if (!LooksAfter(duty, at.function, block)) ForEachSuccessor(function, block, add);
    }
    return is_seen[start.value()] != 0;
  }

  // `def on_server_update(self): self.sock = socket.socket()`: an event that comes again, and nothing before the store looks at the field.
  bool IsStoredAtEachEvent(const FieldDuty& duty, const FieldStoreAt& at) {
    static constexpr std::array<std::string_view, 9> kEvents = {"change",  "event",  "message", "receive", "reconnect",
                                                                "refresh", "reload", "resume",  "update"};
    const Function& function = program_.function(at.function);
    const std::string_view name = program_.names().Text(function.name);
    const bool is_event =
        std::any_of(kEvents.begin(), kEvents.end(), [&](std::string_view word) { return name.find(word) != std::string_view::npos; });
    if (!is_event || !duty.is_handed_over) return false;
    for (std::size_t b = 0; b < function.blocks.size(); ++b) {
      if (LooksAfter(duty, at.function, BlockId(b))) return false;
    }
    return true;
  }

  static bool MayFailBehind(const Function& function, const Block& block, ValueId store) {
    for (std::uint32_t i = store.value() + 1; i < block.first + block.size; ++i) {
      if (MayRaise(function.instructions[ValueId(i)])) return true;
    }
    return false;
  }

  bool LooksAfter(const FieldDuty& duty, FunctionRef ref, BlockId block) {
    const Function& function = program_.function(ref);
    const Block& b = function.blocks[block];
    for (std::uint32_t i = b.first; i < b.first + b.size; ++i) {
      const Instruction& at = function.instructions[ValueId(i)];
      if (const auto* load = As<LoadAttr>(at); load != nullptr && load->name == duty.field.name && IsAsked(function, b, ValueId(i))) return true;
      if (std::any_of(duty.releases.begin(), duty.releases.end(), [&](const FieldRelease& r) { return r.function == ref && r.at == ValueId(i); }))
        return true;
      if (!Is<Call>(at)) continue;
      const CallResolution resolution = program_.Resolve(ref, ValueId(i));
      for (const CallTarget& target : resolution.targets) {
        if (target.function.IsValid() && program_.IsProject(target.function.module) && MayRelease(duty, target.function)) return true;
      }
    }
    return false;
  }

  // `if self._conn is None`, `self._conn or …`.
  static bool IsAsked(const Function& function, const Block& block, ValueId load) {
    for (std::uint32_t i = load.value() + 1; i < block.first + block.size; ++i) {
      const Instruction& at = function.instructions[ValueId(i)];
      if ((Is<Branch>(at) || Is<Compare>(at) || Is<Unary>(at)) && Uses(function, at, load)) return true;
    }
    return false;
  }

  bool MayRelease(const FieldDuty& duty, FunctionRef function) {
    const std::vector<FunctionRef>& reached = reached_.From(function);
    return ReachedFunctions::IsFull(reached) || std::any_of(duty.releases.begin(), duty.releases.end(), [&](const FieldRelease& release) {
             return std::binary_search(reached.begin(), reached.end(), release.function);
           });
  }

  // `self._task.cancel(); self._task = create_task(…)`: ends the one before, never the last.
  bool IsRestart(const FieldDuty& duty, const FieldEvent& event) const {
    if (event.is_return) return false;
    bool is_before = false;
    for (const FieldStoreAt& at : duty.stores) {
      if (at.function != event.function) continue;
      if (event.at > at.store.at) return false;
      is_before = true;
    }
    return is_before;
  }

  EndMethod EndOf(FunctionRef function, const FieldDuty& duty) {
    EndMethod end;
    end.function = function;
    end.is_trivial = program_.traits(function).has_trivial_body;
    end.reached = reached_.From(function);
    end.releases = ReachedFunctions::IsFull(end.reached);
    for (const FunctionRef ref : end.reached) {
      const auto found = by_function_.find(ref);
      if (found == by_function_.end()) continue;
      for (const std::size_t index : found->second) AddRelease(events_[index], duty, end);
    }
    std::stable_sort(end.siblings.begin(), end.siblings.end(), [&](const ReleasedSibling& a, const ReleasedSibling& b) {
      return program_.names().Text(a.name) < program_.names().Text(b.name);
    });
    const auto same = [](const ReleasedSibling& a, const ReleasedSibling& b) { return a.name == b.name; };
    end.siblings.erase(std::unique(end.siblings.begin(), end.siblings.end(), same), end.siblings.end());
    return end;
  }

  void AddRelease(const FieldEvent& event, const FieldDuty& duty, EndMethod& end) {
    if (IsAbout(event, duty.field)) {
      end.releases = end.releases || event.released.Contains(duty.protocol);
      return;
    }
    if (event.is_return || !event.owner.IsValid() || !families_.Of(duty.field.owner).Contains(event.owner)) return;
    const std::vector<std::size_t>& others = duties_by_name_[event.name];
    const bool is_sibling = std::any_of(others.begin(), others.end(), [&](std::size_t index) {
      const FieldDuty& other = duties_[index];
      return event.released.Contains(other.protocol) && families_.Of(duty.field.owner).Contains(other.field.owner);
    });
    if (is_sibling && event.name != duty.field.name) end.siblings.push_back({event.name, event.function, event.at});
  }

  const Program& program_;
  const ProgramSummaries& summaries_;
  std::size_t threads_;
  ClassFamilies families_;
  ReachedFunctions reached_;
  std::vector<FieldDuty> duties_;
  std::vector<FieldEvent> events_;
  absl::flat_hash_map<FunctionRef, std::vector<std::size_t>> by_function_;
  absl::flat_hash_map<NameId, std::vector<std::size_t>> by_name_;
  absl::flat_hash_map<NameId, std::vector<std::size_t>> duties_by_name_;
};

}  // namespace

std::vector<FieldDuty> FindFieldDuties(const Program& program, const ProgramSummaries& summaries, std::size_t threads) {
  return DutyFinder(program, summaries, threads).Find();
}

}  // namespace dangle

#include "dataflow/obligations/field_store.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace dangle {

namespace {

constexpr std::array<std::string_view, 13> kContainers = {
    "ChainMap", "Counter", "OrderedDict", "WeakKeyDictionary", "WeakSet", "WeakValueDictionary", "defaultdict", "deque", "dict", "frozenset",
    "list",     "set",     "tuple"};
static_assert(std::is_sorted(kContainers.begin(), kContainers.end()));

// Could the value be one of two things, one of which this function did not make?
bool MayBeOther(const Function& function, ValueId stored) {
  const auto* phi = As<Phi>(function.instructions[stored]);
  if (phi == nullptr) return false;
  const std::span<const ValueId> operands = function.ValuesOf(phi->operands);
  return std::any_of(operands.begin(), operands.end(), [&](ValueId operand) {
    const Instruction& at = function.instructions[operand];
    return Is<Param>(at) || Is<LoadAttr>(at) || Is<LoadName>(at) || Is<LoadItem>(at);
  });
}

// Is the value the object itself, or a container of it? Something else may hold it, too: a thread that is given a socket.
bool IsObjectOrContainer(const FunctionView& view, const Site& site, ValueId value) {
  const Program& program = view.program();
  const TypeId type = program.TypeOf(view.ref(), value);
  if (IsContainerType(program, type)) return true;
  std::span<const TypeId> made = program.MembersOf(program.TypeOf(view.ref(), site.root.value));
  if (site.root.element != ResultOwes::kWhole) {
    const auto index = static_cast<std::size_t>(site.root.element);
    if (made.size() != 1 || program.type(made[0]).arguments.size() <= index) return true;
    made = program.MembersOf(program.type(made[0]).arguments[index]);
  }
  const std::span<const TypeId> members = program.MembersOf(type);
  return std::any_of(members.begin(), members.end(), [&](TypeId member) {
    const Type& stored = program.type(member);
    if (stored.kind != TypeKind::kInstance) return stored.kind != TypeKind::kNone;
    return std::any_of(made.begin(), made.end(),
                       [&](TypeId one) { return program.type(one).kind != TypeKind::kInstance || program.type(one).class_ref == stored.class_ref; });
  });
}

// `self._tasks` of `self._tasks.add(…)` or `self._tasks[key] = …`.
std::optional<Field> FieldOf(const FunctionView& view, ValueId value) {
  const auto* load = As<LoadAttr>(view.function().instructions[value]);
  if (load == nullptr) return std::nullopt;
  const ClassRef owner = ProjectClassOf(view.program(), view.ref(), load->object.value());
  return owner.IsValid() ? std::optional(Field{owner, load->name}) : std::nullopt;
}

// The store at this instruction, if it is one.
std::optional<FieldStore> StoreAt(const FunctionView& view, const Site& site, ValueId at) {
  const Instruction& instruction = view.function().instructions[at];
  FieldStore store;
  store.at = at;
  if (const auto* attribute = As<StoreAttr>(instruction)) {
    store.field = {ProjectClassOf(view.program(), view.ref(), attribute->object.value()), attribute->name};
    if (!store.field.owner.IsValid() || !IsObjectOrContainer(view, site, attribute->value.value())) return std::nullopt;
    store.is_element = IsContainerType(view.program(), view.program().TypeOf(view.ref(), attribute->value.value()));
    store.may_be_other = MayBeOther(view.function(), attribute->value.value());
    return store;
  }
  ValueId container;
  bool is_object = false;
  if (const auto* item = As<StoreItem>(instruction)) {
    container = item->object.value();
    is_object = IsObjectOrContainer(view, site, item->value.value());
  }
  if (const auto* call = As<Call>(instruction)) {
    if (const auto* method = As<LoadAttr>(view.function().instructions[call->callee.value()])) container = method->object.value();
    const std::span<const Argument> arguments = view.function().ArgumentsOf(call->arguments);
    is_object = std::any_of(arguments.begin(), arguments.end(),
                            [&](const Argument& argument) { return IsObjectOrContainer(view, site, argument.value.value()); });
  }
  if (!container.IsValid() || !is_object) return std::nullopt;
  const std::optional<Field> field = FieldOf(view, container);
  if (!field || !IsContainerType(view.program(), view.program().TypeOf(view.ref(), container))) return std::nullopt;
  store.field = *field;
  store.is_element = true;
  return store;
}

bool HasCallback(const FunctionView& view, const ObjectFacts& facts) {
  const std::span<const ValueId> uses = view.UsesOf(facts.root.value);
  return std::any_of(uses.begin(), uses.end(), [&](ValueId use) {
    const auto* load = As<LoadAttr>(view.function().instructions[use]);
    return load != nullptr && view.program().names().Text(load->name) == "add_done_callback";
  });
}

}  // namespace

ClassRef ProjectClassOf(const Program& program, FunctionRef function, ValueId value) {
  ClassRef found;
  for (const TypeId member : program.MembersOf(program.TypeOf(function, value))) {
    const Type& type = program.type(member);
    if (type.kind == TypeKind::kNone) continue;
    const bool is_one = type.kind == TypeKind::kInstance && type.class_ref.IsValid() && program.IsProject(type.class_ref.module);
    if (!is_one || (found.IsValid() && found != type.class_ref)) return {};
    found = type.class_ref;
  }
  return found;
}

bool IsContainerType(const Program& program, TypeId type) {
  const std::span<const TypeId> members = program.MembersOf(type);
  return std::any_of(members.begin(), members.end(), [&](TypeId member) {
    const Type& one = program.type(member);
    if (one.kind == TypeKind::kTuple) return true;
    if (one.kind != TypeKind::kInstance || !one.class_ref.IsValid() || program.IsProject(one.class_ref.module)) return false;
    const std::string_view name = program.names().Text(program.class_declaration(one.class_ref).name);
    return std::binary_search(kContainers.begin(), kContainers.end(), name);
  });
}

void FindFieldStores(const FunctionView& view, const Site& site, const ObjectFacts& facts, std::vector<FieldStore>& stores) {
  const std::size_t first = stores.size();
  bool is_shared = facts.overflowed;
  bool is_released = false;
  for (const Fact& fact : facts.facts) {
    if (fact.kind != FactKind::kEffect) continue;
    const ParameterContract& contract = facts.contracts[static_cast<std::size_t>(fact.index)];
    const Effect effect = contract.Of(site.protocol, WayOut::kReturn);
    is_released = is_released || MayDischarge(effect);
    if (!MayEscape(effect)) continue;
    if (stores.size() > first && stores.back().at == fact.at) continue;
    std::optional<FieldStore> store = StoreAt(view, site, fact.at);
    is_shared = is_shared || !store;
    if (!store) continue;
    store->site = site;
    stores.push_back(std::move(*store));
  }
  const bool has_callback = stores.size() > first && HasCallback(view, facts);
  for (std::size_t i = first; i < stores.size(); ++i) {
    stores[i].is_shared = is_shared || stores.size() > first + 1;
    stores[i].is_released = is_released;
    stores[i].has_callback = has_callback;
  }
}

}  // namespace dangle

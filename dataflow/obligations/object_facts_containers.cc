#include <algorithm>
#include <string>
#include <string_view>

#include "dataflow/obligations/object_facts.h"
#include "dataflow/obligations/slot_mask.h"

namespace dangle {

namespace {

// How far IsLocalContainer looks through phis.
constexpr int kMaxContainerDepth = 4;

}  // namespace

void ObjectFactsBuilder::VisitMakeContainer(ValueId value, const Reference& reference, ValueId user, const MakeContainer& make) {
  if (make.kind == ContainerKind::kString || make.kind == ContainerKind::kTemplate) {
    return AddUse(user, reference, ValueUse::kFormat);
  }
  if (make.kind == ContainerKind::kSlice) return;
  for (const Argument& argument : view_->function().ArgumentsOf(make.elements)) {
    const bool is_spread = argument.kind == ArgumentKind::kStar || argument.kind == ArgumentKind::kDoubleStar;
    if (argument.value.value() == value && is_spread && reference.level == Level::kObject) return AddUse(user, reference, ValueUse::kIterate);
  }
  Reference container = reference;
  container.level = Level::kContainer;
  container.is_exact = false;
  container.element = ResultOwes::kWhole;
  if (make.kind == ContainerKind::kTuple && reference.level == Level::kObject) {
    const std::span<const Argument> elements = view_->function().ArgumentsOf(make.elements);
    for (std::size_t i = 0; i < elements.size(); ++i) {
      if (elements[i].kind != ArgumentKind::kPositional) break;
      if (elements[i].value.value() == value) container.element = static_cast<std::int16_t>(i);
    }
  }
  const std::uint8_t slot = SlotOfTemporary(user);
  const bool is_new = RefOf(user).level == Level::kNone;
  container.through = MaskOf(slot);
  Refer(user, container);
  AddHold(user, slot, reference, !is_new);
}

// `pair[0]` where the object is `pair[1]`.
bool ObjectFactsBuilder::IsOtherElement(const Reference& reference, Operand index) const {
  const auto* constant = As<Const>(At(index.value()));
  if (reference.element == ResultOwes::kWhole || constant == nullptr || constant->kind != ConstKind::kInt || !constant->text.IsValid()) return false;
  return NameText(constant->text) != std::to_string(reference.element);
}

void ObjectFactsBuilder::Capture(const Reference& reference, ValueId user, ValueId container) {
  const std::uint8_t slot = SlotOfTemporary(container);
  AddHold(user, slot, reference, true);
  Reference inner;
  inner.level = Level::kContainer;
  inner.through = MaskOf(slot);
  Refer(container, inner);
}

void ObjectFactsBuilder::VisitInsertion(const Reference& reference, ValueId user, ValueId container) {
  if (IsWeakContainer(container)) return;
  if (!IsLocalContainer(container, 0) || ContainerEscapes(container)) return AddEscape(user, reference);
  SlotMask slots = 0;
  const auto* phi = As<Phi>(At(container));
  if (phi != nullptr && phi->slot.IsValid()) {
    slots = MaskOf(SlotOfVariable(phi->slot));
  } else {
    for (const ValueId use : view_->UsesOf(container)) {
      if (const auto* bind = As<Bind>(At(use))) slots |= MaskOf(SlotOfVariable(bind->slot));
    }
    // The temporary of a comprehension or display that is not bound yet.
    slots |= MaskOf(SlotOfTemporary(container));
  }
  // Only what holds the container really holds the object: a variable that is bound to it, else its temporary.
  SlotMask holders = 0;
  ForEachSlot(slots, [&](std::uint8_t slot) {
    if (facts_->slots[slot].variable.IsValid()) holders |= MaskOf(slot);
  });
  if (holders == 0) holders = slots;
  ForEachSlot(holders, [&](std::uint8_t slot) { AddHold(user, slot, reference, true); });
  Reference inner;
  inner.level = Level::kContainer;
  inner.through = slots;
  Refer(container, inner);
}

bool ObjectFactsBuilder::IsLocalContainer(ValueId value, int depth) const {
  const Instruction& maker = At(value);
  if (const auto* make = As<MakeContainer>(maker)) {
    return make->kind == ContainerKind::kList || make->kind == ContainerKind::kSet || make->kind == ContainerKind::kDict;
  }
  if (const auto* phi = As<Phi>(maker)) {
    if (depth >= kMaxContainerDepth) return false;
    const std::span<const ValueId> operands = view_->function().ValuesOf(phi->operands);
    return std::all_of(operands.begin(), operands.end(), [&](ValueId operand) { return operand == value || IsLocalContainer(operand, depth + 1); });
  }
  if (!Is<Call>(maker)) return false;
  const CallResolution resolution = view_->program().Resolve(view_->ref(), value);
  if (resolution.targets.size() != 1 || !resolution.targets[0].constructed.IsValid()) return false;
  const ClassRef made = resolution.targets[0].constructed;
  if (view_->program().IsProject(made.module)) return false;
  const std::string_view name = NameText(view_->program().class_declaration(made).name);
  return name == "list" || name == "set" || name == "dict" || name == "deque" || name == "defaultdict" || name == "OrderedDict";
}

bool ObjectFactsBuilder::ContainerEscapes(ValueId value) const {
  const auto escapes = [&](ValueId use) {
    const Instruction& user = At(use);
    if (const auto* bind = As<Bind>(user)) return !view_->IsOwn(bind->slot);
    if (const auto* store = As<StoreAttr>(user)) return store->value.value() == value;
    if (const auto* store = As<StoreItem>(user)) return store->value.value() == value;
    return Is<StoreName>(user) || Is<Yield>(user) || Is<MakeClosure>(user);
  };
  return std::any_of(view_->UsesOf(value).begin(), view_->UsesOf(value).end(), escapes);
}

bool ObjectFactsBuilder::IsWeakContainer(ValueId value) const {
  const std::span<const TypeId> members = view_->program().MembersOf(view_->program().TypeOf(view_->ref(), value));
  return !members.empty() && std::all_of(members.begin(), members.end(), [&](TypeId member) {
    const Type& type = view_->program().type(member);
    if (type.kind != TypeKind::kInstance || !type.class_ref.IsValid()) return false;
    const std::string_view name = NameText(view_->program().class_declaration(type.class_ref).name);
    return name == "WeakSet" || name == "WeakValueDictionary";
  });
}

// A dict whose keys are text or numbers: iterating over it gives those, and never what it holds.
bool ObjectFactsBuilder::IsMappingOfPlainKeys(ValueId value) const {
  const Program& program = view_->program();
  const auto class_name = [&](const Type& type) {
    const bool is_named = type.kind == TypeKind::kInstance && type.class_ref.IsValid();
    return is_named ? NameText(program.class_declaration(type.class_ref).name) : std::string_view();
  };
  const std::span<const TypeId> members = program.MembersOf(program.TypeOf(view_->ref(), value));
  return !members.empty() && std::all_of(members.begin(), members.end(), [&](TypeId member) {
    const Type& type = program.type(member);
    if ((class_name(type) != "dict" && class_name(type) != "defaultdict") || type.arguments.empty()) return false;
    const std::span<const TypeId> keys = program.MembersOf(type.arguments[0]);
    return !keys.empty() && std::all_of(keys.begin(), keys.end(), [&](TypeId key) {
      const std::string_view name = class_name(program.type(key));
      return name == "str" || name == "bytes" || name == "int";
    });
  });
}

}  // namespace dangle

#include "dataflow/obligations/object_facts.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "dataflow/interproc/call_effects.h"

namespace dangle {

namespace {

// The methods by which containers take things in.
constexpr std::array<std::string_view, 10> kInsertMethods = {"add",    "append",     "appendleft", "extend", "insert",
                                                             "insort", "put_nowait", "setdefault", "update", "union"};
bool IsInsertMethod(std::string_view name) { return std::find(kInsertMethods.begin(), kInsertMethods.end(), name) != kInsertMethods.end(); }

// Attributes and methods that ask whether the object is finished already: true means that nothing is owed any more.
constexpr std::array<std::string_view, 6> kFinishedTests = {"closed", "is_closed", "is_closing", "done", "cancelled", "at_eof"};
bool IsFinishedTest(std::string_view name) { return std::find(kFinishedTests.begin(), kFinishedTests.end(), name) != kFinishedTests.end(); }

// Attributes of a coroutine object itself; whoever asks for them knows what it is.
bool IsCoroutineAttribute(std::string_view name) {
  return name == "close" || name == "send" || name == "throw" || name.starts_with("cr_") || name.starts_with("__");
}

// How far IsLocalContainer looks through phis.
constexpr int kMaxContainerDepth = 4;

std::uint8_t LowestSlot(SlotMask mask) {
  for (std::uint8_t i = 0; i < kMaxTrackedSlots; ++i) {
    if ((mask >> i) & 1U) return i;
  }
  return Fact::kNoSlot;
}

template <typename Visitor>
void ForEachSlot(SlotMask mask, const Visitor& visit) {
  for (; mask != 0; mask &= mask - 1) visit(LowestSlot(mask));
}

}  // namespace

ObjectFactsBuilder::ObjectFactsBuilder(const FunctionView& view)
    : view_(&view),
      references_(view.function().instructions.size()),
      variable_slots_(view.function().slots.size(), Fact::kNoSlot),
      temporary_slots_(view.function().instructions.size(), Fact::kNoSlot) {}

void ObjectFactsBuilder::Build(const ObjectRoot& root, ObjectFacts& facts) {
  facts_ = &facts;
  facts = ObjectFacts();
  facts.root = root;
  Reference reference;
  reference.is_exact = true;
  if (root.is_parameter) {
    reference.level = Level::kObject;
    reference.is_exact = false;
    const auto* parameter = As<Param>(At(root.value));
    if (IsCollected(parameter->slot)) reference.level = Level::kContainer;
    reference.through = MaskOf(SlotOfVariable(parameter->slot));
    NewSlot({});  // the caller, who holds it whatever happens to the parameter
  } else {
    const std::uint8_t slot = SlotOfTemporary(root.value);
    AddFact({.at = root.value, .kind = FactKind::kBirth, .slot = slot});
    reference.level = root.element == ResultOwes::kWhole ? Level::kObject : Level::kContainer;
    reference.element = root.element;
  }
  Refer(root.value, reference);
  for (next_visit_ = 0; next_visit_ < touched_.size(); ++next_visit_) VisitUses(touched_[next_visit_]);
  AddTemporaryEnds();
  AddVariableBinds();
  AddFlags();
  AddBranchFacts();
  AddLoopEnds();
  SortAndForget();
}

void ObjectFactsBuilder::AddConditions(ObjectFacts& facts) {
  facts_ = &facts;
  AddFlags();
  AddBranchFacts();
  SortAndForget();
}

void ObjectFactsBuilder::SortAndForget() {
  std::stable_sort(facts_->facts.begin(), facts_->facts.end(), [](const Fact& a, const Fact& b) { return a.at < b.at; });
  std::stable_sort(facts_->edges.begin(), facts_->edges.end(), [](const EdgeFact& a, const EdgeFact& b) { return a.block < b.block; });
  for (const ValueId value : touched_) {
    references_[value.value()] = Reference();
    temporary_slots_[value.value()] = Fact::kNoSlot;
  }
  for (const TrackedName& name : facts_->slots) {
    if (name.temporary.IsValid()) temporary_slots_[name.temporary.value()] = Fact::kNoSlot;
    if (name.variable.IsValid()) variable_slots_[name.variable.value()] = Fact::kNoSlot;
  }
  touched_.clear();
  loop_effects_.clear();
  condition_slots_.clear();
}

// `*args` and `**kwargs` are containers of what the caller gives.
bool ObjectFactsBuilder::IsCollected(SlotId slot) const {
  const auto& parameters = view_->function().parameters;
  const auto found = std::find_if(parameters.begin(), parameters.end(), [&](const Parameter& p) { return p.slot == slot; });
  return found != parameters.end() && (found->kind == ParameterKind::kStar || found->kind == ParameterKind::kDoubleStar);
}

// ---- Slots and references -------------------------------------------------------------------------------------------------

std::uint8_t ObjectFactsBuilder::NewSlot(TrackedName name) {
  if (facts_->slots.size() >= kMaxTrackedSlots) {
    facts_->overflowed = true;
    return Fact::kNoSlot;
  }
  facts_->slots.push_back(name);
  return static_cast<std::uint8_t>(facts_->slots.size() - 1);
}

std::uint8_t ObjectFactsBuilder::SlotOfVariable(SlotId slot) {
  std::uint8_t& tracked = variable_slots_[slot.value()];
  if (tracked == Fact::kNoSlot) tracked = NewSlot({slot, ValueId()});
  return tracked;
}

std::uint8_t ObjectFactsBuilder::SlotOfTemporary(ValueId value) {
  std::uint8_t& tracked = temporary_slots_[value.value()];
  if (tracked == Fact::kNoSlot) {
    tracked = NewSlot({SlotId(), value});
    facts_->temporaries |= MaskOf(tracked);
  }
  return tracked;
}

void ObjectFactsBuilder::Refer(ValueId value, Reference reference) {
  Reference& known = references_[value.value()];
  if (known.level == Level::kNone) {
    known = reference;
    touched_.push_back(value);
    return;
  }
  // A second way to the object: what is known of both.
  known.is_exact = known.is_exact && reference.is_exact;
  known.through |= reference.through;
}

// The result of `user` is the object again (or what leads to it), in a temporary of its own.
void ObjectFactsBuilder::ReferAgain(ValueId user, Reference reference) {
  const std::uint8_t slot = SlotOfTemporary(user);
  AddHold(user, slot, reference, false);
  if (!reference.is_exact) reference.through |= MaskOf(slot);
  Refer(user, reference);
}

void ObjectFactsBuilder::AddHold(ValueId user, std::uint8_t slot, const Reference& reference, bool insert) {
  if (slot == Fact::kNoSlot) return;
  if (reference.is_exact) {
    AddFact({.at = user, .kind = insert ? FactKind::kInsert : FactKind::kBind, .slot = slot});
    return;
  }
  bool first = !insert;
  ForEachSlot(reference.through, [&](std::uint8_t from) {
    if (from == slot) return;
    AddFact({.at = user, .kind = first ? FactKind::kBindFrom : FactKind::kInsertFrom, .slot = slot, .from = from});
    first = false;
  });
}

void ObjectFactsBuilder::AddEffect(ValueId user, const Reference& reference, const ParameterContract& contract) {
  if (contract.IsBorrow()) return;
  facts_->is_trivial = false;
  const auto index = static_cast<std::int32_t>(facts_->contracts.size());
  facts_->contracts.push_back(contract);
  if (reference.loop.IsValid()) loop_effects_.emplace_back(reference.loop, index);
  if (reference.is_exact) {
    AddFact({.at = user, .kind = FactKind::kEffect, .index = index});
    return;
  }
  ForEachSlot(reference.through, [&](std::uint8_t from) { AddFact({.at = user, .kind = FactKind::kEffect, .from = from, .index = index}); });
}

void ObjectFactsBuilder::AddEscape(ValueId user, const Reference& reference) { AddEffect(user, reference, EscapeContract()); }

void ObjectFactsBuilder::AddUse(ValueId user, const Reference& reference, ValueUse use) {
  if (reference.level != Level::kObject) return;
  const std::uint8_t from = reference.is_exact ? Fact::kNoSlot : LowestSlot(reference.through);
  AddFact({.at = user, .kind = FactKind::kUse, .from = from, .use = use});
}

// The truth of an optional coroutine is a fair question; that of one which is always there, or stands in the condition itself, is not.
void ObjectFactsBuilder::AddTruthUse(ValueId value, const Reference& reference, ValueId user) {
  if (!reference.is_exact) {
    const auto* phi = As<Phi>(At(value));
    if (phi == nullptr || phi->slot.IsValid()) return;
    for (const ValueId operand : view_->function().ValuesOf(phi->operands)) {
      if (Is<Const>(At(operand))) return;
    }
    for (const ValueId use : view_->UsesOf(value)) {
      if (Is<Bind>(At(use))) return;
    }
  }
  AddUse(user, reference, ValueUse::kTruth);
}

// ---- Uses -----------------------------------------------------------------------------------------------------------------

void ObjectFactsBuilder::VisitUses(ValueId value) {
  // What is bound to a variable is reached through it from then on, so binds come first.
  if (!RefOf(value).is_exact || RefOf(value).level != Level::kObject) {
    for (const ValueId user : view_->UsesOf(value)) {
      const auto* bind = As<Bind>(At(user));
      if (bind == nullptr || view_->function().slots[bind->slot].kind != SlotKind::kLocal) continue;
      const SlotMask mask = MaskOf(SlotOfVariable(bind->slot));
      references_[value.value()].through |= mask;
    }
  }
  const Reference reference = RefOf(value);
  ValueId last;
  for (const ValueId user : view_->UsesOf(value)) {
    if (user == last) continue;  // once for `f(x, x)`: VisitCall looks at each argument
    last = user;
    VisitUse(value, reference, user);
  }
}

void ObjectFactsBuilder::VisitUse(ValueId value, const Reference& reference, ValueId user) {
  const bool is_object = reference.level == Level::kObject;
  const Function& function = view_->function();
  if (reference.level == Level::kMethod && !Is<Call>(At(user)) && !Is<Branch>(At(user)) && !Is<Unary>(At(user))) {
    VisitMethodUse(reference, user, value);
    return;
  }
  const auto refer_element = [&](ValueId element, Level level) {
    Reference inner = reference;
    inner.level = level;
    inner.is_exact = false;
    inner.through = reference.through != 0 ? reference.through : MaskOf(SlotOfTemporary(value));
    Refer(element, inner);
  };
  std::visit(
      Overloaded{
          [&](const Bind& bind) {
            const Slot& slot = function.slots[bind.slot];
            if (slot.kind != SlotKind::kLocal) return AddEscape(user, reference);
            SlotOfVariable(bind.slot);
          },
          [&](const Drop&) {},
          [&](const Hold&) {
            ReferAgain(user, reference);
          },
          [&](const Phi& phi) { VisitPhi(value, reference, user, phi); },
          [&](const Call& call) { VisitCall(value, reference, user, call); },
          [&](const Await&) { VisitAwait(reference, user); },
          [&](const LoadAttr& load) { VisitLoadAttr(value, reference, user, load); },
          [&](const MakeContainer& make) { VisitMakeContainer(value, reference, user, make); },
          [&](const Insert& insert) {
            // A comprehension is not bound to anything while it is filled.
            if (insert.container.value() != value) Capture(reference, user, insert.container.value());
          },
          [&](const StoreItem& store) {
            if (store.value.IsValid() && store.value.value() == value) VisitInsertion(reference, user, store.object.value());
            if (store.object.IsValid() && store.object.value() == value && is_object) AddUse(user, reference, ValueUse::kIndex);
          },
          [&](const StoreAttr& store) {
            if (store.value.IsValid() && store.value.value() == value) AddEscape(user, reference);
          },
          [&](const StoreName&) { AddEscape(user, reference); },
          [&](const Return&) { VisitReturn(reference, user); },
          [&](const Yield&) { AddEscape(user, reference); },
          [&](const YieldFrom&) {
            ParameterContract contract = EscapeContract();
            contract.SetAllWays(Protocol::kAwait, kDischarge);
            AddEffect(user, reference, contract);
          },
          [&](const Raise&) { AddEscape(user, reference); },
          [&](const Compare& compare) { VisitCompare(value, reference, user, compare); },
          [&](const Unary& unary) {
            if (unary.op == UnaryOperator::kNot) return AddTruthUse(value, reference, user);
            AddUse(user, reference, ValueUse::kArithmetic);
          },
          [&](const Binary&) {
            if (is_object) {
              AddUse(user, reference, ValueUse::kArithmetic);
            } else {
              AddEscape(user, reference);
            }
          },
          [&](const Branch&) { AddTruthUse(value, reference, user); },
          [&](const Iterate&) {
            if (is_object) {
              AddUse(user, reference, ValueUse::kIterate);
            } else if (reference.level == Level::kContainer) {
              refer_element(user, Level::kIterator);
            }
          },
          [&](const Next&) {
            if (reference.level != Level::kIterator) return;
            refer_element(user, Level::kObject);
            references_[user.value()].loop = user;
          },
          [&](const Unpack&) {
            if (is_object) return AddUse(user, reference, ValueUse::kIterate);
            if (reference.level != Level::kContainer) return;
            ReferAgain(user, reference);
          },
          [&](const Element& element) {
            if (reference.level != Level::kContainer) return;
            if (reference.element != ResultOwes::kWhole && reference.element != static_cast<std::int16_t>(element.index)) return;
            if (reference.element == ResultOwes::kWhole) return refer_element(user, Level::kObject);
            Reference inner = reference;
            inner.level = Level::kObject;
            inner.element = ResultOwes::kWhole;
            ReferAgain(user, inner);
          },
          [&](const LoadItem& load) {
            if (load.object.value() != value) return;
            if (is_object) return AddUse(user, reference, ValueUse::kIndex);
            if (reference.level != Level::kContainer || IsOtherElement(reference, load.index)) return;
            Reference inner = reference;
            inner.level = Level::kObject;
            inner.is_exact = reference.is_exact && reference.element != ResultOwes::kWhole;
            if (inner.through == 0) inner.through = MaskOf(SlotOfTemporary(value));
            inner.element = ResultOwes::kWhole;
            ReferAgain(user, inner);
          },
          [&](const Exit& exit) {
            if (exit.manager.IsValid() && exit.manager.value() == value) {
              AddEffect(user, reference, DischargeContract(ProtocolSet::All()));
            }
          },
          [&](const MatchTest& match) {
            if (match.subject == value) AddUse(user, reference, ValueUse::kCompare);
          },
          [&](const MakeClosure&) { AddEscape(user, reference); },
          [&](const MakeClass&) { AddEscape(user, reference); },
          [&](const dangle::Unknown&) { AddEscape(user, reference); },
          [](const auto&) {},
      },
      At(user).operation);
}

void ObjectFactsBuilder::VisitPhi(ValueId value, const Reference& reference, ValueId user, const Phi& phi) {
  Reference merged = reference;
  merged.is_exact = false;
  if (phi.slot.IsValid()) {
    merged.through = MaskOf(SlotOfVariable(phi.slot));
    Refer(user, merged);
    return;
  }
  const std::uint8_t slot = SlotOfTemporary(user);
  merged.through = MaskOf(slot);
  const bool is_new = RefOf(user).level == Level::kNone;
  Refer(user, merged);
  if (is_new) AddFact({.at = user, .kind = FactKind::kBindOther, .slot = slot});
  // The phi takes over the operand's temporary; which operand it is shows in which temporary holds the object.
  if (temporary_slots_[value.value()] != Fact::kNoSlot) {
    const std::uint8_t from = temporary_slots_[value.value()];
    AddFact({.at = user, .kind = FactKind::kInsertFrom, .slot = slot, .from = from});
    AddFact({.at = user, .kind = FactKind::kDrop, .slot = from});
  } else {
    AddHold(user, slot, reference, true);
  }
}

void ObjectFactsBuilder::VisitLoadAttr(ValueId value, const Reference& reference, ValueId user, const LoadAttr& load) {
  if (reference.level == Level::kContainer || reference.level == Level::kObject) {
    const CallResolution property = view_->program().Resolve(view_->ref(), user);
    if (!property.targets.empty() && property.targets[0].function.IsValid() &&
        view_->contracts().Of(property.targets[0].function).same_as == 0) {
      ReferAgain(user, reference);
      return;
    }
    Reference method = reference;
    method.level = Level::kMethod;
    method.made_by = user;
    if (reference.level == Level::kContainer) method.element = ResultOwes::kWhole;
    // The bound method keeps its receiver alive.
    if (!method.is_exact && method.through == 0) method.through = MaskOf(SlotOfTemporary(value));
    ReferAgain(user, method);
    const bool is_called = std::any_of(view_->UsesOf(user).begin(), view_->UsesOf(user).end(), [&](ValueId use) {
      const auto* call = As<Call>(At(use));
      return call != nullptr && call->callee.value() == user;
    });
    if (reference.level == Level::kObject && !IsCoroutineAttribute(NameText(load.name))) AddUse(user, reference, ValueUse::kAttribute);
    // `coro.close()` and the like: its holder knows that it is a coroutine and what to do with it.
    if (reference.level == Level::kObject && is_called && IsCoroutineAttribute(NameText(load.name))) {
      AddEffect(user, reference, DischargeContract(ProtocolSet(Protocol::kAwait)));
    }
  }
}

// A bound method that is not called here but handed on: `stack.callback(f.close)` hands f on.
void ObjectFactsBuilder::VisitMethodUse(const Reference& reference, ValueId user, ValueId method) {
  if (Is<Drop>(At(user)) || Is<Compare>(At(user)) || Is<Phi>(At(user))) return;
  const std::span<const TypeId> members = view_->program().MembersOf(view_->program().TypeOf(view_->ref(), method));
  const bool is_plain_value = std::none_of(members.begin(), members.end(), [&](TypeId member) {
    const TypeKind kind = view_->program().type(member).kind;
    return kind == TypeKind::kBoundMethod || kind == TypeKind::kFunction || kind == TypeKind::kUnknown;
  });
  const auto* load = As<LoadAttr>(At(method));
  // `task.add_done_callback(tasks.discard)`: the task holds the callback, not the other way round.
  if (RefOf(load->object.value()).level == Level::kContainer && (NameText(load->name) == "discard" || NameText(load->name) == "remove")) return;
  const bool is_known_plain = is_plain_value && !members.empty();
  if (is_known_plain) return;
  if (const auto* inner = As<LoadAttr>(At(user))) {
    // `writer.transport.abort()`: what is reached through the object is released in its place.
    for (const ValueId use : view_->UsesOf(user)) {
      const auto* call = As<Call>(At(use));
      if (call == nullptr || call->callee.value() != user) continue;
      const std::string_view name = NameText(inner->name);
      if (name == "abort" || (name == "close" && NameText(load->name) == "transport")) {
        AddEffect(use, reference, DischargeContract(ProtocolSet(Protocol::kRelease)));
      }
    }
    return;
  }
  const bool is_method = std::any_of(members.begin(), members.end(), [&](TypeId member) {
    const TypeKind kind = view_->program().type(member).kind;
    return kind == TypeKind::kBoundMethod || kind == TypeKind::kFunction;
  });
  const bool named_like_release = load != nullptr && (NameText(load->name) == "close" || NameText(load->name) == "aclose" ||
                                                      NameText(load->name) == "release" || NameText(load->name) == "cancel");
  if (is_method || named_like_release) AddEscape(user, reference);
}

void ObjectFactsBuilder::VisitAwait(const Reference& reference, ValueId user) {
  if (reference.level == Level::kObject) {
    ParameterContract contract;
    contract.SetAllWays(Protocol::kAwait, kDischarge);
    contract.SetAllWays(Protocol::kKeepAlive, kDischarge);
    AddEffect(user, reference, contract);
    return;
  }
  if (reference.level != Level::kCoroutine) return;
  // The coroutine that captured the object runs here.
  const auto* call = As<Call>(At(reference.made_by));
  const std::span<const Argument> arguments = view_->function().ArgumentsOf(call->arguments);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (static_cast<std::int16_t>(i) != reference.element) continue;
    AddEffect(user, reference, EffectOnArgument(view_->program(), view_->contracts(), view_->ref(), reference.made_by, i).contract);
  }
}

void ObjectFactsBuilder::VisitReturn(const Reference& reference, ValueId user) {
  AddUse(user, reference, ValueUse::kReturn);
  const bool whole = reference.level == Level::kObject;
  const bool item = reference.level == Level::kContainer && reference.element != ResultOwes::kWhole;
  if (whole || item) {
    const std::uint8_t from = reference.is_exact ? Fact::kNoSlot : LowestSlot(reference.through);
    AddFact({.at = user, .kind = FactKind::kReturn, .from = from, .index = reference.element});
  }
  AddEscape(user, reference);
}

void ObjectFactsBuilder::VisitCompare(ValueId value, const Reference& reference, ValueId user, const Compare& compare) {
  const Operand other = compare.left.value() == value ? compare.right : compare.left;
  const auto* constant = other.IsValid() ? As<Const>(At(other.value())) : nullptr;
  switch (compare.op) {
    case CompareOperator::kIs:
    case CompareOperator::kIsNot:
      // Identity, and the None test of an optional; `is True` asks for the value.
      if (constant != nullptr && (constant->kind == ConstKind::kTrue || constant->kind == ConstKind::kFalse)) {
        AddUse(user, reference, ValueUse::kCompare);
      }
      return;
    case CompareOperator::kIn:
    case CompareOperator::kNotIn:
      if (compare.right.value() == value) AddUse(user, reference, ValueUse::kMembership);
      return;
    default:
      if (constant == nullptr || constant->kind != ConstKind::kNone) AddUse(user, reference, ValueUse::kCompare);
  }
}

// ---- Containers -----------------------------------------------------------------------------------------------------------

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
    return std::all_of(operands.begin(), operands.end(),
                       [&](ValueId operand) { return operand == value || IsLocalContainer(operand, depth + 1); });
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
    if (const auto* bind = As<Bind>(user)) return view_->function().slots[bind->slot].kind != SlotKind::kLocal;
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

// ---- Calls ----------------------------------------------------------------------------------------------------------------

void ObjectFactsBuilder::VisitCall(ValueId value, const Reference& reference, ValueId user, const Call& call) {
  if (call.callee.value() == value) {
    if (reference.level == Level::kMethod) VisitCallee(reference, user);
    return;
  }
  const std::span<const Argument> arguments = view_->function().ArgumentsOf(call.arguments);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i].value.value() == value) VisitArgument(value, reference, user, call, i);
  }
}

void ObjectFactsBuilder::VisitCallee(const Reference& reference, ValueId user) {
  const auto* load = As<LoadAttr>(At(reference.made_by));
  const Reference& receiver = RefOf(load->object.value());
  if (receiver.level == Level::kContainer) {
    // `ts.pop()`: an element taken out. Other methods of a container borrow what it holds.
    const std::string_view name = NameText(load->name);
    if (name != "pop" && name != "popleft" && name != "get" && name != "copy" && name != "values" && name != "items") return;
    Reference inner = receiver;
    inner.level = name == "copy" || name == "values" ? Level::kContainer : Level::kObject;
    inner.is_exact = false;
    inner.element = ResultOwes::kWhole;
    if (name == "items") return AddEscape(user, receiver);
    ReferAgain(user, inner);
    return;
  }
  if (receiver.level != Level::kObject) return;
  const ArgumentEffect effect = EffectOnReceiver(view_->program(), view_->contracts(), view_->ref(), user);
  if (effect.time == EffectTime::kDeferred && !effect.contract.IsBorrow()) {
    if (!IsAwaitedAtOnce(user)) return AddEscape(user, receiver);
    Reference awaited = receiver;
    for (const ValueId use : view_->UsesOf(user)) AddEffect(use, awaited, effect.contract);
    return;
  }
  AddEffect(user, receiver, effect.contract);
  if (effect.result_is_same) ReferAgain(user, receiver);
}

bool ObjectFactsBuilder::IsAwaitedAtOnce(ValueId coroutine) const {
  const std::span<const ValueId> uses = view_->UsesOf(coroutine);
  return !uses.empty() && std::all_of(uses.begin(), uses.end(), [&](ValueId use) { return Is<Await>(At(use)); });
}

void ObjectFactsBuilder::VisitArgument(ValueId value, const Reference& reference, ValueId user, const Call& call, std::size_t index) {
  const bool is_star = view_->function().ArgumentsOf(call.arguments)[index].kind == ArgumentKind::kStar;
  // `container.append(x)`
  const auto* method = As<LoadAttr>(At(call.callee.value()));
  if (method != nullptr && IsInsertMethod(NameText(method->name))) {
    const ValueId container = method->object.value();
    if (IsLocalContainer(container, 0) || IsWeakContainer(container)) return VisitInsertion(reference, user, container);
    const CallResolution resolution = view_->program().Resolve(view_->ref(), user);
    const bool is_stub = std::all_of(resolution.targets.begin(), resolution.targets.end(), [&](const CallTarget& target) {
      return !target.function.IsValid() || !view_->program().IsProject(target.function.module);
    });
    if (is_stub) return AddEscape(user, reference);
  }
  const ArgumentEffect effect = EffectOnArgument(view_->program(), view_->contracts(), view_->ref(), user, index);
  if (reference.level == Level::kContainer || reference.level == Level::kIterator) {
    if (effect.time == EffectTime::kUnknown || effect.time == EffectTime::kDeferred || !effect.only_stubs) return AddEscape(user, reference);
    const CallResolution resolution = view_->program().Resolve(view_->ref(), user);
    const ClassRef made = resolution.targets[0].constructed;
    // `list(ts)`: another container of the same objects.
    if (made.IsValid() || effect.result_is_same) {
      Reference copy = reference;
      copy.level = Level::kContainer;
      copy.is_exact = false;
      if (copy.through == 0) copy.through = MaskOf(SlotOfTemporary(value));
      copy.through |= MaskOf(SlotOfTemporary(user));
      AddHold(user, SlotOfTemporary(user), reference, false);
      Refer(user, copy);
      return;
    }
    AddEffect(user, reference, effect.contract);
    return;
  }
  if (reference.level == Level::kCoroutine) return AddEscape(user, reference);
  if (reference.level == Level::kMethod) return VisitMethodUse(reference, user, value);
  if (is_star) return AddUse(user, reference, ValueUse::kIterate);
  if (effect.time == EffectTime::kDeferred) {
    if (!IsAwaitedAtOnce(user)) return AddEscape(user, reference);
    Reference coroutine = reference;
    coroutine.level = Level::kCoroutine;
    coroutine.made_by = user;
    coroutine.element = static_cast<std::int16_t>(index);
    ReferAgain(user, coroutine);
    return;
  }
  const bool is_borrowed = effect.contract.Of(Protocol::kAwait, WayOut::kReturn) == kBorrow;
  if (effect.only_stubs && effect.time == EffectTime::kRun && is_borrowed) AddUse(user, reference, ValueUse::kArgument);
  AddEffect(user, reference, effect.contract);
  if (effect.result_is_same) ReferAgain(user, reference);
}

// ---- Ends, other binds, branches ------------------------------------------------------------------------------------------

// A temporary ends where an instruction moves it, or at its drop.
void ObjectFactsBuilder::AddTemporaryEnds() {
  for (std::size_t s = 0; s < facts_->slots.size(); ++s) {
    const ValueId value = facts_->slots[s].temporary;
    if (!value.IsValid()) continue;
    for (const ValueId user : view_->UsesOf(value)) {
      const Instruction& instruction = At(user);
      bool moved = false;
      ForEachOperand(view_->function(), instruction, [&](Operand operand) { moved = moved || (operand.value() == value && operand.is_move()); });
      const auto slot = static_cast<std::uint8_t>(s);
      if (moved) AddFact({.at = user, .kind = FactKind::kDrop, .slot = slot});
    }
  }
}

// Every binding of a variable that matters: to the object, to what may be it, or to something else. Runs after the uses, so that all
// references are known; a bind stands before the end of the temporary that it moves, since both are at one instruction.
void ObjectFactsBuilder::AddVariableBinds() {
  std::vector<Fact> binds;
  for (std::size_t s = 0; s < facts_->slots.size(); ++s) {
    const SlotId variable = facts_->slots[s].variable;
    if (!variable.IsValid()) continue;
    const auto slot = static_cast<std::uint8_t>(s);
    for (const ValueId at : view_->BindsOf(variable)) {
      const auto* bind = As<Bind>(At(at));
      if (bind == nullptr) {
        binds.push_back({.at = at, .kind = FactKind::kDrop, .slot = slot});
        continue;
      }
      const Reference& reference = RefOf(bind->value.value());
      if (reference.level == Level::kNone) {
        binds.push_back({.at = at, .kind = FactKind::kBindOther, .slot = slot, .truth = TruthOf(bind->value.value())});
      } else if (reference.is_exact) {
        binds.push_back({.at = at, .kind = FactKind::kBind, .slot = slot});
      } else {
        SlotMask sources = reference.through & ~MaskOf(slot);
        const std::uint8_t temporary = temporary_slots_[bind->value.value().value()];
        if (temporary != Fact::kNoSlot && bind->value.is_move()) sources = MaskOf(temporary);
        bool first = true;
        ForEachSlot(sources, [&](std::uint8_t from) {
          binds.push_back({.at = at, .kind = first ? FactKind::kBindFrom : FactKind::kInsertFrom, .slot = slot, .from = from});
          first = false;
        });
      }
    }
  }
  facts_->facts.insert(facts_->facts.begin(), binds.begin(), binds.end());
}

Truth ObjectFactsBuilder::TruthOf(ValueId value) const {
  const Instruction& maker = At(value);
  if (const auto* constant = As<Const>(maker)) {
    switch (constant->kind) {
      case ConstKind::kNone: return Truth::kNone;
      case ConstKind::kFalse: return Truth::kEmpty;
      case ConstKind::kTrue: return Truth::kTrue;
      default: return Truth::kUnknown;
    }
  }
  const bool is_object = Is<MakeClosure>(maker) || Is<MakeClass>(maker);
  return is_object ? Truth::kTrue : Truth::kUnknown;
}

// Variables that do not hold the object but say whether it is there: `opened = True` … `if opened: f.close()`.
void ObjectFactsBuilder::AddFlags() {
  const Function& function = view_->function();
  for (const ValueId condition : view_->RepeatedConditions()) {
    if (RefOf(condition).level != Level::kNone || facts_->slots.size() >= kMaxTrackedSlots) continue;
    const std::uint8_t slot = NewSlot({});
    condition_slots_.emplace_back(condition, slot);
    if (!Is<Param>(At(condition))) AddFact({.at = condition, .kind = FactKind::kBindOther, .slot = slot});
  }
  for (std::size_t b = 0; b < function.blocks.size(); ++b) {
    const auto* branch = As<Branch>(function.TerminatorOf(BlockId(b)));
    if (branch == nullptr || !branch->condition.IsValid()) continue;
    ValueId condition = branch->condition.value();
    while (const auto* unary = As<Unary>(At(condition))) {
      if (unary->op != UnaryOperator::kNot) break;
      condition = unary->operand.value();
    }
    if (const auto* compare = As<Compare>(At(condition))) condition = compare->left.value();
    const auto* phi = As<Phi>(At(condition));
    if (phi == nullptr || !phi->slot.IsValid() || RefOf(condition).level != Level::kNone) continue;
    if (variable_slots_[phi->slot.value()] != Fact::kNoSlot || facts_->slots.size() >= kMaxTrackedSlots) continue;
    const std::uint8_t slot = SlotOfVariable(phi->slot);
    for (const ValueId at : view_->BindsOf(phi->slot)) {
      const auto* bind = As<Bind>(At(at));
      const Truth truth = bind == nullptr ? Truth::kUnknown : TruthOf(bind->value.value());
      AddFact({.at = at, .kind = FactKind::kBindOther, .slot = slot, .truth = truth});
    }
  }
}

// The first of these slots that is a variable.
std::uint8_t ObjectFactsBuilder::VariableOf(SlotMask slots) const {
  std::uint8_t found = Fact::kNoSlot;
  ForEachSlot(slots, [&](std::uint8_t slot) {
    if (found == Fact::kNoSlot && facts_->slots[slot].variable.IsValid()) found = slot;
  });
  return found;
}

void ObjectFactsBuilder::AddBranchFacts() {
  const Function& function = view_->function();
  for (std::size_t b = 0; b < function.blocks.size(); ++b) {
    if (const auto* branch = As<Branch>(function.TerminatorOf(BlockId(b)))) AddBranchFact(BlockId(b), *branch);
  }
}

void ObjectFactsBuilder::AddBranchFact(BlockId block, const Branch& branch) {
  if (!branch.condition.IsValid()) return;
  ValueId condition = branch.condition.value();
  bool negated = false;
  while (const auto* unary = As<Unary>(At(condition))) {
    if (unary->op != UnaryOperator::kNot) break;
    negated = !negated;
    condition = unary->operand.value();
  }
  Truth when_true = Truth::kTrue;
  Truth when_false = Truth::kFalse;
  if (const auto* compare = As<Compare>(At(condition))) {
    const auto* constant = As<Const>(At(compare->right.value()));
    if (constant == nullptr || constant->kind != ConstKind::kNone) return AddIdentityFact(block, *compare, negated);
    const bool is_not = compare->op == CompareOperator::kIsNot || compare->op == CompareOperator::kNotEqual;
    if (!is_not && compare->op != CompareOperator::kIs && compare->op != CompareOperator::kEqual) return;
    when_true = is_not ? Truth::kNotNone : Truth::kNone;
    when_false = is_not ? Truth::kNone : Truth::kNotNone;
    condition = compare->left.value();
  }
  if (negated) std::swap(when_true, when_false);
  const Reference& reference = RefOf(condition);
  const auto* phi = As<Phi>(At(condition));
  if (phi != nullptr && phi->slot.IsValid()) {
    const std::uint8_t slot = variable_slots_[phi->slot.value()];
    if (slot == Fact::kNoSlot) return;
    facts_->edges.push_back({block, EdgeKind::kTrue, slot, when_true});
    facts_->edges.push_back({block, EdgeKind::kFalse, slot, when_false});
    return;
  }
  for (const auto& [value, slot] : condition_slots_) {
    if (value != view_->SameConditionAs(condition)) continue;
    facts_->edges.push_back({block, EdgeKind::kTrue, slot, when_true});
    facts_->edges.push_back({block, EdgeKind::kFalse, slot, when_false});
    return;
  }
  if (const auto* call = As<Call>(At(condition)); call != nullptr && AddAwaitableTest(block, *call, when_true == Truth::kTrue)) return;
  // `if f.closed:` and `if t.done():` on the object: nothing is owed where it is true.
  ValueId asked = condition;
  if (const auto* call = As<Call>(At(condition))) asked = call->callee.value();
  const Reference& method = RefOf(asked);
  const auto* load = As<LoadAttr>(At(asked));
  if (load != nullptr && method.level == Level::kMethod && IsFinishedTest(NameText(load->name))) {
    facts_->is_trivial = false;
    const auto index = static_cast<std::int32_t>(facts_->contracts.size());
    facts_->contracts.push_back(DischargeContract(ProtocolSet::All()));
    const EdgeKind finished = when_true == Truth::kTrue ? EdgeKind::kTrue : EdgeKind::kFalse;
    const std::uint8_t through = method.is_exact ? Fact::kNoSlot : LowestSlot(method.through);
    facts_->edges.push_back({block, finished, through, Truth::kUnknown, index});
    return;
  }
  // A tuple that has the object as an item is as true as the object.
  // So is any container that holds it: `while pending: await pending.pop()`.
  if (reference.level != Level::kObject && reference.level != Level::kContainer) return;
  if (!reference.is_exact) {
    const std::uint8_t slot = VariableOf(reference.through);
    if (slot == Fact::kNoSlot) return;
    facts_->edges.push_back({block, EdgeKind::kTrue, slot, when_true});
    facts_->edges.push_back({block, EdgeKind::kFalse, slot, when_false});
    return;
  }
  // The object itself is true and not None.
  const auto excludes_object = [](Truth truth) { return (static_cast<unsigned>(truth) & static_cast<unsigned>(Truth::kTrue)) == 0; };
  if (excludes_object(when_true)) facts_->edges.push_back({.block = block, .kind = EdgeKind::kTrue, .is_infeasible = true});
  if (excludes_object(when_false)) facts_->edges.push_back({.block = block, .kind = EdgeKind::kFalse, .is_infeasible = true});
}

// `if inspect.isawaitable(x):`, `isinstance(x, Awaitable)`: where it is false, x is not the coroutine.
bool ObjectFactsBuilder::AddAwaitableTest(BlockId block, const Call& call, bool when_true) {
  const std::span<const Argument> arguments = view_->function().ArgumentsOf(call.arguments);
  if (arguments.empty()) return false;
  const auto last_name = [&](ValueId value) -> std::string_view {
    if (const auto* load = As<LoadAttr>(At(value))) return NameText(load->name);
    if (const auto* name = As<LoadName>(At(value))) return NameText(name->name);
    return {};
  };
  const std::string_view callee = last_name(call.callee.value());
  bool asks = callee == "isawaitable" || callee == "iscoroutine" || callee == "isfuture";
  if (callee == "isinstance" && arguments.size() > 1) {
    const std::string_view type = last_name(arguments[1].value.value());
    asks = type == "Awaitable" || type == "Coroutine" || type == "CoroutineType" || type == "Future" || type == "Task";
  }
  const Reference& reference = RefOf(arguments[0].value.value());
  if (!asks || reference.level != Level::kObject) return false;
  const EdgeKind other = when_true ? EdgeKind::kFalse : EdgeKind::kTrue;
  if (reference.is_exact) {
    facts_->edges.push_back({.block = block, .kind = other, .is_infeasible = true});
  } else if (const std::uint8_t slot = LowestSlot(reference.through); slot != Fact::kNoSlot) {
    facts_->edges.push_back({block, other, slot, Truth::kNone});
  }
  return true;
}

// `f is not sys.stdout`: an object that was made here is nothing that comes from elsewhere.
void ObjectFactsBuilder::AddIdentityFact(BlockId block, const Compare& compare, bool negated) {
  const bool is_not = compare.op == CompareOperator::kIsNot;
  if (!is_not && compare.op != CompareOperator::kIs) return;
  const Reference& left = RefOf(compare.left.value());
  const Reference& right = RefOf(compare.right.value());
  const bool one_is_object = (left.level == Level::kObject) != (right.level == Level::kObject);
  if (!one_is_object || left.level == Level::kContainer || right.level == Level::kContainer) return;
  const Reference& object = left.level == Level::kObject ? left : right;
  const EdgeKind same = is_not == negated ? EdgeKind::kTrue : EdgeKind::kFalse;
  if (object.is_exact) {
    facts_->edges.push_back({.block = block, .kind = same, .is_infeasible = true});
  } else if (const std::uint8_t slot = LowestSlot(object.through); slot != Fact::kNoSlot) {
    facts_->edges.push_back({block, same, slot, Truth::kNone});
  }
}

// `for t in ts: await t` does to all of ts what its body does to one: on the edge on which the loop ends nothing in it is left.
void ObjectFactsBuilder::AddLoopEnds() {
  for (const auto& [next, contract] : loop_effects_) {
    ForEachSlot(RefOf(next).through, [&, block = view_->BlockOf(next), index = contract](std::uint8_t slot) {
      facts_->edges.push_back({block, EdgeKind::kFalse, slot, Truth::kUnknown, index});
    });
  }
}

}  // namespace dangle

#include <algorithm>
#include <string_view>

#include "dataflow/interproc/call_effects.h"
#include "dataflow/obligations/object_facts.h"
#include "dataflow/obligations/slot_mask.h"

namespace dangle {

namespace {

// Attributes of a coroutine object itself; whoever asks for them knows what it is.
bool IsCoroutineAttribute(std::string_view name) {
  return name == "close" || name == "send" || name == "throw" || name.starts_with("cr_") || name.starts_with("__");
}

}  // namespace

void ObjectFactsBuilder::VisitUses(ValueId value) {
  // What is bound to a variable is reached through it from then on, so binds come first.
  if (!RefOf(value).is_exact || RefOf(value).level != Level::kObject) {
    for (const ValueId user : view_->UsesOf(value)) {
      const auto* bind = As<Bind>(At(user));
      if (bind == nullptr || !view_->IsOwn(bind->slot)) continue;
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
  if (reference.level == Level::kWaited) return VisitWaited(value, reference, user);
  const bool is_object = reference.level == Level::kObject;
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
  std::visit(Overloaded{
                 [&](const Bind& bind) {
                   if (!view_->IsOwn(bind.slot)) return AddEscape(user, reference);
                   SlotOfVariable(bind.slot);
                 },
                 [&](const Drop&) {},
                 [&](const Hold&) { ReferAgain(user, reference); },
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
                 [&](const Iterate& iterate) {
                   if (is_object) return AddUse(user, reference, ValueUse::kIterate);
                   if (reference.level != Level::kContainer || IsMappingOfPlainKeys(value)) return;
                   if (!iterate.iterable.is_move()) return refer_element(user, Level::kIterator);
                   // `for t in (a, b):`: the iterator alone holds the tuple.
                   Reference iterator = reference;
                   iterator.level = Level::kIterator;
                   iterator.is_exact = false;
                   if (iterator.through == 0) iterator.through = MaskOf(SlotOfTemporary(value));
                   ReferAgain(user, iterator);
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
                   if (is_object) AddSource(user, value, reference);
                   if (is_object) return AddUse(user, reference, ValueUse::kIndex);
                   if (reference.level != Level::kContainer || IsOtherElement(reference, load.index)) return;
                   Reference inner = reference;
                   inner.level = Level::kObject;
                   inner.is_exact = reference.is_exact && reference.element != ResultOwes::kWhole;
                   if (inner.through == 0) inner.through = MaskOf(SlotOfTemporary(value));
                   inner.element = ResultOwes::kWhole;
                   ReferAgain(user, inner);
                 },
                 [&](const Enter& enter) {
                   if (is_object && enter.manager == value) AddUse(user, reference, ValueUse::kEnter);
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

// `db = client["shop"]`, `return client.shop`: what a client gives under any name is a part of it and keeps it.
void ObjectFactsBuilder::AddSource(ValueId load, ValueId object, const Reference& reference) {
  const Program& program = view_->program();
  const NameId any = program.names().Find("__getattr__");
  const std::span<const TypeId> members = program.MembersOf(program.TypeOf(view_->ref(), object));
  const bool gives_parts = any.IsValid() && std::any_of(members.begin(), members.end(), [&](TypeId member) {
                             const Type& type = program.type(member);
                             if (type.kind != TypeKind::kInstance || !type.class_ref.IsValid() || program.IsProject(type.class_ref.module))
                               return false;
                             const auto* attribute = As<LoadAttr>(At(load));
                             const bool is_declared = attribute != nullptr && (program.FindMethod(type.class_ref, attribute->name).IsValid() ||
                                                                               program.AttributeType(type.class_ref, attribute->name).has_value());
                             return !is_declared && program.FindMethod(type.class_ref, any).IsValid();
                           });
  if (!gives_parts || !IsKept(load, 0)) return;
  ParameterContract contract;
  contract.SetAllWays(Protocol::kRelease, kEscape);
  AddEffect(load, reference, contract);
}

// Is it, or a part of it, bound, returned, stored or given to somebody?
bool ObjectFactsBuilder::IsKept(ValueId value, int depth) const {
  constexpr int kMaxParts = 4;
  return depth > kMaxParts || std::ranges::any_of(view_->UsesOf(value), [&](ValueId user) {
           if (Is<LoadAttr>(At(user)) || Is<LoadItem>(At(user))) return IsKept(user, depth + 1);
           const auto* call = As<Call>(At(user));
           const bool is_called = call != nullptr && call->callee.value() == value;
           return !is_called && !Is<Drop>(At(user)) && !Is<Branch>(At(user)) && !Is<Compare>(At(user));
         });
}

void ObjectFactsBuilder::VisitLoadAttr(ValueId value, const Reference& reference, ValueId user, const LoadAttr& load) {
  if (reference.level == Level::kObject) AddSource(user, value, reference);
  if (reference.level == Level::kContainer || reference.level == Level::kObject) {
    const CallResolution property = view_->program().Resolve(view_->ref(), user);
    if (!property.targets.empty() && property.targets[0].function.IsValid() && view_->contracts().Of(property.targets[0].function).same_as == 0) {
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
    if (reference.loop.IsValid()) {
      // `for t in ts: await t`: who is cancelled at the first one, or meets its error, leaves the rest.
      contract.Set(Protocol::kKeepAlive, WayOut::kRaise, kMayDischarge);
      contract.Set(Protocol::kKeepAlive, WayOut::kCancel, kMayDischarge);
    }
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

}  // namespace dangle

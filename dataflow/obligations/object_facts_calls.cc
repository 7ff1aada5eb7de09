#include <algorithm>
#include <array>
#include <string_view>

#include "dataflow/interproc/call_effects.h"
#include "dataflow/obligations/object_facts.h"

namespace dangle {

namespace {

// The methods by which containers take things in.
constexpr std::array<std::string_view, 10> kInsertMethods = {"add",    "append",     "appendleft", "extend", "insert",
                                                             "insort", "put_nowait", "setdefault", "update", "union"};
bool IsInsertMethod(std::string_view name) { return std::find(kInsertMethods.begin(), kInsertMethods.end(), name) != kInsertMethods.end(); }

}  // namespace

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
    if (name != "pop" && name != "popleft" && name != "get" && name != "copy" && name != "values" && name != "items" && name != "popitem") return;
    Reference inner = receiver;
    inner.level = name == "copy" || name == "values" ? Level::kContainer : Level::kObject;
    inner.is_exact = false;
    inner.element = ResultOwes::kWhole;
    if (name == "items" || name == "popitem") return AddEscape(user, receiver);
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
  if (VisitTaskWait(reference, user, index)) return;
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
  // `cast(T, coro)` gives the coroutine itself.
  if (effect.only_stubs && effect.time == EffectTime::kRun && is_borrowed && !effect.result_is_same) AddUse(user, reference, ValueUse::kArgument);
  AddEffect(user, reference, effect.contract);
  if (effect.result_is_same) ReferAgain(user, reference);
}

}  // namespace dangle

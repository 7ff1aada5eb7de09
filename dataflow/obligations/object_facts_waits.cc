#include <algorithm>

#include "dataflow/exits/cancellation_ways.h"
#include "dataflow/interproc/call_effects.h"
#include "dataflow/obligations/object_facts.h"
#include "dataflow/obligations/slot_mask.h"
#include "dataflow/obligations/task_waits.h"

namespace dangle {

namespace {

bool Contains(const std::vector<ValueId>& values, ValueId value) { return std::find(values.begin(), values.end(), value) != values.end(); }

}  // namespace

// `await asyncio.wait(ts, …)`, `await asyncio.shield(t)`: what becomes of the task is known when the wait is over, and a cancellation of the
// wait does nothing to it.
bool ObjectFactsBuilder::VisitTaskWait(const Reference& reference, ValueId user, std::size_t index) {
  const bool is_container = reference.level == Level::kContainer;
  if (!is_container && reference.level != Level::kObject) return false;
  const TaskWait wait = TaskWaitOf(view_->program(), view_->ref(), user, index);
  if (wait == TaskWait::kNone || is_container == (wait == TaskWait::kShield) || !IsAwaitedAtOnce(user)) return false;
  // What makes a task of a coroutine takes it over.
  ParameterContract taken;
  taken.SetAllWays(Protocol::kAwait, wait == TaskWait::kShield ? kEscape : kBorrow);
  taken.SetAllWays(Protocol::kRelease, wait == TaskWait::kShield ? kEscape : kBorrow);
  taken.SetAllWays(Protocol::kLock, wait == TaskWait::kShield ? kEscape : kBorrow);
  AddEffect(user, reference, taken);
  ReferWaiting(user, reference, wait);
  return true;
}

// The coroutine `user` holds the tasks until its await is over.
void ObjectFactsBuilder::ReferWaiting(ValueId user, const Reference& reference, TaskWait wait) {
  const std::uint8_t slot = SlotOfTemporary(user);
  AddHold(user, slot, reference, false);
  Reference waiting = reference;
  waiting.is_exact = false;
  waiting.through = MaskOf(slot);
  ParameterContract contract;
  contract.Set(Protocol::kKeepAlive, WayOut::kReturn, wait == TaskWait::kRace ? kMayDischarge : kDischarge);
  if (wait == TaskWait::kShield) contract.Set(Protocol::kKeepAlive, WayOut::kRaise, kDischarge);
  for (const ValueId await : view_->UsesOf(user)) {
    // A clean-up that waits for it once more has done what it can.
    const bool is_again = wait == TaskWait::kShield && IsBehindCancellation(view_->program(), view_->ref(), await);
    if (is_again) contract.Set(Protocol::kKeepAlive, WayOut::kCancel, kDischarge);
    AddEffect(await, waiting, contract);
    if (wait != TaskWait::kRace) continue;
    races_.push_back(await);
    AddRivalCancels(user, await);
    Reference waited = waiting;
    waited.level = Level::kWaited;
    ReferAgain(await, waited);
  }
}

// Who cancels another one that it waited for takes this one for the winner. Whether it is is not known (silence).
void ObjectFactsBuilder::AddRivalCancels(ValueId call, ValueId await) {
  const ValueId tasks = view_->function().ArgumentsOf(As<Call>(At(call))->arguments)[0].value.value();
  const auto* display = As<MakeContainer>(At(tasks));
  if (display == nullptr) return;
  Reference winner;
  winner.is_exact = true;
  for (const Argument& rival : view_->function().ArgumentsOf(display->elements)) {
    if (RefOf(rival.value.value()).level != Level::kNone) continue;
    for (const ValueId use : view_->UsesOf(rival.value.value())) {
      const auto* method = As<LoadAttr>(At(use));
      if (method == nullptr || use < await || NameText(method->name) != "cancel") continue;
      for (const ValueId end : view_->UsesOf(use)) AddEffect(end, winner, DischargeContract(ProtocolSet(Protocol::kKeepAlive)));
    }
  }
}

void ObjectFactsBuilder::VisitWaited(ValueId value, const Reference& reference, ValueId user) {
  const Instruction& at = At(user);
  if (Is<Bind>(at) || Is<Drop>(at)) return;
  if (Is<Hold>(at) || Is<Unpack>(at)) return ReferAgain(user, reference);
  if (const auto* element = As<Element>(at)) return ReferWaited(user, reference, element->index);
  if (const auto* phi = As<Phi>(at)) return VisitPhi(value, reference, user, *phi);
  const auto* load = As<LoadItem>(at);
  const auto* index = load == nullptr ? nullptr : As<Const>(At(load->index.value()));
  if (index == nullptr || index->kind != ConstKind::kInt || !index->text.IsValid()) return AddEscape(user, reference);
  ReferWaited(user, reference, NameText(index->text) == "0" ? 0 : 1);
}

// Those that are done owe nothing any more.
void ObjectFactsBuilder::ReferWaited(ValueId user, const Reference& reference, std::uint32_t index) {
  if (index == 0) return done_sets_.push_back(user);
  pending_sets_.push_back(user);
  Reference pending = reference;
  pending.level = Level::kContainer;
  ReferAgain(user, pending);
}

bool ObjectFactsBuilder::IsEventLoop(ValueId value) const {
  const std::span<const TypeId> members = view_->program().MembersOf(view_->program().TypeOf(view_->ref(), value));
  const bool is_typed = std::any_of(members.begin(), members.end(), [&](TypeId member) {
    const Type& type = view_->program().type(member);
    return type.kind == TypeKind::kInstance && type.class_ref.IsValid() &&
           NameText(view_->program().class_declaration(type.class_ref).name).ends_with("EventLoop");
  });
  const auto* attribute = As<LoadAttr>(At(value));
  return is_typed || (attribute != nullptr && NameText(attribute->name).ends_with("loop"));
}

// `if t in done:`, `if t not in pending:`, `if done:` of a wait for one task.
bool ObjectFactsBuilder::AddWaitedTest(BlockId block, ValueId condition, bool negated) {
  const auto add = [&](bool when_true, std::uint8_t through) {
    facts_->is_trivial = false;
    const auto index = static_cast<std::int32_t>(facts_->contracts.size());
    facts_->contracts.push_back(DischargeContract(ProtocolSet(Protocol::kKeepAlive)));
    facts_->edges.push_back({block, when_true != negated ? EdgeKind::kTrue : EdgeKind::kFalse, through, Truth::kUnknown, index});
    return true;
  };
  if (Contains(done_sets_, condition)) return add(true, Fact::kNoSlot);
  if (const auto* call = As<Call>(At(condition))) {
    const auto* method = As<LoadAttr>(At(call->callee.value()));
    if (method == nullptr || RefOf(call->callee.value()).level != Level::kNone) return false;
    // Where the other one of a race is not done, this one is. Which ones there are is not counted (silence).
    if (NameText(method->name) == "done" && !races_.empty()) return add(false, Fact::kNoSlot);
    // In a loop that is closed nothing runs.
    if (NameText(method->name) == "is_closed" && IsEventLoop(method->object.value())) return add(true, Fact::kNoSlot);
    return false;
  }
  const auto* compare = As<Compare>(At(condition));
  if (compare == nullptr || (compare->op != CompareOperator::kIn && compare->op != CompareOperator::kNotIn)) return false;
  const Reference& task = RefOf(compare->left.value());
  const bool in_done = Contains(done_sets_, compare->right.value());
  if (task.level != Level::kObject || (!in_done && !Contains(pending_sets_, compare->right.value()))) return false;
  const bool is_in = compare->op == CompareOperator::kIn;
  return add(in_done == is_in, task.is_exact ? Fact::kNoSlot : LowestSlot(task.through));
}

}  // namespace dangle

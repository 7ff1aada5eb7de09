#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "dataflow/interproc/call_effects.h"
#include "dataflow/obligations/object_facts.h"
#include "dataflow/obligations/slot_mask.h"

namespace dangle {

namespace {

// Attributes and methods that ask whether the object is finished already: true means that nothing is owed any more.
constexpr std::array<std::string_view, 6> kFinishedTests = {"closed", "is_closed", "is_closing", "done", "cancelled", "at_eof"};
bool IsFinishedTest(std::string_view name) { return std::find(kFinishedTests.begin(), kFinishedTests.end(), name) != kFinishedTests.end(); }

}  // namespace

// What several branches ask has one answer.
void ObjectFactsBuilder::AddConditionSlots() {
  for (const ValueId condition : branches().RepeatedConditions()) {
    if (RefOf(condition).level != Level::kNone || facts_->slots.size() >= kMaxTrackedSlots) continue;
    const std::uint8_t slot = NewSlot({});
    condition_slots_.emplace_back(condition, slot);
    if (!Is<Param>(At(condition))) AddFact({.at = condition, .kind = FactKind::kBindOther, .slot = slot});
  }
}

// A variable that does not hold the object but says whether it is there: `opened = True` … `if opened: f.close()`.
void ObjectFactsBuilder::AddFlag(const BranchIndex::Flag& flag) {
  if (RefOf(flag.phi).level != Level::kNone || variable_slots_[flag.variable.value()] != Fact::kNoSlot) return;
  if (facts_->slots.size() >= kMaxTrackedSlots) return;
  const std::uint8_t slot = SlotOfVariable(flag.variable);
  for (const ValueId at : view_->BindsOf(flag.variable)) {
    const auto* bind = As<Bind>(At(at));
    const Truth truth = bind == nullptr ? Truth::kUnknown : TruthOf(bind->value.value());
    AddFact({.at = at, .kind = FactKind::kBindOther, .slot = slot, .truth = truth});
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

// What a test asks about: the variable, for the temporary that was moved into it has ended.
std::uint8_t ObjectFactsBuilder::TestedSlot(SlotMask slots) const {
  const std::uint8_t variable = VariableOf(slots);
  return variable == Fact::kNoSlot ? LowestSlot(slots) : variable;
}

void ObjectFactsBuilder::AddEdges() {
  AddBranchFacts();
  AddLoopEnds();
}

void ObjectFactsBuilder::AddBranchFacts() {
  asking_.clear();
  const auto add = [&](BlockId block) { asking_.push_back(block); };
  for (const ValueId value : touched_) branches().ForEachBranchOn(value, add);
  for (const SlotId variable : touched_variables_) branches().ForEachBranchOn(variable, add);
  for (const auto& [condition, slot] : condition_slots_) branches().ForEachBranchOn(condition, add);
  for (const ValueId done : done_sets_) branches().ForEachBranchOn(done, add);
  if (!facts_->root.is_parameter) std::for_each(branches().EndTests().begin(), branches().EndTests().end(), add);
  std::sort(asking_.begin(), asking_.end());
  asking_.erase(std::unique(asking_.begin(), asking_.end()), asking_.end());
  for (const BlockId block : asking_) AddBranchFact(block, *As<Branch>(view_->function().TerminatorOf(block)));
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
  if (AddWaitedTest(block, condition, negated)) return;
  Truth when_true = Truth::kTrue;
  Truth when_false = Truth::kFalse;
  if (const auto* compare = As<Compare>(At(condition))) {
    AddConditionFact(block, condition, negated ? when_false : when_true, negated ? when_true : when_false);
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
  if (AddConditionFact(block, condition, when_true, when_false)) return;
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
    const std::uint8_t through = method.is_exact ? Fact::kNoSlot : TestedSlot(method.through);
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

// A condition that other branches ask too.
bool ObjectFactsBuilder::AddConditionFact(BlockId block, ValueId condition, Truth when_true, Truth when_false) {
  const BranchIndex::SameCondition same = branches().SameConditionAs(condition);
  for (const auto& [value, slot] : condition_slots_) {
    if (value != same.first) continue;
    if (same.is_opposite) std::swap(when_true, when_false);
    facts_->edges.push_back({block, EdgeKind::kTrue, slot, when_true});
    facts_->edges.push_back({block, EdgeKind::kFalse, slot, when_false});
    return true;
  }
  return false;
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
  } else if (const std::uint8_t slot = TestedSlot(reference.through); slot != Fact::kNoSlot) {
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
  } else if (const std::uint8_t slot = TestedSlot(object.through); slot != Fact::kNoSlot) {
    facts_->edges.push_back({block, same, slot, Truth::kNone});
  }
}

}  // namespace dangle

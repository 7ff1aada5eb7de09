#include "dataflow/obligations/object_facts.h"

#include <algorithm>

#include "base/check.h"
#include "dataflow/interproc/call_effects.h"
#include "dataflow/obligations/slot_mask.h"

namespace dangle {

bool HasEffect(const ObjectFacts& facts, Protocol protocol) {
  return std::any_of(facts.contracts.begin(), facts.contracts.end(), [&](const ParameterContract& contract) {
    return std::any_of(kWaysOut.begin(), kWaysOut.end(), [&](WayOut way) { return contract.Of(protocol, way) != kBorrow; });
  });
}

ObjectFactsBuilder::ObjectFactsBuilder(const FunctionView& view)
    : view_(&view),
      references_(view.function().instructions.size()),
      variable_slots_(view.function().slots.size(), Fact::kNoSlot),
      temporary_slots_(view.function().instructions.size(), Fact::kNoSlot) {}

void ObjectFactsBuilder::Build(const ObjectRoot& root, ObjectFacts& facts) {
  Forget();
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
    reference.level = root.element == ResultOwes::kWhole && !root.is_container ? Level::kObject : Level::kContainer;
    reference.element = root.element;
  }
  Refer(root.value, reference);
  for (next_visit_ = 0; next_visit_ < touched_.size(); ++next_visit_) VisitUses(touched_[next_visit_]);
  AddTemporaryEnds();
  AddVariableBinds();
  AddEdges();
  Sort();
}

bool ObjectFactsBuilder::AddConditions(std::span<const BlockId> live, ObjectFacts& facts) {
  DANGLE_DCHECK(facts_ == &facts);
  const std::size_t known = facts.slots.size();
  AddConditionSlots();
  for (const BranchIndex::Flag& flag : branches().Flags()) {
    if (std::binary_search(live.begin(), live.end(), flag.block)) AddFlag(flag);
  }
  if (facts.slots.size() == known) return false;
  facts.edges.clear();
  AddEdges();
  Sort();
  return true;
}

void ObjectFactsBuilder::AddConditionsTo(ObjectFacts& facts) {
  Forget();
  facts_ = &facts;
  AddConditionSlots();
  for (const BranchIndex::Flag& flag : branches().Flags()) AddFlag(flag);
  AddEdges();
  Sort();
}

const BranchIndex& ObjectFactsBuilder::branches() {
  if (!branches_) branches_.emplace(view_->program(), view_->ref());
  return *branches_;
}

void ObjectFactsBuilder::Sort() {
  std::stable_sort(facts_->facts.begin(), facts_->facts.end(), [](const Fact& a, const Fact& b) { return a.at < b.at; });
  std::stable_sort(facts_->edges.begin(), facts_->edges.end(), [](const EdgeFact& a, const EdgeFact& b) { return a.block < b.block; });
}

void ObjectFactsBuilder::Forget() {
  for (const ValueId value : touched_) references_[value.value()] = Reference();
  for (const ValueId value : touched_temporaries_) temporary_slots_[value.value()] = Fact::kNoSlot;
  for (const SlotId variable : touched_variables_) variable_slots_[variable.value()] = Fact::kNoSlot;
  touched_.clear();
  touched_temporaries_.clear();
  touched_variables_.clear();
  loop_effects_.clear();
  done_sets_.clear();
  pending_sets_.clear();
  races_.clear();
  condition_slots_.clear();
}

// `*args` and `**kwargs` are containers of what the caller gives.
bool ObjectFactsBuilder::IsCollected(SlotId slot) const {
  const auto& parameters = view_->function().parameters;
  const auto found = std::find_if(parameters.begin(), parameters.end(), [&](const Parameter& p) { return p.slot == slot; });
  return found != parameters.end() && (found->kind == ParameterKind::kStar || found->kind == ParameterKind::kDoubleStar);
}

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
  if (tracked == Fact::kNoSlot) {
    tracked = NewSlot({slot, ValueId()});
    touched_variables_.push_back(slot);
  }
  return tracked;
}

std::uint8_t ObjectFactsBuilder::SlotOfTemporary(ValueId value) {
  std::uint8_t& tracked = temporary_slots_[value.value()];
  if (tracked == Fact::kNoSlot) {
    tracked = NewSlot({SlotId(), value});
    facts_->temporaries |= MaskOf(tracked);
    touched_temporaries_.push_back(value);
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
  ForEachSlot(reference.through, [&](std::uint8_t from) {
    AddFact({.at = user, .kind = FactKind::kEffect, .from = from, .index = index, .is_choice = IsChoice(from, user)});
  });
}

// No branch lies between the choice and its use, so nothing can be known there that tells which it was: both have to be right.
bool ObjectFactsBuilder::IsChoice(std::uint8_t slot, ValueId user) const {
  const ValueId value = facts_->slots[slot].temporary;
  if (!value.IsValid() || RefOf(value).level != Level::kObject) return false;
  const auto* phi = As<Phi>(At(value));
  return phi != nullptr && !phi->slot.IsValid() && view_->BlockOf(value) == view_->BlockOf(user);
}

void ObjectFactsBuilder::AddEscape(ValueId user, const Reference& reference) { AddEffect(user, reference, EscapeContract()); }

void ObjectFactsBuilder::AddUse(ValueId user, const Reference& reference, ValueUse use) {
  if (reference.level != Level::kObject) return;
  const std::uint8_t from = reference.is_exact ? Fact::kNoSlot : LowestSlot(reference.through);
  AddFact({.at = user, .kind = FactKind::kUse, .from = from, .use = use});
}

// The truth of an optional coroutine is a fair question; that of one which is always there, or stands in the condition itself, is not.
void ObjectFactsBuilder::AddTruthUse(ValueId value, const Reference& reference, ValueId user) {
  if (facts_->root.is_optional) return;
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
}  // namespace dangle

#include <vector>

#include "dataflow/obligations/object_facts.h"
#include "dataflow/obligations/slot_mask.h"

namespace dangle {

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
      case ConstKind::kNone:
        return Truth::kNone;
      case ConstKind::kFalse:
        return Truth::kEmpty;
      case ConstKind::kTrue:
        return Truth::kTrue;
      default:
        return Truth::kUnknown;
    }
  }
  const bool is_object = Is<MakeClosure>(maker) || Is<MakeClass>(maker);
  return is_object ? Truth::kTrue : Truth::kUnknown;
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

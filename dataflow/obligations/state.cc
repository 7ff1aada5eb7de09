#include "dataflow/obligations/state.h"

#include <algorithm>
#include <bit>

namespace dangle {
namespace {

constexpr std::uint32_t Bits(Truth truth) { return static_cast<std::uint32_t>(truth); }
constexpr bool Allows(Truth set, Truth kind) { return (Bits(set) & Bits(kind)) != 0; }
// All ones or none.
constexpr SlotMask Fill(bool condition) { return SlotMask{0} - static_cast<SlotMask>(condition); }

JoinEffect JoinCell(Cell& a, const Cell& b) {
  if (b.IsBottom()) return JoinEffect::kUnchanged;
  const Cell before = a;
  a.may_hold |= b.may_hold;
  a.must_hold &= b.must_hold;
  a.may_be_none |= b.may_be_none;
  a.may_be_empty |= b.may_be_empty;
  a.may_be_true |= b.may_be_true;
  a.caught |= b.caught;
  return a == before ? JoinEffect::kUnchanged : JoinEffect::kChanged;
}

// Forgets what was known of the slots; now it is `truth`.
void SetTruth(Cell& cell, SlotMask slots, Truth truth) {
  if (cell.IsBottom()) return;
  const auto set = [&](SlotMask& mask, Truth kind) { mask = (mask & ~slots) | (slots & Fill(Allows(truth, kind))); };
  set(cell.may_be_none, Truth::kNone);
  set(cell.may_be_empty, Truth::kEmpty);
  set(cell.may_be_true, Truth::kTrue);
}

// Keeps the paths on which the slots' values are among `truth`.
void RestrictTruth(Cell& cell, SlotMask slots, Truth truth) {
  cell.may_be_none &= ~slots | Fill(Allows(truth, Truth::kNone));
  cell.may_be_empty &= ~slots | Fill(Allows(truth, Truth::kEmpty));
  cell.may_be_true &= ~slots | Fill(Allows(truth, Truth::kTrue));
  if (cell.IsBottom()) cell = Cell();
}

// The value of `slot` is from now on that of `from`.
void CopyTruth(Cell& cell, SlotMask slot, SlotMask from) {
  const auto copy = [&](SlotMask& mask) { mask = (mask & ~slot) | (slot & Fill((mask & from) != 0)); };
  copy(cell.may_be_none);
  copy(cell.may_be_empty);
  copy(cell.may_be_true);
}

// An owed object has at least one holder: if only one is possible, it is that one; if none, there is no such path.
void ReduceOwed(Cell& cell) {
  if (cell.may_hold == 0) {
    cell = Cell();
  } else if (std::has_single_bit(cell.may_hold)) {
    cell.must_hold = cell.may_hold;
  }
}

// The paths on which the slot holds the object.
Cell WhereHeld(Cell cell, SlotMask slot) {
  if ((cell.may_hold & slot) == 0) return Cell();
  cell.must_hold |= slot;
  RestrictTruth(cell, slot, Truth::kTrue);
  return cell;
}

// The paths on which it does not.
Cell WhereNotHeld(Cell cell, SlotMask slot, Typestate typestate) {
  if ((cell.must_hold & slot) != 0) return Cell();
  cell.may_hold &= ~slot;
  if (typestate == Typestate::kOwed) ReduceOwed(cell);
  return cell;
}

void AddHolder(Cell& cell, SlotMask slot) {
  if (cell.IsBottom()) return;
  cell.may_hold |= slot;
  cell.must_hold |= slot;
}

// What dropping slots makes of the paths of one typestate: those on which the object lives on, and those on which it died owed.
struct DropResult {
  Cell alive;
  Cell dead;
};

DropResult DropFrom(const Cell& cell, SlotMask slots, Typestate typestate) {
  DropResult result;
  if (cell.IsBottom()) return result;
  result.alive = cell;
  result.alive.may_hold &= ~slots;
  result.alive.must_hold &= ~slots;
  const bool may_die = typestate == Typestate::kOwed && (cell.may_hold & slots) != 0 && result.alive.must_hold == 0;
  if (!may_die) return result;
  result.dead = result.alive;
  result.dead.may_hold = 0;
  ReduceOwed(result.alive);
  return result;
}

Loss MaxLoss(Loss a, Loss b) { return std::max(a, b); }

}  // namespace

ObligationState ObligationState::Of(TypestateSet typestates, SlotMask holders) {
  DANGLE_DCHECK(holders != 0);
  ObligationState state;
  for (const Typestate typestate : kTypestates) {
    if (!typestates.Has(typestate)) continue;
    Cell& cell = state.CellOf(typestate);
    cell = Cell::Unknown();
    if (typestate == Typestate::kUnborn) continue;
    AddHolder(cell, holders);
    SetTruth(cell, holders, Truth::kTrue);
  }
  return state;
}

JoinEffect ObligationState::JoinWith(const ObligationState& other) {
  JoinEffect effect = JoinEffect::kUnchanged;
  for (const Typestate typestate : kTypestates) effect = effect | JoinCell(CellOf(typestate), other.cell(typestate));
  return effect;
}

SlotMask ObligationState::MayHold() const {
  SlotMask slots = 0;
  for (const Cell& cell : cells_) slots |= cell.may_hold;
  return slots;
}

SlotMask ObligationState::MustHold() const {
  SlotMask slots = ~SlotMask{0};
  for (const Typestate typestate : kTypestates) {
    if (typestate != Typestate::kUnborn) slots &= cell(typestate).must_hold;
  }
  return slots;
}

TypestateSet ObligationState::TypestatesThrough(TrackedSlot slot) const {
  TypestateSet set;
  for (const Typestate typestate : kTypestates) {
    if ((cell(typestate).may_hold & slot.mask()) != 0) set.Add(typestate);
  }
  return set;
}

std::optional<Truth> ObligationState::TruthElsewhere(TrackedSlot slot) const {
  unsigned truth = 0;
  for (const Typestate typestate : kTypestates) {
    Cell elsewhere = cell(typestate);
    if (typestate == Typestate::kOwed) elsewhere = WhereNotHeld(elsewhere, slot.mask(), typestate);
    if (elsewhere.IsBottom()) continue;
    if ((elsewhere.may_be_none & slot.mask()) != 0) truth |= static_cast<unsigned>(Truth::kNone);
    if ((elsewhere.may_be_empty & slot.mask()) != 0) truth |= static_cast<unsigned>(Truth::kEmpty);
    if ((elsewhere.may_be_true & slot.mask()) != 0) truth |= static_cast<unsigned>(Truth::kTrue);
  }
  return truth == 0 ? std::nullopt : std::optional(static_cast<Truth>(truth));
}

void ObligationState::Birth(TrackedSlot slot) {
  Cell born;
  for (const Cell& cell : cells_) JoinCell(born, cell);
  *this = Bottom();
  if (born.IsBottom()) return;
  born.may_hold = slot.mask();
  born.must_hold = slot.mask();
  SetTruth(born, slot.mask(), Truth::kTrue);
  CellOf(Typestate::kOwed) = born;
}

Loss ObligationState::Bind(TrackedSlot slot, Certainty certainty) {
  if (certainty == Certainty::kMay) {
    ObligationState other = *this;
    const Loss loss = other.BindOther(slot);
    Bind(slot, Certainty::kMust);
    JoinWith(other);
    // On the paths on which the slot takes the object nothing is lost.
    return loss == Loss::kNone ? Loss::kNone : Loss::kMay;
  }
  for (const Typestate typestate : kTypestates) {
    Cell& cell = CellOf(typestate);
    if (typestate != Typestate::kUnborn) AddHolder(cell, slot.mask());
    SetTruth(cell, slot.mask(), typestate == Typestate::kUnborn ? Truth::kUnknown : Truth::kTrue);
  }
  return Loss::kNone;
}

Loss ObligationState::BindFrom(TrackedSlot slot, TrackedSlot from) {
  if (slot == from) return Loss::kNone;
  Cell dead;
  bool some_live = false;
  for (const Typestate typestate : kTypestates) {
    Cell& cell = CellOf(typestate);
    if (cell.IsBottom()) continue;
    Cell held = WhereHeld(cell, from.mask());
    AddHolder(held, slot.mask());
    CopyTruth(held, slot.mask(), from.mask());
    DropResult not_held = DropFrom(WhereNotHeld(cell, from.mask(), typestate), slot.mask(), typestate);
    CopyTruth(not_held.alive, slot.mask(), from.mask());
    CopyTruth(not_held.dead, slot.mask(), from.mask());
    cell = held;
    JoinCell(cell, not_held.alive);
    JoinCell(dead, not_held.dead);
    some_live = some_live || (typestate == Typestate::kOwed && !cell.IsBottom());
  }
  if (dead.IsBottom()) return Loss::kNone;
  JoinCell(CellOf(Typestate::kUnborn), dead);
  return LossOf(some_live ? Certainty::kMay : Certainty::kMust);
}

Loss ObligationState::BindOther(TrackedSlot slot, Truth truth) {
  const Loss loss = Drop(slot.mask());
  for (Cell& cell : cells_) SetTruth(cell, slot.mask(), truth);
  return loss;
}

void ObligationState::Insert(TrackedSlot container, Certainty certainty) {
  GrowTruth(container);
  for (const Typestate typestate : kTypestates) {
    Cell& cell = CellOf(typestate);
    if (typestate == Typestate::kUnborn || cell.IsBottom()) continue;
    cell.may_hold |= container.mask();
    if (certainty == Certainty::kMust) cell.must_hold |= container.mask();
  }
}

void ObligationState::InsertFrom(TrackedSlot container, TrackedSlot from) {
  GrowTruth(container);
  for (const Typestate typestate : kTypestates) {
    Cell& cell = CellOf(typestate);
    Cell held = WhereHeld(cell, from.mask());
    AddHolder(held, container.mask());
    cell = WhereNotHeld(cell, from.mask(), typestate);
    JoinCell(cell, held);
  }
}

void ObligationState::GrowTruth(TrackedSlot container) {
  for (Cell& cell : cells_) {
    if (!cell.IsBottom()) cell.may_be_true |= container.mask();
  }
}

Loss ObligationState::Drop(SlotMask slots) {
  Cell dead;
  for (const Typestate typestate : kTypestates) {
    Cell& cell = CellOf(typestate);
    if (cell.IsBottom()) continue;
    const DropResult result = DropFrom(cell, slots, typestate);
    cell = result.alive;
    JoinCell(dead, result.dead);
  }
  const bool is_lost = !dead.IsBottom();
  JoinCell(CellOf(Typestate::kUnborn), dead);
  for (Cell& cell : cells_) SetTruth(cell, slots, Truth::kUnknown);
  if (!is_lost) return Loss::kNone;
  return LossOf(cell(Typestate::kOwed).IsBottom() ? Certainty::kMust : Certainty::kMay);
}

void ObligationState::ApplyEffect(Effect effect) {
  if (effect == kBorrow) return;
  const ObligationState before = *this;
  *this = Bottom();
  for (const Typestate from : kTypestates) {
    if (before.cell(from).IsBottom()) continue;
    for (const Typestate to : kTypestates) {
      if (effect.May(from, to)) JoinCell(CellOf(to), before.cell(from));
    }
  }
}

void ObligationState::ApplyEffectThrough(TrackedSlot slot, Effect effect) {
  if (effect == kBorrow) return;
  ObligationState touched;
  ObligationState untouched;
  for (const Typestate typestate : kTypestates) {
    const Cell& cell = this->cell(typestate);
    const bool may_hold = (cell.may_hold & slot.mask()) != 0;
    (may_hold ? touched : untouched).CellOf(typestate) = cell;
  }
  touched.ApplyEffect(effect);
  *this = touched;
  JoinWith(untouched);
}

void ObligationState::ApplyEffectWhereHeld(TrackedSlot slot, Effect effect) {
  if (effect == kBorrow) return;
  ObligationState touched;
  ObligationState untouched;
  for (const Typestate typestate : kTypestates) {
    touched.CellOf(typestate) = WhereHeld(cell(typestate), slot.mask());
    untouched.CellOf(typestate) = WhereNotHeld(cell(typestate), slot.mask(), typestate);
  }
  touched.ApplyEffect(effect);
  *this = touched;
  JoinWith(untouched);
}

void ObligationState::Assume(TrackedSlot slot, Truth truth) {
  for (const Typestate typestate : kTypestates) {
    Cell& cell = CellOf(typestate);
    if (cell.IsBottom()) continue;
    if (!Allows(truth, Truth::kTrue)) cell = WhereNotHeld(cell, slot.mask(), typestate);
    RestrictTruth(cell, slot.mask(), truth);
  }
}

void ObligationState::SetCaught(ExceptionMask exceptions) {
  for (Cell& cell : cells_) {
    if (!cell.IsBottom()) cell.caught = exceptions;
  }
}

void ObligationState::AssumeCaught(ExceptionMask exceptions) {
  for (Cell& cell : cells_) {
    cell.caught &= exceptions;
    if (cell.caught == 0) cell = Cell();
  }
}

ExceptionMask ObligationState::Caught() const {
  ExceptionMask caught = 0;
  for (const Cell& cell : cells_) caught |= cell.caught;
  return caught;
}

bool ObligationState::IsBornOtherThanOwed() const { return !cell(Typestate::kDischarged).IsBottom() || !cell(Typestate::kEscaped).IsBottom(); }

Loss ObligationState::LossOf(Certainty certainty) const { return certainty == Certainty::kMust && !IsBornOtherThanOwed() ? Loss::kMust : Loss::kMay; }

TypestateSet TwoInstanceState::TypestatesThrough(TrackedSlot slot) const {
  TypestateSet set = recent_.TypestatesThrough(slot);
  set.JoinWith(older_.TypestatesThrough(slot));
  return set;
}

void TwoInstanceState::Birth(TrackedSlot slot) {
  older_.JoinWith(recent_);
  recent_.Birth(slot);
  // The slot has a new value; what it held is the business of an instruction before this one.
  older_.BindOther(slot, Truth::kTrue);
  Settle();
}

Loss TwoInstanceState::Bind(TrackedSlot slot, Certainty certainty) {
  const Loss recent = recent_.Bind(slot, certainty);
  const Loss older = certainty == Certainty::kMust ? older_.BindOther(slot, Truth::kTrue) : older_.Bind(slot, Certainty::kMay);
  Settle();
  return MaxLoss(recent, older);
}

Loss TwoInstanceState::BindFrom(TrackedSlot slot, TrackedSlot from) {
  const Loss recent = recent_.BindFrom(slot, from);
  const Loss older = older_.IsBottom() ? Loss::kNone : older_.BindFrom(slot, from);
  Settle();
  return MaxLoss(recent, older);
}

Loss TwoInstanceState::BindOther(TrackedSlot slot, Truth truth) {
  const Loss recent = recent_.BindOther(slot, truth);
  const Loss older = older_.IsBottom() ? Loss::kNone : older_.BindOther(slot, truth);
  Settle();
  return MaxLoss(recent, older);
}

void TwoInstanceState::Insert(TrackedSlot container, Certainty certainty) {
  recent_.Insert(container, certainty);
  if (certainty == Certainty::kMay) {
    older_.Insert(container, certainty);
  } else {
    older_.GrowTruth(container);
  }
}

void TwoInstanceState::InsertFrom(TrackedSlot container, TrackedSlot from) {
  recent_.InsertFrom(container, from);
  older_.InsertFrom(container, from);
}

Loss TwoInstanceState::Drop(SlotMask slots) {
  const Loss recent = recent_.Drop(slots);
  const Loss older = older_.IsBottom() ? Loss::kNone : older_.Drop(slots);
  Settle();
  return MaxLoss(recent, older);
}

void TwoInstanceState::ApplyEffect(Effect effect) {
  recent_.ApplyEffect(effect);
  Settle();
}

void TwoInstanceState::ApplyEffectThrough(TrackedSlot slot, Effect effect) {
  recent_.ApplyEffectThrough(slot, effect);
  if (!older_.IsBottom()) older_.ApplyEffectThrough(slot, effect);
  Settle();
}

void TwoInstanceState::ApplyEffectWhereHeld(TrackedSlot slot, Effect effect) {
  recent_.ApplyEffectWhereHeld(slot, effect);
  if (!older_.IsBottom()) older_.ApplyEffectWhereHeld(slot, effect);
  Settle();
}

void TwoInstanceState::EscapeAll() {
  recent_.EscapeAll();
  older_.EscapeAll();
}

void TwoInstanceState::Assume(TrackedSlot slot, Truth truth) {
  recent_.Assume(slot, truth);
  older_.Assume(slot, truth);
  Settle();
}

void TwoInstanceState::AssumeCaught(ExceptionMask exceptions) {
  recent_.AssumeCaught(exceptions);
  older_.AssumeCaught(exceptions);
  Settle();
}

// Keeps the form canonical: no path, no older object; and of the older ones only those that are there.
void TwoInstanceState::Settle() {
  older_.ForgetUnborn();
  if (recent_.IsBottom()) older_ = ObligationState::Bottom();
}

}  // namespace dangle

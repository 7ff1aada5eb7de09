// States as text, for --print=states and the page of the solver's steps.
#include <bit>

#include "dataflow/obligations/state.h"

namespace dangle {
namespace {

// Appends " word a, b" for the slots of the mask.
void AppendSlots(std::string_view word, SlotMask slots, const SlotNames& names, std::string& text) {
  if (slots == 0) return;
  text += word;
  bool first = true;
  for (SlotMask rest = slots; rest != 0; rest &= rest - 1) {
    text += first ? " " : ", ";
    first = false;
    text += names(TrackedSlot(static_cast<std::uint32_t>(std::countr_zero(rest))));
  }
}

std::string_view TruthName(bool none, bool empty, bool is_true) {
  if (is_true) return none ? "None or true" : empty ? "not None" : "true";
  if (none) return empty ? "false" : "None";
  return "empty";
}

void AppendTruths(const Cell& cell, const SlotNames& names, std::string& text) {
  // That a holder is true goes without saying.
  const SlotMask known = ~(cell.may_be_none & cell.may_be_empty & cell.may_be_true) & ~cell.must_hold;
  bool first = true;
  for (SlotMask rest = known; rest != 0; rest &= rest - 1) {
    const TrackedSlot slot(static_cast<std::uint32_t>(std::countr_zero(rest)));
    const auto has = [&](SlotMask mask) { return (mask & slot.mask()) != 0; };
    text += first ? " (" : ", ";
    first = false;
    text += names(slot);
    text += ' ';
    text += TruthName(has(cell.may_be_none), has(cell.may_be_empty), has(cell.may_be_true));
  }
  if (!first) text += ')';
}

}  // namespace

std::string ToText(const ObligationState& state, const SlotNames& names) {
  if (state.IsBottom()) return "unreached";
  std::string text;
  for (const Typestate typestate : kTypestates) {
    const Cell& cell = state.cell(typestate);
    if (cell.IsBottom()) continue;
    if (!text.empty()) text += "; ";
    text += TypestateName(typestate);
    AppendSlots(" held by", cell.must_hold, names, text);
    AppendSlots(cell.must_hold != 0 ? ", perhaps" : " perhaps held by", cell.may_hold & ~cell.must_hold, names, text);
    AppendTruths(cell, names, text);
  }
  return text;
}

std::string ToText(const TwoInstanceState& state, const SlotNames& names) {
  if (state.older().IsBottom()) return ToText(state.recent(), names);
  return "recent: " + ToText(state.recent(), names) + "; older: " + ToText(state.older(), names);
}

}  // namespace dangle

// Walks over the bits of a mask of tracked slots.
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_SLOT_MASK_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_SLOT_MASK_H_

#include <bit>
#include <cstdint>

#include "dataflow/obligations/object_facts.h"
#include "dataflow/obligations/state.h"

namespace dangle {

inline std::uint8_t LowestSlot(SlotMask mask) { return mask == 0 ? Fact::kNoSlot : static_cast<std::uint8_t>(std::countr_zero(mask)); }

template <typename Visitor>
void ForEachSlot(SlotMask mask, const Visitor& visit) {
  for (; mask != 0; mask &= mask - 1) visit(LowestSlot(mask));
}

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_SLOT_MASK_H_

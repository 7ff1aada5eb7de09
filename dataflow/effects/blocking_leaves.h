// The primitives that block: functions of stubs with the word `@blocks`, and what makes one call of them harmless.
//
//   @blocks("lock", unless="blocking=False, timeout=0")
//   def acquire(self, blocking: bool = True, timeout: float = -1) -> bool: ...
//
//   lock.acquire(blocking=False)      does not block: one of the conditions holds
//   lock.acquire()                    blocks
//
// `confidence="medium"` or "low": it may be harmless in ways that no condition tells (a file that is in memory, little data).
//
// A condition is `parameter=value`: a number, True, False, None, or the beginning of a text with `*` at its end (`file=/proc/*`).
// `parameter=|WNOHANG`: the flag of this name is among those that are given. `parameter=default`: it is not given. An argument that is not given is
// its default, as far as that is None. Of the object itself: `self=poll()`, `self=!empty()`: it was asked before, and said so; `self=jobs`: an
// executor, all of whose jobs are awaited.
#ifndef DANGLE_DATAFLOW_EFFECTS_BLOCKING_LEAVES_H_
#define DANGLE_DATAFLOW_EFFECTS_BLOCKING_LEAVES_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "dataflow/effects/block_kind.h"
#include "semantics/program.h"

namespace dangle {

struct BlockCondition {
  std::uint32_t parameter = 0;
  std::string_view value;
};

struct BlockingLeaf {
  BlockKind kind = BlockKind::kSleep;
  std::vector<BlockCondition> unless;
  std::uint8_t doubt = 0;  // `confidence="medium"` is 1, "low" 2: what it is called on may be in memory, how long it takes depends
};

class BlockingLeaves {
 public:
  // Reads the words of all stubs of the program; O(functions).
  explicit BlockingLeaves(const Program& program);

  // The words of a stub's function; null for any other.
  const BlockingLeaf* Of(FunctionRef function) const {
    const std::vector<std::uint16_t>& places = places_[function.module];
    if (function.function.value() >= places.size()) return nullptr;
    const std::uint16_t place = places[function.function.value()];
    return place == 0 ? nullptr : &leaves_[place - 1U];
  }
  // Whether the instruction, a call of `target` or a use of it as a special method, blocks.
  bool Blocks(const Program& program, FunctionRef caller, ValueId at, FunctionRef target, const BlockingLeaf& leaf) const;

 private:
  void Read(const Program& program, ModuleId module, FunctionId function);

  IdVector<ModuleId, std::vector<std::uint16_t>> places_;  // by function: 1 + place in leaves_; 0: does not block
  std::vector<BlockingLeaf> leaves_;
};

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_EFFECTS_BLOCKING_LEAVES_H_

// What a FunctionBuilder keeps while it builds: arenas that are emptied, never freed, from one function to the next.
#ifndef DANGLE_IR_BUILDER_STATE_H_
#define DANGLE_IR_BUILDER_STATE_H_

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "ir/builder.h"

namespace dangle {

// The value of each variable at the end of each block so far: (block, slot) → value. The last definition of each slot lies in an
// array, since nearly every read asks for it; older ones move to a hash table with open addressing that is cleared by a stamp.
class DefinitionTable {
 public:
  void Clear();
  void AddSlot() { newest_.push_back({}); }
  ValueId Find(BlockId block, SlotId slot) const;
  void Set(BlockId block, SlotId slot, ValueId value);

 private:
  struct Newest {
    BlockId block;
    ValueId value;
  };
  struct Entry {
    std::uint64_t key = 0;
    ValueId value;
    std::uint32_t stamp = 0;  // entries of other stamps are empty
  };
  static constexpr std::uint32_t kFirstBits = 6;

  static std::uint64_t KeyOf(BlockId block, SlotId slot) { return (std::uint64_t{block.value()} << 32U) | slot.value(); }
  std::size_t HomeOf(std::uint64_t key) const { return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15U) >> (64U - bits_)); }
  Entry& Locate(std::uint64_t key);
  void Store(std::uint64_t key, ValueId value);
  void Grow();

  std::vector<Newest> newest_;
  std::vector<Entry> entries_;
  std::size_t used_ = 0;
  std::uint32_t bits_ = 0;
  std::uint32_t stamp_ = 0;
};

struct BlockState {
  Handlers handlers;
  std::uint32_t first = kNone;  // instructions and phis are lists through State::next
  std::uint32_t last = kNone;
  std::uint32_t first_phi = kNone;
  std::uint32_t last_phi = kNone;
  std::uint32_t first_edge = kNone;  // predecessor edges, through State::edges
  std::uint32_t last_edge = kNone;
  std::uint32_t edge_count = 0;
  std::uint32_t order = 0;  // of the blocks in which they were started
  PoolRange survivors;
  bool is_sealed = false;
  bool may_raise = false;  // has an instruction that may, so the handler counts
  bool may_cancel = false;
  bool may_abandon = false;

  static constexpr std::uint32_t kNone = 0xFFFFFFFFU;
};

struct EdgeState {
  PredecessorEdge edge;
  std::uint32_t next = BlockState::kNone;
};

// One use of a phi by a phi, in a list of all uses of the former.
struct PhiUse {
  std::uint32_t user = BlockState::kNone;  // position in slot_phis
  std::uint32_t next = BlockState::kNone;
};
struct PhiUses {
  std::uint32_t first = BlockState::kNone;
  std::uint32_t last = BlockState::kNone;
  std::uint32_t count = 0;
};

struct FunctionBuilder::State {
  static constexpr std::uint32_t kNone = BlockState::kNone;
  static constexpr ValueId kDropped{std::uint32_t{0}};  // the value of what was emitted where nothing is reachable
  static constexpr ValueId kUnbound{std::uint32_t{1}};  // the value of every variable before its first binding

  void Begin();
  bool IsReachable() const { return current.IsValid(); }

  BlockId AddBlock(Handlers block_handlers);
  void AddEdge(BlockId from, BlockId to, EdgeKind kind);
  void AddHandlerEdges(const Instruction& instruction);
  void AddTerminatorEdges(const Operation& operation);
  ValueId Append(const Operation& operation, SourceRange range, bool is_implicit);
  ValueId AppendPhi(BlockId block, const Phi& phi, SourceRange range);
  void ContinueInNewBlock(SourceRange range);
  void SplitBeforeVariableChange(SourceRange range);

  // Reading. Lookup may leave phis without operands in `pending`; Read fills them.
  ValueId Read(BlockId block, SlotId slot);
  ValueId Lookup(BlockId block, SlotId slot);
  // Can no binding of the variable reach the block? Only a loop that encloses the first binding leads from it to a block that was started
  // before it, and of each such loop the head was open then: started and not sealed. Blocks started before the outermost of them see none.
  // Without this a variable that is bound in one branch only would be looked for up to the beginning of the function.
  bool IsBeforeBindings(BlockId block, SlotId slot) const {
    const std::uint32_t first = first_binding[slot.value()] != kNone ? first_binding[slot.value()] : OutermostOpen();
    return blocks[block.value()].order < first;
  }
  void NoteBinding(SlotId slot) {
    std::uint32_t& first = first_binding[slot.value()];
    if (first == kNone) first = std::min(blocks[current.value()].order, OutermostOpen());
  }
  std::uint32_t OutermostOpen() const { return open.empty() ? kNone : blocks[open.front().value()].order; }
  void Start(BlockId block);
  void FillPending();
  void FillPhi(ValueId phi, BlockId block);
  void Seal(BlockId block);
  ValueId Resolve(ValueId value);
  // Forwards a phi whose operands are all one value or itself to that value. True if it did.
  bool TryRemovePhi(ValueId phi);

  // Finishing (builder_finish.cc).
  void RemoveTrivialPhis();
  void AddPhiUse(ValueId value, std::uint32_t user);
  void JoinPhiUses(ValueId value, PhiUses more);
  void OrderBlocks();
  void NumberValues();
  ValueId NewValue(ValueId value);
  void MoveInto(Function& function);
  std::size_t CountValues() const;
  void MoveBlock(BlockId block, Function& function);
  void MovePhi(const Instruction& phi, Function& function);
  void MoveInstruction(const Instruction& instruction, Function& function);
  void RewriteOperation(Operation& operation);

  std::vector<Slot> slots;
  std::vector<BlockState> blocks;
  std::vector<EdgeState> edges;
  std::vector<Instruction> instructions;  // in order of emission
  std::vector<std::uint32_t> next;        // of each instruction: the next of its list
  std::vector<ValueId> forward;           // of each instruction: itself, or what a trivial phi stands for
  std::vector<Argument> arguments;
  std::vector<ValueId> values;
  std::vector<ValueId> phi_operands;
  std::vector<ValueId> slot_phis;
  DefinitionTable definitions;
  std::vector<std::uint32_t> first_binding;  // of each slot: see IsBeforeBindings; kNone: not bound yet
  std::vector<BlockId> open;                 // blocks that were started before they are sealed, in order
  std::uint32_t started_count = 0;
  BlockId current;
  Handlers handlers;
  bool unbound_is_used = false;

  // Scratch.
  std::vector<std::pair<ValueId, BlockId>> pending;
  std::vector<ValueId> filled;
  std::vector<BlockId> path;
  std::vector<BlockId> order;      // new → old
  std::vector<BlockId> new_block;  // old → new
  std::vector<ValueId> new_value;  // old → new
  std::vector<std::pair<BlockId, std::uint32_t>> search;
  std::vector<PhiUse> phi_uses;
  std::vector<PhiUses> uses_of_phi;         // by position in slot_phis
  std::vector<std::uint32_t> phi_position;  // by value, kNone for what is no variable's phi
  std::vector<std::uint32_t> phi_work;
  std::uint32_t value_count = 0;
};

}  // namespace dangle

#endif  // DANGLE_IR_BUILDER_STATE_H_

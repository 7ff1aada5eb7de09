#include "ir/builder.h"

#include "base/overloaded.h"
#include "ir/builder_state.h"

namespace dangle {

// ---- DefinitionTable --------------------------------------------------------------------------------------------------------

void DefinitionTable::Clear() {
  newest_.clear();
  used_ = 0;
  if (++stamp_ == 0) {  // wrapped around: old stamps would look alive
    entries_.clear();
    bits_ = 0;
    stamp_ = 1;
  }
  if (entries_.empty()) {
    bits_ = kFirstBits;
    entries_.resize(std::size_t{1} << bits_);
  }
}

ValueId DefinitionTable::Find(BlockId block, SlotId slot) const {
  const Newest& newest = newest_[slot.value()];
  if (newest.block == block) return newest.value;
  const std::uint64_t key = KeyOf(block, slot);
  const std::size_t mask = entries_.size() - 1;
  for (std::size_t i = HomeOf(key);; i = (i + 1) & mask) {
    const Entry& entry = entries_[i];
    if (entry.stamp != stamp_) return {};
    if (entry.key == key) return entry.value;
  }
}

void DefinitionTable::Set(BlockId block, SlotId slot, ValueId value) {
  Newest& newest = newest_[slot.value()];
  if (newest.block.IsValid() && newest.block != block) Store(KeyOf(newest.block, slot), newest.value);
  newest = {block, value};
}

DefinitionTable::Entry& DefinitionTable::Locate(std::uint64_t key) {
  const std::size_t mask = entries_.size() - 1;
  std::size_t i = HomeOf(key);
  while (entries_[i].stamp == stamp_ && entries_[i].key != key) i = (i + 1) & mask;
  return entries_[i];
}

void DefinitionTable::Store(std::uint64_t key, ValueId value) {
  Entry& entry = Locate(key);
  const bool is_new = entry.stamp != stamp_;
  entry = {key, value, stamp_};
  if (is_new && ++used_ * 2 > entries_.size()) Grow();
}

void DefinitionTable::Grow() {
  std::vector<Entry> old(entries_.size() * 2);
  old.swap(entries_);
  ++bits_;
  for (const Entry& entry : old) {
    if (entry.stamp == stamp_) Locate(entry.key) = entry;
  }
}

// ---- State: blocks and edges ------------------------------------------------------------------------------------------------

void FunctionBuilder::State::Begin() {
  slots.clear();
  blocks.clear();
  edges.clear();
  instructions.clear();
  next.clear();
  forward.clear();
  arguments.clear();
  values.clear();
  phi_operands.clear();
  slot_phis.clear();
  definitions.Clear();
  first_binding.clear();
  open.clear();
  started_count = 0;
  handlers = {};
  unbound_is_used = false;
  current = {};
  for (int i = 0; i < 2; ++i) {  // kDropped, kUnbound
    next.push_back(kNone);
    forward.push_back(ValueId(instructions.size()));
    instructions.push_back({Const{ConstKind::kUnbound, {}}, {}, true});
  }
  current = AddBlock({});
  blocks[current.value()].is_sealed = true;
  Start(current);
}

void FunctionBuilder::State::Start(BlockId block) {
  blocks[block.value()].order = ++started_count;
  if (!blocks[block.value()].is_sealed) open.push_back(block);
}

BlockId FunctionBuilder::State::AddBlock(Handlers block_handlers) {
  const BlockId id(blocks.size());
  blocks.emplace_back().handlers = block_handlers;
  return id;
}

void FunctionBuilder::State::AddEdge(BlockId from, BlockId to, EdgeKind kind) {
  BlockState& target = blocks[to.value()];
  DANGLE_CHECK(!target.is_sealed);
  const auto id = static_cast<std::uint32_t>(edges.size());
  edges.push_back({{from, kind}, kNone});
  if (target.last_edge == kNone) {
    target.first_edge = id;
  } else {
    edges[target.last_edge].next = id;
  }
  target.last_edge = id;
  ++target.edge_count;
}

void FunctionBuilder::State::AddHandlerEdges(const Instruction& instruction) {
  BlockState& block = blocks[current.value()];
  const auto add = [&](bool may, bool& is_added, BlockId to, EdgeKind kind) {
    if (!may || is_added) return;
    is_added = true;
    if (to.IsValid()) AddEdge(current, to, kind);
  };
  const Handlers to = block.handlers;
  add(MayRaise(instruction), block.may_raise, to.on_raise, EdgeKind::kRaise);
  add(MayCancel(instruction), block.may_cancel, to.on_cancel, EdgeKind::kCancel);
  add(MayAbandon(instruction), block.may_abandon, to.on_abandon, EdgeKind::kAbandon);
}

void FunctionBuilder::State::AddTerminatorEdges(const Operation& operation) {
  if (const auto* jump = std::get_if<Jump>(&operation)) {
    AddEdge(current, jump->target, EdgeKind::kNormal);
  } else if (const auto* branch = std::get_if<Branch>(&operation)) {
    AddEdge(current, branch->if_true, EdgeKind::kTrue);
    AddEdge(current, branch->if_false, EdgeKind::kFalse);
  } else if (const auto* step = std::get_if<Next>(&operation)) {
    AddEdge(current, step->body, EdgeKind::kTrue);
    AddEdge(current, step->exhausted, EdgeKind::kFalse);
  }
}

ValueId FunctionBuilder::State::Append(const Operation& operation, SourceRange range, bool is_implicit) {
  const ValueId id(instructions.size());
  instructions.push_back({operation, range, is_implicit});
  next.push_back(kNone);
  forward.push_back(id);
  BlockState& block = blocks[current.value()];
  if (block.last == kNone) {
    block.first = id.value();
  } else {
    next[block.last] = id.value();
  }
  block.last = id.value();
  AddHandlerEdges(instructions.back());
  if (IsTerminator(instructions.back())) {
    AddTerminatorEdges(operation);
    current = {};
  }
  return id;
}

ValueId FunctionBuilder::State::AppendPhi(BlockId at, const Phi& phi, SourceRange range) {
  const ValueId id(instructions.size());
  instructions.push_back({phi, range, true});
  next.push_back(kNone);
  forward.push_back(id);
  BlockState& block = blocks[at.value()];
  if (block.last_phi == kNone) {
    block.first_phi = id.value();
  } else {
    next[block.last_phi] = id.value();
  }
  block.last_phi = id.value();
  return id;
}

void FunctionBuilder::State::ContinueInNewBlock(SourceRange range) {
  const BlockId following = AddBlock(handlers);
  Append(Jump{following}, range, true);
  blocks[following.value()].is_sealed = true;
  Start(following);
  current = following;
}

// All raise points of a block must see the same variables (ir/function.h).
void FunctionBuilder::State::SplitBeforeVariableChange(SourceRange range) {
  const BlockState& block = blocks[current.value()];
  const bool is_observed = (block.may_raise && block.handlers.on_raise.IsValid()) || (block.may_cancel && block.handlers.on_cancel.IsValid()) ||
                           (block.may_abandon && block.handlers.on_abandon.IsValid());
  if (is_observed) ContinueInNewBlock(range);
}

// ---- State: variables -------------------------------------------------------------------------------------------------------

ValueId FunctionBuilder::State::Resolve(ValueId value) {
  while (forward[value.value()] != value) {
    ValueId& to = forward[value.value()];
    to = forward[to.value()];  // path halving
    value = to;
  }
  return value;
}

ValueId FunctionBuilder::State::Read(BlockId block, SlotId slot) {
  const ValueId value = Lookup(block, slot);
  if (!pending.empty()) FillPending();
  return Resolve(value);
}

ValueId FunctionBuilder::State::Lookup(BlockId block, SlotId slot) {
  ValueId found = definitions.Find(block, slot);
  path.clear();
  for (BlockId at = block; !found.IsValid();) {
    const BlockState& state = blocks[at.value()];
    if (IsBeforeBindings(at, slot)) {
      found = kUnbound;
      break;
    }
    if (!state.is_sealed || state.edge_count > 1) {
      const bool is_sealed = state.is_sealed;
      found = AppendPhi(at, Phi{slot, {}}, {});
      slot_phis.push_back(found);
      if (is_sealed) pending.push_back({found, at});
      definitions.Set(at, slot, found);
      break;
    }
    path.push_back(at);
    if (state.edge_count == 0) {
      found = kUnbound;
      break;
    }
    at = edges[state.first_edge].edge.from;
    found = definitions.Find(at, slot);
  }
  for (const BlockId passed : path) definitions.Set(passed, slot, found);
  if (!path.empty()) definitions.Set(block, slot, found);  // the newest definition is the one that is asked for next
  if (found == kUnbound) unbound_is_used = true;
  return found;
}

// Filling a phi reads its variable in the predecessors, which may need phis too: a work list in place of recursion.
void FunctionBuilder::State::FillPending() {
  filled.clear();
  while (!pending.empty()) {
    const auto [phi, block] = pending.back();
    pending.pop_back();
    FillPhi(phi, block);
    filled.push_back(phi);
  }
  for (std::size_t i = filled.size(); i-- > 0;) TryRemovePhi(filled[i]);
}

void FunctionBuilder::State::FillPhi(ValueId phi, BlockId block) {
  const SlotId slot = std::get<Phi>(instructions[phi.value()].operation).slot;
  const auto begin = static_cast<std::uint32_t>(phi_operands.size());
  for (std::uint32_t e = blocks[block.value()].first_edge; e != kNone; e = edges[e].next) {
    phi_operands.push_back(Lookup(edges[e].edge.from, slot));
  }
  std::get<Phi>(instructions[phi.value()].operation).operands = {begin, blocks[block.value()].edge_count};
}

void FunctionBuilder::State::Seal(BlockId block) {
  BlockState& state = blocks[block.value()];
  DANGLE_CHECK(!state.is_sealed);
  state.is_sealed = true;
  for (std::size_t i = open.size(); i-- > 0;) {  // loops end inside out
    if (open[i] != block) continue;
    open.erase(open.begin() + static_cast<std::ptrdiff_t>(i));
    break;
  }
  for (std::uint32_t phi = state.first_phi; phi != kNone; phi = next[phi]) pending.push_back({ValueId(phi), block});
  if (!pending.empty()) FillPending();
}

bool FunctionBuilder::State::TryRemovePhi(ValueId phi) {
  const PoolRange operands = std::get<Phi>(instructions[phi.value()].operation).operands;
  ValueId same;
  for (std::uint32_t i = 0; i < operands.size; ++i) {
    const ValueId operand = Resolve(phi_operands[operands.begin + i]);
    if (operand == phi || operand == same) continue;
    if (same.IsValid()) return false;
    same = operand;
  }
  if (!same.IsValid()) {  // only itself: unreachable, so it does not matter which
    same = kUnbound;
    unbound_is_used = true;
  }
  forward[phi.value()] = same;
  return true;
}

// ---- FunctionBuilder --------------------------------------------------------------------------------------------------------

FunctionBuilder::FunctionBuilder() : state_(std::make_unique<State>()) { Begin(); }
FunctionBuilder::~FunctionBuilder() = default;
FunctionBuilder::FunctionBuilder(FunctionBuilder&&) noexcept = default;
FunctionBuilder& FunctionBuilder::operator=(FunctionBuilder&&) noexcept = default;

void FunctionBuilder::Begin() { state_->Begin(); }

SlotId FunctionBuilder::AddSlot(const Slot& slot) {
  state_->definitions.AddSlot();
  state_->first_binding.push_back(State::kNone);
  state_->slots.push_back(slot);
  return SlotId(state_->slots.size() - 1);
}

Slot& FunctionBuilder::slot(SlotId id) { return state_->slots[id.value()]; }

BlockId FunctionBuilder::NewBlock() { return state_->AddBlock(state_->handlers); }

BlockId FunctionBuilder::NewHandlerBlock(std::span<const ValueId> survivors) {
  const BlockId block = NewBlock();
  state_->blocks[block.value()].survivors = AddValues(survivors);
  return block;
}

void FunctionBuilder::SealBlock(BlockId block) { state_->Seal(block); }

void FunctionBuilder::StartBlock(BlockId block) {
  DANGLE_CHECK(!IsReachable());
  const BlockState& started = state_->blocks[block.value()];
  DANGLE_CHECK(started.first == State::kNone);
  state_->handlers = started.handlers;
  state_->Start(block);
  // Nothing leads here (and a jump back from the block itself would be as unreachable).
  if (started.edge_count != 0) state_->current = block;
}

bool FunctionBuilder::IsReachable() const { return state_->IsReachable(); }

bool FunctionBuilder::HasPredecessors(BlockId block) const { return PredecessorCount(block) != 0; }

BlockId FunctionBuilder::current_block() const { return state_->current; }

Handlers FunctionBuilder::SetHandlers(Handlers handlers) {
  State& state = *state_;
  const Handlers before = std::exchange(state.handlers, handlers);
  if (!state.IsReachable() || before == handlers) return before;
  BlockState& block = state.blocks[state.current.value()];
  if (block.may_raise || block.may_cancel || block.may_abandon) {
    state.ContinueInNewBlock(state.instructions[block.last].range);
  } else {
    block.handlers = handlers;  // nothing in it has looked at them yet
  }
  return before;
}

Handlers FunctionBuilder::handlers() const { return state_->handlers; }

ValueId FunctionBuilder::Emit(const Operation& operation, SourceRange range, bool is_implicit) {
  State& state = *state_;
  if (!state.IsReachable()) return State::kDropped;
  const BlockId block = state.current;
  const ValueId value = state.Append(operation, range, is_implicit);
  if (const auto* param = std::get_if<Param>(&operation)) {
    state.NoteBinding(param->slot);
    state.definitions.Set(block, param->slot, value);
  }
  return value;
}

const Instruction& FunctionBuilder::InstructionOf(ValueId value) const { return state_->instructions[state_->Resolve(value).value()]; }

PoolRange FunctionBuilder::AddArguments(std::span<const Argument> arguments) {
  if (!IsReachable()) return {};
  const PoolRange range{static_cast<std::uint32_t>(state_->arguments.size()), static_cast<std::uint32_t>(arguments.size())};
  state_->arguments.insert(state_->arguments.end(), arguments.begin(), arguments.end());
  return range;
}

PoolRange FunctionBuilder::AddValues(std::span<const ValueId> values) {
  if (!IsReachable()) return {};
  const PoolRange range{static_cast<std::uint32_t>(state_->values.size()), static_cast<std::uint32_t>(values.size())};
  state_->values.insert(state_->values.end(), values.begin(), values.end());
  return range;
}

Operand FunctionBuilder::ReadVariable(SlotId slot, SourceRange range) {
  State& state = *state_;
  if (!state.IsReachable()) return Operand(State::kDropped);
  if (!state.slots[slot.value()].in_ssa) return Operand(Emit(LoadCell{slot}, range), true);
  return Operand(state.Read(state.current, slot));
}

void FunctionBuilder::BindVariable(SlotId slot, Operand value, SourceRange range, bool is_implicit) {
  State& state = *state_;
  if (!state.IsReachable()) return;
  state.SplitBeforeVariableChange(range);
  state.Append(Bind{slot, value}, range, is_implicit);
  state.NoteBinding(slot);
  state.definitions.Set(state.current, slot, value.value());
}

void FunctionBuilder::UnbindVariable(SlotId slot, SourceRange range, bool is_implicit) {
  State& state = *state_;
  if (!state.IsReachable()) return;
  state.SplitBeforeVariableChange(range);
  state.Append(Drop{slot, {}}, range, is_implicit);
  state.NoteBinding(slot);
  state.definitions.Set(state.current, slot, State::kUnbound);
}

ValueId FunctionBuilder::MergeValues(std::span<const ValueId> values, SourceRange range) {
  State& state = *state_;
  if (!state.IsReachable()) return State::kDropped;
  const BlockState& block = state.blocks[state.current.value()];
  DANGLE_CHECK(block.is_sealed && block.edge_count == values.size());
  const PoolRange operands{static_cast<std::uint32_t>(state.phi_operands.size()), static_cast<std::uint32_t>(values.size())};
  state.phi_operands.insert(state.phi_operands.end(), values.begin(), values.end());
  return state.AppendPhi(state.current, Phi{{}, operands}, range);
}

std::uint32_t FunctionBuilder::PredecessorCount(BlockId block) const { return state_->blocks[block.value()].edge_count; }

std::size_t FunctionBuilder::block_count() const { return state_->blocks.size(); }
std::size_t FunctionBuilder::instruction_count() const { return state_->instructions.size() - 2; }

void FunctionBuilder::Finish(Function& function) {
  State& state = *state_;
  DANGLE_CHECK(!state.IsReachable());
  state.RemoveTrivialPhis();
  state.OrderBlocks();
  state.NumberValues();
  state.MoveInto(function);
}

}  // namespace dangle

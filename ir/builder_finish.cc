// The end of a function: trivial phis go, blocks and values get their final numbers, and all moves into vectors of exact size.
#include <algorithm>
#include <array>

#include "base/overloaded.h"
#include "ir/builder_state.h"

namespace dangle {

// A phi may become trivial when one of its operands did, so users of each removed phi are looked at again. If another phi takes
// its place, only who uses both can have become trivial (and that phi itself): the shorter of the two lists of uses names them all.
// So a chain of phis, each standing for the one before, costs n log n and not n². Lists are joined in constant time.
void FunctionBuilder::State::RemoveTrivialPhis() {
  phi_position.assign(instructions.size(), kNone);
  uses_of_phi.assign(slot_phis.size(), {});
  phi_uses.clear();
  std::vector<std::uint32_t>& work = phi_work;
  work.clear();
  for (std::uint32_t i = 0; i < slot_phis.size(); ++i) phi_position[slot_phis[i].value()] = i;
  for (std::uint32_t i = 0; i < slot_phis.size(); ++i) {
    if (forward[slot_phis[i].value()] != slot_phis[i]) continue;
    work.push_back(i);
    const PoolRange operands = std::get<Phi>(instructions[slot_phis[i].value()].operation).operands;
    for (std::uint32_t o = 0; o < operands.size; ++o) AddPhiUse(Resolve(phi_operands[operands.begin + o]), i);
  }
  while (!work.empty()) {
    const ValueId phi = slot_phis[work.back()];
    const PhiUses uses = uses_of_phi[work.back()];
    work.pop_back();
    if (forward[phi.value()] != phi || !TryRemovePhi(phi)) continue;
    const ValueId value = Resolve(phi);
    const std::uint32_t position = phi_position[value.value()];
    PhiUses affected = uses;
    if (position != kNone) {
      work.push_back(position);
      if (uses_of_phi[position].count < affected.count) affected = uses_of_phi[position];
    }
    for (std::uint32_t use = affected.first; use != kNone; use = phi_uses[use].next) work.push_back(phi_uses[use].user);
    JoinPhiUses(value, uses);
  }
}

void FunctionBuilder::State::AddPhiUse(ValueId value, std::uint32_t user) {
  if (phi_position[value.value()] == kNone) return;
  const auto use = static_cast<std::uint32_t>(phi_uses.size());
  phi_uses.push_back({user, kNone});
  JoinPhiUses(value, {use, use, 1});
}

void FunctionBuilder::State::JoinPhiUses(ValueId value, PhiUses more) {
  const std::uint32_t position = phi_position[value.value()];
  if (position == kNone || more.first == kNone) return;
  PhiUses& uses = uses_of_phi[position];
  if (uses.last == kNone) {
    uses.first = more.first;
  } else {
    phi_uses[uses.last].next = more.first;
  }
  uses.last = more.last;
  uses.count += more.count;
}

namespace {

constexpr std::size_t kMaxSuccessors = 5;  // two of the terminator, raise, cancel, abandon

struct Successors {
  std::array<BlockId, kMaxSuccessors> to;
  std::uint32_t count = 0;
  void Add(BlockId block) {
    if (block.IsValid()) to[count++] = block;
  }
};

// In the order of the search: what is searched last comes first in reverse postorder.
Successors SuccessorsOf(const BlockState& block, const Operation& terminator) {
  Successors result;
  if (block.may_abandon) result.Add(block.handlers.on_abandon);
  if (block.may_cancel) result.Add(block.handlers.on_cancel);
  if (block.may_raise) result.Add(block.handlers.on_raise);
  if (const auto* jump = std::get_if<Jump>(&terminator)) result.Add(jump->target);
  if (const auto* branch = std::get_if<Branch>(&terminator)) {
    result.Add(branch->if_false);
    result.Add(branch->if_true);
  }
  if (const auto* next = std::get_if<Next>(&terminator)) {
    result.Add(next->exhausted);
    result.Add(next->body);
  }
  return result;
}

}  // namespace

void FunctionBuilder::State::OrderBlocks() {
  constexpr std::uint32_t kSeen = 0;  // any valid id: the block is on its way
  order.clear();
  search.clear();
  new_block.assign(blocks.size(), BlockId());
  search.push_back({Function::kEntry, 0});
  new_block[0] = BlockId(kSeen);
  while (!search.empty()) {
    const BlockId block = search.back().first;
    const BlockState& state = blocks[block.value()];
    DANGLE_CHECK(state.is_sealed && state.last != kNone && IsTerminator(instructions[state.last]));
    const Successors successors = SuccessorsOf(state, instructions[state.last].operation);
    if (search.back().second == successors.count) {
      order.push_back(block);
      search.pop_back();
      continue;
    }
    const BlockId to = successors.to[search.back().second++];
    if (new_block[to.value()].IsValid()) continue;
    new_block[to.value()] = BlockId(kSeen);
    search.push_back({to, 0});
  }
  std::reverse(order.begin(), order.end());
  for (std::size_t i = 0; i < order.size(); ++i) new_block[order[i].value()] = BlockId(i);
}

void FunctionBuilder::State::NumberValues() {
  new_value.assign(instructions.size(), ValueId());
  std::uint32_t count = 0;
  for (const BlockId block : order) {
    const BlockState& state = blocks[block.value()];
    for (std::uint32_t phi = state.first_phi; phi != kNone; phi = next[phi]) {
      if (forward[phi] == ValueId(phi)) new_value[phi] = ValueId(count++);
    }
    std::uint32_t i = state.first;
    if (block == Function::kEntry && unbound_is_used) {
      for (; i != kNone && Is<Param>(instructions[i]); i = next[i]) new_value[i] = ValueId(count++);
      new_value[kUnbound.value()] = ValueId(count++);
    }
    for (; i != kNone; i = next[i]) new_value[i] = ValueId(count++);
  }
  value_count = count;
}

ValueId FunctionBuilder::State::NewValue(ValueId value) {
  if (!value.IsValid()) return value;
  const ValueId result = new_value[Resolve(value).value()];
  DANGLE_CHECK(result.IsValid());  // a value of unreachable code is used in reachable code
  return result;
}

void FunctionBuilder::State::MoveInto(Function& function) {
  function.slots.raw().assign(slots.begin(), slots.end());
  function.blocks.clear();
  function.blocks.reserve(order.size());
  function.instructions.clear();
  function.instructions.reserve(value_count);
  function.predecessor_pool.clear();
  function.predecessor_pool.reserve(edges.size());
  function.arguments.assign(arguments.begin(), arguments.end());
  for (Argument& argument : function.arguments) {
    argument.value = Operand(NewValue(argument.value.value()), argument.value.is_move());
  }
  function.values.clear();
  function.values.reserve(CountValues());
  for (const ValueId value : values) function.values.push_back(NewValue(value));
  for (const BlockId block : order) MoveBlock(block, function);
}

std::size_t FunctionBuilder::State::CountValues() const {
  std::size_t count = values.size();
  for (const BlockId block : order) {
    const BlockState& state = blocks[block.value()];
    for (std::uint32_t phi = state.first_phi; phi != kNone; phi = next[phi]) {
      if (forward[phi] == ValueId(phi)) count += std::get<Phi>(instructions[phi].operation).operands.size;
    }
  }
  return count;
}

void FunctionBuilder::State::MoveBlock(BlockId block, Function& function) {
  const BlockState& state = blocks[block.value()];
  const auto new_handler = [&](bool counts, BlockId handler) { return counts && handler.IsValid() ? new_block[handler.value()] : BlockId(); };
  Block result;
  result.first = static_cast<std::uint32_t>(function.instructions.size());
  result.on_raise = new_handler(state.may_raise, state.handlers.on_raise);
  result.on_cancel = new_handler(state.may_cancel, state.handlers.on_cancel);
  result.on_abandon = new_handler(state.may_abandon, state.handlers.on_abandon);
  result.survivors = state.survivors;
  result.predecessors = {static_cast<std::uint32_t>(function.predecessor_pool.size()), state.edge_count};
  for (std::uint32_t e = state.first_edge; e != kNone; e = edges[e].next) {
    function.predecessor_pool.push_back({new_block[edges[e].edge.from.value()], edges[e].edge.kind});
  }
  for (std::uint32_t phi = state.first_phi; phi != kNone; phi = next[phi]) {
    if (forward[phi] == ValueId(phi)) MovePhi(instructions[phi], function);
  }
  std::uint32_t i = state.first;
  if (block == Function::kEntry && unbound_is_used) {
    for (; i != kNone && Is<Param>(instructions[i]); i = next[i]) function.instructions.push_back(instructions[i]);
    function.instructions.push_back(instructions[kUnbound.value()]);
  }
  for (; i != kNone; i = next[i]) MoveInstruction(instructions[i], function);
  result.size = static_cast<std::uint32_t>(function.instructions.size()) - result.first;
  function.blocks.push_back(result);
}

void FunctionBuilder::State::MovePhi(const Instruction& phi, Function& function) {
  Instruction moved = phi;
  PoolRange& operands = std::get<Phi>(moved.operation).operands;
  const auto begin = static_cast<std::uint32_t>(function.values.size());
  for (std::uint32_t o = 0; o < operands.size; ++o) function.values.push_back(NewValue(phi_operands[operands.begin + o]));
  operands.begin = begin;
  function.instructions.push_back(moved);
}

void FunctionBuilder::State::MoveInstruction(const Instruction& instruction, Function& function) {
  function.instructions.push_back(instruction);
  RewriteOperation(function.instructions.raw().back().operation);
}

void FunctionBuilder::State::RewriteOperation(Operation& operation) {
  const auto value = [this](ValueId& id) { id = NewValue(id); };
  const auto one = [this](Operand& operand) { operand = Operand(NewValue(operand.value()), operand.is_move()); };
  const auto block = [this](BlockId& id) { id = new_block[id.value()]; };
  std::visit(Overloaded{
                 [](const Const&) {},
                 [](const Param&) {},
                 [](const LoadName&) {},
                 [](const DeleteName&) {},
                 [](const LoadCell&) {},
                 [](const ImportName&) {},
                 [](const Catch&) {},
                 [](const Unreachable&) {},
                 [](const Phi&) {},
                 // Their operands stand in pools, which are rewritten as a whole.
                 [](const MakeContainer&) {},
                 [](const MakeClosure&) {},
                 [](const MakeClass&) {},
                 [](const Unknown&) {},
                 [&](StoreName& i) { one(i.value); },
                 [&](Bind& i) { one(i.value); },
                 [&](Drop& i) { value(i.value); },
                 [&](Hold& i) { value(i.value); },
                 [&](LoadAttr& i) { one(i.object); },
                 [&](StoreAttr& i) {
                   one(i.object);
                   one(i.value);
                 },
                 [&](DeleteAttr& i) { one(i.object); },
                 [&](LoadItem& i) {
                   one(i.object);
                   one(i.index);
                 },
                 [&](StoreItem& i) {
                   one(i.object);
                   one(i.index);
                   one(i.value);
                 },
                 [&](DeleteItem& i) {
                   one(i.object);
                   one(i.index);
                 },
                 [&](Call& i) { one(i.callee); },
                 [&](Await& i) { one(i.value); },
                 [&](Yield& i) { one(i.value); },
                 [&](YieldFrom& i) { one(i.value); },
                 [&](Unary& i) { one(i.operand); },
                 [&](Binary& i) {
                   one(i.left);
                   one(i.right);
                 },
                 [&](Compare& i) {
                   one(i.left);
                   one(i.right);
                 },
                 [&](Insert& i) {
                   one(i.container);
                   one(i.key);
                   one(i.value);
                 },
                 [&](Unpack& i) { one(i.value); },
                 [&](Element& i) { one(i.unpacked); },
                 [&](Iterate& i) { one(i.iterable); },
                 [&](Enter& i) { value(i.manager); },
                 [&](Exit& i) {
                   one(i.manager);
                   value(i.exception);
                 },
                 [&](MatchException& i) {
                   value(i.exception);
                   one(i.type);
                 },
                 [&](MatchTest& i) {
                   value(i.subject);
                   one(i.operand);
                 },
                 [&](Jump& i) { block(i.target); },
                 [&](Branch& i) {
                   one(i.condition);
                   block(i.if_true);
                   block(i.if_false);
                 },
                 [&](Next& i) {
                   value(i.iterator);
                   block(i.body);
                   block(i.exhausted);
                 },
                 [&](Return& i) { one(i.value); },
                 [&](Raise& i) {
                   one(i.exception);
                   one(i.cause);
                 },
                 [&](Reraise& i) { one(i.exception); },
             },
             operation);
}

}  // namespace dangle

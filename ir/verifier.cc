#include "ir/verifier.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/overloaded.h"
#include "ir/dominance.h"
#include "ir/verifier_temporaries.h"

namespace dangle {
namespace {

class Verifier {
 public:
  explicit Verifier(const Function& function) : function_(function) {}
  std::vector<std::string> Run();

 private:
  void CheckForm();
  void CheckBlockForm(BlockId id);
  void CheckIds(ValueId id);
  void CheckEdges();
  void CheckPredecessors(BlockId id);
  void CheckHandlers(BlockId id);
  void CheckVariableChanges(BlockId id);
  void CheckValues(const DominatorTree& tree);
  void CheckUses(BlockId block, ValueId user, const DominatorTree& tree);
  void CheckPhi(BlockId block, ValueId phi, const DominatorTree& tree);
  void CheckSurvivors(BlockId block, const DominatorTree& tree);
  bool IsDefinedAtEndOf(ValueId value, const PredecessorEdge& edge, const DominatorTree& tree) const;

  bool IsValue(ValueId value) const { return value.value() < function_.instructions.size() && HasValue(function_.instructions[value]); }
  bool IsBlock(BlockId block) const { return block.value() < function_.blocks.size(); }
  bool IsSlot(SlotId slot) const { return slot.value() < function_.slots.size(); }
  void Fail(BlockId block, const std::string& what) { errors_.push_back("b" + std::to_string(block.value()) + ": " + what); }
  void Fail(ValueId value, const std::string& what) { errors_.push_back("%" + std::to_string(value.value()) + ": " + what); }

  const Function& function_;
  IdVector<ValueId, BlockId> block_of_;
  std::vector<std::string> errors_;
};

std::vector<std::string> Verifier::Run() {
  CheckForm();
  if (!errors_.empty()) return std::move(errors_);
  CheckEdges();
  if (!errors_.empty()) return std::move(errors_);
  const DominatorTree tree(function_);
  for (std::uint32_t i = 0; i < function_.blocks.size(); ++i) {
    if (!tree.IsReachable(BlockId(i))) Fail(BlockId(i), "is unreachable");
  }
  if (!errors_.empty()) return std::move(errors_);
  CheckValues(tree);
  VerifyTemporaries(function_, tree, errors_);
  return std::move(errors_);
}

// ---- Form -------------------------------------------------------------------------------------------------------------------

void Verifier::CheckForm() {
  if (function_.blocks.empty()) {
    errors_.push_back("the function has no block");
    return;
  }
  block_of_.resize(function_.instructions.size());
  std::uint32_t next = 0;
  for (std::uint32_t i = 0; i < function_.blocks.size(); ++i) {
    const Block& block = function_.blocks[BlockId(i)];
    if (block.first != next || block.size == 0 || block.first + block.size > function_.instructions.size()) {
      Fail(BlockId(i), "does not follow the block before it, or is empty");
      return;
    }
    next = block.first + block.size;
    CheckBlockForm(BlockId(i));
  }
  if (next != function_.instructions.size()) errors_.push_back("instructions behind the last block");
  for (std::uint32_t i = 0; i < function_.parameters.size(); ++i) {
    if (function_.parameters[i].slot != SlotId(i)) errors_.push_back("parameter " + std::to_string(i) + " is not slot " + std::to_string(i));
  }
}

void Verifier::CheckBlockForm(BlockId id) {
  const Block& block = function_.blocks[id];
  bool is_in_phis = true;
  bool is_in_params = id == Function::kEntry;
  for (std::uint32_t i = 0; i < block.size; ++i) {
    const ValueId value(block.first + i);
    const Instruction& instruction = function_.instructions[value];
    block_of_[value] = id;
    if (IsTerminator(instruction) != (i + 1 == block.size)) Fail(value, "a block must have one terminator, at its end");
    if (Is<Phi>(instruction) && !is_in_phis) Fail(value, "a phi must stand at the start of its block");
    if (Is<Catch>(instruction) && !is_in_phis) Fail(value, "catch must be the first instruction of its block behind the phis");
    is_in_phis = is_in_phis && Is<Phi>(instruction);
    if (Is<Param>(instruction) && !is_in_params) Fail(value, "a param must stand at the start of the entry");
    is_in_params = is_in_params && Is<Param>(instruction);
    CheckIds(value);
  }
}

void Verifier::CheckIds(ValueId id) {
  const Instruction& instruction = function_.instructions[id];
  const auto slot = [&](SlotId slot_id) {
    if (!IsSlot(slot_id)) Fail(id, "no such slot");
  };
  const auto block = [&](BlockId block_id) {
    if (!IsBlock(block_id)) Fail(id, "no such block");
  };
  const auto in_pool = [&](PoolRange range, std::size_t size) {
    if (range.begin <= size && range.size <= size - range.begin) return true;
    Fail(id, "a range outside of its pool");
    return false;
  };
  const auto arguments = [&](PoolRange range) { return in_pool(range, function_.arguments.size()); };
  const auto values = [&](PoolRange range) { return in_pool(range, function_.values.size()); };
  bool has_pool = true;
  std::visit(Overloaded{
                 [](const auto&) {},
                 [&](const Param& i) { slot(i.slot); },
                 [&](const LoadCell& i) { slot(i.slot); },
                 [&](const Bind& i) { slot(i.slot); },
                 [&](const Drop& i) {
                   if (i.slot.IsValid() == i.value.IsValid()) Fail(id, "drop takes either a slot or a value");
                   if (i.slot.IsValid()) slot(i.slot);
                 },
                 [&](const Phi& i) {
                   if (i.slot.IsValid()) slot(i.slot);
                   has_pool = values(i.operands);
                 },
                 [&](const Call& i) { has_pool = arguments(i.arguments); },
                 [&](const MakeContainer& i) { has_pool = arguments(i.elements); },
                 [&](const MakeClosure& i) { has_pool = arguments(i.defaults); },
                 [&](const MakeClass& i) { has_pool = arguments(i.arguments); },
                 [&](const Unknown& i) { has_pool = values(i.operands); },
                 [&](const Jump& i) { block(i.target); },
                 [&](const Branch& i) {
                   block(i.if_true);
                   block(i.if_false);
                 },
                 [&](const Next& i) {
                   block(i.body);
                   block(i.exhausted);
                 },
             },
             instruction.operation);
  if (!has_pool) return;
  ForEachOperand(function_, instruction, [&](Operand operand) {
    if (!IsValue(operand.value())) Fail(id, "uses %" + std::to_string(operand.value().value()) + ", which is no value");
  });
}

// ---- Edges ------------------------------------------------------------------------------------------------------------------

bool IsExceptional(EdgeKind kind) { return kind >= EdgeKind::kRaise; }

bool MayTake(const Instruction& instruction, EdgeKind kind) {
  return (kind == EdgeKind::kRaise && MayRaise(instruction)) || (kind == EdgeKind::kCancel && MayCancel(instruction)) ||
         (kind == EdgeKind::kAbandon && MayAbandon(instruction));
}

void Verifier::CheckEdges() {
  for (std::uint32_t i = 0; i < function_.blocks.size(); ++i) CheckHandlers(BlockId(i));
  if (!errors_.empty()) return;
  // Both ways of looking at the edges, sorted.
  std::vector<std::tuple<BlockId, BlockId, EdgeKind>> forwards;
  std::vector<std::tuple<BlockId, BlockId, EdgeKind>> backwards;
  for (std::uint32_t i = 0; i < function_.blocks.size(); ++i) {
    ForEachSuccessor(function_, BlockId(i), [&](BlockId to, EdgeKind kind) { forwards.emplace_back(BlockId(i), to, kind); });
    const PoolRange range = function_.blocks[BlockId(i)].predecessors;
    if (range.begin + range.size > function_.predecessor_pool.size()) return Fail(BlockId(i), "predecessors outside of their pool");
    for (const PredecessorEdge& edge : function_.PredecessorsOf(BlockId(i))) backwards.emplace_back(edge.from, BlockId(i), edge.kind);
  }
  std::sort(forwards.begin(), forwards.end());
  std::sort(backwards.begin(), backwards.end());
  const auto different = std::mismatch(forwards.begin(), forwards.end(), backwards.begin(), backwards.end());
  if (different.first != forwards.end() || different.second != backwards.end()) {
    const auto& edge = different.first != forwards.end() ? *different.first : *different.second;
    Fail(std::get<1>(edge), "its predecessors are not the blocks that lead to it, see b" + std::to_string(std::get<0>(edge).value()));
  }
  if (!function_.PredecessorsOf(Function::kEntry).empty()) Fail(Function::kEntry, "the entry has a predecessor");
  for (std::uint32_t i = 0; i < function_.blocks.size(); ++i) {
    CheckPredecessors(BlockId(i));
    CheckVariableChanges(BlockId(i));
  }
}

void Verifier::CheckHandlers(BlockId id) {
  const Block& block = function_.blocks[id];
  const auto check = [&](BlockId handler, EdgeKind kind, const char* name) {
    if (!handler.IsValid()) return;
    if (!IsBlock(handler)) return Fail(id, "no such handler");
    const auto run = function_.InstructionsOf(id);
    if (std::none_of(run.begin(), run.end(), [&](const Instruction& i) { return MayTake(i, kind); })) {
      Fail(id, std::string("no instruction may ") + name);
    }
  };
  check(block.on_raise, EdgeKind::kRaise, "raise");
  check(block.on_cancel, EdgeKind::kCancel, "be cancelled");
  check(block.on_abandon, EdgeKind::kAbandon, "be abandoned");
}

void Verifier::CheckPredecessors(BlockId id) {
  const auto edges = function_.PredecessorsOf(id);
  const auto exceptional = std::count_if(edges.begin(), edges.end(), [](const PredecessorEdge& e) { return IsExceptional(e.kind); });
  if (exceptional != 0 && static_cast<std::size_t>(exceptional) != edges.size()) Fail(id, "normal and exceptional edges meet");
  const Block& block = function_.blocks[id];
  if (exceptional == 0 && block.survivors.size != 0) Fail(id, "only a handler has survivors");
  if (block.survivors.begin + block.survivors.size > function_.values.size()) return Fail(id, "survivors outside of their pool");
  for (std::uint32_t i = 0; i < block.size; ++i) {
    const ValueId value(block.first + i);
    const Instruction& instruction = function_.instructions[value];
    if (Is<Catch>(instruction) && exceptional == 0) Fail(value, "catch in a block that no exceptional edge leads to");
    const auto* phi = As<Phi>(instruction);
    if (phi == nullptr) continue;
    if (phi->operands.size != edges.size()) Fail(value, "a phi needs one operand for each predecessor edge");
    if (!phi->slot.IsValid() && exceptional != 0) Fail(value, "a phi of an expression stands behind an exceptional edge");
  }
}

void Verifier::CheckVariableChanges(BlockId id) {
  const Block& block = function_.blocks[id];
  bool is_observed = false;
  for (std::uint32_t i = 0; i < block.size; ++i) {
    const ValueId value(block.first + i);
    const Instruction& instruction = function_.instructions[value];
    const auto* drop = As<Drop>(instruction);
    const bool is_change = Is<Bind>(instruction) || (drop != nullptr && drop->slot.IsValid());
    if (is_change && is_observed) Fail(value, "a variable changes behind a point that leads to a handler");
    is_observed = is_observed || (block.on_raise.IsValid() && MayRaise(instruction)) || (block.on_cancel.IsValid() && MayCancel(instruction)) ||
                  (block.on_abandon.IsValid() && MayAbandon(instruction));
  }
}

// ---- Values -----------------------------------------------------------------------------------------------------------------

void Verifier::CheckValues(const DominatorTree& tree) {
  for (std::uint32_t b = 0; b < function_.blocks.size(); ++b) {
    const Block& block = function_.blocks[BlockId(b)];
    for (std::uint32_t i = 0; i < block.size; ++i) {
      const ValueId value(block.first + i);
      if (Is<Phi>(function_.instructions[value])) {
        CheckPhi(BlockId(b), value, tree);
      } else {
        CheckUses(BlockId(b), value, tree);
      }
    }
    CheckSurvivors(BlockId(b), tree);
  }
}

void Verifier::CheckUses(BlockId block, ValueId user, const DominatorTree& tree) {
  ForEachOperand(function_, function_.instructions[user], [&](Operand operand) {
    const ValueId used = operand.value();
    const BlockId from = block_of_[used];
    const auto* next = As<Next>(function_.instructions[used]);
    const bool is_defined = next != nullptr ? tree.Dominates(next->body, block) : from == block ? used < user : tree.Dominates(from, block);
    if (!is_defined) Fail(user, "uses %" + std::to_string(used.value()) + ", which is not defined on every way here");
  });
}

bool Verifier::IsDefinedAtEndOf(ValueId value, const PredecessorEdge& edge, const DominatorTree& tree) const {
  const BlockId from = block_of_[value];
  if (const auto* next = As<Next>(function_.instructions[value])) {
    return (from == edge.from && edge.kind == EdgeKind::kTrue) || tree.Dominates(next->body, edge.from);
  }
  if (from != edge.from) return tree.Dominates(from, edge.from);
  if (!IsExceptional(edge.kind)) return true;
  for (ValueId i = ValueId(function_.blocks[from].first); i < value; i = ValueId(i.value() + 1)) {
    if (MayTake(function_.instructions[i], edge.kind)) return false;
  }
  return !MayTake(function_.instructions[value], edge.kind);
}

void Verifier::CheckPhi(BlockId block, ValueId phi, const DominatorTree& tree) {
  const auto operands = function_.ValuesOf(As<Phi>(function_.instructions[phi])->operands);
  const auto edges = function_.PredecessorsOf(block);
  for (std::size_t i = 0; i < operands.size(); ++i) {
    if (IsDefinedAtEndOf(operands[i], edges[i], tree)) continue;
    Fail(phi, "its operand %" + std::to_string(operands[i].value()) + " is not defined at the end of b" + std::to_string(edges[i].from.value()));
  }
}

void Verifier::CheckSurvivors(BlockId block, const DominatorTree& tree) {
  for (const ValueId survivor : function_.ValuesOf(function_.blocks[block].survivors)) {
    if (!IsValue(survivor) || !MakesTemporary(function_.instructions[survivor])) {
      Fail(block, "its survivor %" + std::to_string(survivor.value()) + " is no temporary");
      continue;
    }
    for (const PredecessorEdge& edge : function_.PredecessorsOf(block)) {
      if (!IsDefinedAtEndOf(survivor, edge, tree)) Fail(block, "its survivor %" + std::to_string(survivor.value()) + " is not defined there");
    }
  }
}

}  // namespace

std::vector<std::string> VerifyFunction(const Function& function) { return Verifier(function).Run(); }

}  // namespace dangle

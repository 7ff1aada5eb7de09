#include "ir/verifier_temporaries.h"

#include <algorithm>

namespace dangle {
namespace {

// The temporaries that live at a point, sorted. A handful: what stands on Python's stack there.
using Living = std::vector<ValueId>;

bool Contains(const Living& living, ValueId value) { return std::binary_search(living.begin(), living.end(), value); }

void Insert(Living& living, ValueId value) {
  const auto at = std::lower_bound(living.begin(), living.end(), value);
  if (at == living.end() || *at != value) living.insert(at, value);
}

bool Erase(Living& living, ValueId value) {
  const auto at = std::lower_bound(living.begin(), living.end(), value);
  if (at == living.end() || *at != value) return false;
  living.erase(at);
  return true;
}

std::string Text(ValueId value) { return "%" + std::to_string(value.value()); }

std::string Text(const Living& living) {
  std::string text = "{";
  for (const ValueId value : living) text += (text.size() > 1 ? ", " : "") + Text(value);
  return text + "}";
}

class TemporaryVerifier {
 public:
  TemporaryVerifier(const Function& function, const DominatorTree& tree, std::vector<std::string>& errors)
      : function_(function),
        tree_(tree),
        errors_(errors),
        at_entry_(function.blocks.size()),
        is_known_(function.blocks.size()),
        is_bound_(function.instructions.size()) {}
  void Run();

 private:
  void FindBound();
  void RunBlock(BlockId block);
  void RunInstruction(ValueId value, Living& living);
  void CheckUse(ValueId user, Operand operand, const Living& living);
  void LeaveNormally(BlockId block, const Living& living);
  void LeaveExceptionally(BlockId handler, ValueId at, const Living& living);
  void Arrive(BlockId block, Living living, ValueId from);
  void TakeOver(BlockId block, const PredecessorEdge& edge, Living& living);
  void Fail(ValueId value, const std::string& what) { errors_.push_back(Text(value) + ": " + what); }

  const Function& function_;
  const DominatorTree& tree_;
  std::vector<std::string>& errors_;
  std::vector<Living> at_entry_;
  std::vector<bool> is_known_;
  std::vector<bool> is_bound_;  // values that a slot holds, or a phi of a variable merges, somewhere
};

void TemporaryVerifier::Run() {
  FindBound();
  is_known_[0] = true;
  // In reverse postorder a block comes behind at least one block that leads to it.
  for (const BlockId block : tree_.ReversePostorder()) RunBlock(block);
}

void TemporaryVerifier::FindBound() {
  for (const Instruction& instruction : function_.instructions) {
    if (const auto* bind = As<Bind>(instruction)) is_bound_[bind->value.value().value()] = true;
  }
}

void TemporaryVerifier::RunBlock(BlockId id) {
  if (!is_known_[id.value()]) return;
  const Block& block = function_.blocks[id];
  Living living = at_entry_[id.value()];
  for (std::uint32_t i = 0; i < block.size; ++i) {
    const ValueId value(block.first + i);
    const Instruction& instruction = function_.instructions[value];
    if (Is<Phi>(instruction)) continue;  // Arrive has done it
    RunInstruction(value, living);
    if (block.on_raise.IsValid() && MayRaise(instruction)) LeaveExceptionally(block.on_raise, value, living);
    if (block.on_cancel.IsValid() && MayCancel(instruction)) LeaveExceptionally(block.on_cancel, value, living);
    if (block.on_abandon.IsValid() && MayAbandon(instruction)) LeaveExceptionally(block.on_abandon, value, living);
    if (MakesTemporary(instruction) && !Is<Next>(instruction)) Insert(living, value);
  }
  LeaveNormally(id, living);
}

void TemporaryVerifier::RunInstruction(ValueId value, Living& living) {
  const Instruction& instruction = function_.instructions[value];
  ForEachOperand(function_, instruction, [&](Operand operand) { CheckUse(value, operand, living); });
  ForEachOperand(function_, instruction, [&](Operand operand) {
    if (!operand.is_move()) return;
    if (!MakesTemporary(function_.instructions[operand.value()])) {
      Fail(value, "moves " + Text(operand.value()) + ", which makes no temporary");
    } else if (!Erase(living, operand.value())) {
      Fail(value, "moves " + Text(operand.value()) + " a second time");
    }
  });
}

void TemporaryVerifier::CheckUse(ValueId user, Operand operand, const Living& living) {
  const ValueId used = operand.value();
  if (operand.is_move() || is_bound_[used.value()] || !MakesTemporary(function_.instructions[used])) return;
  if (!Contains(living, used)) Fail(user, "uses " + Text(used) + ", whose temporary has ended");
}

void TemporaryVerifier::LeaveNormally(BlockId id, const Living& living) {
  const Block& block = function_.blocks[id];
  const ValueId last(block.first + block.size - 1);
  ForEachSuccessor(function_, id, [&](BlockId to, EdgeKind kind) {
    if (kind >= EdgeKind::kRaise) return;
    Living there = living;
    if (Is<Next>(function_.instructions[last]) && kind == EdgeKind::kTrue) Insert(there, last);
    TakeOver(to, {id, kind}, there);
    Arrive(to, std::move(there), last);
  });
}

// Phis of expressions take over the temporaries of their operands on this edge.
void TemporaryVerifier::TakeOver(BlockId to, const PredecessorEdge& edge, Living& living) {
  const auto edges = function_.PredecessorsOf(to);
  const auto index = static_cast<std::size_t>(std::find(edges.begin(), edges.end(), edge) - edges.begin());
  const Block& block = function_.blocks[to];
  std::vector<ValueId> made;
  for (std::uint32_t i = 0; i < block.size; ++i) {
    const ValueId value(block.first + i);
    const auto* phi = As<Phi>(function_.instructions[value]);
    if (phi == nullptr) break;
    if (phi->slot.IsValid()) continue;
    const ValueId operand = function_.ValuesOf(phi->operands)[index];
    CheckUse(value, Operand(operand), living);
    Erase(living, operand);
    made.push_back(value);
  }
  for (const ValueId value : made) Insert(living, value);
}

void TemporaryVerifier::LeaveExceptionally(BlockId handler, ValueId at, const Living& living) {
  const auto survivors = function_.ValuesOf(function_.blocks[handler].survivors);
  for (const ValueId survivor : survivors) {
    if (!Contains(living, survivor)) {
      Fail(at, "leads to b" + std::to_string(handler.value()) + ", whose survivor " + Text(survivor) + " does not live here");
    }
  }
  Living there(survivors.begin(), survivors.end());
  std::sort(there.begin(), there.end());
  Arrive(handler, std::move(there), at);
}

void TemporaryVerifier::Arrive(BlockId block, Living living, ValueId from) {
  if (!is_known_[block.value()]) {
    is_known_[block.value()] = true;
    at_entry_[block.value()] = std::move(living);
  } else if (at_entry_[block.value()] != living) {
    Fail(from,
         "reaches b" + std::to_string(block.value()) + " with the temporaries " + Text(living) + ", others with " + Text(at_entry_[block.value()]));
  }
}

}  // namespace

void VerifyTemporaries(const Function& function, const DominatorTree& tree, std::vector<std::string>& errors) {
  TemporaryVerifier(function, tree, errors).Run();
}

}  // namespace dangle

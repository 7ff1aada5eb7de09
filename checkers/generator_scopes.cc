#include "checkers/generator_scopes.h"

#include <algorithm>

namespace dangle {

std::vector<ValueId> ExitsOf(const Function& function, ValueId enter) {
  const ValueId manager = As<Enter>(function.instructions[enter])->manager;
  std::vector<ValueId> exits;
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    const auto* exit = As<Exit>(function.instructions[ValueId(i)]);
    if (exit != nullptr && exit->manager.value() == manager) exits.push_back(ValueId(i));
  }
  return exits;
}

std::vector<ValueId> YieldsInside(const Function& function, ValueId enter) {
  const ValueId manager = As<Enter>(function.instructions[enter])->manager;
  std::vector<ValueId> yields;
  std::vector<char> is_seen(function.blocks.size(), 0);
  std::vector<BlockId> open;
  // False if the manager is left before the end of the block.
  const auto pass = [&](std::uint32_t begin, BlockId block) {
    const Block& b = function.blocks[block];
    for (std::uint32_t i = begin; i < b.first + b.size; ++i) {
      const Instruction& instruction = function.instructions[ValueId(i)];
      const auto* exit = As<Exit>(instruction);
      if (exit != nullptr && exit->manager.value() == manager) return;
      if (Is<Yield>(instruction)) yields.push_back(ValueId(i));
    }
    ForEachSuccessor(function, block, [&](BlockId to, EdgeKind kind) {
      if (!IsNormal(kind) || is_seen[to.value()] != 0) return;
      is_seen[to.value()] = 1;
      open.push_back(to);
    });
  };
  pass(enter.value() + 1, function.BlockOf(enter));
  while (!open.empty()) {
    const BlockId block = open.back();
    open.pop_back();
    pass(function.blocks[block].first, block);
  }
  std::ranges::sort(yields);
  return yields;
}

}  // namespace dangle

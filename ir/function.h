// A function in SSA: blocks of instructions, slots that hold references, and edges for what happens when something goes wrong.
// Module and class bodies, lambdas and generator expressions are functions too.
//
//   async def load(url):          async func app.load(url)
//       try:                        b0: %0 = param url ; jump b1
//           return await get(url)   b1: raise b2 cancel b3
//       finally:                        …
//           done()
//
// Blocks and exceptions: a block has at most one successor for each of raise, cancel, abandon; invalid means that the frame is left.
// Inside a region with such successors a block binds no variable after its first instruction that may raise, so every raise point of
// a block sees the variables as they are at its end, and a phi in a handler has one operand per predecessor edge.
//
// Source: design of exceptional edges after Infer's ProcCfg.Exceptional and clang's CFG; Braun et al. 2013 for SSA.
#ifndef DANGLE_IR_FUNCTION_H_
#define DANGLE_IR_FUNCTION_H_

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "base/ids.h"
#include "base/names.h"
#include "ir/instruction.h"

namespace dangle {

enum class EdgeKind : std::uint8_t { kNormal, kTrue, kFalse, kRaise, kCancel, kAbandon };

// Edges that leave after the last instruction of a block; the others leave at any instruction that may take them.
constexpr bool IsNormal(EdgeKind kind) { return kind <= EdgeKind::kFalse; }

// An edge as its target sees it. kTrue/kFalse: of a Branch, or body/exhausted of a Next.
struct PredecessorEdge {
  BlockId from;
  EdgeKind kind = EdgeKind::kNormal;
  friend bool operator==(const PredecessorEdge&, const PredecessorEdge&) = default;
};

struct Block {
  std::uint32_t first = 0;  // instructions [first, first + size) of the function; phis first, the terminator last
  std::uint32_t size = 0;
  BlockId on_raise;  // where exceptions of this block go; invalid: out of the frame
  BlockId on_cancel;
  BlockId on_abandon;
  PoolRange predecessors;  // in Function::predecessor_pool; the order of phi operands
  PoolRange survivors;     // of a handler block: temporaries that outlive its raise edges, in Function::values
};

enum class SlotKind : std::uint8_t {
  kLocal,  // in SSA
  kCell,   // captured by a closure; in SSA for its owner if no closure binds it, else read by LoadCell
  kFree,   // a cell of an enclosing function
};

struct Slot {
  NameId name;
  SlotKind kind = SlotKind::kLocal;
  bool in_ssa = true;       // false: read by LoadCell
  SlotId outer;             // of kFree: the slot of the function that encloses this one (class bodies included) that it is
  ExpressionId annotation;  // `x: T` in a function; invalid if none
};

enum class ParameterKind : std::uint8_t { kPositionalOnly, kPositional, kStar, kKeywordOnly, kDoubleStar };

struct Parameter {
  SlotId slot;
  NameId name;
  ParameterKind kind = ParameterKind::kPositional;
  bool has_default = false;
  bool default_is_none = false;
  ExpressionId annotation;
  SourceRange range;
};

// `self.x: T = v` or `self.x: T`: a declared attribute of what `object` holds.
struct AttributeAnnotation {
  SlotId object;
  NameId attribute;
  ExpressionId annotation;
  SourceRange range;
};

// `x: T` in a module or class body.
struct NameAnnotation {
  NameId name;
  ExpressionId annotation;
  SourceRange range;
  bool has_value = false;
};

enum class FunctionKind : std::uint8_t { kModuleBody, kClassBody, kFunction, kLambda, kGeneratorExpression };

struct Function {
  NameId name;            // `load`; `<lambda>`, `<genexpr>`, `<module>`
  NameId qualified_name;  // as __qualname__, without the module: `Client.load`, `outer.<locals>.inner`
  FunctionKind kind = FunctionKind::kFunction;
  bool is_async = false;
  bool is_generator = false;   // has a yield of its own (a generator expression too)
  bool is_incomplete = false;  // damaged syntax, or a cap was hit: findings in it drop one level of confidence
  FunctionId parent;           // the enclosing function or body; invalid for the module body
  ClassId owner;               // the class in whose body it is directly defined
  SourceRange range;           // whole definition
  SourceRange name_range;
  std::vector<Parameter> parameters;  // in order of the signature
  ExpressionId returns;               // annotation of the result
  std::vector<ExpressionId> decorators;
  std::vector<AttributeAnnotation> attribute_annotations;
  std::vector<NameAnnotation> name_annotations;

  IdVector<SlotId, Slot> slots;     // parameters first, in order
  IdVector<BlockId, Block> blocks;  // entry first, in reverse postorder (normal edges first)
  IdVector<ValueId, Instruction> instructions;
  std::vector<Argument> arguments;  // pool
  std::vector<ValueId> values;      // pool: phi operands, survivors, operands of Unknown
  std::vector<PredecessorEdge> predecessor_pool;

  static constexpr BlockId kEntry{std::uint32_t{0}};

  // The instructions of a block; the value of the i-th is ValueId(block.first + i).
  std::span<const Instruction> InstructionsOf(BlockId block) const {
    const Block& b = blocks[block];
    return {instructions.raw().data() + b.first, b.size};
  }
  const Instruction& TerminatorOf(BlockId block) const {
    const Block& b = blocks[block];
    return instructions[ValueId(b.first + b.size - 1)];
  }
  // The block that the instruction stands in. O(log blocks): for many questions a table is faster.
  BlockId BlockOf(ValueId instruction) const {
    const auto& all = blocks.raw();
    const auto behind =
        std::upper_bound(all.begin(), all.end(), instruction.value(), [](std::uint32_t value, const Block& block) { return value < block.first; });
    return BlockId(static_cast<std::size_t>(behind - all.begin()) - 1);
  }
  std::span<const Argument> ArgumentsOf(PoolRange run) const { return {arguments.data() + run.begin, run.size}; }
  std::span<const ValueId> ValuesOf(PoolRange run) const { return {values.data() + run.begin, run.size}; }
  std::span<const PredecessorEdge> PredecessorsOf(BlockId block) const {
    const PoolRange run = blocks[block].predecessors;
    return {predecessor_pool.data() + run.begin, run.size};
  }
};

// Calls visit(target, EdgeKind) for each successor edge: those of the terminator, then raise, cancel, abandon (where valid and some
// instruction of the block may take it).
template <typename Visitor>
void ForEachSuccessor(const Function& function, BlockId block, const Visitor& visit) {
  const Instruction& end = function.TerminatorOf(block);
  if (const auto* jump = As<Jump>(end)) visit(jump->target, EdgeKind::kNormal);
  if (const auto* branch = As<Branch>(end)) {
    visit(branch->if_true, EdgeKind::kTrue);
    visit(branch->if_false, EdgeKind::kFalse);
  }
  if (const auto* next = As<Next>(end)) {
    visit(next->body, EdgeKind::kTrue);
    visit(next->exhausted, EdgeKind::kFalse);
  }
  const Block& b = function.blocks[block];
  if (b.on_raise.IsValid()) visit(b.on_raise, EdgeKind::kRaise);
  if (b.on_cancel.IsValid()) visit(b.on_cancel, EdgeKind::kCancel);
  if (b.on_abandon.IsValid()) visit(b.on_abandon, EdgeKind::kAbandon);
}

// Calls visit(Operand&) for each operand of the instruction, in order of evaluation, arguments of the pools included. Values that are
// used without being operands (Enter::manager, Next::iterator …) come as operands without move.
void ForEachOperand(const Function& function, const Instruction& instruction, const auto& visit);

// Is the value one of the operands of the instruction?
bool Uses(const Function& function, const Instruction& instruction, ValueId value);

}  // namespace dangle

#include "ir/function_inl.h"

#endif  // DANGLE_IR_FUNCTION_H_

// The instructions: what Python does, one step each, in SSA.
//
//   x = await f(a)           %1 = load_name f
//                            %2 = call move %1(%0)         # may raise
//                            %3 = await move %2            # may raise, may be cancelled here
//                            bind x, move %3
//
// References. Objects live as long as something holds them, as in CPython. Three things hold: *slots* (local variables, cells),
// other objects (attributes, containers, closures, captured arguments), and *temporaries*: each instruction that makes a value
// (all but const, param and a phi of a variable) also makes one temporary that holds it. An operand marked `move` ends that
// temporary when its instruction is done, normally or by exception; `drop %v` ends one that nobody used. An operand without `move`
// is a value that something else holds (a variable, a temporary that lives on). When an exception leaves a block, all temporaries
// die except the handler's `survivors`. When a frame is left, all its slots and temporaries die; no instruction says so.
// A phi of a variable (slot is valid) is no reference event; a phi of an expression takes over the temporaries of its operands.
//
// Source: Braun et al., Simple and Efficient Construction of Static Single Assignment Form (CC 2013); Python language reference,
// chapters 6-8.
#ifndef DANGLE_IR_INSTRUCTION_H_
#define DANGLE_IR_INSTRUCTION_H_

#include <cstdint>
#include <string_view>
#include <variant>

#include "base/names.h"
#include "base/source.h"
#include "ir/ids.h"

namespace dangle {

// A value as an instruction uses it. `move`: the instruction ends the value's temporary.
class Operand {
 public:
  constexpr Operand() = default;
  constexpr explicit Operand(ValueId value, bool move = false)
      : bits_(value.IsValid() ? (value.value() << 1) | static_cast<std::uint32_t>(move) : kNone) {}

  constexpr bool IsValid() const { return bits_ != kNone; }
  constexpr ValueId value() const { return IsValid() ? ValueId(bits_ >> 1) : ValueId(); }
  constexpr bool is_move() const { return IsValid() && (bits_ & 1U) != 0; }
  friend constexpr bool operator==(Operand, Operand) = default;

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFFU;
  std::uint32_t bits_ = kNone;
};

// A run of entries in one of the function's pools (Function::arguments, Function::values).
struct PoolRange {
  std::uint32_t begin = 0;
  std::uint32_t size = 0;
  friend bool operator==(PoolRange, PoolRange) = default;
};

enum class ArgumentKind : std::uint8_t { kPositional, kKeyword, kStar, kDoubleStar };

// One argument of a call, element of a container display, or default of a closure.
struct Argument {
  Operand value;
  ArgumentKind kind = ArgumentKind::kPositional;
  NameId keyword;  // for kKeyword
};

// ---- Values out of nothing ------------------------------------------------------------------------------------------------

// kUnbound: what a variable is before its first binding. Never printed to users.
enum class ConstKind : std::uint8_t { kNone, kTrue, kFalse, kEllipsis, kInt, kFloat, kComplex, kString, kBytes, kUnbound };

// `text`: the value of a short plain string, or the digits of a number as written; invalid for long or escaped ones.
struct Const {
  ConstKind kind = ConstKind::kNone;
  NameId text;
};

// The value that a parameter has on entry; slot `slot` holds it. Stands at the start of the entry block, in order.
struct Param {
  SlotId slot;
};

// ---- Names ----------------------------------------------------------------------------------------------------------------

// kGlobal: a module's name or a builtin, read from a function. kNamespace: a name of the module or class body that is running.
enum class NameScope : std::uint8_t { kGlobal, kNamespace };

struct LoadName {
  NameId name;
  NameScope scope = NameScope::kGlobal;
};
struct StoreName {
  NameId name;
  Operand value;
  NameScope scope = NameScope::kGlobal;
};
struct DeleteName {
  NameId name;
  NameScope scope = NameScope::kGlobal;
};
// Reads a cell that is not in SSA: a free variable, or a captured variable that a closure binds (`nonlocal`).
struct LoadCell {
  SlotId slot;
};
// The import of one name or module (Module::imports). `import a.b` gives `a`, `import a.b as c` gives `a.b`, `from m import x` gives x.
// A star import gives nothing and fills the namespace.
struct ImportName {
  ImportId import;
};

// ---- Slots ----------------------------------------------------------------------------------------------------------------

// The slot takes a reference to the value; what it held before loses one, after the new one is in place.
struct Bind {
  SlotId slot;
  Operand value;
};
// Ends a reference: of a slot (`del x`, the end of `except … as e`, of a comprehension's variable), or of an unused temporary.
struct Drop {
  SlotId slot;
  ValueId value;
};
// Makes a temporary for a value that only a slot holds, where the slot may be bound anew before the value is used: `f(x, (x := 1))`.
struct Hold {
  ValueId value;
};

// ---- Attributes and items -------------------------------------------------------------------------------------------------

struct LoadAttr {
  Operand object;
  NameId name;
};
struct StoreAttr {
  Operand object;
  NameId name;
  Operand value;
};
struct DeleteAttr {
  Operand object;
  NameId name;
};
struct LoadItem {
  Operand object;
  Operand index;
};
struct StoreItem {
  Operand object;
  Operand index;
  Operand value;
};
struct DeleteItem {
  Operand object;
  Operand index;
};

// ---- Calls and suspension -------------------------------------------------------------------------------------------------

struct Call {
  Operand callee;
  PoolRange arguments;
};
struct Await {
  Operand value;
};
struct Yield {
  Operand value;
};  // the value of the expression is what is sent
struct YieldFrom {
  Operand value;
};

// ---- Operators ------------------------------------------------------------------------------------------------------------

enum class UnaryOperator : std::uint8_t { kNot, kMinus, kPlus, kInvert };
enum class BinaryOperator : std::uint8_t {
  kAdd,
  kSubtract,
  kMultiply,
  kMatrixMultiply,
  kDivide,
  kFloorDivide,
  kModulo,
  kPower,
  kShiftLeft,
  kShiftRight,
  kAnd,
  kOr,
  kXor,
};
enum class CompareOperator : std::uint8_t { kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual, kIs, kIsNot, kIn, kNotIn };

struct Unary {
  UnaryOperator op = UnaryOperator::kNot;
  Operand operand;
};
struct Binary {
  BinaryOperator op = BinaryOperator::kAdd;
  bool in_place = false;
  Operand left;
  Operand right;
};
struct Compare {
  CompareOperator op = CompareOperator::kEqual;
  Operand left;
  Operand right;
};

// ---- Containers -----------------------------------------------------------------------------------------------------------

// kDict: keys and values in turn (positional), `**m` as one kDoubleStar. kString: an f-string from its interpolated values
// (format specs included); kTemplate: a t-string, which keeps them. kSlice: start, stop, step.
enum class ContainerKind : std::uint8_t { kTuple, kList, kSet, kDict, kSlice, kString, kTemplate };

struct MakeContainer {
  ContainerKind kind = ContainerKind::kTuple;
  PoolRange elements;
};
// What a comprehension does with each element: list append, set add, dict set (key valid).
struct Insert {
  Operand container;
  Operand key;
  Operand value;
};
// Takes a value apart for a target list of `count` targets; `star` is the index of the starred one, or kNoStar. Its value is read
// by Element. Raises unless the count fits.
struct Unpack {
  static constexpr std::uint32_t kNoStar = 0xFFFFFFFFU;
  Operand value;
  std::uint32_t count = 0;
  std::uint32_t star = kNoStar;
};
struct Element {
  Operand unpacked;
  std::uint32_t index = 0;
};

// ---- Functions and classes ------------------------------------------------------------------------------------------------

// `def`, `lambda`, and the body of a generator expression. `defaults`: positional ones of the last parameters, keyword ones by name.
// Captures: the free slots of the function say which slot of this function each one is (Slot::outer).
struct MakeClosure {
  FunctionId function;
  PoolRange defaults;
};
// Runs the class body and makes the class. `arguments`: bases and keywords. The class is Module::classes[class_id].
struct MakeClass {
  ClassId class_id;
  PoolRange arguments;
};

// ---- Iteration and context managers ---------------------------------------------------------------------------------------

struct Iterate {
  Operand iterable;
  bool is_async = false;
};
// __enter__ / await __aenter__. The manager is not moved: Exit ends it. Its raise edge leaves before the manager counts as entered.
struct Enter {
  ValueId manager;
  bool is_async = false;
};
// __exit__ / await __aexit__. `exception`: what is passed, invalid on normal exit. The value is true where the exception is swallowed.
struct Exit {
  Operand manager;
  ValueId exception;
  bool is_async = false;
};

// ---- Exceptions -----------------------------------------------------------------------------------------------------------

enum class CatchKind : std::uint8_t { kRaise, kCancel };  // kCancel: a cancellation, or GeneratorExit of an abandoned generator
// First instruction of a handler block (after its phis): the exception that came in.
struct Catch {
  CatchKind kind = CatchKind::kRaise;
};
// Does the exception match `except type:`? (`except*`: is there a part that does.)
struct MatchException {
  ValueId exception;
  Operand type;
  bool is_star = false;
};

// ---- Patterns -------------------------------------------------------------------------------------------------------------

// One test of a match pattern on a subject; value patterns are Compare. kSequence: is it a sequence of `count` (or at least, if
// `star`); kMapping: is it a mapping with at least `count` keys; kKey: has it this key; kClass: is it an instance of `operand`;
// kAttribute: has it attribute `name`.
enum class PatternTest : std::uint8_t { kSequence, kMapping, kKey, kClass, kAttribute };
struct MatchTest {
  PatternTest test = PatternTest::kSequence;
  bool star = false;
  std::uint16_t count = 0;
  ValueId subject;
  Operand operand;
  NameId name;
};

// ---- Merging and leaving --------------------------------------------------------------------------------------------------

// One operand per predecessor edge of the block (Block::predecessors), in Function::values.
struct Phi {
  SlotId slot;
  PoolRange operands;
};

struct Jump {
  BlockId target;
};
struct Branch {
  Operand condition;
  BlockId if_true;
  BlockId if_false;
};
// One step of a loop. On `body` its value is the next item; on `exhausted` there is none and the iterator's temporary lives on.
struct Next {
  ValueId iterator;
  BlockId body;
  BlockId exhausted;
  bool is_async = false;
};
struct Return {
  Operand value;
};
// `raise exception from cause`; a bare `raise` outside of any handler has no exception.
struct Raise {
  Operand exception;
  Operand cause;
};
// Goes on with an exception that was caught: the end of a dispatch, of a `finally` or `with` on the way of an exception, a bare `raise`.
// It leaves by the edge of the exception's kind: on_cancel for a cancellation or GeneratorExit, else on_raise.
struct Reraise {
  Operand exception;
};
// A place that is never reached (after an endless loop); ends its block.
struct Unreachable {};

// What could not be lowered (damaged syntax, nesting over the cap). May do anything with its operands.
struct Unknown {
  PoolRange operands;
};

using Operation = std::variant<Const, Param, LoadName, StoreName, DeleteName, LoadCell, ImportName, Bind, Drop, Hold, LoadAttr, StoreAttr, DeleteAttr,
                               LoadItem, StoreItem, DeleteItem, Call, Await, Yield, YieldFrom, Unary, Binary, Compare, MakeContainer, Insert, Unpack,
                               Element, MakeClosure, MakeClass, Iterate, Enter, Exit, Catch, MatchException, MatchTest, Phi, Jump, Branch, Next,
                               Return, Raise, Reraise, Unreachable, Unknown>;

struct Instruction {
  Operation operation;
  SourceRange range;         // the expression or statement that it comes from
  bool is_implicit = false;  // made by lowering: no expression of the source says it
};

// Where an instruction comes from, shared by the copies of a `finally` body: a site, a finding and a count are per origin.
struct Origin {
  SourceRange range;
  std::uint32_t kind = 0;
  friend bool operator==(const Origin&, const Origin&) = default;
  friend auto operator<=>(const Origin&, const Origin&) = default;
};

inline Origin OriginOf(const Instruction& instruction) { return {instruction.range, static_cast<std::uint32_t>(instruction.operation.index())}; }

template <typename T>
const T* As(const Instruction& instruction) {
  return std::get_if<T>(&instruction.operation);
}
template <typename T>
bool Is(const Instruction& instruction) {
  return std::holds_alternative<T>(instruction.operation);
}

// Ends a block: Jump, Branch, Next, Return, Raise, Reraise, Unreachable.
bool IsTerminator(const Instruction& instruction);
// May leave by an exception, as far as lowering can tell: all but bind, drop, hold, const, param, phi, jump, return, closures, catch,
// element (unpack has raised before) and the match of an exception (which fails only where the type is no exception at all).
bool MayRaise(const Instruction& instruction);
// An await, a step of `async for`, the entry of `async with`.
bool Awaits(const Instruction& instruction);
// A cancellation may leave from here: Await, Reraise, and Next, Enter, Exit that are async.
bool MayCancel(const Instruction& instruction);
// May be abandoned here (GeneratorExit): Yield, YieldFrom.
bool MayAbandon(const Instruction& instruction);
// Makes a value (so `%n = …` in a dump).
bool HasValue(const Instruction& instruction);
// Makes a value and a temporary that holds it. `slot` phis, Const and Param make none; nor does Next on `exhausted`.
bool MakesTemporary(const Instruction& instruction);

}  // namespace dangle

#endif  // DANGLE_IR_INSTRUCTION_H_

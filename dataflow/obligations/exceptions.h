// The exceptions in flight through one function: which classes an instruction may raise, and which of them a handler takes.
//
//   try:
//       n = int(text)              raises ValueError
//       conn = connect(n)          raises OSError
//       conn.login()               raises OSError
//   except OSError:                takes what login raises; the ValueError passes, and on its way nothing is open yet
//       conn.close()
//
// The classes that occur in a function are numbered, so a set of them is a mask, and the state of an object carries for each typestate
// the mask of what was caught last. Source: Python language reference 8.4 (an exception matches its class and every class above it).
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_EXCEPTIONS_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_EXCEPTIONS_H_

#include <array>
#include <cstdint>
#include <vector>

#include "dataflow/interproc/contract.h"
#include "ir/function.h"
#include "semantics/program.h"

namespace dangle {

using ExceptionMask = std::uint64_t;
// An ordinary exception of a class that nobody knows.
inline constexpr ExceptionMask kAnyException = 1;
// CancelledError, or GeneratorExit of an abandoned generator: what comes over the cancel and abandon edges.
inline constexpr ExceptionMask kCancellation = 2;

// What may be raised, by how likely it is. kCancel has no part of its own.
struct RaisedMasks {
  ExceptionMask is_explicit = 0;
  ExceptionMask outside = 0;
  ExceptionMask unknown = 0;

  static RaisedMasks Of(RaiseRank rank, ExceptionMask mask) {
    RaisedMasks masks;
    masks.At(rank) = mask;
    return masks;
  }
  ExceptionMask& At(RaiseRank rank) { return rank <= RaiseRank::kExplicit ? is_explicit : rank <= RaiseRank::kOutside ? outside : unknown; }
  ExceptionMask UpTo(RaiseRank rank) const {
    ExceptionMask mask = is_explicit;
    if (rank >= RaiseRank::kOutside) mask |= outside;
    if (rank >= RaiseRank::kUnknown) mask |= unknown;
    return mask;
  }
  RaiseRank Rank() const {
    if (is_explicit != 0) return RaiseRank::kExplicit;
    if (outside != 0) return RaiseRank::kOutside;
    return unknown != 0 ? RaiseRank::kUnknown : RaiseRank::kNever;
  }
  RaisedMasks operator&(ExceptionMask mask) const { return {is_explicit & mask, outside & mask, unknown & mask}; }
  RaisedMasks& operator|=(const RaisedMasks& other) {
    is_explicit |= other.is_explicit;
    outside |= other.outside;
    unknown |= other.unknown;
    return *this;
  }
  bool IsEmpty() const { return (is_explicit | outside | unknown) == 0; }
  friend bool operator==(const RaisedMasks&, const RaisedMasks&) = default;
};

// The classes of one function, numbered as they are met. More than fit are any exception (a handler that would take them is missed).
class ExceptionTable {
 public:
  explicit ExceptionTable(const Program& program) : program_(&program) {}

  ExceptionMask BitOf(ClassRef class_ref);
  ExceptionMask MaskOf(const RaisedClasses& classes);
  // Of a value that is raised: an instance or a class.
  ExceptionMask MaskOfType(TypeId type);
  // What leaves the frame, as its callers will know it. An assertion, or an exception that tells of a wrong program (TypeError,
  // NotImplementedError, …) is nothing that a caller has to expect: it counts as unlikely.
  void AddTo(const RaisedMasks& masks, Contract& contract) const;
  // Those of the mask that are surely taken by a handler of this class; `maybe` gets those that may be.
  ExceptionMask TakenBy(ClassRef handler, ExceptionMask& maybe) const;
  // The bits of this class and of all below it.
  ExceptionMask Below(ClassRef base) const;

 private:
  static constexpr std::size_t kReserved = 2;
  static constexpr std::size_t kMaxClasses = 62;
  bool IsMisuse(ClassRef class_ref) const;

  const Program* program_;
  std::vector<ClassRef> classes_;
};

// What a branch on `except T` (or on the exit of `suppress(T)`) lets through.
struct HandlerFilter {
  BlockId block;                                // ends with the branch
  ExceptionMask matched = ~ExceptionMask{0};    // may take the true edge
  ExceptionMask unmatched = ~ExceptionMask{0};  // may take the false edge
  ExceptionMask On(EdgeKind kind) const { return kind == EdgeKind::kTrue ? matched : kind == EdgeKind::kFalse ? unmatched : ~ExceptionMask{0}; }
};

// For each block the handler whose exception is the one caught last, if it is the same on every way there.
class LastCaught {
 public:
  explicit LastCaught(const Function& function);
  // Is `exception` (a Catch, or a phi of several) surely what was caught last where this block ends?
  bool IsAt(BlockId block, ValueId exception) const;

 private:
  std::vector<std::uint32_t> group_of_;  // by instruction: the Catch group (a phi and its operands are one); kNone
  std::vector<std::uint32_t> at_end_;    // by block: a group, kNone, kMany
};

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_EXCEPTIONS_H_

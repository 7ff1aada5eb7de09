// The state of one site's object at one program point: in which typestates it may be, and for each of them what is known of the
// variables of the function. Paths are merged only within a typestate, which is what makes these exact without any formulas:
//
//   conn = None                                  unborn: conn is None
//   try:
//       conn = await acquire()                   owed: conn holds it          (on the raise edge: unborn, conn is None)
//       await conn.run(query)
//   finally:                                     unborn: conn is None;  owed: conn holds it
//       if conn is not None:                     false edge: unborn only, for an owed object is held by conn
//           await conn.close()
//
// References. An object lives while a *tracked slot* holds it: a variable, a temporary, a cell, a container, a closure, a
// coroutine that captured it. An owed object is held by tracked slots alone (who else takes it makes it escaped), so it dies
// where its last one goes: `Drop` and the `Bind…` operations, by which a slot gives up what it held, say whether that may happen.
// An owed object that died is unborn again: it is reported once. Objects with a duty count as true and not None, and so does what
// contains one.
//
// Recency. A site in a cycle makes many objects. `TwoInstanceState` keeps the one made last apart from all that were made before.
//
// Source: Das, Lerner and Seigle, ESP: Path-Sensitive Program Verification in Polynomial Time (PLDI 2002), property simulation;
// Balakrishnan and Reps, Recency-Abstraction for Heap-Allocated Storage (SAS 2006); Kellogg et al., Lightweight and Modular
// Resource Leak Verification (ESEC/FSE 2021): accumulation makes missed aliases harmless.
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_STATE_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_STATE_H_

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/check.h"
#include "dataflow/engine/domain.h"
#include "dataflow/obligations/effect.h"
#include "dataflow/obligations/exceptions.h"
#include "dataflow/obligations/typestate.h"

namespace dangle {

// The width of the masks. Of 53,919 functions of 12 async projects the largest has 63 locals; the median is 3. Temporaries that
// hold an object come on top. What has no slot left escapes (silence), and the loss is counted.
inline constexpr std::uint32_t kMaxTrackedSlots = 64;

using SlotMask = std::uint64_t;

// A slot that the analysis of one site tracks: a small number of its own, which the analysis gives to the few slots that matter.
class TrackedSlot {
 public:
  constexpr explicit TrackedSlot(std::uint32_t index) : index_(static_cast<std::uint8_t>(index)) { DANGLE_DCHECK(index < kMaxTrackedSlots); }
  constexpr std::uint32_t index() const { return index_; }
  constexpr SlotMask mask() const { return SlotMask{1} << index_; }
  friend constexpr bool operator==(TrackedSlot, TrackedSlot) = default;

 private:
  std::uint8_t index_ = 0;
};

// What is known of the value of a slot: a set of the three kinds of values that a condition can tell apart.
enum class Truth : std::uint8_t {
  kNone = 1,
  kEmpty = 2,  // false in a condition and not None: False, 0, ""
  kTrue = 4,
  kFalse = kNone | kEmpty,    // takes the false edge of `if x`
  kNotNone = kEmpty | kTrue,  // takes the false edge of `if x is None`
  kUnknown = kNone | kEmpty | kTrue,
};

enum class Certainty : std::uint8_t { kMay, kMust };

// Does the last reference to an owed object die here? kMust: on every path on which the object is made and that comes here.
enum class Loss : std::uint8_t { kNone, kMay, kMust };

// What is known of the paths that reach a point with the object in one typestate. The default is bottom: no such path.
struct Cell {
  SlotMask may_hold = 0;
  SlotMask must_hold = ~SlotMask{0};
  SlotMask may_be_none = 0;
  SlotMask may_be_empty = 0;
  SlotMask may_be_true = 0;
  ExceptionMask caught = 0;  // what was caught last may be one of these

  // Paths on which some slot can have no value do not exist.
  constexpr bool IsBottom() const { return (may_be_none | may_be_empty | may_be_true) != ~SlotMask{0}; }
  // A path of which nothing is known and on which no slot holds the object.
  static constexpr Cell Unknown() { return {0, 0, ~SlotMask{0}, ~SlotMask{0}, ~SlotMask{0}, ~ExceptionMask{0}}; }
  friend constexpr bool operator==(const Cell&, const Cell&) = default;
};

class ObligationState {
 public:
  // Bottom.
  constexpr ObligationState() = default;
  static constexpr ObligationState Bottom() { return {}; }
  // Where a function begins: nothing is made, nothing is known.
  static constexpr ObligationState Unborn() {
    ObligationState state;
    state.CellOf(Typestate::kUnborn) = Cell::Unknown();
    return state;
  }
  // An object that is there from the beginning (a parameter), held by `holders`: at least one, all of them true.
  static ObligationState Of(TypestateSet typestates, SlotMask holders);

  constexpr bool IsBottom() const {
    for (const Cell& cell : cells_) {
      if (!cell.IsBottom()) return false;
    }
    return true;
  }
  JoinEffect JoinWith(const ObligationState& other);
  friend constexpr bool operator==(const ObligationState&, const ObligationState&) = default;

  TypestateSet typestates() const {
    TypestateSet set;
    for (const Typestate typestate : kTypestates) {
      if (!cell(typestate).IsBottom()) set.Add(typestate);
    }
    return set;
  }
  constexpr const Cell& cell(Typestate typestate) const { return cells_[IndexOf(typestate)]; }
  // The slots that may hold the object on some path; those that hold it on all paths on which it is made (all slots if on none).
  SlotMask MayHold() const;
  SlotMask MustHold() const;
  // The typestates that the object may have on paths on which this slot holds it: what a use through the slot may meet.
  TypestateSet TypestatesThrough(TrackedSlot slot) const;

  // What the slot may be on the paths on which it does not hold an owed object; nothing if there is no such path.
  std::optional<Truth> TruthElsewhere(TrackedSlot slot) const;

  // The object is made, owed, and held by this slot alone (mostly a temporary). What was made before is forgotten.
  void Birth(TrackedSlot slot);

  // The slot takes a reference and gives up what it held. Bind: to the object itself (or, kMay, to it or something else);
  // BindFrom: to what `from` holds; BindOther: to something that is not the object.
  Loss Bind(TrackedSlot slot, Certainty certainty = Certainty::kMust);
  Loss BindFrom(TrackedSlot slot, TrackedSlot from);
  Loss BindOther(TrackedSlot slot, Truth truth = Truth::kUnknown);
  // A container takes one more reference, to the object itself or to what `from` holds.
  void Insert(TrackedSlot container, Certainty certainty = Certainty::kMust);
  void InsertFrom(TrackedSlot container, TrackedSlot from);
  // A container took something that is not the object: it may be true now.
  void GrowTruth(TrackedSlot container);
  // The slots give up what they hold, all at once. A frame that is left drops all slots but what it returns.
  Loss Drop(SlotMask slots);
  Loss Drop(TrackedSlot slot) { return Drop(slot.mask()); }

  void ApplyEffect(Effect effect);
  // Through a slot that only *may* hold the object the effect is applied as if it held it: silence, and not monotone.
  void ApplyEffectThrough(TrackedSlot slot, Effect effect);
  // The same on those paths only on which the slot holds the object; on the others nothing happens to it.
  void ApplyEffectWhereHeld(TrackedSlot slot, Effect effect);
  void EscapeAll() { ApplyEffect(kEscape); }

  // Only the paths on which the value of the slot is one of these.
  void Assume(TrackedSlot slot, Truth truth);
  void AssumeTrue(TrackedSlot slot) { Assume(slot, Truth::kTrue); }
  void AssumeFalse(TrackedSlot slot) { Assume(slot, Truth::kFalse); }
  void AssumeIsNone(TrackedSlot slot) { Assume(slot, Truth::kNone); }
  void AssumeNotNone(TrackedSlot slot) { Assume(slot, Truth::kNotNone); }

  // An exception goes to its handler: one of these.
  void SetCaught(ExceptionMask exceptions);
  // Only the paths on which what was caught last is among these.
  void AssumeCaught(ExceptionMask exceptions);
  // What was caught last, on any path.
  ExceptionMask Caught() const;

  // Leaves the paths on which the object is not made out of account.
  void ForgetUnborn() { CellOf(Typestate::kUnborn) = Cell(); }

 private:
  constexpr Cell& CellOf(Typestate typestate) { return cells_[IndexOf(typestate)]; }
  bool IsBornOtherThanOwed() const;
  Loss LossOf(Certainty certainty) const;

  std::array<Cell, kTypestateCount> cells_;
};

static_assert(sizeof(Cell) == 48);
static_assert(sizeof(ObligationState) == 192);
static_assert(AbstractDomain<ObligationState>);

// The state of a site in a cycle: the object made last, and any one of those made before. Operations act on both, each by its own
// holders; `Bind` and `ApplyEffect` without a slot mean the last one, for that is what the site's own SSA value names.
//
//   for url in urls:
//       t = create_task(get(url))     Birth: the recent task, held by t, becomes the older one; binding t then drops it: lost
class TwoInstanceState {
 public:
  // Bottom.
  constexpr TwoInstanceState() = default;
  static constexpr TwoInstanceState Bottom() { return {}; }
  static constexpr TwoInstanceState Unborn() {
    TwoInstanceState state;
    state.recent_ = ObligationState::Unborn();
    return state;
  }
  // One object that is there from the beginning (a parameter).
  static TwoInstanceState Of(TypestateSet typestates, SlotMask holders) {
    TwoInstanceState state;
    state.recent_ = ObligationState::Of(typestates, holders);
    return state;
  }

  constexpr bool IsBottom() const { return recent_.IsBottom(); }
  JoinEffect JoinWith(const TwoInstanceState& other) {
    const JoinEffect recent = recent_.JoinWith(other.recent_);
    const JoinEffect older = older_.JoinWith(other.older_);
    return recent | older;
  }
  friend constexpr bool operator==(const TwoInstanceState&, const TwoInstanceState&) = default;

  constexpr const ObligationState& recent() const { return recent_; }
  // Bottom while there is no older object; never unborn.
  constexpr const ObligationState& older() const { return older_; }
  TypestateSet typestates() const {
    TypestateSet set = recent_.typestates();
    set.JoinWith(older_.typestates());
    return set;
  }
  SlotMask MayHold() const { return recent_.MayHold() | older_.MayHold(); }
  TypestateSet TypestatesThrough(TrackedSlot slot) const;

  void Birth(TrackedSlot slot);
  Loss Bind(TrackedSlot slot, Certainty certainty = Certainty::kMust);
  Loss BindFrom(TrackedSlot slot, TrackedSlot from);
  Loss BindOther(TrackedSlot slot, Truth truth = Truth::kUnknown);
  void Insert(TrackedSlot container, Certainty certainty = Certainty::kMust);
  void InsertFrom(TrackedSlot container, TrackedSlot from);
  void GrowTruth(TrackedSlot container) {
    recent_.GrowTruth(container);
    older_.GrowTruth(container);
  }
  Loss Drop(SlotMask slots);
  Loss Drop(TrackedSlot slot) { return Drop(slot.mask()); }

  void ApplyEffect(Effect effect);
  void ApplyEffectThrough(TrackedSlot slot, Effect effect);
  void ApplyEffectWhereHeld(TrackedSlot slot, Effect effect);
  void EscapeAll();

  void Assume(TrackedSlot slot, Truth truth);
  void AssumeTrue(TrackedSlot slot) { Assume(slot, Truth::kTrue); }
  void AssumeFalse(TrackedSlot slot) { Assume(slot, Truth::kFalse); }
  void AssumeIsNone(TrackedSlot slot) { Assume(slot, Truth::kNone); }
  void AssumeNotNone(TrackedSlot slot) { Assume(slot, Truth::kNotNone); }

  void SetCaught(ExceptionMask exceptions) {
    recent_.SetCaught(exceptions);
    older_.SetCaught(exceptions);
  }
  void AssumeCaught(ExceptionMask exceptions);
  ExceptionMask Caught() const { return recent_.Caught() | older_.Caught(); }

 private:
  void Settle();

  ObligationState recent_;
  ObligationState older_;
};

static_assert(sizeof(TwoInstanceState) == 384);
static_assert(AbstractDomain<TwoInstanceState>);

using SlotNames = std::function<std::string(TrackedSlot)>;

// One line, typestates in order: "unborn (conn None); owed held by conn, perhaps xs (opened true)". Bottom is "unreached". Names
// are asked only for slots of which something is known.
std::string ToText(const ObligationState& state, const SlotNames& names);
// "recent: …; older: …", or only the recent one while there is no older object.
std::string ToText(const TwoInstanceState& state, const SlotNames& names);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_STATE_H_

#include "ir/instruction.h"

#include <array>
#include <cstddef>
#include <type_traits>

namespace dangle {
namespace {

template <typename T, typename... Ts>
constexpr bool IsOneOf = (std::is_same_v<T, Ts> || ...);

template <typename T>
constexpr bool kIsTerminator = IsOneOf<T, Jump, Branch, Next, Return, Raise, Reraise, Unreachable>;
template <typename T>
constexpr bool kHasValue = !kIsTerminator<T> && !IsOneOf<T, StoreName, DeleteName, Bind, Drop, StoreAttr, DeleteAttr, StoreItem, DeleteItem, Insert>;
template <typename T>
constexpr bool kMayRaise = !IsOneOf<T, Const, Param, Bind, Drop, Hold, Element, MakeClosure, Catch, MatchException, Phi, Jump, Return, Unreachable>;

struct Traits {
  bool is_terminator = false;
  bool has_value = false;
  bool may_raise = false;
};

template <std::size_t... kIndices>
constexpr auto MakeTraits(std::index_sequence<kIndices...> /*indices*/) {
  return std::array<Traits, sizeof...(kIndices)>{
      Traits{kIsTerminator<std::variant_alternative_t<kIndices, Operation>>,
             kHasValue<std::variant_alternative_t<kIndices, Operation>> || std::is_same_v<std::variant_alternative_t<kIndices, Operation>, Next>,
             kMayRaise<std::variant_alternative_t<kIndices, Operation>>}...};
}

// One row a kind, read by the variant's index: these questions are asked for every instruction that is emitted.
constexpr auto kTraits = MakeTraits(std::make_index_sequence<std::variant_size_v<Operation>>());

}  // namespace

bool IsTerminator(const Instruction& instruction) { return kTraits[instruction.operation.index()].is_terminator; }

bool MayRaise(const Instruction& instruction) { return kTraits[instruction.operation.index()].may_raise; }

bool Awaits(const Instruction& instruction) {
  if (const auto* next = As<Next>(instruction)) return next->is_async;
  if (const auto* enter = As<Enter>(instruction)) return enter->is_async;
  return Is<Await>(instruction);
}

bool MayCancel(const Instruction& instruction) {
  if (Awaits(instruction) || Is<Reraise>(instruction)) return true;
  if (const auto* exit = As<Exit>(instruction)) return exit->is_async;
  return false;
}

bool MayAbandon(const Instruction& instruction) { return Is<Yield>(instruction) || Is<YieldFrom>(instruction); }

bool HasValue(const Instruction& instruction) { return kTraits[instruction.operation.index()].has_value; }

bool MakesTemporary(const Instruction& instruction) {
  if (!HasValue(instruction) || Is<Const>(instruction) || Is<Param>(instruction)) return false;
  const auto* phi = As<Phi>(instruction);
  return phi == nullptr || !phi->slot.IsValid();
}

}  // namespace dangle

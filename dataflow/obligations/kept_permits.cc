// Places that a coroutine takes by hand and gives back only where nothing fails (DNG304).
//
//   self._busy.add(key)              birth
//   await self._load(key)            left by a cancellation: the key stays for ever
//   self._busy.discard(key)          ended
#include <algorithm>
#include <array>

#include "dataflow/obligations/misuse_finder.h"
#include "dataflow/obligations/witness.h"

namespace dangle {

namespace {

bool IsOneOf(std::string_view name, std::span<const std::string_view> names) { return std::find(names.begin(), names.end(), name) != names.end(); }

constexpr std::array<std::string_view, 2> kTaking = {"add", "append"};
constexpr std::array<std::string_view, 3> kGivingBack = {"discard", "pop", "remove"};

}  // namespace

bool MisuseFinder::IsSame(ValueId a, ValueId b) const {
  const auto* one = As<Const>(function_.instructions[a]);
  const auto* other = As<Const>(function_.instructions[b]);
  if (one != nullptr || other != nullptr) return one != nullptr && other != nullptr && one->text.IsValid() && one->text == other->text;
  const std::optional<AccessPath> path = AccessPathOf(function_, a);
  return path && path == AccessPathOf(function_, b);
}

// +1 of `self._count += 1`, -1 of `self._count -= 1`, 0 of anything else.
int MisuseFinder::StepOf(const StoreAttr& store) const {
  const auto* binary = As<Binary>(function_.instructions[store.value.value()]);
  const auto* load = binary == nullptr ? nullptr : As<LoadAttr>(function_.instructions[binary->left.value()]);
  const auto* step = binary == nullptr ? nullptr : As<Const>(function_.instructions[binary->right.value()]);
  if (load == nullptr || load->name != store.name || step == nullptr || step->kind != ConstKind::kInt) return 0;
  if (binary->op == BinaryOperator::kAdd) return 1;
  return binary->op == BinaryOperator::kSubtract ? -1 : 0;
}

std::optional<bool> MisuseFinder::FlagOf(const StoreAttr& store) const {
  const auto* constant = As<Const>(function_.instructions[store.value.value()]);
  if (constant == nullptr) return std::nullopt;
  if (constant->kind == ConstKind::kTrue) return true;
  return constant->kind == ConstKind::kFalse ? std::optional(false) : std::nullopt;
}

std::optional<MisuseFinder::Permit> MisuseFinder::PermitAt(ValueId at) const {
  const Instruction& instruction = function_.instructions[at];
  Permit permit;
  permit.taken = at;
  const auto place = [&](ValueId value) {
    const std::optional<AccessPath> path = events_.PathOf(value);
    if (path) permit.place = *path;
    return path && !path->attributes.empty();
  };
  if (const auto* store = As<StoreAttr>(instruction)) {
    if (!place(store->object.value()) && !permit.place.root.IsValid()) return std::nullopt;
    permit.place.attributes.push_back(store->name);
    if (StepOf(*store) > 0) return permit;
    // A flag is a permit if it is asked for before it is taken.
    if (FlagOf(*store) != true) return std::nullopt;
    for (std::size_t i = 0; i < at.value(); ++i) {
      const auto* load = As<LoadAttr>(function_.instructions[ValueId(i)]);
      if (load == nullptr || load->name != store->name || AccessPathOf(function_, ValueId(i)) != permit.place) continue;
      const bool is_asked = std::ranges::any_of(view_.UsesOf(ValueId(i)), [&](ValueId use) { return Is<Branch>(function_.instructions[use]); });
      if (is_asked) return permit;
    }
    return std::nullopt;
  }
  if (const auto* item = As<StoreItem>(instruction)) {
    if (!place(item->object.value()) || !item->index.IsValid()) return std::nullopt;
    permit.key = item->index.value();
    return permit;
  }
  const auto* call = As<Call>(instruction);
  const auto* method = call == nullptr ? nullptr : As<LoadAttr>(function_.instructions[call->callee.value()]);
  if (method == nullptr || call->arguments.size != 1 || !IsOneOf(view_.program().names().Text(method->name), kTaking)) return std::nullopt;
  if (!place(method->object.value())) return std::nullopt;
  permit.key = function_.ArgumentsOf(call->arguments)[0].value.value();
  return permit;
}

bool MisuseFinder::GivesBack(ValueId at, const Permit& permit) const {
  const Instruction& instruction = function_.instructions[at];
  if (const auto* store = As<StoreAttr>(instruction)) {
    if (permit.key.IsValid()) return false;
    std::optional<AccessPath> path = events_.PathOf(store->object.value());
    if (!path) return false;
    path->attributes.push_back(store->name);
    if (*path != permit.place) return false;
    const auto* taken = As<StoreAttr>(function_.instructions[permit.taken]);
    return StepOf(*taken) > 0 ? StepOf(*store) < 0 : FlagOf(*store) == false;
  }
  if (!permit.key.IsValid()) return false;
  if (const auto* item = As<DeleteItem>(instruction)) {
    return IsAt(item->object.value(), permit.place) && item->index.IsValid() && IsSame(item->index.value(), permit.key);
  }
  const auto* call = As<Call>(instruction);
  const auto* method = call == nullptr ? nullptr : As<LoadAttr>(function_.instructions[call->callee.value()]);
  if (method == nullptr || call->arguments.size == 0 || !IsAt(method->object.value(), permit.place)) return false;
  const bool gives = IsOneOf(view_.program().names().Text(method->name), kGivingBack);
  return gives && IsSame(function_.ArgumentsOf(call->arguments)[0].value.value(), permit.key);
}

// No clean-up among them, which only an exception comes to: whoever wrote one has thought of the others.
bool MisuseFinder::AllOnNormalWays(const std::vector<ValueId>& places) const {
  const std::vector<char> is_reached = view_.ReachedNormally();
  return std::ranges::all_of(places, [&](ValueId place) { return is_reached[view_.BlockOf(place).value()] != 0; });
}

void MisuseFinder::CheckPermit(Permit permit) {
  for (std::size_t i = 0; i < function_.instructions.size(); ++i) {
    if (GivesBack(ValueId(i), permit)) permit.returns.push_back(ValueId(i));
  }
  if (permit.returns.empty()) return;
  const auto solve = [&](RaiseRank rank) {
    PathFactsBuilder facts(view_, permit.place, facts_);
    for (const ValueId given : permit.returns) facts.End(given);
    facts.Birth(permit.taken);
    return Solve(rank);
  };
  // It must come back wherever nothing fails, and no clean-up may stand on the ways on which something does.
  const ObjectOutcome normal = solve(ObligationTransfer::kNoExceptions);
  const bool is_returned = normal.violations.empty() && normal.ended.Has(Typestate::kDischarged);
  if (!is_returned) return;
  if (!AllOnNormalWays(permit.returns)) return;
  for (const RaiseRank rank : {RaiseRank::kExplicit, RaiseRank::kCancel}) {
    const ObjectOutcome outcome = solve(rank);
    const auto left = std::find_if(outcome.violations.begin(), outcome.violations.end(), [](const Violation& v) { return v.way != WayOut::kReturn; });
    if (left == outcome.violations.end()) continue;
    Add({MisuseKind::kPermitKept, view_.ref(), permit.taken, WitnessOf(view_, left->at, permit.taken, rank), permit.returns.front(), true, false});
    return;
  }
}

void MisuseFinder::FindKeptPermits() {
  for (std::size_t i = 0; i < function_.instructions.size(); ++i) {
    if (std::optional<Permit> permit = PermitAt(ValueId(i))) CheckPermit(std::move(*permit));
  }
}

}  // namespace dangle

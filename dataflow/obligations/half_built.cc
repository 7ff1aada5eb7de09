// What `__init__` or `__aenter__` has opened when it fails: nobody gets the instance, so nobody ends it (DNG302).
//
//   async def __aenter__(self):
//       self._conn = await connect()     birth
//       await self._login()              left by an exception: `__aexit__` is never called
//       return self
#include <algorithm>
#include <array>

#include "dataflow/obligations/end_methods.h"
#include "dataflow/obligations/misuse_finder.h"
#include "dataflow/obligations/witness.h"

namespace dangle {

bool MisuseFinder::IsSelf(ValueId value) const {
  const auto* parameter = As<Param>(function_.instructions[events_.ObjectOf(value)]);
  return parameter != nullptr && !function_.parameters.empty() && parameter->slot == function_.parameters[0].slot;
}

// Does the instruction end what the field holds, or hand the instance or the field to somebody who can?
bool MisuseFinder::EndsHalfBuilt(ValueId at, const AccessPath& field, const FieldStore& store) const {
  const Instruction& instruction = function_.instructions[at];
  if (const auto* other = As<StoreAttr>(instruction)) {
    const bool stores_self = IsSelf(other->value.value());
    return at != store.at && (stores_self || (other->name == store.field.name && IsSelf(other->object.value())));
  }
  if (const auto* item = As<StoreItem>(instruction)) return IsSelf(item->value.value());
  const auto* call = As<Call>(instruction);
  if (call == nullptr) return false;
  if (const auto* method = As<LoadAttr>(function_.instructions[call->callee.value()])) {
    const std::string_view name = view_.program().names().Text(method->name);
    const bool is_of_it = IsSelf(method->object.value()) || IsAt(method->object.value(), field);
    if (is_of_it && IsEndMethodName(name)) return true;
  }
  const std::span<const Argument> arguments = function_.ArgumentsOf(call->arguments);
  return std::any_of(arguments.begin(), arguments.end(), [&](const Argument& argument) {
    const ValueId value = argument.value.value();
    const auto* part = As<LoadAttr>(function_.instructions[value]);
    return IsSelf(value) || IsAt(value, field) || (part != nullptr && IsAt(part->object.value(), field));
  });
}

// `if not self._borrowed: self._file.close()`: whether this way has something to close is written in a field beside it, so the test looks
// after the resource on both of its sides. Gives the test before a block that ends what the field holds; invalid if there is none.
ValueId MisuseFinder::OwnFlagBefore(BlockId ending) const {
  const std::span<const PredecessorEdge> edges = function_.PredecessorsOf(ending);
  if (edges.size() != 1 || !IsNormal(edges[0].kind)) return ValueId();
  const auto* branch = As<Branch>(function_.TerminatorOf(edges[0].from));
  if (branch == nullptr || !branch->condition.IsValid()) return ValueId();
  ValueId condition = branch->condition.value();
  if (const auto* negation = As<Unary>(function_.instructions[condition]); negation != nullptr && negation->operand.IsValid()) {
    condition = negation->operand.value();
  }
  const auto* flag = As<LoadAttr>(function_.instructions[condition]);
  return flag != nullptr && flag->object.IsValid() && IsSelf(flag->object.value()) ? condition : ValueId();
}

void MisuseFinder::AddHalfBuilt(const FieldStore& store, std::span<const RaiseRank> ranks) {
  const auto* stored = As<StoreAttr>(function_.instructions[store.at]);
  if (stored == nullptr || !IsSelf(stored->object.value())) return;
  AccessPath field = *events_.PathOf(stored->object.value());
  field.attributes.push_back(stored->name);
  for (const RaiseRank rank : ranks) {
    PathFactsBuilder facts(view_, field, facts_);
    for (std::size_t i = 0; i < function_.instructions.size(); ++i) {
      if (!EndsHalfBuilt(ValueId(i), field, store)) continue;
      facts.End(ValueId(i));
      if (const ValueId flag = OwnFlagBefore(view_.BlockOf(ValueId(i))); flag.IsValid()) facts.End(flag);
    }
    facts.Birth(store.at);
    const ObjectOutcome outcome = Solve(rank);
    const auto left = std::find_if(outcome.violations.begin(), outcome.violations.end(), [](const Violation& v) { return v.way != WayOut::kReturn; });
    if (left == outcome.violations.end()) continue;
    const ValueId witness = WitnessOf(view_, left->at, store.site.root.value, rank);
    Add({MisuseKind::kHalfBuilt, view_.ref(), store.site.root.value, witness, store.at, true, rank == RaiseRank::kExplicit});
    return;
  }
}

void MisuseFinder::FindHalfBuilt(const std::vector<FieldStore>& stores) {
  // What a constructor's I/O may raise is everybody's risk: only what it raises itself is told.
  static constexpr std::array kConstructor = {RaiseRank::kExplicit};
  static constexpr std::array kEnter = {RaiseRank::kExplicit, RaiseRank::kCancel, RaiseRank::kOutside};
  const bool is_constructor = view_.program().names().Text(function_.name) == "__init__";
  for (const FieldStore& store : stores) {
    if (store.site.protocol != Protocol::kRelease || store.site.strength != Strength::kMust || store.is_shared || store.is_released) continue;
    AddHalfBuilt(store, is_constructor ? std::span<const RaiseRank>(kConstructor) : std::span<const RaiseRank>(kEnter));
  }
}

}  // namespace dangle

#include "dataflow/interproc/class_duties.h"

#include <algorithm>
#include <string_view>

#include "dataflow/interproc/call_effects.h"
#include "dataflow/interproc/reached.h"
#include "dataflow/obligations/class_family.h"
#include "dataflow/obligations/end_methods.h"

namespace dangle {

namespace {

// An attribute that a constructor fills with something that must be released.
struct OwnedField {
  FunctionRef constructor;
  ClassRef owner;
  NameId name;  // invalid: what the constructor of the base class opens
};

// What the collector ends by itself makes no owner.
bool OwesRelease(const Contract& contract) {
  return std::any_of(contract.result.begin(), contract.result.end(), [](const ResultOwes& owes) {
    return owes.protocol == Protocol::kRelease && owes.element == ResultOwes::kWhole && owes.strength == Strength::kMust;
  });
}

class Finder {
 public:
  Finder(const Program& program, const ContractStore& contracts, const CallGraph& graph)
      : program_(program), contracts_(contracts), families_(program), reached_(program, graph) {
    const NameId init = program.names().Find("__init__");
    for (const FunctionRef ref : graph.functions) {
      const Function& function = program.function(ref);
      if (!function.owner.IsValid()) continue;
      methods_[{ref.module, function.owner}].push_back(ref);
      if (function.name == init) constructors_.push_back(ref);
    }
  }

  void Find(absl::flat_hash_set<FunctionRef>& owners, absl::flat_hash_set<FunctionRef>& releases) {
    for (int depth = 0; depth < kMaxOwnerDepth; ++depth) {
      bool changed = false;
      for (const FunctionRef ref : constructors_) {
        if (owners.contains(ref) || !IsOwner(ref, owners, releases)) continue;
        owners.insert(ref);
        changed = true;
      }
      if (!changed) return;
    }
  }

 private:
  bool IsOwner(FunctionRef constructor, const absl::flat_hash_set<FunctionRef>& owners, absl::flat_hash_set<FunctionRef>& releases) {
    const Function& function = program_.function(constructor);
    const ClassRef owner{constructor.module, function.owner};
    const ClassInfo& info = program_.class_info(owner);
    if (info.has_unknown_base || info.has_unread_base) return false;
    bool is_owner = false;
    for (const ValueId at : CertainInstructions(function)) {
      if (const auto* store = As<StoreAttr>(function.instructions[at]); store != nullptr && IsSelf(function, store->object.value())) {
        const ValueId value = store->value.value();
        if (Is<Call>(function.instructions[value]) && Makes(constructor, value, owners) && !IsShared(function, value, at)) {
          is_owner = AddReleases(owner, store->name, releases) || is_owner;
        }
      }
      if (Is<Call>(function.instructions[at])) is_owner = is_owner || CallsOwner(constructor, at, owners);
    }
    return is_owner;
  }

  // What every run of the function comes by, as far as it does not raise.
  static std::vector<ValueId> CertainInstructions(const Function& function) {
    std::vector<ValueId> certain;
    BlockId block = Function::kEntry;
    for (std::size_t steps = 0; steps < function.blocks.size(); ++steps) {
      const Block& b = function.blocks[block];
      for (std::uint32_t i = b.first; i < b.first + b.size; ++i) certain.emplace_back(i);
      const auto* jump = As<Jump>(function.TerminatorOf(block));
      if (jump == nullptr) break;
      block = jump->target;
    }
    return certain;
  }

  static bool IsSelf(const Function& function, ValueId value) {
    const auto* parameter = As<Param>(function.instructions[value]);
    return parameter != nullptr && !function.parameters.empty() && parameter->slot == function.parameters[0].slot;
  }

  // Somebody else in the constructor has it, too.
  static bool IsShared(const Function& function, ValueId value, ValueId store) {
    for (std::size_t i = value.value() + 1; i < function.instructions.size(); ++i) {
      if (ValueId(i) == store || Is<Drop>(function.instructions[ValueId(i)])) continue;
      if (Uses(function, function.instructions[ValueId(i)], value)) return true;
    }
    return false;
  }

  bool Makes(FunctionRef caller, ValueId call, const absl::flat_hash_set<FunctionRef>& owners) const {
    const CallResolution resolution = program_.Resolve(caller, call);
    if (resolution.targets.size() != 1 || !resolution.is_complete || !resolution.targets[0].function.IsValid()) return false;
    const CallTarget& target = resolution.targets[0];
    if (program_.IsProject(target.function.module)) return target.constructed.IsValid() && owners.contains(target.function);
    return !program_.function(target.function).is_async && OwesRelease(contracts_.Of(target.function));
  }

  // `super().__init__()` of a class that owes.
  bool CallsOwner(FunctionRef caller, ValueId call, const absl::flat_hash_set<FunctionRef>& owners) const {
    const CallResolution resolution = program_.Resolve(caller, call);
    return resolution.targets.size() == 1 && !resolution.targets[0].constructed.IsValid() && owners.contains(resolution.targets[0].function);
  }

  // The methods of the family that may release the attribute. An owner needs one that is named like an end.
  bool AddReleases(ClassRef owner, NameId name, absl::flat_hash_set<FunctionRef>& releases) {
    bool has_end = false;
    std::vector<FunctionRef> found;
    for (const ClassRef member : families_.Of(owner).classes) {
      const auto methods = methods_.find(member);
      if (methods == methods_.end()) continue;
      for (const FunctionRef method : methods->second) {
        const std::string_view method_name = program_.names().Text(program_.function(method).name);
        if (method_name == "__init__" || !MayRelease(method, name)) continue;
        found.push_back(method);
        has_end = has_end || IsEndMethodName(method_name);
      }
    }
    if (has_end) releases.insert(found.begin(), found.end());
    return has_end;
  }

  bool MayRelease(FunctionRef method, NameId name) {
    const std::vector<FunctionRef>& reached = reached_.From(method);
    return ReachedFunctions::IsFull(reached) ||
           std::any_of(reached.begin(), reached.end(), [&](FunctionRef ref) { return ReleasesOrHandsOn(program_.function(ref), name); });
  }

  // Is something done with the attribute other than calling a method that ends nothing, or reading from it?
  bool ReleasesOrHandsOn(const Function& function, NameId name) const {
    for (std::size_t i = 0; i < function.instructions.size(); ++i) {
      const Instruction& at = function.instructions[ValueId(i)];
      if (const auto* method = As<LoadAttr>(at)) {
        const auto* field = As<LoadAttr>(function.instructions[method->object.value()]);
        if (field != nullptr && field->name == name && IsEndMethodName(program_.names().Text(method->name))) return true;
        continue;
      }
      if (Is<Branch>(at) || Is<Drop>(at) || Is<Compare>(at) || Is<Unary>(at) || Is<LoadItem>(at)) continue;
      bool hands_on = false;
      ForEachOperand(function, at, [&](const Operand& operand) {
        const auto* field = operand.IsValid() ? As<LoadAttr>(function.instructions[operand.value()]) : nullptr;
        hands_on = hands_on || (field != nullptr && field->name == name);
      });
      if (hands_on) return true;
    }
    return false;
  }

  const Program& program_;
  const ContractStore& contracts_;
  ClassFamilies families_;
  ReachedFunctions reached_;
  std::vector<FunctionRef> constructors_;
  absl::flat_hash_map<ClassRef, std::vector<FunctionRef>> methods_;
};

}  // namespace

ClassDuties::ClassDuties(const Program& program, const ContractStore& contracts, const CallGraph& graph) {
  Finder(program, contracts, graph).Find(constructors_, releases_);
}

void ClassDuties::AddTo(FunctionRef function, Contract& contract) const {
  if (contract.parameters.empty()) return;
  ParameterContract& self = contract.parameters[0];
  if (constructors_.contains(function)) {
    // An instance that registers itself somewhere is looked after there.
    const bool is_registered = std::any_of(kWaysOut.begin(), kWaysOut.end(), [&](WayOut way) { return MayEscape(self.Of(Protocol::kRelease, way)); });
    if (!is_registered) contract.result.push_back({Protocol::kRelease, ResultOwes::kWhole, true});
  }
  if (releases_.contains(function)) self.SetAllWays(Protocol::kRelease, kDischarge);
}

}  // namespace dangle

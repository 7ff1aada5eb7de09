#include "semantics/call_order.h"

#include <algorithm>
#include <vector>

#include "semantics/symbols.h"

namespace dangle {

namespace {

class LevelBuilder {
 public:
  explicit LevelBuilder(const Program::Data& data) : data_(data), levels_(data.functions.size(), 0), states_(data.functions.size(), 0) {}

  IdVector<FunctionIndex, std::uint8_t> Run() {
    for (std::size_t i = 0; i < data_.functions.size(); ++i) Visit(FunctionIndex(i));
    return std::move(levels_);
  }

 private:
  struct Frame {
    FunctionIndex function;
    std::uint32_t first;  // of its callees in callees_
    std::uint32_t next;
  };

  // Depth first, with a stack of its own: chains of calls are as long as a project makes them.
  void Visit(FunctionIndex root) {
    if (states_[root] != kNew) return;
    Enter(root);
    while (!frames_.empty()) {
      Frame& frame = frames_.back();
      if (frame.next < callees_.size()) {
        const FunctionIndex callee = callees_[frame.next++];
        if (states_[callee] == kNew) {
          Enter(callee);
        } else if (states_[callee] == kDone) {
          Raise(frame.function, callee);
        }
        continue;
      }
      const FunctionIndex done = frame.function;
      states_[done] = kDone;
      callees_.resize(frame.first);
      frames_.pop_back();
      if (!frames_.empty()) Raise(frames_.back().function, done);
    }
  }

  void Enter(FunctionIndex function) {
    states_[function] = kActive;
    const auto first = static_cast<std::uint32_t>(callees_.size());
    AddCallees(function);
    frames_.push_back({function, first, first});
  }

  void Raise(FunctionIndex caller, FunctionIndex callee) {
    levels_[caller] = std::max(levels_[caller], static_cast<std::uint8_t>(std::min<int>(levels_[callee] + 1, kMaxCallLevel)));
  }

  void AddCallees(FunctionIndex index) {
    const FunctionRef ref = data_.functions[index].ref;
    if (!data_.IsProject(ref.module)) return;
    const Function& function = data_.FunctionOf(ref);
    for (const Instruction& instruction : function.instructions) {
      const auto* call = As<Call>(instruction);
      if (call == nullptr || !call->callee.IsValid()) continue;
      const Instruction& callee = function.instructions[call->callee.value()];
      if (const auto* name = As<LoadName>(callee)) {
        AddSymbol(FindGlobal(data_, ref.module, name->name));
      } else if (const auto* load = As<LoadAttr>(callee); load != nullptr && load->object.IsValid()) {
        AddAttribute(ref, function, function.instructions[load->object.value()], load->name);
      }
    }
  }

  void AddAttribute(FunctionRef ref, const Function& function, const Instruction& object, NameId name) {
    if (const auto* global = As<LoadName>(object)) {
      const BodySymbolId symbol = FindGlobal(data_, ref.module, global->name);
      if (!symbol.IsValid()) return;
      const ModuleId module = FollowImports(data_, symbol).module;
      if (module.IsValid()) AddSymbol(data_.symbols.Find(data_.BodyOf(module), name));
      return;
    }
    const auto* param = As<Param>(object);
    if (param == nullptr || !function.owner.IsValid() || param->slot != function.parameters[0].slot) return;
    for (const Ancestor& ancestor : data_.classes[data_.IndexOf(ClassRef{ref.module, function.owner})].ancestors) {
      const BodySymbolId symbol = data_.symbols.Find(data_.classes[ancestor.class_index].scope, name);
      if (!symbol.IsValid()) continue;
      AddSymbol(symbol);
      return;
    }
  }

  void AddSymbol(BodySymbolId id) {
    if (!id.IsValid()) return;
    const ImportTarget target = FollowImports(data_, id);
    if (!target.symbol.IsValid()) return;
    const BodySymbol& symbol = data_.symbols.symbols[target.symbol];
    const ModuleId module = data_.functions[symbol.scope].ref.module;
    if (!data_.IsProject(module)) return;
    for (std::uint32_t i = 0; i < symbol.definitions.size; ++i) {
      const Definition& definition = data_.symbols.definitions[symbol.definitions.begin + i];
      if (definition.kind == DefinitionKind::kFunction) callees_.push_back(data_.IndexOf(FunctionRef{module, FunctionId(definition.id)}));
    }
  }

  static constexpr std::uint8_t kNew = 0;
  static constexpr std::uint8_t kActive = 1;
  static constexpr std::uint8_t kDone = 2;

  const Program::Data& data_;
  IdVector<FunctionIndex, std::uint8_t> levels_;
  IdVector<FunctionIndex, std::uint8_t> states_;
  std::vector<Frame> frames_;
  std::vector<FunctionIndex> callees_;  // of the frames, the innermost last
};

}  // namespace

IdVector<FunctionIndex, std::uint8_t> CallLevels(const Program::Data& data) { return LevelBuilder(data).Run(); }

}  // namespace dangle

#include "dataflow/interproc/call_graph.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace dangle {

namespace {

// Builtins that run through what they are given before they return.
constexpr std::array<std::string_view, 12> kConsumers = {"all",  "any", "dict", "extend", "frozenset", "join",
                                                         "list", "max", "min",  "set",    "sorted",    "sum"};

// Instructions that may run a function.
bool MayCall(const Instruction& instruction) {
  return Is<Call>(instruction) || Is<Await>(instruction) || Is<Enter>(instruction) || Is<Exit>(instruction) || Is<Next>(instruction) ||
         Is<LoadAttr>(instruction) || Is<StoreAttr>(instruction);
}

class Builder {
 public:
  explicit Builder(const Program& program)
      : program_(program), builtins_(program.FindModule("builtins")), get_attribute_(program.names().Find("__getattr__")) {}

  CallGraph Build() {
    for (std::size_t m = 0; m < program_.module_count() && program_.IsProject(ModuleId(m)); ++m) {
      graph_.first_node.push_back(static_cast<std::uint32_t>(graph_.functions.size()));
      for (std::size_t f = 0; f < program_.module(ModuleId(m)).functions.size(); ++f) {
        graph_.functions.push_back({ModuleId(m), FunctionId(f)});
      }
    }
    for (std::size_t n = 0; n < graph_.functions.size(); ++n) {
      StartNode();
      AddCallsOf(CallNodeId(n));
    }
    StartNode();
    return std::move(graph_);
  }

 private:
  void StartNode() {
    graph_.first_site.push_back(static_cast<std::uint32_t>(graph_.sites.size()));
    graph_.first_edge.push_back(static_cast<std::uint32_t>(graph_.edges.size()));
  }

  void AddCallsOf(CallNodeId caller) {
    caller_ = caller;
    ref_ = graph_.functions[caller];
    const Function& function = program_.function(ref_);
    for (std::size_t i = 0; i < function.instructions.size(); ++i) {
      const Instruction& instruction = function.instructions[ValueId(i)];
      if (const auto* from = As<YieldFrom>(instruction)) AddGenerators(ValueId(i), from->value.value());
      if (!MayCall(instruction)) continue;
      const CallResolution resolution = program_.Resolve(ref_, ValueId(i));
      for (const CallTarget& target : resolution.targets) {
        if (target.constructed.IsValid() && program_.IsProject(target.constructed.module)) {
          graph_.constructions.push_back({caller_, ValueId(i), target.constructed});
        }
        if (!target.function.IsValid()) continue;
        AddTarget(ValueId(i), instruction, target.function, resolution);
      }
      const auto* call = As<Call>(instruction);
      if (call == nullptr) continue;
      if (resolution.targets.empty() && resolution.receiver_is_known) AddDynamicMethod(ValueId(i), *call);
      if (!IsConsumer(resolution)) continue;
      for (const Argument& argument : function.ArgumentsOf(call->arguments)) AddGenerators(ValueId(i), argument.value.value());
    }
  }

  void AddTarget(ValueId at, const Instruction& instruction, FunctionRef target, const CallResolution& resolution) {
    if (program_.IsProject(target.module)) AddEdge(target);
    const Function& callee = program_.function(target);
    const bool makes_only = callee.is_async || (callee.is_generator && Is<Call>(instruction));
    if (makes_only || Is<Await>(instruction)) return;
    const auto count = static_cast<std::uint16_t>(std::min<std::size_t>(resolution.targets.size(), 0xFFFF));
    graph_.sites.push_back({at, target, count, resolution.is_complete});
  }

  // `client.put_object(…)` where the stub of the client says only `__getattr__`: that stands for all methods that it does not name.
  void AddDynamicMethod(ValueId at, const Call& call) {
    const auto* load = As<LoadAttr>(program_.function(ref_).instructions[call.callee.value()]);
    if (load == nullptr || !get_attribute_.IsValid()) return;
    for (const TypeId member : program_.MembersOf(program_.TypeOf(ref_, load->object.value()))) {
      const Type& type = program_.type(member);
      if (type.kind != TypeKind::kInstance || program_.IsProject(type.class_ref.module)) continue;
      const FunctionRef method = program_.FindMethod(type.class_ref, get_attribute_);
      if (method.IsValid() && !program_.IsProject(method.module)) graph_.sites.push_back({at, method, 1, true});
    }
  }

  bool IsConsumer(const CallResolution& resolution) const {
    if (resolution.targets.size() != 1 || !builtins_.IsValid()) return false;
    const CallTarget& target = resolution.targets[0];
    const NameId name = target.constructed.IsValid() ? program_.class_declaration(target.constructed).name
                        : target.function.IsValid()  ? program_.function(target.function).name
                                                     : NameId();
    const ModuleId module = target.constructed.IsValid() ? target.constructed.module : target.function.module;
    return module == builtins_ && std::binary_search(kConsumers.begin(), kConsumers.end(), program_.names().Text(name));
  }

  void AddGenerators(ValueId at, ValueId iterable) {
    if (!iterable.IsValid()) return;
    const std::span<const TypeId> members = program_.MembersOf(program_.TypeOf(ref_, iterable));
    for (const TypeId member : members) {
      const Type& type = program_.type(member);
      if (type.kind != TypeKind::kGenerator || !type.function.IsValid() || !program_.IsProject(type.function.module)) continue;
      AddEdge(type.function);
      graph_.sites.push_back({at, type.function, static_cast<std::uint16_t>(members.size()), true});
    }
  }

  void AddEdge(FunctionRef target) {
    const CallNodeId callee = graph_.NodeOf(target);
    const bool is_repeated = !graph_.edges.empty() && graph_.edges.back().caller == caller_ && graph_.edges.back().callee == callee;
    if (!is_repeated) graph_.edges.push_back({caller_, callee});
  }

  const Program& program_;
  ModuleId builtins_;
  NameId get_attribute_;
  CallGraph graph_;
  CallNodeId caller_;
  FunctionRef ref_;
};

}  // namespace

CallGraph BuildCallGraph(const Program& program) { return Builder(program).Build(); }

}  // namespace dangle

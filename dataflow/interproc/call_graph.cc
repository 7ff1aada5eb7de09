#include "dataflow/interproc/call_graph.h"

namespace dangle {

namespace {

// Instructions that may run a function.
bool MayCall(const Instruction& instruction) {
  return Is<Call>(instruction) || Is<Await>(instruction) || Is<Enter>(instruction) || Is<Exit>(instruction) || Is<Next>(instruction) ||
         Is<LoadAttr>(instruction) || Is<StoreAttr>(instruction);
}

}  // namespace

CallGraph BuildCallGraph(const Program& program) {
  CallGraph graph;
  IdVector<ModuleId, std::uint32_t> first_node;
  for (std::size_t m = 0; m < program.module_count() && program.IsProject(ModuleId(m)); ++m) {
    first_node.push_back(static_cast<std::uint32_t>(graph.functions.size()));
    for (std::size_t f = 0; f < program.module(ModuleId(m)).functions.size(); ++f) {
      graph.functions.push_back({ModuleId(m), FunctionId(f)});
    }
  }
  for (std::size_t n = 0; n < graph.functions.size(); ++n) {
    const CallNodeId caller(n);
    const Function& function = program.function(graph.functions[caller]);
    for (std::size_t i = 0; i < function.instructions.size(); ++i) {
      if (!MayCall(function.instructions[ValueId(i)])) continue;
      for (const CallTarget& target : program.Resolve(graph.functions[caller], ValueId(i)).targets) {
        if (!target.function.IsValid() || !program.IsProject(target.function.module)) continue;
        const CallNodeId callee(first_node[target.function.module] + target.function.function.value());
        const bool is_repeated = !graph.edges.empty() && graph.edges.back().caller == caller && graph.edges.back().callee == callee;
        if (!is_repeated) graph.edges.push_back({caller, callee});
      }
    }
  }
  return graph;
}

}  // namespace dangle

// Phase 6: who may call whom among the project's functions, from the final types. Awaiting, entering, leaving and iterating are calls too,
// and so is reading a property.
//
//   async def a(): await b()      edge a → b (once, whatever the number of calls)
#ifndef DANGLE_DATAFLOW_INTERPROC_CALL_GRAPH_H_
#define DANGLE_DATAFLOW_INTERPROC_CALL_GRAPH_H_

#include <cstdint>
#include <span>
#include <vector>

#include "base/ids.h"
#include "dataflow/interproc/scc.h"
#include "semantics/program.h"

namespace dangle {

// One function that an instruction runs before it is done: of the project, or of a stub. Making a coroutine or a generator runs nothing,
// so what a coroutine does belongs to itself, and what a generator does to whoever iterates it.
struct CallSite {
  ValueId at;
  FunctionRef target;
  std::uint16_t target_count = 1;  // of all targets of the instruction
  bool is_complete = true;         // nothing else may run
};

// `Client()` in a function of the project, where Client is a class of the project.
struct Construction {
  CallNodeId caller;
  ValueId at;
  ClassRef constructed;
};

struct CallGraph {
  IdVector<CallNodeId, FunctionRef> functions;     // of the project, by module and function
  std::vector<CallEdge> edges;                     // by caller
  std::vector<CallSite> sites;                     // by caller and instruction
  std::vector<Construction> constructions;         // likewise
  IdVector<CallNodeId, std::uint32_t> first_site;  // of a function in `sites`; one more at the end
  IdVector<CallNodeId, std::uint32_t> first_edge;  // of a function in `edges`; one more at the end
  IdVector<ModuleId, std::uint32_t> first_node;    // of the modules of the project

  std::span<const CallSite> SitesOf(CallNodeId node) const {
    const std::uint32_t first = first_site[node];
    return {sites.data() + first, first_site[CallNodeId(node.value() + 1)] - first};
  }
  std::span<const CallEdge> EdgesOf(CallNodeId node) const {
    const std::uint32_t first = first_edge[node];
    return {edges.data() + first, first_edge[CallNodeId(node.value() + 1)] - first};
  }
  // Of a function of the project.
  CallNodeId NodeOf(FunctionRef function) const { return CallNodeId(first_node[function.module] + function.function.value()); }
};

CallGraph BuildCallGraph(const Program& program);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_INTERPROC_CALL_GRAPH_H_

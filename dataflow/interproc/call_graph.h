// Phase 6: who may call whom among the project's functions, from the final types. Awaiting, entering, leaving and iterating are calls too,
// and so is reading a property.
//
//   async def a(): await b()      edge a → b (once, whatever the number of calls)
#ifndef DANGLE_DATAFLOW_INTERPROC_CALL_GRAPH_H_
#define DANGLE_DATAFLOW_INTERPROC_CALL_GRAPH_H_

#include <vector>

#include "base/ids.h"
#include "dataflow/interproc/scc.h"
#include "semantics/program.h"

namespace dangle {

struct CallGraph {
  IdVector<CallNodeId, FunctionRef> functions;  // of the project, by module and function
  std::vector<CallEdge> edges;                  // by caller
};

CallGraph BuildCallGraph(const Program& program);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_INTERPROC_CALL_GRAPH_H_

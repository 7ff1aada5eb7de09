// A flow graph as a picture: SVG, blocks in layers from the entry down, an id for each block so that a style sheet can mark it.
//
//   while more():      [b0] in layer 0, [b1] in layer 1, [b2] and [b3] below it; the edge from b2 back to b1 bends to the side
//       step()
//
// Source: layers by longest path, after Sugiyama, Tagawa and Toda, Methods for Visual Understanding of Hierarchical System
// Structures (1981); no order within a layer is searched for: blocks stand in theirs.
#ifndef DANGLE_DATAFLOW_ENGINE_GRAPH_DRAWING_H_
#define DANGLE_DATAFLOW_ENGINE_GRAPH_DRAWING_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dataflow/engine/graph.h"

namespace dangle {

struct DrawnEdge {
  BlockId to;
  EdgeKind kind = EdgeKind::kNormal;
};

// Blocks in reverse postorder: an edge to a block that does not come later closes a loop.
struct DrawnBlock {
  BlockId block;
  std::string label;  // below its name, such as "lines 3-5"
  bool is_reached = true;
  std::vector<DrawnEdge> successors;
};

// CSS for all drawings of a page.
std::string_view DrawingStyle();
// Block b has the id `id_prefix` + b.
void AppendDrawing(std::span<const DrawnBlock> blocks, std::string_view id_prefix, std::string& page);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_ENGINE_GRAPH_DRAWING_H_

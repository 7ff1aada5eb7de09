#include "dataflow/engine/graph_drawing.h"

#include <algorithm>
#include <cstdlib>

#include "absl/container/flat_hash_map.h"
#include "report/html_page.h"

namespace dangle {
namespace {

constexpr int kBlockWidth = 84;
constexpr int kBlockHeight = 36;
constexpr int kColumnWidth = 104;
constexpr int kLayerHeight = 66;
constexpr int kMargin = 16;
// How far an edge that closes a loop bends to the side, for each layer that it goes back.
constexpr int kBend = 14;

constexpr std::string_view kStyle = R"(svg { max-width: 100%; height: auto; font: 12px ui-monospace, monospace }
svg rect { fill: canvas; stroke: canvastext }
svg text { fill: canvastext; text-anchor: middle }
svg text.label { font-size: 9px; opacity: .7 }
svg g.unreached { opacity: .3 }
svg path { fill: none; stroke: canvastext; opacity: .65 }
svg path.raise { stroke: #d33; stroke-dasharray: 4 3 }
svg path.cancel { stroke: #c70; stroke-dasharray: 1 3 }
svg path.abandon { stroke: #83c; stroke-dasharray: 7 3 }
svg path.true { stroke: #284 }
svg path.false { stroke: #26c }
)";

struct Place {
  int layer = 0;
  int column = 0;
  int X() const { return kMargin + column * kColumnWidth; }
  int Y() const { return kMargin + layer * kLayerHeight; }
};

using Places = absl::flat_hash_map<BlockId, Place>;

Places LayOut(std::span<const DrawnBlock> blocks) {
  Places places;
  for (const DrawnBlock& block : blocks) places[block.block];
  for (const DrawnBlock& block : blocks) {
    const int next = places[block.block].layer + 1;
    for (const DrawnEdge& edge : block.successors) {
      if (edge.to <= block.block) continue;
      int& layer = places[edge.to].layer;
      layer = std::max(layer, next);
    }
  }
  std::vector<int> used;
  for (const DrawnBlock& block : blocks) {
    Place& place = places[block.block];
    const auto layer = static_cast<std::size_t>(place.layer);
    if (used.size() <= layer) used.resize(layer + 1);
    place.column = used[layer]++;
  }
  return places;
}

std::string Point(int x, int y) { return std::to_string(x) + "," + std::to_string(y); }

std::string PathOf(const Place& from, const Place& to) {
  if (to.layer > from.layer) {
    const int x1 = from.X() + kBlockWidth / 2;
    const int x2 = to.X() + kBlockWidth / 2;
    const int y1 = from.Y() + kBlockHeight;
    const int half = (to.Y() - y1) / 2;
    // Past the blocks of the layers between, if it would go straight through them.
    const int bend = to.layer - from.layer > 1 && x1 == x2 ? kColumnWidth * 2 / 3 : 0;
    return "M" + Point(x1, y1) + " C" + Point(x1 + bend, y1 + half) + " " + Point(x2 + bend, to.Y() - half) + " " + Point(x2, to.Y());
  }
  const int x1 = from.X() + kBlockWidth;
  const int x2 = to.X() + kBlockWidth;
  const int y1 = from.Y() + kBlockHeight / 2;
  const int y2 = to.Y() + kBlockHeight / 2;
  const int side = std::max(x1, x2) + kBend * (2 + from.layer - to.layer);
  return "M" + Point(x1, y1) + " C" + Point(side, y1) + " " + Point(side, y2) + " " + Point(x2, y2);
}

void AppendEdges(const DrawnBlock& block, const Places& places, const std::string& arrow, std::string& page) {
  for (const DrawnEdge& edge : block.successors) {
    page += "<path class=\"" + std::string(EdgeKindName(edge.kind)) + "\" d=\"";
    page += PathOf(places.at(block.block), places.at(edge.to)) + "\" marker-end=\"url(#" + arrow + ")\"><title>";
    page += std::string(EdgeKindName(edge.kind)) + " from b" + std::to_string(block.block.value()) + " to b" + std::to_string(edge.to.value());
    page += "</title></path>\n";
  }
}

void AppendBox(const DrawnBlock& block, const Place& place, std::string_view id_prefix, std::string& page) {
  const std::string number = std::to_string(block.block.value());
  page += "<g id=\"" + std::string(id_prefix) + number + (block.is_reached ? "\">" : "\" class=\"unreached\">");
  page += "<rect x=\"" + std::to_string(place.X()) + "\" y=\"" + std::to_string(place.Y()) + "\" width=\"" + std::to_string(kBlockWidth) +
          "\" height=\"" + std::to_string(kBlockHeight) + "\" rx=\"4\"/>";
  const std::string x = "<text x=\"" + std::to_string(place.X() + kBlockWidth / 2) + "\" y=\"";
  page += x + std::to_string(place.Y() + 15) + "\">b" + number + "</text>";
  page += x + std::to_string(place.Y() + 28) + "\" class=\"label\">" + EscapeHtml(block.label) + "</text></g>\n";
}

}  // namespace

std::string_view DrawingStyle() { return kStyle; }

void AppendDrawing(std::span<const DrawnBlock> blocks, std::string_view id_prefix, std::string& page) {
  const Places places = LayOut(blocks);
  int right = 0;
  int bottom = 0;
  int deepest = 0;
  for (const DrawnBlock& block : blocks) {
    const Place& place = places.at(block.block);
    deepest = std::max(deepest, place.layer);
    right = std::max(right, place.X() + kBlockWidth);
    bottom = std::max(bottom, place.Y() + kBlockHeight);
  }
  const int width = right + kMargin + kBend * (2 + std::min(deepest, 10));
  const std::string size = std::to_string(width) + " " + std::to_string(bottom + kMargin);
  page += "<svg viewBox=\"0 0 " + size + "\" width=\"" + std::to_string(width) + "\" role=\"img\" aria-label=\"control-flow graph\">\n";
  const std::string arrow = std::string(id_prefix) + "arrow";
  page += "<defs><marker id=\"" + arrow;
  page +=
      "\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto-start-reverse\">"
      "<path d=\"M0,0 L8,4 L0,8\"/></marker></defs>\n";
  for (const DrawnBlock& block : blocks) AppendEdges(block, places, arrow, page);
  for (const DrawnBlock& block : blocks) AppendBox(block, places.at(block.block), id_prefix, page);
  page += "</svg>\n";
}

}  // namespace dangle

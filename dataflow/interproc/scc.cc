#include "dataflow/interproc/scc.h"

#include <algorithm>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/property_map/property_map.hpp>
#include <utility>

namespace dangle {
namespace {

using Graph =
    boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property, boost::no_property, std::uint32_t, std::uint32_t>;

// The component of each node, and how many there are.
std::size_t FindComponents(const CallGraphInput& input, std::vector<std::uint32_t>& component_of) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
  edges.reserve(input.edges.size());
  for (const CallEdge& edge : input.edges) edges.emplace_back(edge.caller.value(), edge.callee.value());
  const Graph graph(boost::edges_are_unsorted_multi_pass, edges.begin(), edges.end(), static_cast<std::uint32_t>(input.node_count));
  component_of.resize(input.node_count);
  const auto index = boost::get(boost::vertex_index, graph);
  return boost::strong_components(graph, boost::make_iterator_property_map(component_of.begin(), index));
}

// Sorts the items 0, 1, … by key: items of key k are sorted[begin[k]] to sorted[begin[k + 1]], in order.
template <typename T, typename Key>
void GroupBy(std::size_t count, std::size_t key_count, const Key& key_of, std::vector<T>& sorted, std::vector<std::uint32_t>& begin) {
  begin.assign(key_count + 1, 0);
  for (std::size_t i = 0; i < count; ++i) ++begin[key_of(i) + 1];
  for (std::size_t k = 0; k < key_count; ++k) begin[k + 1] += begin[k];
  std::vector<std::uint32_t> next(begin.begin(), begin.end() - 1);
  sorted.resize(count);
  for (std::size_t i = 0; i < count; ++i) sorted[next[key_of(i)]++] = T(static_cast<std::uint32_t>(i));
}

}  // namespace

CallComponents::CallComponents(const CallGraphInput& input) {
  std::vector<std::uint32_t> component_of;
  const std::size_t count = FindComponents(input, component_of);
  component_of_.reserve(component_of.size());
  for (const std::uint32_t component : component_of) component_of_.push_back(ComponentId(component));
  GroupBy(
      input.node_count, count, [&](std::size_t node) { return component_of[node]; }, nodes_, node_begin_);

  is_recursive_.resize(count, 0);
  std::vector<CallEdge> outer;  // between components
  for (const CallEdge& edge : input.edges) {
    const ComponentId caller = ComponentOf(edge.caller);
    if (caller == ComponentOf(edge.callee)) {
      is_recursive_[caller] = 1;
    } else {
      outer.push_back(edge);
    }
  }
  std::vector<std::uint32_t> edge_begin;
  std::vector<std::uint32_t> by_caller;  // indices of `outer`
  GroupBy(
      outer.size(), count, [&](std::size_t edge) { return ComponentOf(outer[edge].caller).value(); }, by_caller, edge_begin);

  // Callees have smaller numbers, so their waves are known when a caller asks.
  std::vector<std::uint32_t> wave_of(count, 0);
  std::uint32_t waves = 0;
  for (std::size_t caller = 0; caller < count; ++caller) {
    for (std::uint32_t i = edge_begin[caller]; i < edge_begin[caller + 1]; ++i) {
      const ComponentId callee = ComponentOf(outer[by_caller[i]].callee);
      DANGLE_CHECK(callee.value() < caller);
      wave_of[caller] = std::max(wave_of[caller], wave_of[callee.value()] + 1);
    }
    waves = std::max(waves, wave_of[caller] + 1);
  }
  GroupBy(
      count, waves, [&](std::size_t component) { return wave_of[component]; }, by_wave_, wave_begin_);
}

}  // namespace dangle

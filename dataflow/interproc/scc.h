// The call graph's strongly connected components, callees first, and the waves in which they can be summarised in parallel.
//
//   def a(): b(); c()        components, callees first:  {d}  {b, c}  {a}
//   def b(): c()             waves:                      {d} | {b, c} | {a}
//   def c(): b(); d()
//   def d(): ...             b and c call each other: one component, recursive
//
// The nodes are numbers; what they stand for (functions, classes, which are nodes of their own) is the caller's business. A
// component depends only on components with smaller numbers, and only on those of earlier waves.
//
// Source: Tarjan, Depth-First Search and Linear Graph Algorithms (SIAM J. Comput. 1972), as Boost.Graph has it: its search does
// not recurse, so a call chain of a million functions is no danger, and its component numbers come out callees first.
#ifndef DANGLE_DATAFLOW_INTERPROC_SCC_H_
#define DANGLE_DATAFLOW_INTERPROC_SCC_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/ids.h"

namespace dangle {

struct CallNodeTag {};
struct ComponentTag {};
using CallNodeId = Id<CallNodeTag>;
using ComponentId = Id<ComponentTag>;

struct CallEdge {
  CallNodeId caller;
  CallNodeId callee;
};

// An edge may stand there several times.
struct CallGraphInput {
  std::size_t node_count = 0;
  std::span<const CallEdge> edges;
};

class CallComponents {
 public:
  explicit CallComponents(const CallGraphInput& input);

  std::size_t size() const { return is_recursive_.size(); }
  ComponentId ComponentOf(CallNodeId node) const { return component_of_[node]; }
  // The nodes of a component, by number.
  std::span<const CallNodeId> NodesOf(ComponentId component) const { return Slice(nodes_, node_begin_, component.value()); }
  // More than one node, or a node that calls itself.
  bool IsRecursive(ComponentId component) const { return is_recursive_[component] != 0; }

  // Wave 0 holds the components that call nobody, wave n those whose callees are in waves before it. Components by number.
  std::size_t wave_count() const { return wave_begin_.size() - 1; }
  std::span<const ComponentId> ComponentsOfWave(std::size_t wave) const { return Slice(by_wave_, wave_begin_, wave); }

 private:
  template <typename T>
  static std::span<const T> Slice(const std::vector<T>& items, const std::vector<std::uint32_t>& begin, std::size_t index) {
    return {items.data() + begin[index], begin[index + 1] - begin[index]};
  }

  IdVector<CallNodeId, ComponentId> component_of_;
  IdVector<ComponentId, std::uint8_t> is_recursive_;
  std::vector<CallNodeId> nodes_;          // by component
  std::vector<std::uint32_t> node_begin_;  // of a component in nodes_; one more at the end
  std::vector<ComponentId> by_wave_;
  std::vector<std::uint32_t> wave_begin_;
};

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_INTERPROC_SCC_H_

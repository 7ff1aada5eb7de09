#include "dataflow/interproc/reached.h"

#include <algorithm>

namespace dangle {

ReachedFunctions::ReachedFunctions(const Program& program, const CallGraph& graph)
    : program_(program), graph_(graph), stamps_(graph.functions.size(), 0) {
  mentioned_.resize(graph.functions.size());
  is_known_.resize(graph.functions.size());
}

const std::vector<CallNodeId>& ReachedFunctions::MentionedBy(CallNodeId node) {
  std::vector<CallNodeId>& mentioned = mentioned_[node];
  if (is_known_[node] != 0) return mentioned;
  is_known_[node] = 1;
  for (const CallEdge& edge : graph_.EdgesOf(node)) mentioned.push_back(edge.callee);
  const FunctionRef ref = graph_.functions[node];
  const Function& function = program_.function(ref);
  for (std::size_t i = 0; i < function.instructions.size(); ++i) {
    const Instruction& at = function.instructions[ValueId(i)];
    if (const auto* closure = As<MakeClosure>(at)) mentioned.push_back(graph_.NodeOf({ref.module, closure->function}));
    if (!Is<LoadAttr>(at) && !Is<LoadName>(at)) continue;
    for (const TypeId member : program_.MembersOf(program_.TypeOf(ref, ValueId(i)))) {
      const Type& type = program_.type(member);
      const bool is_function = type.kind == TypeKind::kBoundMethod || type.kind == TypeKind::kFunction;
      if (is_function && type.function.IsValid() && program_.IsProject(type.function.module)) mentioned.push_back(graph_.NodeOf(type.function));
    }
  }
  std::sort(mentioned.begin(), mentioned.end());
  mentioned.erase(std::unique(mentioned.begin(), mentioned.end()), mentioned.end());
  return mentioned;
}

const std::vector<FunctionRef>& ReachedFunctions::From(FunctionRef function) {
  std::unique_ptr<const std::vector<FunctionRef>>& reached = from_[function];
  if (!reached) reached = std::make_unique<const std::vector<FunctionRef>>(Walk(function));
  return *reached;
}

std::vector<FunctionRef> ReachedFunctions::Walk(FunctionRef function) {
  ++stamp_;
  std::vector<CallNodeId> found = {graph_.NodeOf(function)};
  stamps_[found[0].value()] = stamp_;
  for (std::size_t next = 0; next < found.size() && found.size() < kMaxReached; ++next) {
    for (const CallNodeId node : MentionedBy(found[next])) {
      if (stamps_[node.value()] == stamp_) continue;
      stamps_[node.value()] = stamp_;
      found.push_back(node);
    }
  }
  std::vector<FunctionRef> reached;
  for (const CallNodeId node : found) reached.push_back(graph_.functions[node]);
  std::sort(reached.begin(), reached.end());
  return reached;
}

}  // namespace dangle

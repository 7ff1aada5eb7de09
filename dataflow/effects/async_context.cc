#include "dataflow/effects/async_context.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace dangle {

namespace {

// Methods of loops, tasks and futures that keep a function and run it on the loop.
constexpr std::array<std::string_view, 8> kCallbackApis = {"add_done_callback", "add_reader", "add_signal_handler", "add_writer",
                                                           "call_at",           "call_later", "call_soon",          "call_soon_threadsafe"};
// What the loop calls on a protocol.
constexpr std::array<std::string_view, 13> kProtocolMethods = {
    "buffer_updated", "connection_lost", "connection_made",      "data_received",      "datagram_received", "eof_received",   "error_received",
    "get_buffer",     "pause_writing",   "pipe_connection_lost", "pipe_data_received", "process_exited",    "resume_writing",
};
static_assert(std::is_sorted(kCallbackApis.begin(), kCallbackApis.end()));
static_assert(std::is_sorted(kProtocolMethods.begin(), kProtocolMethods.end()));

template <std::size_t kSize>
bool Contains(const std::array<std::string_view, kSize>& names, std::string_view name) {
  return std::binary_search(names.begin(), names.end(), name);
}

// A stub's function that takes callbacks. The callbacks of concurrent.futures run in whatever thread is done.
bool TakesCallback(const Program& program, FunctionRef function) {
  if (program.IsProject(function.module)) return false;
  if (!Contains(kCallbackApis, program.names().Text(program.function(function).name))) return false;
  return program.names().Text(program.module(function.module).name).starts_with("asyncio");
}

class FrameFinder {
 public:
  FrameFinder(const Program& program, const CallGraph& graph)
      : program_(program), graph_(graph), frames_(graph.functions.size(), FrameKind::kNone), protocol_(program.FindClass("asyncio.BaseProtocol")) {}

  IdVector<CallNodeId, FrameKind> Find() {
    for (std::size_t n = 0; n < graph_.functions.size(); ++n) {
      const CallNodeId node(n);
      const Function& function = program_.function(graph_.functions[node]);
      if (function.is_async) {
        frames_[node] = FrameKind::kCoroutine;
      } else if (IsOfProtocol(graph_.functions[node], function)) {
        frames_[node] = FrameKind::kCallback;
      }
      AddCallbacksOf(node);
    }
    return std::move(frames_);
  }

 private:
  bool IsOfProtocol(FunctionRef ref, const Function& function) const {
    if (!protocol_.IsValid() || !function.owner.IsValid()) return false;
    if (!Contains(kProtocolMethods, program_.names().Text(function.name))) return false;
    return program_.IsSubclass({ref.module, function.owner}, protocol_);
  }

  void AddCallbacksOf(CallNodeId node) {
    const FunctionRef ref = graph_.functions[node];
    for (const CallSite& site : graph_.SitesOf(node)) {
      if (!TakesCallback(program_, site.target)) continue;
      const Function& function = program_.function(ref);
      const auto* call = As<Call>(function.instructions[site.at]);
      if (call == nullptr) continue;
      for (const Argument& argument : function.ArgumentsOf(call->arguments)) AddCallback(program_.TypeOf(ref, argument.value.value()));
    }
  }

  void AddCallback(TypeId given) {
    for (const TypeId member : program_.MembersOf(given)) {
      const Type& type = program_.type(member);
      if (type.kind != TypeKind::kFunction && type.kind != TypeKind::kBoundMethod) continue;
      if (!type.function.IsValid() || !program_.IsProject(type.function.module)) continue;
      const Function& function = program_.function(type.function);
      if (function.is_async || function.is_generator) continue;
      frames_[graph_.NodeOf(type.function)] = FrameKind::kCallback;
    }
  }

  const Program& program_;
  const CallGraph& graph_;
  IdVector<CallNodeId, FrameKind> frames_;
  ClassRef protocol_;
};

}  // namespace

IdVector<CallNodeId, FrameKind> FindAsyncFrames(const Program& program, const CallGraph& graph) { return FrameFinder(program, graph).Find(); }

}  // namespace dangle

// The solver tells what it does: every block that it visits, every join along an edge, and how it ended.
//
//   block b2, visit 1: {x: b0}
//     true -> b3: changed {x: b0, b2}
//     normal -> b1: unchanged
//
// States are given as functions that make text, so nothing is formatted when nobody listens.
//
// Source: the Logger of clang's FlowSensitive framework.
#ifndef DANGLE_DATAFLOW_ENGINE_LOGGER_H_
#define DANGLE_DATAFLOW_ENGINE_LOGGER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "dataflow/engine/domain.h"
#include "dataflow/engine/graph.h"

namespace dangle {

class SolverLogger {
 public:
  using Text = absl::FunctionRef<std::string()>;

  virtual ~SolverLogger() = default;
  // False: the solver does not call the other functions.
  virtual bool IsListening() const { return true; }
  // A block is visited for the visit-th time (from 1), with this state at its entry.
  virtual void OnBlock(BlockId block, std::uint32_t visit, Text state) = 0;
  // A state went along an edge; it changed the state of the target or not. `state`: the target's state after it.
  virtual void OnJoin(BlockId from, BlockId to, EdgeKind kind, JoinEffect effect, Text state) = 0;
  virtual void OnEnd(bool converged, std::uint64_t visits) = 0;
};

// Does not listen.
SolverLogger& NullLogger();

// Appends lines of text to a string.
class TextLogger final : public SolverLogger {
 public:
  explicit TextLogger(std::string& text) : text_(&text) {}
  void OnBlock(BlockId block, std::uint32_t visit, Text state) override;
  void OnJoin(BlockId from, BlockId to, EdgeKind kind, JoinEffect effect, Text state) override;
  void OnEnd(bool converged, std::uint64_t visits) override;

 private:
  std::string* text_;
};

// One visit of a block, with what it sent along its edges.
struct SolverStep {
  struct Sent {
    BlockId to;
    EdgeKind kind = EdgeKind::kNormal;
    JoinEffect effect = JoinEffect::kUnchanged;
    std::string state;
  };
  BlockId block;
  std::uint32_t visit = 0;
  std::string state;
  std::vector<Sent> sent;
};

// Keeps the steps, for the page of dataflow/engine/states_page.h.
class HtmlLogger final : public SolverLogger {
 public:
  void OnBlock(BlockId block, std::uint32_t visit, Text state) override;
  void OnJoin(BlockId from, BlockId to, EdgeKind kind, JoinEffect effect, Text state) override;
  void OnEnd(bool converged, std::uint64_t visits) override;

  const std::vector<SolverStep>& steps() const { return steps_; }
  bool converged() const { return converged_; }

 private:
  std::vector<SolverStep> steps_;
  bool converged_ = false;
};

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_ENGINE_LOGGER_H_

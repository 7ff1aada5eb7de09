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

// A state that went along an edge, and was joined into that of the target.
struct SolverJoin {
  BlockId from;
  BlockId to;
  EdgeKind kind = EdgeKind::kNormal;
  JoinEffect effect = JoinEffect::kUnchanged;
  bool closes_loop = false;
  bool is_widened = false;  // the domain is widenable, the edge closes a loop, and the join changed something
};

class SolverLogger {
 public:
  using Text = absl::FunctionRef<std::string()>;

  virtual ~SolverLogger() = default;
  // False: the solver does not call the other functions.
  virtual bool IsListening() const { return true; }
  // A block is visited for the visit-th time (from 1), with this state at its entry.
  virtual void OnBlock(BlockId block, std::uint32_t visit, Text state) = 0;
  // The instruction of that block, by its place in it. Only what changes the state is told.
  virtual void OnInstruction(std::uint32_t /*index*/, Text /*after*/) {}
  // `sent`: the state that went along the edge; `before`, `after`: the target's.
  virtual void OnJoin(const SolverJoin& join, Text sent, Text before, Text after) = 0;
  virtual void OnEnd(bool converged, std::uint64_t visits) = 0;
};

// Does not listen.
SolverLogger& NullLogger();

// Appends lines of text to a string.
class TextLogger final : public SolverLogger {
 public:
  explicit TextLogger(std::string& text) : text_(&text) {}
  void OnBlock(BlockId block, std::uint32_t visit, Text state) override;
  void OnJoin(const SolverJoin& join, Text sent, Text before, Text after) override;
  void OnEnd(bool converged, std::uint64_t visits) override;

 private:
  std::string* text_;
};

// One visit of a block, with what its instructions did and what it sent along its edges.
struct SolverStep {
  struct Change {
    std::uint32_t index = 0;  // of the instruction in its block
    std::string after;
  };
  struct Sent {
    SolverJoin join;
    std::string sent;
    std::string before;
    std::string after;
  };
  BlockId block;
  std::uint32_t visit = 0;
  std::string state;
  std::vector<Change> changes;
  std::vector<Sent> sent;
  std::vector<BlockId> waiting;  // after the visit, the next one first
};

// Keeps the steps, for the page of dataflow/engine/states_page.h.
class HtmlLogger final : public SolverLogger {
 public:
  void OnBlock(BlockId block, std::uint32_t visit, Text state) override;
  void OnInstruction(std::uint32_t index, Text after) override;
  void OnJoin(const SolverJoin& join, Text sent, Text before, Text after) override;
  void OnEnd(bool converged, std::uint64_t visits) override;

  const std::vector<SolverStep>& steps() const { return steps_; }
  bool converged() const { return converged_; }

 private:
  std::vector<SolverStep> steps_;
  bool converged_ = false;
};

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_ENGINE_LOGGER_H_

#include "dataflow/engine/logger.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace dangle {
namespace {

class SilentLogger final : public SolverLogger {
 public:
  bool IsListening() const override { return false; }
  void OnBlock(BlockId, std::uint32_t, Text) override {}
  void OnJoin(const SolverJoin&, Text, Text, Text) override {}
  void OnEnd(bool, std::uint64_t) override {}
};

std::string BlockName(BlockId block) { return "b" + std::to_string(block.value()); }

}  // namespace

SolverLogger& NullLogger() {
  static SilentLogger logger;
  return logger;
}

void TextLogger::OnBlock(BlockId block, std::uint32_t visit, Text state) {
  *text_ += "block " + BlockName(block) + ", visit " + std::to_string(visit) + ": " + state() + "\n";
}

void TextLogger::OnJoin(const SolverJoin& join, Text, Text, Text after) {
  *text_ += "  ";
  *text_ += EdgeKindName(join.kind);
  *text_ += " -> " + BlockName(join.to);
  if (join.effect == JoinEffect::kUnchanged) {
    *text_ += ": unchanged\n";
  } else {
    *text_ += (join.is_widened ? ": widened " : ": changed ") + after() + "\n";
  }
}

void TextLogger::OnEnd(bool converged, std::uint64_t visits) {
  *text_ += (converged ? "converged after " : "stopped by the budget after ") + std::to_string(visits) + " visits\n";
}

void HtmlLogger::OnBlock(BlockId block, std::uint32_t visit, Text state) {
  std::vector<BlockId> waiting = steps_.empty() ? std::vector<BlockId>() : steps_.back().waiting;
  std::erase(waiting, block);
  steps_.push_back({block, visit, state(), {}, {}, std::move(waiting)});
}

void HtmlLogger::OnInstruction(std::uint32_t index, Text after) {
  SolverStep& step = steps_.back();
  std::string text = after();
  if (text != (step.changes.empty() ? step.state : step.changes.back().after)) step.changes.push_back({index, std::move(text)});
}

void HtmlLogger::OnJoin(const SolverJoin& join, Text sent, Text before, Text after) {
  DANGLE_CHECK(!steps_.empty());
  SolverStep& step = steps_.back();
  step.sent.push_back({join, sent(), before(), after()});
  if (join.effect == JoinEffect::kUnchanged) return;
  // The worklist gives the least first; blocks of a function are numbered in its order.
  const auto place = std::lower_bound(step.waiting.begin(), step.waiting.end(), join.to);
  if (place == step.waiting.end() || *place != join.to) step.waiting.insert(place, join.to);
}

void HtmlLogger::OnEnd(bool converged, std::uint64_t) { converged_ = converged; }

}  // namespace dangle

#include "dataflow/engine/logger.h"

#include <utility>

#include "base/check.h"

namespace dangle {
namespace {

class SilentLogger final : public SolverLogger {
 public:
  bool IsListening() const override { return false; }
  void OnBlock(BlockId, std::uint32_t, Text) override {}
  void OnJoin(BlockId, BlockId, EdgeKind, JoinEffect, Text) override {}
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

void TextLogger::OnJoin(BlockId, BlockId to, EdgeKind kind, JoinEffect effect, Text state) {
  *text_ += "  ";
  *text_ += EdgeKindName(kind);
  *text_ += " -> " + BlockName(to);
  *text_ += effect == JoinEffect::kChanged ? ": changed " + state() + "\n" : ": unchanged\n";
}

void TextLogger::OnEnd(bool converged, std::uint64_t visits) {
  *text_ += (converged ? "converged after " : "stopped by the budget after ") + std::to_string(visits) + " visits\n";
}

void HtmlLogger::OnBlock(BlockId block, std::uint32_t visit, Text state) { steps_.push_back({block, visit, state(), {}}); }

void HtmlLogger::OnJoin(BlockId, BlockId to, EdgeKind kind, JoinEffect effect, Text state) {
  DANGLE_CHECK(!steps_.empty());
  steps_.back().sent.push_back({to, kind, effect, effect == JoinEffect::kChanged ? state() : std::string()});
}

void HtmlLogger::OnEnd(bool converged, std::uint64_t) { converged_ = converged; }

}  // namespace dangle

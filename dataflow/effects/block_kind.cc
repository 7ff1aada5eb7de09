#include "dataflow/effects/block_kind.h"

#include <algorithm>

namespace dangle {

namespace {

constexpr std::array<std::string_view, kBlockKindCount> kNames = {"sleep", "file", "metadata", "load", "http",  "subprocess", "database",
                                                                  "lock",  "wait", "network",  "sdk",  "input", "cpu",        "loop"};

}  // namespace

std::string_view BlockKindName(BlockKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

std::optional<BlockKind> BlockKindNamed(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<BlockKind>(found - kNames.begin());
}

}  // namespace dangle

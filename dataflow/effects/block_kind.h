// What a function may do that stops the thread it runs on, by kind: the words of `@blocks("…")` on stubs.
//
//   @blocks("sleep")
//   def sleep(secs: float, /) -> None: ...
//
// Source: the lists of blockbuster, Home Assistant (block_async_io), flake8-async and ruff; design: effects.
#ifndef DANGLE_DATAFLOW_EFFECTS_BLOCK_KIND_H_
#define DANGLE_DATAFLOW_EFFECTS_BLOCK_KIND_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace dangle {

enum class BlockKind : std::uint8_t {
  kSleep,
  kFile,      // content of files: open, read, write, copy, walk
  kMetadata,  // asks or changes only names: exists, stat, unlink
  kLoad,      // code, certificates, settings: import_module, SSL contexts
  kHttp,
  kSubprocess,
  kDatabase,
  kLock,     // a lock that another thread may hold
  kWait,     // for another thread or process to do something
  kNetwork,  // sockets and name resolution
  kSdk,      // a remote service behind a client library
  kInput,    // a person
  kCpu,      // computes for long
  kLoop,     // runs an event loop: raises where one runs already
};
inline constexpr std::size_t kBlockKindCount = 14;

// "sleep", "file" …, as the words of stubs spell them.
std::string_view BlockKindName(BlockKind kind);
std::optional<BlockKind> BlockKindNamed(std::string_view name);

constexpr std::array<BlockKind, kBlockKindCount> AllBlockKinds() {
  std::array<BlockKind, kBlockKindCount> kinds{};
  for (std::size_t i = 0; i < kBlockKindCount; ++i) kinds[i] = static_cast<BlockKind>(i);
  return kinds;
}

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_EFFECTS_BLOCK_KIND_H_

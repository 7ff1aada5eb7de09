#include "base/names.h"

#include <atomic>
#include <string>
#include <vector>

#include "absl/hash/hash.h"

namespace dangle {

namespace {

// Texts live in chunks that never move, so that readers need no lock: a chunk pointer is published before its ids are.
constexpr std::uint32_t kChunkBits = 12;
constexpr std::uint32_t kChunkSize = 1U << kChunkBits;
constexpr std::uint32_t kMaxChunks = 1U << 14;

std::string_view AsView(absl::string_view text) { return {text.data(), text.size()}; }

}  // namespace

struct NameTable::Shard {
  using Chunk = std::array<std::string_view, kChunkSize>;

  mutable std::mutex mutex;
  absl::flat_hash_map<std::string_view, std::uint32_t> index;
  std::deque<std::string> texts;
  std::vector<std::atomic<Chunk*>> chunks = std::vector<std::atomic<Chunk*>>(kMaxChunks);
  std::vector<std::unique_ptr<Chunk>> owned_chunks;
};

NameTable::NameTable() {
  for (auto& shard : shards_) shard = std::make_unique<Shard>();
}
NameTable::~NameTable() = default;

NameId NameTable::Intern(std::string_view text) {
  const std::uint32_t shard_number = static_cast<std::uint32_t>(absl::Hash<std::string_view>()(text) >> 40) & (kShards - 1);
  Shard& shard = *shards_[shard_number];
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.index.find(text);
  if (found != shard.index.end()) return NameId((found->second << kShardBits) | shard_number);
  const auto number = static_cast<std::uint32_t>(shard.texts.size());
  const std::string_view kept = AsView(shard.texts.emplace_back(text));
  const std::uint32_t chunk_number = number >> kChunkBits;
  DANGLE_CHECK(chunk_number < kMaxChunks);
  if (chunk_number == shard.owned_chunks.size()) {
    shard.owned_chunks.push_back(std::make_unique<Shard::Chunk>());
    shard.chunks[chunk_number].store(shard.owned_chunks.back().get(), std::memory_order_release);
  }
  (*shard.owned_chunks[chunk_number])[number & (kChunkSize - 1)] = kept;
  shard.index.emplace(kept, number);
  return NameId((number << kShardBits) | shard_number);
}

NameId NameTable::Find(std::string_view text) const {
  const std::uint32_t shard_number = static_cast<std::uint32_t>(absl::Hash<std::string_view>()(text) >> 40) & (kShards - 1);
  const Shard& shard = *shards_[shard_number];
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.index.find(text);
  return found == shard.index.end() ? NameId() : NameId((found->second << kShardBits) | shard_number);
}

std::string_view NameTable::Text(NameId id) const {
  DANGLE_CHECK(id.IsValid());
  const Shard& shard = *shards_[id.value() & (kShards - 1)];
  const std::uint32_t number = id.value() >> kShardBits;
  // Whoever holds an id got it through a lock or a join with its maker, so the chunk and its entry are visible here.
  const Shard::Chunk* chunk = shard.chunks[number >> kChunkBits].load(std::memory_order_acquire);
  return (*chunk)[number & (kChunkSize - 1)];
}

NameId NameCache::Intern(std::string_view text) {
  const auto found = seen_.find(text);
  if (found != seen_.end()) return found->second;
  const NameId id = table_->Intern(text);
  seen_.emplace(table_->Text(id), id);
  return id;
}

}  // namespace dangle

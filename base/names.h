// Interned identifiers. Equal text has an equal NameId in one process, so names compare and hash as integers.
//
//   async def fetch(url): ...      # `fetch` and `url` are interned once, however often they are read
//
// A NameTable may be used from any number of threads: it is sharded, each shard behind its own mutex, and each lowering thread
// keeps a NameCache in front of it, so the shared table is asked once per distinct name and file. Ids depend on the order of
// threads: never order by them and never print them; order by Text().
#ifndef DANGLE_BASE_NAMES_H_
#define DANGLE_BASE_NAMES_H_

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "base/ids.h"

namespace dangle {

struct NameTag {};
using NameId = Id<NameTag>;

class NameTable {
 public:
  NameTable();
  ~NameTable();
  NameTable(const NameTable&) = delete;
  NameTable& operator=(const NameTable&) = delete;

  // The id of this text; the same for the same text from every thread. The text is copied once.
  NameId Intern(std::string_view text);
  // The id of this text if it was interned before, else an invalid id.
  NameId Find(std::string_view text) const;
  // The text of a valid id of this table; lives as long as the table.
  std::string_view Text(NameId id) const;

 private:
  struct Shard;
  static constexpr std::uint32_t kShardBits = 4;
  static constexpr std::uint32_t kShards = 1U << kShardBits;
  std::array<std::unique_ptr<Shard>, kShards> shards_;
};

// A private front of a NameTable for one thread: no lock for a name that it has seen.
class NameCache {
 public:
  explicit NameCache(NameTable& table) : table_(&table) {}
  NameId Intern(std::string_view text);
  NameTable& table() const { return *table_; }

 private:
  NameTable* table_;
  absl::flat_hash_map<std::string_view, NameId> seen_;
};

}  // namespace dangle

#endif  // DANGLE_BASE_NAMES_H_

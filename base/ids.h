// Strong ids: a 4-byte index that can only index what it belongs to. Stored data refers to things by id, never by pointer, so
// tables can grow, be copied and be written out. Ids never reach the output and are never ordered by for output.
//
//   struct BlockTag {};  using BlockId = Id<BlockTag>;
//   IdVector<BlockId, Block> blocks;   BlockId entry = blocks.push_back(Block{});   blocks[entry]
#ifndef DANGLE_BASE_IDS_H_
#define DANGLE_BASE_IDS_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <utility>
#include <vector>

#include "base/check.h"

namespace dangle {

template <typename Tag>
class Id {
 public:
  // The id of nothing: IsValid() is false.
  constexpr Id() = default;
  constexpr explicit Id(std::uint32_t value) : value_(value) {}
  constexpr explicit Id(std::size_t value) : value_(static_cast<std::uint32_t>(value)) {}

  constexpr std::uint32_t value() const { return value_; }
  constexpr bool IsValid() const { return value_ != kInvalid; }

  friend constexpr bool operator==(Id, Id) = default;
  friend constexpr auto operator<=>(Id, Id) = default;

  template <typename H>
  friend H AbslHashValue(H state, Id id) {
    return H::combine(std::move(state), id.value_);
  }

 private:
  static constexpr std::uint32_t kInvalid = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t value_ = kInvalid;
};

// A vector that only its own id can index.
template <typename IdType, typename T>
class IdVector {
 public:
  using value_type = T;

  IdVector() = default;
  explicit IdVector(std::size_t size) : items_(size) {}
  IdVector(std::size_t size, const T& value) : items_(size, value) {}

  T& operator[](IdType id) {
    DANGLE_DCHECK(id.value() < items_.size());
    return items_[id.value()];
  }
  const T& operator[](IdType id) const {
    DANGLE_DCHECK(id.value() < items_.size());
    return items_[id.value()];
  }

  // Appends and returns the id of what was appended. References to elements may be invalidated, ids stay.
  IdType push_back(T item) {
    items_.push_back(std::move(item));
    return IdType(items_.size() - 1);
  }
  IdType NextId() const { return IdType(items_.size()); }

  std::size_t size() const { return items_.size(); }
  bool empty() const { return items_.empty(); }
  void clear() { items_.clear(); }
  void reserve(std::size_t size) { items_.reserve(size); }
  void resize(std::size_t size) { items_.resize(size); }
  void resize(std::size_t size, const T& value) { items_.resize(size, value); }
  auto begin() { return items_.begin(); }
  auto end() { return items_.end(); }
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }
  std::vector<T>& raw() { return items_; }
  const std::vector<T>& raw() const { return items_; }

  friend bool operator==(const IdVector&, const IdVector&) = default;

 private:
  std::vector<T> items_;
};

}  // namespace dangle

template <typename Tag>
struct std::hash<dangle::Id<Tag>> {
  std::size_t operator()(dangle::Id<Tag> id) const noexcept { return std::hash<std::uint32_t>()(id.value()); }
};

#endif  // DANGLE_BASE_IDS_H_

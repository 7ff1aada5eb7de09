// A set of small numbers from which the least is taken first: the blocks that wait to be visited, by their number in reverse
// postorder. A bit each, so adding twice is nothing; the scan for the least goes on from where it was.
#ifndef DANGLE_DATAFLOW_ENGINE_WORKLIST_H_
#define DANGLE_DATAFLOW_ENGINE_WORKLIST_H_

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/check.h"

namespace dangle {

class Worklist {
 public:
  // Makes room for numbers below `size`. Memory is only ever added.
  void Reserve(std::size_t size) {
    const std::size_t words = (size + 63) / 64;
    if (words > words_.size()) words_.resize(words, 0);
  }
  bool IsEmpty() const { return count_ == 0; }
  void Add(std::uint32_t number) {
    std::uint64_t& word = words_[number / 64];
    const std::uint64_t bit = std::uint64_t{1} << (number % 64);
    if ((word & bit) != 0) return;
    word |= bit;
    first_word_ = count_ == 0 ? number / 64 : std::min<std::size_t>(first_word_, number / 64);
    ++count_;
  }
  // Takes the least number out; there must be one.
  std::uint32_t TakeLeast() {
    DANGLE_DCHECK(count_ > 0);
    while (words_[first_word_] == 0) ++first_word_;
    std::uint64_t& word = words_[first_word_];
    const int bit = std::countr_zero(word);
    word &= word - 1;
    --count_;
    return static_cast<std::uint32_t>(first_word_ * 64 + static_cast<std::size_t>(bit));
  }
  void Clear() {
    while (!IsEmpty()) TakeLeast();
  }

 private:
  std::vector<std::uint64_t> words_;  // no word before first_word_ has a bit
  std::size_t first_word_ = 0;
  std::size_t count_ = 0;
};

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_ENGINE_WORKLIST_H_

// Which steps of a long trace are shown: its beginning and its end, where the object is made and where it is lost.
#ifndef DANGLE_REPORT_TRACE_H_
#define DANGLE_REPORT_TRACE_H_

#include <cstddef>

namespace dangle {

// Steps [0, head) and [tail, total) are shown; tail - head are left out.
struct ShownSteps {
  std::size_t head = 0;
  std::size_t tail = 0;
  std::size_t LeftOut() const { return tail - head; }
};

constexpr ShownSteps SelectSteps(std::size_t total, std::size_t cap) {
  if (total <= cap) return {total, total};
  const std::size_t head = (cap + 1) / 2;
  return {head, total - (cap - head)};
}

}  // namespace dangle

#endif  // DANGLE_REPORT_TRACE_H_

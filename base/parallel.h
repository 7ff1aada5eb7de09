// ParallelFor: the one way in which dangle uses threads. Work items are taken from one atomic index; each item writes only its
// own slot, so the result is the same for any number of threads.
#ifndef DANGLE_BASE_PARALLEL_H_
#define DANGLE_BASE_PARALLEL_H_

#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace dangle {

// Calls body(index, worker) for each index in [0, count), on up to `threads` threads (the caller is one of them);
// worker is in [0, threads) and lets a body keep one scratch object per thread. body must not throw.
template <typename Body>
void ParallelFor(std::size_t count, std::size_t threads, const Body& body) {
  const std::size_t workers = threads < 1 ? 1 : (threads > count ? (count < 1 ? 1 : count) : threads);
  std::atomic<std::size_t> next{0};
  const auto run = [&](std::size_t worker) {
    for (std::size_t i = next.fetch_add(1); i < count; i = next.fetch_add(1)) body(i, worker);
  };
  std::vector<std::jthread> others;
  others.reserve(workers - 1);
  for (std::size_t worker = 1; worker < workers; ++worker) others.emplace_back(run, worker);
  run(0);
}

}  // namespace dangle

#endif  // DANGLE_BASE_PARALLEL_H_

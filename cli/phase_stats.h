// Time and memory of each phase, for --stats.
#ifndef DANGLE_CLI_PHASE_STATS_H_
#define DANGLE_CLI_PHASE_STATS_H_

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dangle {

class PhaseStats {
 public:
  // Runs the phase and keeps what it cost.
  template <typename Body>
  auto Measure(std::string_view phase, const Body& body) {
    const Timer timer(*this, phase);
    return body();
  }

  // A figure besides, in the order of the calls: "calls resolved", "1234 of 2000".
  void Note(std::string name, std::string value) { notes_.emplace_back(std::move(name), std::move(value)); }

  void Print(std::ostream& out) const;

 private:
  struct Row {
    std::string phase;
    double wall_seconds = 0;
    double cpu_seconds = 0;
    std::size_t peak_bytes = 0;  // of the process, up to the end of the phase
  };
  class Timer {
   public:
    Timer(PhaseStats& stats, std::string_view phase);
    ~Timer();
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

   private:
    PhaseStats& stats_;
    Row begin_;
  };

  std::vector<Row> rows_;
  std::vector<std::pair<std::string, std::string>> notes_;
};

}  // namespace dangle

#endif  // DANGLE_CLI_PHASE_STATS_H_

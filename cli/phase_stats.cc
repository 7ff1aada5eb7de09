#include "cli/phase_stats.h"

#include <sys/resource.h>

#include <chrono>
#include <iomanip>
#include <ios>
#include <ratio>

namespace dangle {

namespace {

double WallSeconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

double Seconds(const timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6; }

rusage Usage() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage;
}

}  // namespace

PhaseStats::Timer::Timer(PhaseStats& stats, std::string_view phase) : stats_(stats) {
  const rusage usage = Usage();
  begin_ = {std::string(phase), WallSeconds(), Seconds(usage.ru_utime) + Seconds(usage.ru_stime), 0};
}

PhaseStats::Timer::~Timer() {
  const rusage usage = Usage();
  Row row = begin_;
  row.wall_seconds = WallSeconds() - begin_.wall_seconds;
  row.cpu_seconds = Seconds(usage.ru_utime) + Seconds(usage.ru_stime) - begin_.cpu_seconds;
  row.peak_bytes = static_cast<std::size_t>(usage.ru_maxrss) * 1024;
  stats_.rows_.push_back(std::move(row));
}

void PhaseStats::Print(std::ostream& out) const {
  const std::ios_base::fmtflags flags = out.flags();
  out << std::fixed << std::left << std::setw(12) << "phase" << std::right << std::setw(10) << "wall s" << std::setw(10) << "CPU s" << std::setw(12)
      << "peak MB"
      << "\n";
  double wall = 0;
  double cpu = 0;
  for (const Row& row : rows_) {
    out << std::left << std::setw(12) << row.phase << std::right << std::setprecision(3) << std::setw(10) << row.wall_seconds << std::setw(10)
        << row.cpu_seconds << std::setprecision(1) << std::setw(12) << static_cast<double>(row.peak_bytes) / 1e6 << "\n";
    wall += row.wall_seconds;
    cpu += row.cpu_seconds;
  }
  out << std::left << std::setw(12) << "all" << std::right << std::setprecision(3) << std::setw(10) << wall << std::setw(10) << cpu << "\n";
  for (const auto& [name, value] : notes_) out << name << ": " << value << "\n";
  out.flags(flags);
}

}  // namespace dangle

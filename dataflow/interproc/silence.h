// What silenced a site: who took the object over, so that nothing could be said about it. For `--stats`: the figures say which
// kind of code dangle would have to know better.
//
//   f = open(path)
//   registry.add(f)       registry is of unknown type: (a), the callee is not resolved
//   self.f = open(path)   a field of a known class: whether the class releases it is not followed
//
// A site counts if it is silent and would speak if those who took its object had only borrowed it. It counts once, for the first
// of them in the text; a project's function that takes an object over for somebody else is looked through.
#ifndef DANGLE_DATAFLOW_INTERPROC_SILENCE_H_
#define DANGLE_DATAFLOW_INTERPROC_SILENCE_H_

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "dataflow/interproc/summaries.h"

namespace dangle {

// The first six are those of the policy for unknown code: an unresolved callee or class, an unresolved method of a known
// receiver, a function of which only the interface is known, a store into an object of unknown type, a function with an unknown
// decorator (its calls are no sites: all of them count), `*args` and `**kwargs`. Then hand-overs that the analysis does not
// follow.
enum class Silencer : std::uint8_t { kCallee, kMethod, kInterface, kStore, kDecorator, kStar, kClosure, kField, kLater, kCaller, kNone };
inline constexpr std::size_t kSilencerCount = static_cast<std::size_t>(Silencer::kNone);

struct SilenceTable {
  std::array<std::array<std::uint64_t, kProtocolCount>, kSilencerCount> sites = {};
};

// Solves every silent site once more: about as dear as the summaries themselves.
SilenceTable CountSilence(const Program& program, const ProgramSummaries& summaries, const SolveOptions& options);

// ("silenced by (a) an unresolved callee", "Await 1, Release 2, KeepAlive 0, Lock 0"), and so on.
std::vector<std::pair<std::string, std::string>> DescribeSilence(const SilenceTable& table);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_INTERPROC_SILENCE_H_

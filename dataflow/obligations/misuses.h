// Objects that are used after they were released, locks that are released twice, and transactions that nobody ends: the protocols of
// use. Each is the automaton of obligations turned round: the release (the write, the commit) is the birth of a duty not to use the
// object (to commit it, not to read what it holds), and the same solver tells where it is broken.
//
//   conn.close()                     birth: from here on conn must not be used
//   if again: conn = connect()       something else stands there: ended
//   conn.execute("SELECT 1")         used while the duty stands: on the path past the `if`
//
//   session.add(row)                 birth: a write that has to be committed
//   return row                       the frame is left while the duty stands: rolled back without a word
//
// Source: Strom and Yemini, Typestate (1986); Das, Lerner and Seigle (PLDI 2002).
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_MISUSES_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_MISUSES_H_

#include <vector>

#include "dataflow/interproc/summaries.h"
#include "report/finding.h"

namespace dangle {

enum class MisuseKind : std::uint8_t {
  kUsedAfterRelease,  // DNG305
  kReleasedTwice,     // DNG306
  kTransactionLost,   // DNG307
  kReadAfterCommit,   // DNG308: an attribute that the commit has expired
  kHalfBuilt,         // DNG302: what `__init__` or `__aenter__` has stored in the instance, which nobody gets
  kPermitKept,        // DNG304: a place taken by hand, in a set, a table, by a counter or a flag, and not given back
  kReadUnloaded,      // DNG308: a relationship that was not loaded with its object
};

struct Misuse {
  MisuseKind kind = MisuseKind::kUsedAfterRelease;
  FunctionRef function;
  ValueId first;           // the release, the write, the commit, the call that loads
  ValueId second;          // the use, the second release, the way out, the attribute read
  ValueId object;          // what is used, released, written to
  bool always = true;      // the first happens on every path to the second
  bool is_certain = true;  // else there is something about it that could make it right
};

// In order of modules, functions and instructions; the same for any number of threads. `sources`: of the project, for the text of SQL.
std::vector<Misuse> FindMisuses(const Program& program, const SourceSet& sources, const ProgramSummaries& summaries, std::size_t threads);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_MISUSES_H_

// The report for people: one block per finding with a code frame, the way to the defect, why it matters and how to mend it.
//
//   app/jobs.py:3:5: DNG201 coroutine-never-awaited [P1, high]
//   The coroutine 'store.write' is never awaited.
//     |
//   3 |     store.write(query)
//     |     ^^^^^^^^^^^^^^^^^^
//     = why: Calling an `async def` only makes an object: not one line of the body runs.
//     = fix: Await the coroutine
//           await store.write(query)
//
//   1 finding (1 P1, 0 P2, 0 P3) in 12 files.
//
// Columns are counted in code points, as editors do.
#ifndef DANGLE_REPORT_TEXT_H_
#define DANGLE_REPORT_TEXT_H_

#include <iosfwd>
#include <string>

#include "report/report.h"

namespace dangle {

struct TextOptions {
  bool color = false;  // ANSI escape sequences; whether the output is a terminal is the caller's question
  bool frames = true;  // false: only the header and the message of each finding
};

// All findings, then the closing lines.
void WriteText(const Report& report, const TextOptions& options, std::ostream& out);

// The parts, for output as the findings come.
void AppendTextFinding(const Finding& finding, const SourceSet& sources, const TextOptions& options, std::string& out);
void AppendTextSummary(const Report& report, const TextOptions& options, std::string& out);

}  // namespace dangle

#endif  // DANGLE_REPORT_TEXT_H_

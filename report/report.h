// A report: everything that a writer gets. Writers turn it into bytes and decide nothing: what is in `findings` is printed, in
// this order. The views live as long as the scan's results.
//
//   SortFindings(findings, sources);
//   const Report report{.sources = &sources, .findings = findings, .notices = notices, .files_scanned = sources.size()};
//   WriteText(report, TextOptions{}, std::cout);
//   WriteSarif(report, SarifOptions{...}, sarif_file);
#ifndef DANGLE_REPORT_REPORT_H_
#define DANGLE_REPORT_REPORT_H_

#include <cstddef>
#include <span>

#include "report/finding.h"
#include "report/notice.h"

namespace dangle {

struct Report {
  const SourceSet* sources = nullptr;
  std::span<const Finding> findings = {};  // in the order of FindingLess
  std::span<const Notice> notices = {};
  std::size_t files_scanned = 0;
  std::size_t hidden = 0;      // findings that the profile keeps back
  std::size_t suppressed = 0;  // findings muted in the source or by a baseline
  bool successful = true;      // false: the scan failed or ran out of time (exit code 3)
};

}  // namespace dangle

#endif  // DANGLE_REPORT_REPORT_H_

// The content identity of a finding, `dangle/v1`: the same before and after unrelated edits, since no position goes into it.
// Baselines, audits and SARIF's partialFingerprints know a finding by it.
//
//   def f():
//       open(p)      # identity: hash of DNG301, path, "app.f", what the checker says of the defect, 0
//       open(p)      # the same with 1: the second of its kind in source order
//
// Source: SARIF 2.1.0, 3.27.17 (partialFingerprints).
#ifndef DANGLE_REPORT_IDENTITY_H_
#define DANGLE_REPORT_IDENTITY_H_

#include <span>
#include <string>
#include <vector>

#include "report/finding.h"

namespace dangle {

// 32 hexadecimal digits for each finding, in the order of `findings`. Pass all findings of a scan: the occurrence number counts
// among equals in source order, whatever the order of the span.
std::vector<std::string> ContentIdentities(std::span<const Finding> findings, const SourceSet& sources);

}  // namespace dangle

#endif  // DANGLE_REPORT_IDENTITY_H_

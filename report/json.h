// Findings as plain JSON, for scripts: stable names, nothing nested that need not be.
//
//   {"version": 1, "findings": [{"rule": "DNG201", "path": "app/jobs.py", "line": 3, "column": 5, ...}], "notices": [...]}
//
// `version` rises when a field changes its meaning or goes away; new fields may come at any time. Lines and columns are 1-based,
// columns count code points, an end column is the column after the last character.
#ifndef DANGLE_REPORT_JSON_H_
#define DANGLE_REPORT_JSON_H_

#include <iosfwd>
#include <string_view>

#include "report/report.h"

namespace dangle {

struct JsonOptions {
  std::string_view tool_version;
};

void WriteJson(const Report& report, const JsonOptions& options, std::ostream& out);

}  // namespace dangle

#endif  // DANGLE_REPORT_JSON_H_

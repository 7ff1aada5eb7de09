#include "report/finding.h"

#include <algorithm>
#include <tuple>

#include "base/check.h"

namespace dangle {

Severity OneLower(Severity severity) { return severity == Severity::kP1 ? Severity::kP2 : Severity::kP3; }

std::string_view SeverityName(Severity severity) {
  switch (severity) {
    case Severity::kP1:
      return "P1";
    case Severity::kP2:
      return "P2";
    case Severity::kP3:
      return "P3";
  }
  DANGLE_CHECK(false);
}

std::string_view ConfidenceName(Confidence confidence) {
  switch (confidence) {
    case Confidence::kHigh:
      return "high";
    case Confidence::kMedium:
      return "medium";
    case Confidence::kLow:
      return "low";
  }
  DANGLE_CHECK(false);
}

bool FindingLess(const Finding& a, const Finding& b, const SourceSet& sources) {
  if (a.location.file != b.location.file) {
    const int order = sources[a.location.file].path().compare(sources[b.location.file].path());
    if (order != 0) return order < 0;
  }
  const auto key = [](const Finding& f) {
    return std::tuple(f.location.range.begin, f.rule->id, std::string_view(f.message), f.location.range.end, std::string_view(f.identity_text),
                      std::string_view(f.function), f.severity, f.confidence, f.trace.size());
  };
  return key(a) < key(b);
}

void SortFindings(std::vector<Finding>& findings, const SourceSet& sources) {
  std::stable_sort(findings.begin(), findings.end(), [&](const Finding& a, const Finding& b) { return FindingLess(a, b, sources); });
}

SourceRange FirstLineOf(const SourceLocation& location, const SourceSet& sources) {
  const SourceFile& file = sources[location.file];
  const std::uint32_t line = file.LineOf(location.range.begin);
  const std::uint32_t line_end = file.LineStart(line) + static_cast<std::uint32_t>(file.LineText(line).size());
  const std::uint32_t begin = std::min(location.range.begin, line_end);
  return {begin, std::clamp(location.range.end, begin, line_end)};
}

}  // namespace dangle

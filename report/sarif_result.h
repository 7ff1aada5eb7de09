// One SARIF result out of one finding (or, for GitHub, the findings of one rule on one line).
#ifndef DANGLE_REPORT_SARIF_RESULT_H_
#define DANGLE_REPORT_SARIF_RESULT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "report/finding.h"
#include "report/json_writer.h"
#include "report/sarif_message.h"

namespace dangle {

// A finding on its way to a result.
struct SarifResult {
  const Finding* finding = nullptr;
  std::vector<const Finding*> merged;  // of the same rule on the same line, told in the message
  std::size_t rule_index = 0;
  SarifMessage message;
  std::string identity;   // dangle/v1
  std::string line_hash;  // primaryLocationLineHash; empty if there is none
};

std::string_view SarifLevel(Severity severity);  // "error", "warning", "note"

// The important steps that are not the primary location itself: what the message links to. Indices into the trace.
std::vector<std::size_t> RelatedSteps(const Finding& finding);

// The defect, then the fix, then links to the related steps.
SarifMessage ResultMessage(const Finding& finding, const std::vector<const Finding*>& merged);

// Returns how many steps of the trace were left out.
std::size_t WriteSarifResult(const SarifResult& result, const SourceSet& sources, JsonWriter& json);

}  // namespace dangle

#endif  // DANGLE_REPORT_SARIF_RESULT_H_

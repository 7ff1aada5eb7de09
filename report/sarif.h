// SARIF 2.1.0, as code scanning dashboards read it: rules with their pages, one-line regions with snippets, the trace as a code
// flow, related locations that the message links to, fixes, fingerprints, and notices as tool notifications.
//
//   {"$schema": ..., "version": "2.1.0", "runs": [{"tool": ..., "results": [{"ruleId": "DNG201", "level": "error", ...}]}]}
//
// P1 is an error, P2 a warning, P3 a note. Columns count UTF-16 code units and URIs are relative to SRCROOT. What is left out by
// a cap is counted in a notification. The output is the same for any machine, order of files and number of threads.
//
// Source: SARIF 2.1.0 (OASIS); GitHub's page "SARIF support for code scanning" for what it reads, and its limits.
#ifndef DANGLE_REPORT_SARIF_H_
#define DANGLE_REPORT_SARIF_H_

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>

#include "report/report.h"
#include "report/version_control.h"

namespace dangle {

// Code scanning rejects a run with more than 25,000 results and keeps 5,000; below that all are seen. Beyond it the results of
// the lowest severity and confidence are left out.
inline constexpr std::size_t kSarifMaxResults = 4900;
// It keeps 1,000 locations of a result's flows; a person reads fewer. The middle of a longer trace is left out.
inline constexpr std::size_t kSarifMaxFlowSteps = 200;
// It keeps 100 locations of a result. Further important steps are in the code flow only.
inline constexpr std::size_t kSarifMaxRelatedLocations = 50;
// The upload takes 10 MB of gzip (SARIF packs some 20 times) and reads at most 512 MB of text.
inline constexpr std::size_t kSarifMaxBytes = 100U << 20U;

enum class SarifProfile : std::uint8_t {
  kFull,
  kGithub  // findings of one rule on one line become one result: GitHub knows an alert by rule and line
};

struct SarifOptions {
  std::string tool_version = "0.0.0";       // semantic versioning
  std::string information_uri;              // the project's page; empty: left out
  std::string help_uri_base;                // a rule's page is this, its id and ".md"; empty: left out
  std::string category = "dangle/";         // runs of one category replace each other; ends with '/'
  std::span<const Rule* const> rules = {};  // the rules that ran, with or without findings
  SarifProfile profile = SarifProfile::kFull;
  std::size_t max_results = kSarifMaxResults;
  std::size_t max_bytes = kSarifMaxBytes;  // of all results together
  std::optional<VersionControl> version_control = std::nullopt;
  // The absolute path that the printed paths begin at, for a tree that is no checkout: nobody else could tell where its files are.
  // Empty: left out, so that no path of this machine gets into the file.
  std::string source_root;
  // The bytes of a file as on disk, where they are not its text (a byte order mark, another encoding): GitHub's fingerprint is
  // taken over them. Not set: the text.
  std::function<std::string(FileId)> original_bytes = {};
};

// What was left out; each also stands in a notification.
struct SarifOmissions {
  std::size_t results = 0;
  std::size_t flow_steps = 0;
};

SarifOmissions WriteSarif(const Report& report, const SarifOptions& options, std::ostream& out);

}  // namespace dangle

#endif  // DANGLE_REPORT_SARIF_H_

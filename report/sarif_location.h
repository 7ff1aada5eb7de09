// Places in SARIF: relative percent-encoded URIs, one-line regions in UTF-16 columns, snippets.
//
//   app/my store.py, `open(p)`   →   {"artifactLocation": {"uri": "app/my%20store.py", "uriBaseId": "SRCROOT"},
//                                     "region": {"startLine": 2, "startColumn": 6, "endLine": 2, "endColumn": 13, ...}}
//
// Source: SARIF 2.1.0, 3.4 (artifactLocation), 3.29 (physicalLocation), 3.30 (region); RFC 3986.
#ifndef DANGLE_REPORT_SARIF_LOCATION_H_
#define DANGLE_REPORT_SARIF_LOCATION_H_

#include <string>
#include <string_view>

#include "report/finding.h"
#include "report/json_writer.h"

namespace dangle {

inline constexpr std::string_view kSarifSourceRoot = "SRCROOT";

// A relative path as a URI reference; an absolute one becomes a file URI.
std::string PathToUri(std::string_view path);

void WriteArtifactLocation(std::string_view path, JsonWriter& json);

enum class Snippet : bool { kNone, kWithContext };

// "physicalLocation": {...}, cut at the end of the first line.
void WritePhysicalLocation(const SourceLocation& location, const SourceSet& sources, Snippet snippet, JsonWriter& json);

// "deletedRegion": {...}, whole, as an edit needs it.
void WriteDeletedRegion(const SourceLocation& location, const SourceSet& sources, JsonWriter& json);

}  // namespace dangle

#endif  // DANGLE_REPORT_SARIF_LOCATION_H_

// A finding: what dangle tells a person about one defect, and the rule that it belongs to. Checkers make findings, writers print
// them; writers decide nothing.
//
//   async def save():
//       db.execute(query)     # finding: DNG201, P1, high; primary location: the call; fix: `await db.execute(query)`
//
// Source: SARIF 2.1.0 (OASIS), sections 3.27 (result), 3.36-3.38 (code flows), 3.49 (reportingDescriptor).
#ifndef DANGLE_REPORT_FINDING_H_
#define DANGLE_REPORT_FINDING_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/source.h"

namespace dangle {

// P1 will fail in production, P2 fails under load or in part, P3 is an improvement.
enum class Severity : std::uint8_t { kP1, kP2, kP3 };
// How sure dangle is; printed apart from severity.
enum class Confidence : std::uint8_t { kHigh, kMedium, kLow };

std::string_view SeverityName(Severity severity);        // "P1"
Severity OneLower(Severity severity);                    // P1 → P2; of the lowest itself
std::string_view ConfidenceName(Confidence confidence);  // "high"

// What is the same for every finding of a rule. Static data; the texts live for ever.
struct Rule {
  std::string_view id;                         // "DNG201"
  std::string_view name;                       // "coroutine-never-awaited"
  Severity severity;                           // the severity of the row; a finding may be lower
  std::string_view summary;                    // one sentence with a full stop: what is wrong
  std::string_view why;                        // one or two sentences: why it matters (rule-pages)
  std::string_view page;                       // the Markdown page, checkers/docs/<id>.md
  Confidence precision = Confidence::kMedium;  // what most of its findings have: orders the rules in code scanning
};

// One step of the way from where the object is made to where it is lost, in the order in which it happens.
struct TraceStep {
  SourceLocation location;
  std::string text;        // "`load` returns here without awaiting it": a short sentence, no full stop
  bool important = false;  // creation, raise points, place of death: also a related location in SARIF
};

// A replacement of text that makes the finding go away and changes nothing else. Ranges of one edit list do not overlap.
struct TextEdit {
  SourceLocation location;
  std::string replacement;
};

struct Fix {
  std::string description;      // "Await the coroutine": imperative, no full stop
  std::string code;             // the rewrite in the user's own names, may have several lines; never empty
  std::vector<TextEdit> edits;  // empty: shown only; else safe to apply by machine
};

struct Finding {
  const Rule* rule = nullptr;
  Severity severity = Severity::kP1;
  Confidence confidence = Confidence::kHigh;
  SourceLocation location;  // the expression at fault; writers cut it at the end of its first line
  // First sentence: the defect with the names of the code. Ends with a full stop. Names of code stand in 'single quotes'.
  std::string message;
  std::string confidence_reason;  // why not high; empty if high
  std::string function;           // qualified name of the enclosing function, "app.load"; "app" for module level
  // What names the defect apart from its position (site text, attribute …). Identity = rule + path + function + this + a count.
  std::string identity_text;
  std::vector<TraceStep> trace;
  std::vector<Fix> fixes;
  std::string_view kind;          // which sort of the rule's findings, where it has several ("metadata" of DNG102); static text
  std::uint32_t other_paths = 0;  // how many more paths lose the same object
};

// All files of a scan, by FileId. Owns them; immutable while reports are written.
class SourceSet {
 public:
  FileId Add(SourceFile file) { return files_.push_back(std::move(file)); }
  const SourceFile& operator[](FileId id) const { return files_[id]; }
  std::size_t size() const { return files_.size(); }

 private:
  IdVector<FileId, SourceFile> files_;
};

// Order of output: path, line, column, rule id, message, and then whatever else tells two findings apart. It reads no ids, so
// it is the same for any order of files and threads.
bool FindingLess(const Finding& a, const Finding& b, const SourceSet& sources);
void SortFindings(std::vector<Finding>& findings, const SourceSet& sources);

// The part of a location on its first line, without the line ending: what is shown as the place of a finding, since code
// scanning annotates a pull request only if every line of the region is in the diff.
SourceRange FirstLineOf(const SourceLocation& location, const SourceSet& sources);

}  // namespace dangle

#endif  // DANGLE_REPORT_FINDING_H_

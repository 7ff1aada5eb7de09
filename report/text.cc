#include "report/text.h"

#include <algorithm>
#include <array>
#include <ostream>

#include "report/code_frame.h"
#include "report/trace.h"

namespace dangle {

namespace {

// Wider lines are cut around the mark: what a terminal shows without wrapping, and what a person can scan.
constexpr unsigned kMaxColumns = 120;
// A chain of ten thousand helpers is not read step by step; SARIF and JSON carry more of it.
constexpr std::size_t kMaxTraceSteps = 30;
// The closing lines stay readable; the count is always exact, and SARIF carries every notice.
constexpr std::size_t kMaxNotices = 10;
constexpr std::uint32_t kLinesBefore = 2;
constexpr std::uint32_t kLinesAfter = 1;
// Bytes that are collected before they go to the stream.
constexpr std::size_t kFlushBytes = 1U << 16U;

enum class Style : std::uint8_t { kBold, kGutter, kP1, kP2, kP3, kFix };

std::string_view EscapeOf(Style style) {
  switch (style) {
    case Style::kBold:
      return "\x1b[1m";
    case Style::kGutter:
      return "\x1b[1;34m";
    case Style::kP1:
      return "\x1b[1;31m";
    case Style::kP2:
      return "\x1b[1;33m";
    case Style::kP3:
      return "\x1b[1;36m";
    case Style::kFix:
      return "\x1b[32m";
  }
  return "";
}

Style StyleOf(Severity severity) {
  constexpr std::array kStyles = {Style::kP1, Style::kP2, Style::kP3};
  return kStyles[static_cast<std::size_t>(severity)];
}

// Writes the block of one finding.
class FindingPrinter {
 public:
  FindingPrinter(const Finding& finding, const SourceSet& sources, const TextOptions& options, std::string& out)
      : finding_(finding), sources_(sources), options_(options), out_(out) {}

  void Print() {
    PrintHeader();
    if (!options_.frames) return;
    PrintFrame();
    PrintTrace();
    if (!finding_.rule->why.empty()) PrintNote("why", finding_.rule->why);
    PrintFixes();
    if (finding_.other_paths > 0) {
      const std::string count = std::to_string(finding_.other_paths);
      PrintNote("also lost on " + count + (finding_.other_paths == 1 ? " other path" : " other paths"), "");
    }
    if (finding_.confidence != Confidence::kHigh) {
      PrintNote(std::string(ConfidenceName(finding_.confidence)) + " confidence", finding_.confidence_reason);
    }
  }

 private:
  void PrintHeader() {
    const SourceFile& file = sources_[finding_.location.file];
    const LineColumn at = file.CodePointPosition(finding_.location.range.begin);
    Paint(Style::kBold, ShowText(file.path()) + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": ");
    Paint(StyleOf(finding_.severity), finding_.rule->id);
    out_.append(" ").append(finding_.rule->name).append(" [");
    Paint(StyleOf(finding_.severity), SeverityName(finding_.severity));
    out_.append(", ").append(ConfidenceName(finding_.confidence)).append("]\n");
    out_.append(ShowText(finding_.message)).append("\n");
  }

  void PrintFrame() {
    const SourceFile& file = sources_[finding_.location.file];
    const SourceRange range = FirstLineOf(finding_.location, sources_);
    const std::uint32_t line = file.LineOf(range.begin);
    std::uint32_t first = line > kLinesBefore ? line - kLinesBefore : 1;
    std::uint32_t last = std::min(line + kLinesAfter, file.line_count());
    const auto is_blank = [&](std::uint32_t n) { return file.LineText(n).find_first_not_of(" \t\f") == std::string_view::npos; };
    while (first < line && is_blank(first)) ++first;
    while (last > line && is_blank(last)) --last;
    gutter_ = std::to_string(last).size();

    PrintGutter("", "|");
    out_.append("\n");
    for (std::uint32_t n = first; n <= last; ++n) {
      const std::uint32_t start = file.LineStart(n);
      const bool marked = n == line;
      const ShownLine shown =
          marked ? ShowLine(file.LineText(n), range.begin - start, range.end - start, kMaxColumns) : ShowLine(file.LineText(n), 0, 0, kMaxColumns);
      PrintGutter(std::to_string(n), "|");
      if (!shown.text.empty()) out_.append(" ").append(shown.text);
      out_.append("\n");
      if (!marked) continue;
      PrintGutter("", "| ");
      out_.append(shown.mark_column, ' ');
      Paint(StyleOf(finding_.severity), std::string(shown.mark_width, '^'));
      out_.append("\n");
    }
  }

  void PrintTrace() {
    if (finding_.trace.empty()) return;
    PrintNote("trace", "");
    const ShownSteps shown = SelectSteps(finding_.trace.size(), kMaxTraceSteps);
    for (std::size_t i = 0; i < finding_.trace.size(); ++i) {
      if (i == shown.head && shown.LeftOut() > 0) {
        Indent(0);
        out_.append("... ").append(std::to_string(shown.LeftOut())).append(" more steps\n");
        i = shown.tail;
      }
      PrintStep(i, finding_.trace[i]);
    }
  }

  void PrintStep(std::size_t index, const TraceStep& step) {
    const SourceFile& file = sources_[step.location.file];
    const std::uint32_t line = file.LineOf(step.location.range.begin);
    const std::string number = std::to_string(index + 1) + ". ";
    Indent(0);
    out_.append(number).append(ShowText(file.path())).append(":").append(std::to_string(line)).append(": ");
    out_.append(ShowText(step.text)).append("\n");
    std::string_view text = file.LineText(line);
    const std::size_t blanks = std::min(text.find_first_not_of(" \t\f"), text.size());
    text.remove_prefix(blanks);
    if (text.empty()) return;
    const std::uint32_t start = file.LineStart(line) + static_cast<std::uint32_t>(blanks);
    const std::uint32_t begin = std::max(step.location.range.begin, start) - start;
    Indent(number.size());
    out_.append(ShowLine(text, begin, begin, kMaxColumns).text).append("\n");
  }

  void PrintFixes() {
    for (const Fix& fix : finding_.fixes) {
      PrintNote("fix", fix.description);
      for (std::string_view rest = fix.code; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        Indent(0);
        Paint(Style::kFix, ShowLine(rest.substr(0, end), 0, 0, ~0U).text);
        out_.append("\n");
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
    }
  }

  // "  = name: text" under the frame.
  void PrintNote(std::string_view name, std::string_view text) {
    PrintGutter("", "= ");
    Paint(Style::kBold, name);
    if (!text.empty()) out_.append(": ").append(ShowText(text));
    out_.append("\n");
  }

  // Below the name of a note.
  void Indent(std::size_t more) { out_.append(gutter_ + 5 + more, ' '); }

  void PrintGutter(std::string_view number, std::string_view bar) {
    const std::string blanks(gutter_ - number.size(), ' ');
    Paint(Style::kGutter, blanks + std::string(number) + " " + std::string(bar));
  }

  void Paint(Style style, std::string_view text) {
    if (options_.color) out_.append(EscapeOf(style));
    out_.append(text);
    if (options_.color) out_.append("\x1b[0m");
  }

  const Finding& finding_;
  const SourceSet& sources_;
  const TextOptions& options_;
  std::string& out_;
  std::size_t gutter_ = 1;
};

std::string Count(std::size_t count, std::string_view noun) { return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s"); }

void AppendNotice(const Notice& notice, const SourceSet& sources, std::string& out) {
  out.append(NoticeLevelName(notice.level)).append(": ").append(notice.id).append(": ");
  if (notice.location.file.IsValid()) {
    const SourceFile& file = sources[notice.location.file];
    out.append(ShowText(file.path())).append(":").append(std::to_string(file.LineOf(notice.location.range.begin))).append(": ");
  } else if (!notice.path.empty()) {
    out.append(ShowText(notice.path)).append(": ");
  }
  out.append(ShowText(notice.message)).append("\n");
}

void AppendNotices(const Report& report, std::string& out) {
  const std::size_t shown = std::min(report.notices.size(), kMaxNotices);
  for (const Notice& notice : report.notices.first(shown)) AppendNotice(notice, *report.sources, out);
  if (shown < report.notices.size()) out.append("... ").append(Count(report.notices.size() - shown, "more notice")).append("\n");
}

}  // namespace

void AppendTextFinding(const Finding& finding, const SourceSet& sources, const TextOptions& options, std::string& out) {
  FindingPrinter(finding, sources, options, out).Print();
  if (options.frames) out.append("\n");
}

void AppendTextSummary(const Report& report, const TextOptions& options, std::string& out) {
  AppendNotices(report, out);
  std::array<std::size_t, 3> by_severity{};
  for (const Finding& finding : report.findings) ++by_severity[static_cast<std::size_t>(finding.severity)];
  if (options.color) out.append(EscapeOf(Style::kBold));
  if (report.findings.empty()) {
    out.append("No findings");
  } else {
    out.append(Count(report.findings.size(), "finding")).append(" (");
    out.append(std::to_string(by_severity[0])).append(" P1, ").append(std::to_string(by_severity[1])).append(" P2, ");
    out.append(std::to_string(by_severity[2])).append(" P3)");
  }
  out.append(" in ").append(Count(report.files_scanned, "file")).append(".");
  if (options.color) out.append("\x1b[0m");
  if (report.hidden > 0) out.append(" ").append(std::to_string(report.hidden)).append(" more in other profiles.");
  if (report.suppressed > 0) out.append(" ").append(std::to_string(report.suppressed)).append(" suppressed.");
  if (!report.notices.empty()) out.append(" Incomplete: ").append(Count(report.notices.size(), "notice")).append(".");
  if (!report.successful) out.append(" The analysis did not finish.");
  out.append("\n");
}

void WriteText(const Report& report, const TextOptions& options, std::ostream& out) {
  std::string buffer;
  for (const Finding& finding : report.findings) {
    AppendTextFinding(finding, *report.sources, options, buffer);
    if (buffer.size() < kFlushBytes) continue;
    out << buffer;
    buffer.clear();
  }
  AppendTextSummary(report, options, buffer);
  out << buffer;
}

}  // namespace dangle

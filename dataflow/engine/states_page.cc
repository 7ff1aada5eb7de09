#include "dataflow/engine/states_page.h"

#include "report/html_page.h"

namespace dangle {
namespace {

constexpr std::string_view kStyle = R"(body { max-width: none; }
table { width: 100%; margin-bottom: 1.5em; }
td, code { font-family: ui-monospace, monospace; white-space: pre-wrap; }
td.line { text-align: right; opacity: .6; }
tr.changed td.after { background: #e8a70033; }
tr.unchanged { opacity: .55; }
:target { outline: 2px solid #e8a700; }
)";

std::string BlockName(BlockId block) { return "b" + std::to_string(block.value()); }

std::string VisitCount(std::uint32_t visits) { return std::to_string(visits) + (visits == 1 ? " visit" : " visits"); }

std::string LineNumber(const PointText& text) { return text.line == 0 ? std::string() : std::to_string(text.line); }

void AppendCell(std::string_view name, std::string_view text, std::string& page) {
  page += "<td class=\"";
  page += name;
  page += "\">";
  page += EscapeHtml(text);
  page += "</td>";
}

void AppendBlock(const BlockStates& block, std::string& page) {
  const std::string name = BlockName(block.block);
  page += "<h2 id=\"" + name + "\">" + name + " <small>" + VisitCount(block.visits) + "</small></h2>\n<table>\n";
  page += "<tr><th></th><th>source</th><th>instruction</th><th>before</th><th>after</th></tr>\n";
  std::uint32_t last_line = 0;
  for (const InstructionStates& row : block.instructions) {
    const bool is_same_line = row.text.line == last_line;
    last_line = row.text.line;
    page += row.before == row.after ? "<tr>" : "<tr class=\"changed\">";
    AppendCell("line", LineNumber(row.text), page);
    AppendCell("source", is_same_line ? std::string_view() : std::string_view(row.text.source), page);
    AppendCell("instruction", row.text.instruction, page);
    AppendCell("before", row.before, page);
    AppendCell("after", row.after, page);
    page += "</tr>\n";
  }
  page += "</table>\n";
}

void AppendStep(const SolverStep& step, std::size_t number, std::string& page) {
  const std::string name = BlockName(step.block);
  page += "<details><summary>" + std::to_string(number) + ". <a href=\"#" + name + "\">" + name + "</a>, visit " +
          std::to_string(step.visit) + ": <code>" + EscapeHtml(step.state) + "</code></summary>\n<table>\n";
  for (const SolverStep::Sent& sent : step.sent) {
    const bool has_changed = sent.effect == JoinEffect::kChanged;
    page += has_changed ? "<tr class=\"changed\">" : "<tr class=\"unchanged\">";
    AppendCell("edge", std::string(EdgeKindName(sent.kind)) + " to " + BlockName(sent.to), page);
    AppendCell("after", has_changed ? std::string_view(sent.state) : std::string_view("unchanged"), page);
    page += "</tr>\n";
  }
  page += "</table></details>\n";
}

}  // namespace

std::string StatesAsText(std::span<const BlockStates> blocks) {
  std::string text;
  for (const BlockStates& block : blocks) {
    text += BlockName(block.block) + " (" + VisitCount(block.visits) + ")\n";
    for (const InstructionStates& row : block.instructions) {
      const std::string line = LineNumber(row.text);
      text += "  " + std::string(line.size() < 5 ? 5 - line.size() : 0, ' ') + line + "  " + row.text.instruction;
      text += row.text.instruction.size() < 40 ? std::string(40 - row.text.instruction.size(), ' ') : " ";
      text += "  " + row.before;
      if (row.after != row.before) text += " => " + row.after;
      text += "\n";
    }
  }
  return text;
}

std::string StatesAsHtml(std::string_view title, std::span<const BlockStates> blocks, const HtmlLogger& log) {
  std::string page;
  BeginHtmlPage(title, kStyle, page);
  page += "<h1>" + EscapeHtml(title) + "</h1>\n";
  page += log.converged() ? "<p>A fixpoint" : "<p>Stopped by the budget";
  page += " after " + std::to_string(log.steps().size()) + " steps.</p>\n";
  for (const BlockStates& block : blocks) AppendBlock(block, page);
  page += "<h2>Steps</h2>\n";
  for (std::size_t i = 0; i < log.steps().size(); ++i) AppendStep(log.steps()[i], i + 1, page);
  EndHtmlPage(page);
  return page;
}

}  // namespace dangle

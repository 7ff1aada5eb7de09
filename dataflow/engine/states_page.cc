#include "dataflow/engine/states_page.h"

#include <algorithm>

#include "report/html_page.h"

namespace dangle {
namespace {

constexpr std::string_view kStyle = R"(body { max-width: none }
table { width: 100%; margin-bottom: 1.5em }
td, code { font-family: ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere }
td.line { text-align: right; opacity: .6 }
tr.changed td.after { background: #e8a70033 }
tr.unchanged { opacity: .55 }
article { border-top: 2px solid; margin-top: 2em }
.run { display: grid; grid-template-columns: minmax(14em, 2fr) 5fr; gap: 1.5em; align-items: start }
.graph { position: sticky; top: .5em; max-height: 96vh; overflow: auto }
section.step { display: none; scroll-margin-top: 1em }
section.step:target { display: block }
nav a { margin-right: 1.2em }
)";
// Of the block that a step visits, and of those that wait.
constexpr std::string_view kVisited = " rect { fill: #e8a700; fill-opacity: .6 }\n";
constexpr std::string_view kWaiting = " rect { stroke: #e8a700; stroke-width: 3 }\n";

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

std::string ProblemId(std::size_t problem) { return "p" + std::to_string(problem + 1); }
std::string StepId(std::size_t problem, std::size_t step) { return ProblemId(problem) + "s" + std::to_string(step + 1); }
std::string BoxPrefix(std::size_t problem) { return ProblemId(problem) + "b"; }

void AppendLink(std::string_view text, const std::string& target, std::string& page) {
  page += "<a href=\"#" + target + "\">" + EscapeHtml(text) + "</a> ";
}

// A row of an instruction: line and source only where they change.
void AppendPoint(const PointText& text, std::uint32_t& last_line, std::string& page) {
  const bool is_same_line = text.line == last_line;
  last_line = text.line;
  AppendCell("line", LineNumber(text), page);
  AppendCell("source", is_same_line ? std::string_view() : std::string_view(text.source), page);
  AppendCell("instruction", text.instruction, page);
}

void AppendBlock(const BlockStates& block, std::string& page) {
  page += "<h4>" + BlockName(block.block) + " <small>" + VisitCount(block.visits) + "</small></h4>\n<table>\n";
  page += "<tr><th></th><th>source</th><th>instruction</th><th>before</th><th>after</th></tr>\n";
  std::uint32_t last_line = 0;
  for (const InstructionStates& row : block.instructions) {
    page += row.before == row.after ? "<tr>" : "<tr class=\"changed\">";
    AppendPoint(row.text, last_line, page);
    AppendCell("before", row.before, page);
    AppendCell("after", row.after, page);
    page += "</tr>\n";
  }
  page += "</table>\n";
}

// What the instructions of the block did in this visit.
void AppendVisit(const SolverStep& step, const BlockText& block, std::string& page) {
  page +=
      "<table>\n<tr><th></th><th>source</th><th>instruction</th><th>state after "
      "it</th></tr>\n<tr><td></td><td></td><td>(entry)</td>";
  AppendCell("after", step.state, page);
  page += "</tr>\n";
  std::uint32_t last_line = 0;
  auto change = step.changes.begin();
  for (std::uint32_t i = 0; i < block.instructions.size(); ++i) {
    const bool has_changed = change != step.changes.end() && change->index == i;
    page += has_changed ? "<tr class=\"changed\">" : "<tr>";
    AppendPoint(block.instructions[i], last_line, page);
    AppendCell("after", has_changed ? std::string_view(change->after) : std::string_view(), page);
    page += "</tr>\n";
    if (has_changed) ++change;
  }
  page += "</table>\n";
}

std::string_view JoinText(const SolverJoin& join) {
  if (join.effect == JoinEffect::kUnchanged) return "nothing new: the target need not be visited again";
  if (join.is_widened) return "changed and widened, for the edge closes a loop: the target waits";
  return join.closes_loop ? "changed, around the loop: the target waits" : "changed: the target waits";
}

void AppendJoins(const SolverStep& step, std::string& page) {
  if (step.sent.empty()) {
    page += "<p>Nothing leaves the block.</p>\n";
    return;
  }
  page += "<table>\n<tr><th>edge</th><th>state sent</th><th>there before</th><th>joined</th><th></th></tr>\n";
  for (const SolverStep::Sent& sent : step.sent) {
    page += sent.join.effect == JoinEffect::kChanged ? "<tr class=\"changed\">" : "<tr class=\"unchanged\">";
    AppendCell("edge", std::string(EdgeKindName(sent.join.kind)) + " to " + BlockName(sent.join.to), page);
    AppendCell("sent", sent.sent, page);
    AppendCell("before", sent.before, page);
    AppendCell("after", sent.after, page);
    AppendCell("note", JoinText(sent.join), page);
    page += "</tr>\n";
  }
  page += "</table>\n";
}

void AppendStep(const SolvedProblem& problem, std::size_t p, std::size_t s, const BlockText& block, std::string& page) {
  const std::vector<SolverStep>& steps = problem.log.steps();
  const SolverStep& step = steps[s];
  page += "<section class=\"step\" id=\"" + StepId(p, s) + "\">\n<nav>";
  if (s > 0) AppendLink("← previous", StepId(p, s - 1), page);
  if (s + 1 < steps.size()) AppendLink("next →", StepId(p, s + 1), page);
  AppendLink("first", StepId(p, 0), page);
  AppendLink("last", StepId(p, steps.size() - 1), page);
  page += "</nav>\n<h3>Step " + std::to_string(s + 1) + " of " + std::to_string(steps.size()) + ": " + BlockName(step.block) + ", visit " +
          std::to_string(step.visit) + "</h3>\n";
  AppendVisit(step, block, page);
  AppendJoins(step, page);
  page += "<p>Waiting now:";
  for (const BlockId waiting : step.waiting) page += " " + BlockName(waiting);
  page += step.waiting.empty() ? " nothing; this is the end.</p>\n</section>\n" : ".</p>\n</section>\n";
}

std::string LinesOf(const BlockText& block) {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  for (const PointText& text : block.instructions) {
    if (text.line == 0) continue;
    first = first == 0 ? text.line : std::min(first, text.line);
    last = std::max(last, text.line);
  }
  if (first == last) return first == 0 ? std::string() : "line " + std::to_string(first);
  return "lines " + std::to_string(first) + "-" + std::to_string(last);
}

void AppendGraph(std::span<const BlockText> graph, const SolvedProblem& problem, std::size_t p, std::string& page) {
  std::vector<DrawnBlock> drawn;
  for (const BlockText& block : graph) {
    const bool is_reached = std::any_of(problem.states.begin(), problem.states.end(), [&](const BlockStates& s) { return s.block == block.block; });
    drawn.push_back({block.block, LinesOf(block), is_reached, block.successors});
  }
  page += "<div class=\"graph\">\n";
  AppendDrawing(drawn, BoxPrefix(p), page);
  page += "</div>\n";
}

void AppendProblem(std::span<const BlockText> graph, const SolvedProblem& problem, std::size_t p, std::string& page) {
  const std::vector<SolverStep>& steps = problem.log.steps();
  page += "<article id=\"" + ProblemId(p) + "\">\n<h2>" + EscapeHtml(problem.title) + "</h2>\n<ul>\n";
  page += problem.log.converged() ? "<li>A fixpoint" : "<li>Stopped by the budget";
  page += " after " + std::to_string(steps.size()) + (steps.size() == 1 ? " step.</li>\n" : " steps.</li>\n");
  for (const std::string& sentence : problem.outcome) page += "<li>" + EscapeHtml(sentence) + "</li>\n";
  page += "</ul>\n";
  if (!steps.empty()) {
    page += "<nav>";
    AppendLink("step through it", StepId(p, 0), page);
    AppendLink("its last step", StepId(p, steps.size() - 1), page);
    page += "</nav>\n";
  }
  page += "<div class=\"run\">\n";
  AppendGraph(graph, problem, p, page);
  page += "<div>\n";
  for (std::size_t s = 0; s < steps.size(); ++s) {
    const auto block = std::find_if(graph.begin(), graph.end(), [&](const BlockText& text) { return text.block == steps[s].block; });
    AppendStep(problem, p, s, *block, page);
  }
  page += "<details><summary>The states at the end</summary>\n";
  for (const BlockStates& block : problem.states) AppendBlock(block, page);
  page += "</details>\n</div>\n</div>\n</article>\n";
}

// A step marks its block and those that wait in the picture.
void AppendStepStyle(const SolvedProblem& problem, std::size_t p, std::string& style) {
  for (std::size_t s = 0; s < problem.log.steps().size(); ++s) {
    const SolverStep& step = problem.log.steps()[s];
    const std::string shown = ":root:has(#" + StepId(p, s) + ":target) #" + BoxPrefix(p);
    for (const BlockId waiting : step.waiting) style.append(shown).append(std::to_string(waiting.value())).append(kWaiting);
    style.append(shown).append(std::to_string(step.block.value())).append(kVisited);
  }
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

std::string StatesAsHtml(std::string_view title, std::span<const BlockText> graph, std::span<const SolvedProblem> problems) {
  std::string style(kStyle);
  style += DrawingStyle();
  for (std::size_t p = 0; p < problems.size(); ++p) AppendStepStyle(problems[p], p, style);
  std::string page;
  BeginHtmlPage(title, style, page);
  page += "<h1>" + EscapeHtml(title) + "</h1>\n";
  if (problems.empty()) page += "<p>There is nothing to follow in it: it makes no object with a duty, and does nothing to its parameters.</p>\n";
  page += "<ol>\n";
  for (std::size_t p = 0; p < problems.size(); ++p) {
    page += "<li>";
    AppendLink(problems[p].title, ProblemId(p), page);
    page += "</li>\n";
  }
  page += "</ol>\n";
  for (std::size_t p = 0; p < problems.size(); ++p) AppendProblem(graph, problems[p], p, page);
  EndHtmlPage(page);
  return page;
}

}  // namespace dangle

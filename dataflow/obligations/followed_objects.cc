#include "dataflow/obligations/followed_objects.h"

#include <algorithm>
#include <utility>

#include "dataflow/obligations/sites.h"
#include "ir/printer.h"

namespace dangle {
namespace {

// Calls are shown up to here.
constexpr std::size_t kMaxShownCall = 60;

std::string FirstLineOf(std::string_view text) {
  const std::size_t end = std::min(text.find_first_of("\r\n"), kMaxShownCall);
  if (end >= text.size()) return std::string(text);
  std::size_t cut = end;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
  return std::string(text.substr(0, cut)) + "…";
}

std::string LineText(const FunctionView& view, const SourceFile& file, ValueId at) {
  return std::to_string(file.LineOf(view.function().instructions[at].range.begin));
}

std::string_view WayText(WayOut way) {
  switch (way) {
    case WayOut::kReturn:
      return "on the normal way";
    case WayOut::kRaise:
      return "by an exception";
    case WayOut::kCancel:
      return "by a cancellation";
  }
  return "";
}

std::string_view LossText(LossKind kind) {
  switch (kind) {
    case LossKind::kDiscarded:
      return "discarded";
    case LossKind::kRebound:
      return "its variable is bound to something else";
    case LossKind::kFrameLeft:
      return "the function is left";
  }
  return "";
}

// What the caller of a function sees: with what the parameter's object comes out of it.
std::vector<std::string> ParameterOutcomeText(const ObjectOutcome& outcome) {
  std::vector<std::string> sentences;
  for (const WayOut way : kWaysOut) {
    TypestateSet after = outcome.at_exit[static_cast<std::size_t>(way)];
    if (after.IsBottom()) continue;
    after.JoinWith(outcome.ended);
    sentences.push_back("Left " + std::string(WayText(way)) + ": " + ToText(after) + ".");
  }
  if (sentences.empty()) sentences.push_back("Left in any way: " + ToText(outcome.ended) + ".");
  return sentences;
}

std::vector<std::string> OutcomeText(const FunctionView& view, const SourceFile& file, const ObjectOutcome& outcome) {
  std::vector<std::string> sentences;
  for (const Violation& violation : outcome.violations) {
    std::string sentence = violation.loss == Loss::kMust ? "Lost" : "Lost on some paths";
    sentence += " in line " + LineText(view, file, violation.at) + ", " + std::string(WayText(violation.way)) + ": ";
    sentence += std::string(LossText(violation.kind)) + ".";
    sentences.push_back(std::move(sentence));
  }
  if (outcome.violations.empty()) sentences.emplace_back("Never lost.");
  if (!outcome.ended.IsBottom()) sentences.push_back("Ends elsewhere as " + ToText(outcome.ended) + ".");
  return sentences;
}

ValueId InstructionAt(const FunctionView& view, ProgramPoint point) { return ValueId(view.function().blocks[point.block].first + point.index); }

SolvedProblem SolveOne(const FunctionView& view, const FollowedObject& object, Protocol protocol, RaiseRank max_rank, const SourceFile& file,
                       ForwardSolver<TwoInstanceState>& solver) {
  SolvedProblem problem;
  problem.title = TitleOf(view, object, file) + ", " + std::string(ProtocolName(protocol));
  const ObjectOutcome outcome = SolveObject(view, object.facts, protocol, max_rank, solver, Tail::kFollow, problem.log);
  problem.outcome = object.parameter.IsValid() ? ParameterOutcomeText(outcome) : OutcomeText(view, file, outcome);
  ObligationTransfer transfer(view, object.facts, protocol, max_rank, Tail::kFollow, nullptr);
  problem.states = CollectStates(FunctionGraph(view.function()), solver, transfer,
                                 [&](ProgramPoint point) { return DescribeInstruction(view, file, InstructionAt(view, point)); });
  // Behind the point from which nothing is owed any more there is nothing to see.
  const std::string unreached = transfer.Describe(TwoInstanceState::Bottom());
  for (BlockStates& block : problem.states) {
    std::erase_if(block.instructions, [&](const InstructionStates& row) { return row.before == unreached; });
  }
  return problem;
}

}  // namespace

std::vector<FollowedObject> FollowObjects(const FunctionView& view, const ReleaseIndex& releases) {
  std::vector<FollowedObject> objects;
  ObjectFactsBuilder builder(view);
  std::vector<BlockId> blocks;
  for (std::size_t b = 0; b < view.function().blocks.size(); ++b) blocks.emplace_back(b);
  for (const RootParameter& parameter : FindParameters(view.function())) {
    FollowedObject& object = objects.emplace_back();
    object.parameter = parameter.slot;
    const ObjectRoot root{parameter.value, ResultOwes::kWhole, true};
    object.facts.root = root;
    object.is_captured = !view.IsOwn(parameter.slot);
    if (object.is_captured) continue;
    builder.Build(root, object.facts);
    builder.AddConditions(blocks, object.facts);
    for (const Protocol protocol : kArgumentProtocols) {
      if (HasEffect(object.facts, protocol)) object.protocols.push_back(protocol);
    }
  }
  for (const Site& site : FindSites(view.program(), view.contracts(), view.ref())) {
    FollowedObject& object = objects.emplace_back();
    builder.Build(site.root, object.facts);
    builder.AddConditions(blocks, object.facts);
    object.protocols = {site.protocol};
  }
  for (const LockSite& lock : FindLockSites(view.program(), view.contracts(), view.ref())) {
    FollowedObject& object = objects.emplace_back();
    BuildLockFacts(view, releases, lock, object.facts);
    builder.AddConditionsTo(object.facts);
    object.protocols = {Protocol::kLock};
  }
  return objects;
}

std::string TitleOf(const FunctionView& view, const FollowedObject& object, const SourceFile& file) {
  if (object.parameter.IsValid()) {
    return "parameter " + std::string(view.program().names().Text(view.function().slots[object.parameter].name));
  }
  const ObjectRoot& root = object.facts.root;
  std::string title = "line " + LineText(view, file, root.value) + ": ";
  title += FirstLineOf(file.TextOf(view.function().instructions[root.value].range));
  if (root.element != ResultOwes::kWhole) title += ", element " + std::to_string(root.element);
  return title;
}

PointText DescribeInstruction(const FunctionView& view, const SourceFile& file, ValueId at) {
  const SourceRange range = view.function().instructions[at].range;
  const std::uint32_t line = file.LineOf(range.begin);
  return {line, std::string(file.LineText(line)), PrintInstruction(view.function(), at, view.program().names())};
}

std::vector<SolvedProblem> SolveForReaders(const FunctionView& view, const std::vector<FollowedObject>& objects, RaiseRank max_rank,
                                           const SourceFile& file) {
  std::vector<SolvedProblem> problems;
  ForwardSolver<TwoInstanceState> solver;
  for (const FollowedObject& object : objects) {
    if (object.facts.overflowed) continue;
    for (const Protocol protocol : object.protocols) problems.push_back(SolveOne(view, object, protocol, max_rank, file, solver));
  }
  return problems;
}

std::string ProblemsAsText(std::string_view function, const std::vector<SolvedProblem>& problems) {
  std::string text;
  for (const SolvedProblem& problem : problems) {
    text.append(function).append(", ").append(problem.title).append("\n");
    for (const std::string& sentence : problem.outcome) text += "  " + sentence + "\n";
    text += StatesAsText(problem.states);
  }
  return text;
}

std::vector<BlockText> DescribeBlocks(const FunctionView& view, const SourceFile& file) {
  return DescribeGraph(FunctionGraph(view.function()),
                       [&](ProgramPoint point) { return DescribeInstruction(view, file, InstructionAt(view, point)); });
}

}  // namespace dangle

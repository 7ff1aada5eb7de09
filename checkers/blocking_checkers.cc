#include "checkers/blocking_checkers.h"

#include <algorithm>
#include <array>
#include <string>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "checkers/blocking_words.h"
#include "checkers/function_context.h"
#include "checkers/opened_objects.h"

namespace dangle {

namespace {

// Keys of the arbiter that no protocol of an obligation uses.
constexpr std::uint32_t kBlockingDomain = 100;
// Further uses of an object that a trace shows.
constexpr std::size_t kMaxUses = 12;
// Longer chains are cut: nobody reads on.
constexpr int kMaxChain = 64;

// Functions that run once, before or after the program serves: by name, which is enough to lower a severity.
constexpr std::array<std::string_view, 16> kStartUpNames = {
    "__main__", "_main",      "async_main", "lifespan",     "main",    "on_cleanup",     "on_shutdown",   "on_startup",
    "run_main", "setup_hook", "shutdown",   "start_server", "startup", "shutdown_event", "startup_event", "amain"};

// A chain of more frames is less to be expected: each has its conditions. Names of files and code are asked for everywhere, mostly once.
constexpr int kLongChain = 5;
constexpr int kVeryLongChain = 8;
constexpr int kLongChainOfNames = 3;

// Helpers that may return without doing it: with so many on the way it is rarely done.
constexpr int kManyConditions = 3;
constexpr int kVeryManyConditions = 4;

int DoubtOf(const BlockStep& step) {
  const bool asks_names = step.kind == BlockKind::kMetadata || step.kind == BlockKind::kLoad;
  const int by_depth = step.frames > kVeryLongChain ? 2 : step.frames > (asks_names ? kLongChainOfNames : kLongChain) ? 1 : 0;
  const int by_conditions = step.conditions >= kVeryManyConditions ? 2 : step.conditions >= kManyConditions ? 1 : 0;
  return std::min<int>(step.doubt + by_depth + by_conditions, kMaxDoubt);
}

// Calls in coroutines that reach one primitive of a helper and are told of at their own confidence: the nearest, and more of those that
// call the helper itself, for each of them may be the one to be mended.
constexpr std::size_t kMaxToldCallers = 5;
constexpr std::size_t kMaxToldDirectCallers = 8;
constexpr int kDirectFrames = 2;

// Where the chain of a claim ends.
struct ChainEnd {
  FunctionRef helper;  // in which the primitive is called; invalid if that is the coroutine itself
  ValueId at;
  std::uint16_t frames = 1;
};

class FrameChecker {
 public:
  FrameChecker(const BlockingContext& context, CallNodeId frame)
      : context_(context), program_(*context.program->program), frame_(frame), ref_(context.graph->functions[frame]) {}

  void Check(std::vector<Claim>& claims, std::vector<ChainEnd>& ends) {
    std::vector<BlockStep> ways_of_frame;
    ForEachInstruction(context_.graph->SitesOf(frame_), [&](std::span<const CallSite> sites) {
      const std::vector<BlockStep> ways = context_.effects->AtCall(frame_, sites);
      for (std::size_t i = 0; i < ways.size(); ++i) {
        std::size_t best = i;
        for (std::size_t j = 0; j < ways.size(); ++j) {
          if (RowOf(ways[j].kind).rule == RowOf(ways[best].kind).rule && IsBetter(ways[j], ways[best])) best = j;
        }
        const bool is_first = std::none_of(ways.begin(), ways.begin() + static_cast<std::ptrdiff_t>(i),
                                           [&](const BlockStep& other) { return RowOf(other.kind).rule == RowOf(ways[i].kind).rule; });
        if (is_first) ways_of_frame.push_back(ways[best]);
      }
    });
    // One finding for an object and what is done with it: at its opening.
    const OpenedObjects opened(context_, frame_);
    for (const BlockStep& way : ways_of_frame) {
      if (opened.OpeningOf(way).IsValid() || IsAwaited(way) || IsHeldShortly(way)) continue;
      Claim claim = MakeClaim(way);
      for (const BlockStep& use : ways_of_frame) {
        if (opened.OpeningOf(use) != way.at || claim.finding.trace.size() > kMaxUses) continue;
        const SourceLocation place = LocationOf(ref_, use.at);
        // The ways out of a `with` are one line of the source.
        if (std::ranges::any_of(claim.finding.trace, [&](const TraceStep& step) { return step.location == place; })) continue;
        claim.finding.trace.push_back({place, "and so does '" + TextOf(ref_, use.at) + "'", true});
      }
      claims.push_back(std::move(claim));
      const auto [in, end] = EndOf(way);
      ends.push_back({in == ref_ ? FunctionRef() : in, end.at, way.frames});
    }
  }

  std::vector<TraceStep> Trace(const BlockStep& first) const {
    std::vector<TraceStep> steps;
    BlockStep step = first;
    FunctionRef in = ref_;
    for (int i = 0; i < kMaxChain; ++i) {
      const bool is_primitive = context_.effects->IsPrimitive(step.callee);
      steps.push_back({LocationOf(in, step.at), StepText(in, step, is_primitive), is_primitive || i == 0});
      if (is_primitive) break;
      const std::optional<BlockStep> next = context_.effects->Next(in, step);
      if (!next) break;
      in = step.callee;
      step = *next;
    }
    return steps;
  }

 private:
  // `await open(…)`: whoever wrote that knows another `open`, or the await fails; so with a helper that gives nothing to be awaited.
  bool IsAwaited(const BlockStep& way) const {
    const Function& function = program_.function(ref_);
    const std::uint32_t next = way.at.value() + 1;
    const auto* await = next < function.instructions.size() ? As<Await>(function.instructions[ValueId(next)]) : nullptr;
    if (await == nullptr || await->value.value() != way.at) return false;
    return context_.effects->IsPrimitive(way.callee) || GivesNothing(way.callee);
  }

  // A plain function that has no `return` with a value. (Not what makes an object: `await Server()` awaits that.)
  bool GivesNothing(FunctionRef callee) const {
    const Function& function = program_.function(callee);
    if (function.is_async || function.is_generator || program_.names().Text(function.name).starts_with("__")) return false;
    return std::ranges::all_of(function.instructions, [&](const Instruction& instruction) {
      const auto* end = As<Return>(instruction);
      const auto* value = end != nullptr ? As<Const>(function.instructions[end->value.value()]) : nullptr;
      return end == nullptr || (value != nullptr && value->kind == ConstKind::kNone);
    });
  }

  static bool IsBetter(const BlockStep& a, const BlockStep& b) {
    const auto order = [](const BlockStep& step) {
      const BlockingKindRow& row = RowOf(step.kind);
      return std::make_tuple(std::max(DoubtOf(step), static_cast<int>(row.confidence)), step.is_first_only, row.severity, step.frames, step.kind);
    };
    return order(a) < order(b);
  }

  const SourceFile& FileOf(FunctionRef ref) const { return (*context_.program->sources)[program_.module(ref.module).file]; }
  SourceLocation LocationOf(FunctionRef ref, ValueId at) const {
    return {program_.module(ref.module).file, program_.function(ref).instructions[at].range};
  }
  std::string TextOf(FunctionRef ref, ValueId at) const { return FunctionContext(program_, *context_.program->sources, ref).ShortText(at); }
  std::string NameOf(FunctionRef ref) const { return std::string(program_.names().Text(program_.function(ref).name)); }

  std::string StepText(FunctionRef in, const BlockStep& step, bool is_primitive) const {
    const std::string text = "'" + TextOf(in, step.at) + "'";
    if (is_primitive) return text + " " + std::string(RowOf(step.kind).what) + " ('" + program_.QualifiedName(step.callee) + "')";
    return text + " runs '" + NameOf(step.callee) + "'";
  }

  // The last call of a chain and the function in which it stands.
  std::pair<FunctionRef, BlockStep> EndOf(const BlockStep& first) const {
    BlockStep step = first;
    FunctionRef in = ref_;
    for (int i = 0; i < kMaxChain && !context_.effects->IsPrimitive(step.callee); ++i) {
      const std::optional<BlockStep> next = context_.effects->Next(in, step);
      if (!next) break;
      in = step.callee;
      step = *next;
    }
    return {in, step};
  }

  std::string Message(const BlockStep& way) const {
    const BlockingKindRow& row = RowOf(way.kind);
    const std::string where = NameOf(ref_);
    const std::string text = "'" + TextOf(ref_, way.at) + "'";
    const bool raises = way.kind == BlockKind::kLoop;
    const std::string verb = raises ? " fails in" : " blocks the event loop in";
    if (context_.effects->IsPrimitive(way.callee)) return text + verb + " '" + where + "': it " + std::string(row.what) + ".";
    const auto [in, end] = EndOf(way);
    const std::string depth = way.frames > 2 ? " (" + std::to_string(way.frames - 1) + " calls down)" : "";
    return text + verb + " '" + where + "': '" + TextOf(in, end.at) + "' in '" + NameOf(in) + "'" + depth + " " + std::string(row.what) + ".";
  }

  bool RunsOnce() const {
    return context_.program->mains.contains(ref_) ||
           std::ranges::find(kStartUpNames, program_.names().Text(program_.function(ref_).name)) != kStartUpNames.end();
  }

  bool IsLone() const { return context_.lone != nullptr && context_.lone->Contains(frame_); }

  // Who keeps the lock that the way waits for; null if nobody is known to, or if it waits for something else.
  const LockHolder* HolderOf(const BlockStep& way) const {
    if (way.kind != BlockKind::kLock) return nullptr;
    const auto [in, end] = EndOf(way);
    return context_.holders->Of(in, end.at);
  }

  // A lock of which all that take it are known, and let go of it at once.
  bool IsHeldShortly(const BlockStep& way) const {
    if (way.kind != BlockKind::kLock || HolderOf(way) != nullptr) return false;
    const auto [in, end] = EndOf(way);
    return context_.holders->Knows(in, end.at);
  }

  void TellHolder(const LockHolder& holder, const BlockStep& way, Finding& finding) const {
    const std::string name = "'" + NameOf(holder.function) + "'";
    const std::string what = holder.awaits ? "awaits" : std::string(RowOf(holder.way.kind).what);
    finding.severity = RunsOnce() ? Severity::kP2 : Severity::kP1;
    // A lock deep in a library of one's own is mostly free: that both are at work at the same time is then a matter of luck.
    const Confidence confidence = way.frames > kDirectFrames ? Confidence::kLow : Confidence::kMedium;
    finding.confidence = std::max(confidence, static_cast<Confidence>(DoubtOf(way)));
    finding.confidence_reason = "it waits only while " + name + " runs at the same time";
    finding.message += " " + name + " holds that lock while it " + what + ".";
    const std::string text = "'" + TextOf(holder.function, holder.at) + "'";
    const std::string end = holder.awaits ? ": whoever asks for it on the loop's thread meanwhile keeps this one from going on" : "";
    finding.trace.push_back({LocationOf(holder.function, holder.at), text + " in " + name + ", while the lock is held" + end, true});
  }

  Severity SeverityOf(const BlockStep& way) const {
    const Severity severity = RowOf(way.kind).severity;
    if (way.kind == BlockKind::kLoop) return severity;
    if (IsLone()) return Severity::kP3;
    return RunsOnce() || way.is_first_only ? OneLower(severity) : severity;
  }

  Claim MakeClaim(const BlockStep& way) const {
    const BlockingKindRow& row = RowOf(way.kind);
    Finding finding;
    finding.rule = row.rule;
    finding.kind = BlockKindName(way.kind);
    finding.severity = SeverityOf(way);
    finding.confidence = std::max(row.confidence, static_cast<Confidence>(DoubtOf(way)));
    if (way.doubt > 0) {
      finding.confidence_reason = "not everything that may run here does this";
    } else if (DoubtOf(way) > 0) {
      finding.confidence_reason = "it is " + std::to_string(way.frames) + " calls down, each under conditions of its own";
    } else {
      finding.confidence_reason = std::string(row.reason);
    }
    finding.location = LocationOf(ref_, way.at);
    finding.function = program_.QualifiedName(ref_);
    finding.identity_text = std::string(FileOf(ref_).TextOf(finding.location.range));
    finding.message = Message(way);
    if (way.is_first_only) finding.message += " It does so the first time, and keeps what it gets.";
    finding.trace = Trace(way);
    if (const LockHolder* holder = HolderOf(way)) TellHolder(*holder, way, finding);
    finding.fixes = BlockingFixes(context_, frame_, way);
    return {{kBlockingDomain, finding.location.file, finding.location.range, RuleNumber(*row.rule)}, std::move(finding)};
  }

  static std::uint32_t RuleNumber(const Rule& rule) {
    const auto rules = BlockingRules();
    return static_cast<std::uint32_t>(std::ranges::find(rules, &rule) - rules.begin());
  }

  const BlockingContext& context_;
  const Program& program_;
  CallNodeId frame_;
  FunctionRef ref_;
};

// A primitive that very many coroutines reach is one defect, to be mended in one place: its nearest callers tell of it, the first of them
// says how many more there are, and the others are left to `--profile all`.
void FoldHelpers(std::vector<Claim>& claims, const std::vector<ChainEnd>& ends) {
  absl::flat_hash_map<std::tuple<FunctionRef, ValueId, const Rule*>, std::vector<std::size_t>> callers;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    if (ends[i].helper.IsValid()) callers[{ends[i].helper, ends[i].at, claims[i].finding.rule}].push_back(i);
  }
  for (auto& [helper, sites] : callers) {
    if (sites.size() <= kMaxToldCallers) continue;
    std::ranges::stable_sort(sites, {}, [&](std::size_t i) { return std::make_pair(claims[i].finding.confidence, ends[i].frames); });
    const auto direct = static_cast<std::size_t>(std::ranges::count_if(sites, [&](std::size_t i) { return ends[i].frames <= kDirectFrames; }));
    const std::size_t told = std::clamp(direct, kMaxToldCallers, kMaxToldDirectCallers);
    if (sites.size() <= told) continue;
    claims[sites.front()].finding.message += " " + std::to_string(sites.size() - 1) + " more calls in coroutines reach the same place.";
    for (std::size_t i = told; i < sites.size(); ++i) {
      Finding& finding = claims[sites[i]].finding;
      finding.confidence = Confidence::kLow;
      finding.confidence_reason = "what blocks here is told of at its nearest callers";
    }
  }
}

}  // namespace

std::vector<Claim> CheckBlocking(const BlockingContext& given) {
  const LoneCoroutines lone(*given.program, *given.graph);
  const LockHolders holders(*given.program->program, *given.graph, *given.effects, *given.frames);
  BlockingContext context = given;
  context.lone = &lone;
  context.holders = &holders;
  std::vector<Claim> claims;
  std::vector<ChainEnd> ends;
  for (std::size_t n = 0; n < context.graph->functions.size(); ++n) {
    const CallNodeId node(n);
    if ((*context.frames)[node] == FrameKind::kNone || context.effects->Of(node).empty()) continue;
    FrameChecker(context, node).Check(claims, ends);
  }
  FoldHelpers(claims, ends);
  return claims;
}

std::string DescribeBlocking(const BlockingContext& context, std::string_view qualified_name) {
  const Program& program = *context.program->program;
  std::string text;
  for (std::size_t n = 0; n < context.graph->functions.size(); ++n) {
    const CallNodeId node(n);
    const FunctionRef ref = context.graph->functions[node];
    const std::string name = program.QualifiedName(ref);
    const bool is_asked = name == qualified_name || (name.ends_with(qualified_name) && name.size() > qualified_name.size() &&
                                                     name[name.size() - qualified_name.size() - 1] == '.');
    if (!is_asked) continue;
    for (const BlockStep& step : context.effects->Of(node)) {
      text.append(name).append(" [").append(BlockKindName(step.kind)).append("]").append(step.doubt > 0 ? " not sure\n" : "\n");
      for (const TraceStep& at : FrameChecker(context, node).Trace(step)) {
        const SourceFile& file = (*context.program->sources)[at.location.file];
        text.append("  ").append(file.path()).append(":").append(std::to_string(file.LineOf(at.location.range.begin)));
        text.append(" ").append(at.text).append("\n");
      }
    }
  }
  return text;
}

}  // namespace dangle

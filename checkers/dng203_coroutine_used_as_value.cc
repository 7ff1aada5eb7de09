// DNG203: a coroutine object in the place of the result that it would give.
//
//   if is_allowed(user): ...        # always true
#include <algorithm>
#include <optional>
#include <string>

#include "checkers/checker.h"
#include "checkers/coroutine_words.h"
#include "checkers/generator_scopes.h"

namespace dangle {

namespace {

constexpr Rule kRule = {
    .id = "DNG203",
    .name = "coroutine-used-as-value",
    .severity = Severity::kP1,
    .summary = "A coroutine object is used in the place of the result that it would give.",
    .why = "A coroutine object is always true and equal only to itself: the condition is constant, the awaited answer is never computed.",
    .page = {},
};

// Functions that are given a coroutine on purpose.
bool AsksWhatItIs(std::string_view callee) {
  return callee.ends_with("isawaitable") || callee.ends_with("iscoroutine") || callee.ends_with("id") || callee.ends_with("type") ||
         callee.ends_with(".remove") || callee.ends_with(".discard") || callee.ends_with(".index") || callee.ends_with(".count") ||
         callee.ends_with("callable") || callee.ends_with("hasattr") || callee.ends_with("getattr");
}

// `async with ClientSession() as s: … return resp.json()`: the coroutine works on what this function has entered and leaves. Of a class of
// the project nobody knows what its exit ends.
bool IsLeftBehind(const SiteContext& context) {
  constexpr int kMaxHops = 6;
  if (!context.site().maker.IsValid() || context.program().IsProject(context.site().maker.module)) return false;
  ValueId value = context.MakingCall();
  for (int hop = 0; hop < kMaxHops && value.IsValid(); ++hop) {
    const Instruction& instruction = context.At(value);
    if (Is<Enter>(instruction)) {
      const std::vector<ValueId> exits = ExitsOf(context.function(), value);
      return std::ranges::any_of(exits, [&](ValueId exit) { return exit > context.MakingCall(); });
    }
    if (const auto* call = As<Call>(instruction)) {
      value = call->callee.value();
    } else if (const auto* load = As<LoadAttr>(instruction)) {
      value = load->object.value();
    } else if (const auto* await = As<Await>(instruction)) {
      value = await->value.value();
    } else {
      return false;
    }
  }
  return false;
}

// The sentence for this use; nothing if it is none that is a mistake.
std::optional<std::string> MessageFor(const SiteContext& context, const ValueUseEvent& event) {
  const std::string it = "'" + context.CallText() + "' is a coroutine";
  const std::string missing = ": an 'await' is missing.";
  switch (event.use) {
    case ValueUse::kTruth:
      return "The condition " + it + ", which is always true" + missing;
    case ValueUse::kCompare:
      return it + ", which equals nothing but itself, so the comparison does not see its result" + missing;
    case ValueUse::kArithmetic:
      return it + " and no operand (TypeError)" + missing;
    case ValueUse::kIndex:
      return it + " and cannot be indexed (TypeError)" + missing;
    case ValueUse::kIterate:
      return it + " and cannot be iterated (TypeError)" + missing;
    case ValueUse::kMembership:
      return it + " and cannot be searched (TypeError)" + missing;
    case ValueUse::kEnter:
      // What a library gives may be both: awaited, or entered.
      if (!context.program().IsOnly(context.TypeAt(context.site().root.value), TypeKind::kCoroutine)) return std::nullopt;
      return it + " and cannot be entered (TypeError)" + missing;
    case ValueUse::kFormat:
      return it + ", and its 'repr' is formatted in place of the result" + missing;
    case ValueUse::kAttribute: {
      const auto* load = As<LoadAttr>(context.At(event.at));
      return it + " and has no attribute '" + std::string(context.program().names().Text(load->name)) + "'" + missing;
    }
    case ValueUse::kArgument: {
      const auto* call = As<Call>(context.At(event.at));
      if (call == nullptr) return std::nullopt;
      const std::string callee(context.TextOf(context.At(call->callee.value()).range));
      if (AsksWhatItIs(callee)) return std::nullopt;
      // `isinstance(x, Awaitable)` asks just that; any other class is asked of the result.
      const std::string_view whole = context.TextOf(context.At(event.at).range);
      if (callee.ends_with("isinstance") &&
          (whole.find("Awaitable") != std::string_view::npos || whole.find("Coroutine") != std::string_view::npos)) {
        return std::nullopt;
      }
      return it + " and is given to '" + callee + "' in place of its result" + missing;
    }
    case ValueUse::kReturn:
      if (context.function().is_async && IsLeftBehind(context)) {
        return it + " and is returned as it is: what it works on is closed by then, and who awaits '" + context.FunctionName() + "' gets no result" +
               missing;
      }
      if (context.function().is_async || !PromisesValue(context)) return std::nullopt;
      return "'" + context.FunctionName() + "' promises '" +
             std::string(context.TextOf(context.module().expressions[context.function().returns].range)) + "' and returns the coroutine '" +
             context.CallText() + "'.";
  }
  return std::nullopt;
}

void Check(const SiteContext& context, std::vector<Claim>& claims) {
  for (const ValueUseEvent& event : context.result().normal.uses) {
    if (event.use == ValueUse::kTruth && context.result().normal.ended.Has(Typestate::kDischarged)) continue;  // DNG201, or asked and awaited
    const std::optional<std::string> message = MessageFor(context, event);
    if (!message) continue;
    Finding finding = context.Begin(kRule, Severity::kP1, Confidence::kHigh);
    finding.message = *message;
    finding.trace = context.Trace("'" + context.CallText() + "' makes a coroutine here", {});
    finding.trace.push_back({context.LocationOf(context.At(event.at).range), "used here as if it were the result", true});
    finding.fixes = AwaitFixes(context);
    for (Fix& fix : finding.fixes) fix.edits.clear();
    const SourceRange call = context.CallRange();
    const bool needs_parentheses = event.use == ValueUse::kAttribute || event.use == ValueUse::kIndex;
    // `await load().name`: the 'await' that is there would be left over.
    const bool is_awaited = context.file().text().substr(0, call.begin).ends_with("await ");
    if (context.function().is_async && !is_awaited) {
      finding.fixes[0].edits.push_back({context.LocationOf({call.begin, call.begin}), needs_parentheses ? "(await " : "await "});
      if (needs_parentheses) finding.fixes[0].edits.push_back({context.LocationOf({call.end, call.end}), ")"});
    }
    claims.push_back({context.Key(), std::move(finding)});
    return;
  }
}

}  // namespace

const Checker kCoroutineUsedAsValue = {&kRule, Protocol::kAwait, &Check};

}  // namespace dangle

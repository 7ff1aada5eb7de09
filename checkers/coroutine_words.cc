#include "checkers/coroutine_words.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace dangle {

namespace {

// Methods whose loss leaves a resource open, and what did not happen to it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kReleases = {{
    {"close", "closed"},
    {"aclose", "closed"},
    {"wait_closed", "closed"},
    {"release", "released"},
    {"disconnect", "disconnected"},
    {"stop", "stopped"},
    {"shutdown", "shut down"},
    {"cancel", "cancelled"},
}};

// The innermost async function whose body the site is in; comprehensions are in place already.
bool CanAwaitHere(const SiteContext& context) { return context.function().is_async; }

}  // namespace

namespace {

// Classes whose instances are never awaitable. Other names may be aliases of awaitables (`Response = Coroutine[…]`), so they promise nothing.
bool NamesPlainValue(const Program& program, const Module& module, ExpressionId id) {
  const Expression& expression = module.expressions[id];
  if (expression.kind == ExpressionKind::kNone) return true;
  if (expression.kind == ExpressionKind::kSubscript) return NamesPlainValue(program, module, module.ChildrenOf(id)[0]);
  if (expression.kind != ExpressionKind::kName || !expression.name.IsValid()) return false;
  static constexpr std::array<std::string_view, 13> kPlain = {"Dict",      "List", "Tuple", "bool", "bytes", "dict", "float",
                                                              "frozenset", "int",  "list",  "set",  "str",   "tuple"};
  const std::string_view name = program.names().Text(expression.name);
  return std::find(kPlain.begin(), kPlain.end(), name) != kPlain.end();
}

}  // namespace

bool PromisesValue(const SiteContext& context) {
  const ExpressionId returns = context.function().returns;
  return returns.IsValid() && !context.function().is_generator && NamesPlainValue(context.program(), context.module(), returns);
}

bool IsReturned(const SiteContext& context) {
  const auto& uses = context.result().normal.uses;
  return std::any_of(uses.begin(), uses.end(), [](const ValueUseEvent& event) { return event.use == ValueUse::kReturn; });
}

bool IsAwaitedOperand(const SiteContext& context) {
  const auto& uses = context.result().normal.uses;
  const bool is_tested = std::any_of(uses.begin(), uses.end(), [](const ValueUseEvent& event) { return event.use == ValueUse::kTruth; });
  return is_tested && context.result().normal.ended.Has(Typestate::kDischarged) && context.VariableName().empty();
}

std::string TakerOf(const SiteContext& context) {
  if (context.result().witnessed.violations.empty()) return {};
  const Violation& violation = context.MainViolation();
  const auto* call = As<Call>(context.At(violation.at));
  if (call == nullptr || violation.at == context.site().root.value || violation.kind != LossKind::kDiscarded) return {};
  const std::string_view callee = context.TextOf(context.At(call->callee.value()).range);
  return callee.find('\n') == std::string_view::npos ? std::string(callee) : std::string();
}

bool IsThroughHelper(const SiteContext& context) {
  const FunctionRef maker = context.site().maker;
  return maker.IsValid() && !context.program().function(maker).is_async;
}

std::string ConsequenceOf(const SiteContext& context) {
  const std::string callee = context.CalleeText();
  const std::size_t dot = callee.rfind('.');
  if (dot != std::string::npos) {
    const std::string_view method = std::string_view(callee).substr(dot + 1);
    const auto release = std::find_if(kReleases.begin(), kReleases.end(), [&](const auto& entry) { return entry.first == method; });
    if (release != kReleases.end()) return ", so '" + callee.substr(0, dot) + "' is never " + std::string(release->second) + ".";
  }
  return ", so '" + context.MakerName() + "' does not run.";
}

std::string LossText(const SiteContext& context) {
  if (context.result().witnessed.violations.empty()) return {};
  const Violation& violation = context.MainViolation();
  const std::string taker = TakerOf(context);
  if (!taker.empty()) return "'" + taker + "' does not await it, and nothing else refers to it";
  switch (violation.kind) {
    case LossKind::kDiscarded:
      return "nothing refers to it any more";
    case LossKind::kRebound:
      return "the last name that refers to it is bound to something else";
    case LossKind::kFrameLeft:
      return "'" + context.FunctionName() + "' ends here, and with it the last name that refers to it";
  }
  return {};
}

std::vector<Fix> AwaitFixes(const SiteContext& context) {
  const std::string call(context.TextOf(context.CallRange()));
  if (CanAwaitHere(context)) {
    Fix fix{"Await the coroutine", "await " + call, {}};
    // Where the result of the call is thrown away, an await changes nothing but that the body runs.
    const Violation* violation = context.result().witnessed.violations.empty() ? nullptr : &context.MainViolation();
    const auto* drop = violation == nullptr ? nullptr : As<Drop>(context.At(violation->at));
    if (drop != nullptr && drop->value == context.site().root.value && !IsThroughHelper(context)) {
      const SourceRange start{context.CallRange().begin, context.CallRange().begin};
      fix.edits.push_back({context.LocationOf(start), "await "});
    }
    return {std::move(fix)};
  }
  const std::string name = context.FunctionName();
  return {{"Make '" + name + "' async and await it", "async def " + name + "(...):\n    await " + call, {}},
          {"Or run it beside, and keep the task", "task = asyncio.create_task(" + call + ")", {}}};
}

}  // namespace dangle

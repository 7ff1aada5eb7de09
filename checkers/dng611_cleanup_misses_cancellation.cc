// DNG611: what a handler undoes when the work fails stays done when the task is cancelled.
//
//   try:
//       await conn.handshake()
//   except Exception:            a CancelledError passes by
//       conn.abort()
//       raise
#include <algorithm>
#include <string>
#include <vector>

#include "checkers/expression_checker.h"
#include "checkers/function_checker.h"
#include "dataflow/exits/bypassed_cleanup.h"
#include "dataflow/obligations/protocol.h"

namespace dangle {

namespace {

constexpr Rule kRule = {
    .id = "DNG611",
    .name = "cleanup-misses-cancellation",
    .severity = Severity::kP2,
    .summary = "A handler undoes something and raises again, and a cancellation, which is no Exception, passes it by.",
    .why =
        "A cancelled task leaves by CancelledError, a BaseException: `except Exception` does not see it. A half-open connection stays open, a "
        "waiter stays registered, a permit stays taken, each time a timeout or a disconnect cancels the task here.",
    .page = {},
    .precision = Confidence::kMedium,
};

constexpr std::size_t kMostNamed = 2;

// The text of an undoing call or assignment; the range of a StoreAttr is its target alone, and only False undoes.
std::string TextOf(const FunctionContext& context, const Undo& undo) {
  return Is<Call>(context.At(undo.at)) ? context.ShortText(undo.at) : OneLine(context.TextOf(context.At(undo.at).range)) + " = False";
}

std::string StatementOf(const FunctionContext& context, const Undo& undo) { return (undo.is_awaited ? "await " : "") + TextOf(context, undo); }

Fix FixOf(const FunctionContext& context, const BypassedHandler& handler, std::string_view clause) {
  if (handler.only_raises && handler.is_broad) return {"Take cancellations too", "except BaseException:", {}};
  std::string code = "except asyncio.CancelledError:\n";
  for (const Undo& undo : handler.undone) code += "    " + StatementOf(context, undo) + "\n";
  return {"Undo it when the task is cancelled too, before 'except " + std::string(clause) + "'", code + "    raise", {}};
}

// The call that made the value, through `await` and unpacking; invalid if it is something else.
ValueId MakingCall(const FunctionContext& context, ValueId value) {
  if (const auto* element = As<Element>(context.At(value))) {
    const auto* unpack = As<Unpack>(context.At(element->unpacked.value()));
    if (unpack == nullptr) return {};
    value = unpack->value.value();
  }
  if (const auto* await = As<Await>(context.At(value))) value = await->value.value();
  return Is<Call>(context.At(value)) ? value : ValueId{};
}

bool IsTask(const FunctionContext& context, ValueId value) {
  const auto members = context.MembersAt(value);
  return !members.empty() && std::ranges::all_of(members, [&](TypeId member) {
    const Type& type = context.program().type(member);
    return type.kind == TypeKind::kInstance && context.program().names().Text(context.program().class_declaration(type.class_ref).name) == "Task";
  });
}

// Where dangle follows what is undone, its leak is the same defect: the key of that obligation.
DefectKey KeyOfUndone(const FunctionContext& context, const Undo& undo, SourceRange clause) {
  const auto key = [&](Protocol protocol, ValueId call) {
    return DefectKey{static_cast<std::uint32_t>(protocol), context.module().file, context.At(call).range, 0};
  };
  if (undo.begun.IsValid() && Is<Call>(context.At(undo.begun)) && undo.begun != undo.what.root) return key(Protocol::kLock, undo.begun);
  const ValueId made = undo.what.attributes.empty() && undo.what.root.IsValid() ? MakingCall(context, undo.what.root) : ValueId{};
  if (!made.IsValid()) return KeyOf(context, kRule, clause);
  return key(IsTask(context, undo.what.root) ? Protocol::kKeepAlive : Protocol::kRelease, made);
}

void ClaimHandler(const FunctionContext& context, const BypassedHandler& handler, std::vector<Claim>& claims) {
  const auto* match = As<MatchException>(context.At(handler.clause));
  const SourceRange clause = context.At(match->type.value()).range;
  const std::string classes = OneLine(context.TextOf(clause));
  const bool is_begun = std::ranges::any_of(handler.undone, [](const Undo& undo) { return undo.begun.IsValid(); });
  Finding finding = BeginFinding(context, kRule, clause, Severity::kP2, handler.is_broad && is_begun ? Confidence::kMedium : Confidence::kLow);
  finding.confidence_reason = !handler.is_broad ? "the handler is for some kinds of errors only"
                              : is_begun        ? "whether the task is ever cancelled here is not known"
                                                : "what the handler ends may have begun elsewhere";
  std::vector<std::string> undone;
  for (const Undo& undo : handler.undone) {
    const std::string text = "'" + TextOf(context, undo) + "'";
    if (undone.size() < kMostNamed && std::ranges::find(undone, text) == undone.end()) undone.push_back(text);
  }
  const std::string awaited = context.ShortText(handler.awaited);
  finding.message = undone.front() + (undone.size() == 1 ? " is" : " and " + undone.back() + " are") + " skipped when the task is cancelled at '" +
                    awaited + "': 'except " + classes + "' does not take CancelledError.";
  finding.trace = {{context.LocationOf(context.At(handler.awaited).range), "a cancellation may come in at '" + awaited + "'", true},
                   {context.LocationOf(clause), "CancelledError passes 'except " + classes + "' by", false}};
  for (const Undo& undo : handler.undone) {
    finding.trace.push_back({context.LocationOf(context.At(undo.at).range), "'" + TextOf(context, undo) + "' is skipped", true});
  }
  finding.fixes = {FixOf(context, handler, classes)};
  claims.push_back({KeyOfUndone(context, handler.undone.front(), clause), std::move(finding)});
}

void Check(const FunctionContext& context, const ContractStore&, std::vector<Claim>& claims) {
  for (const BypassedHandler& handler : FindBypassedHandlers(context.program(), context.ref())) ClaimHandler(context, handler, claims);
}

}  // namespace

const FunctionChecker kCleanupMissesCancellation = {&kRule, Check};

}  // namespace dangle

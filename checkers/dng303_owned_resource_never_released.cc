// DNG303: a class keeps a resource that it made itself, and none of its methods releases it.
//
//   class Client:
//       def __init__(self): self._session = aiohttp.ClientSession()
//       async def close(self): await self._ws.close()                 # and the session?
#include <string>

#include "checkers/field_checker.h"
#include "checkers/resource_words.h"

namespace dangle {

namespace {

constexpr Rule kRule = {
    .id = "DNG303",
    .name = "owned-resource-never-released",
    .severity = Severity::kP1,
    .summary = "A class keeps a resource that it made itself, and none of its methods releases it.",
    .why =
        "The object that made it is the only one that can release it and none of its methods does, so each instance leaks one for as long as "
        "the process lives.",
    .page = {},
};

// How one releases what the field holds.
std::vector<std::string> FieldLines(const FieldContext& context, bool& needs_await) {
  const std::string place = "self." + std::string(context.FieldName());
  if (!context.store().store.is_element) return ReleaseLines(context.site(), place, needs_await);
  const bool is_mapping = Is<StoreItem>(context.site().At(context.store().store.at));
  std::vector<std::string> lines = {"for item in " + place + (is_mapping ? ".values():" : ":")};
  for (const std::string& line : ReleaseLines(context.site(), "item", needs_await)) lines.push_back("    " + line);
  return lines;
}

void ClaimField(const FieldContext& context, const EndMethod* end, const std::string& who, Confidence confidence, std::string reason,
                std::vector<Claim>& claims) {
  const Severity severity = context.store().store.site.strength == Strength::kMust ? Severity::kP1 : Severity::kP2;
  Finding finding = context.Begin(kRule, severity, confidence);
  finding.confidence_reason = std::move(reason);
  finding.message = "The " + KindOf(context.site()) + " that '" + context.ClassName() + "' opens by '" + context.site().CallText() +
                    "' and keeps in '" + std::string(context.FieldName()) + "' is " + who + ".";
  finding.trace = context.Trace(end, "'" + context.site().CallText() + "' opens it here");
  bool needs_await = false;
  const std::vector<std::string> lines = FieldLines(context, needs_await);
  finding.fixes = {context.FixOf(end, lines, needs_await)};
  claims.push_back({context.Key(), std::move(finding)});
}

// `self._conn = connect()` in a loop that comes back to it while the last one is open.
// `is_event`: in an event handler that comes again.
void ClaimOverwrite(const FieldContext& context, bool is_event, std::vector<Claim>& claims) {
  const Severity severity = context.store().store.site.strength == Strength::kMust ? Severity::kP1 : Severity::kP2;
  Finding finding = context.Begin(kRule, severity, Confidence::kMedium);
  const std::string again = is_event ? "when '" + context.site().FunctionName() + "' runs again" : "by the next round of the loop";
  finding.confidence_reason = is_event ? "it may run only after something has closed it" : "the round before may have ended in a way that closes it";
  finding.message = "The " + KindOf(context.site()) + " that '" + context.ClassName() + "' opens by '" + context.site().CallText() +
                    "' and keeps in '" + std::string(context.FieldName()) + "' is overwritten " + again + " while it may still be open.";
  const SourceRange stored = context.site().At(context.store().store.at).range;
  finding.trace = {{context.site().LocationOf(context.site().CallRange()), "'" + context.site().CallText() + "' opens it here", true},
                   {context.site().LocationOf(stored),
                    is_event ? "nothing here closes the one before" : "the loop comes back here, and nothing in it closes the one before", true}};
  bool needs_await = false;
  std::string code;
  for (const std::string& line : FieldLines(context, needs_await)) code += line + "\n";
  code += std::string(context.site().TextOf(stored));
  finding.fixes = {{"Close the one before it", std::move(code), {}}};
  claims.push_back({context.Key(), std::move(finding)});
}

void Check(const FieldContext& context, std::vector<Claim>& claims) {
  if (context.store().store.site.strength == Strength::kLazy) return;
  if (context.duty().is_handed_over) {
    const FieldContext::EndPair ends = context.UnequalEnds();
    for (const std::size_t store : context.duty().overwrites) ClaimOverwrite(context.At(store), false, claims);
    for (const std::size_t store : context.duty().event_overwrites) ClaimOverwrite(context.At(store), true, claims);
    if (ends.forgetful == nullptr) return;
    const std::string reason = "'" + context.NameOf(*ends.forgetful) + "' may leave it on purpose";
    return ClaimField(context, ends.forgetful, "not closed on every way to the end: " + context.WhoForgets(ends), Confidence::kMedium, reason,
                      claims);
  }
  const EndMethod* end = context.ForgetfulEnd();
  // Without an end method what counts is whether instances come and go.
  if (end == nullptr && !context.IsMadeAnew()) return;
  std::string reason;
  if (end == nullptr) {
    reason = "somebody may end it in a way that dangle does not see";
  } else if (end->siblings.empty()) {
    reason = "'" + context.NameOf(*end) + "' releases nothing else that dangle knows of";
  } else if (context.IsPublic()) {
    reason = "'" + std::string(context.FieldName()) + "' is public";
  }
  const Confidence confidence = reason.empty() ? Confidence::kHigh : Confidence::kMedium;
  ClaimField(context, end, "never closed: " + context.WhoForgets(end), confidence, std::move(reason), claims);
}

}  // namespace

const FieldChecker kOwnedResourceNeverReleased = {&kRule, Protocol::kRelease, &Check};

}  // namespace dangle

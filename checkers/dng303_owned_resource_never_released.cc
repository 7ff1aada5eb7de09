// DNG303: a class keeps a resource that it made itself, and none of its methods releases it.
//
//   class Client:
//       def __init__(self): self._session = aiohttp.ClientSession()
//       async def close(self): await self._ws.close()                 # and the session?
#include <array>
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

// The class of what is stored; invalid if it is not known.
ClassRef ClassOf(const FieldContext& context) {
  const Site& site = context.store().store.site;
  const Program& program = context.program();
  std::span<const TypeId> members = program.MembersOf(program.TypeOf(context.store().function, site.root.value));
  if (site.root.element != ResultOwes::kWhole) {
    const auto index = static_cast<std::size_t>(site.root.element);
    if (members.size() != 1 || program.type(members[0]).arguments.size() <= index) return {};
    members = program.MembersOf(program.type(members[0]).arguments[index]);
  }
  for (const TypeId member : members) {
    if (program.type(member).kind == TypeKind::kInstance) return program.type(member).class_ref;
  }
  return {};
}

// How one releases it: "await self._session.close()".
std::vector<std::string> ReleaseLines(const FieldContext& context, bool& needs_await) {
  static constexpr std::array<std::string_view, 9> kMethods = {"aclose", "close",   "disconnect", "stop",   "terminate",
                                                               "quit",   "dispose", "shutdown",   "release"};
  const std::string place = "self." + std::string(context.FieldName());
  const bool is_element = context.store().store.is_element;
  const std::string object = is_element ? "item" : place;
  std::vector<std::string> lines;
  if (is_element) lines.push_back("for item in " + place + ":");
  const std::string indent = is_element ? "    " : "";
  if (KindOf(context.site()) == "stream") {
    needs_await = true;
    lines.push_back(indent + object + ".close()");
    lines.push_back(indent + "await " + object + ".wait_closed()");
    return lines;
  }
  std::string call = object + ".close()";
  const ClassRef class_ref = ClassOf(context);
  for (const std::string_view method : kMethods) {
    const NameId name = context.program().names().Find(method);
    const FunctionRef found = class_ref.IsValid() && name.IsValid() ? context.program().FindMethod(class_ref, name) : FunctionRef();
    if (!found.IsValid()) continue;
    needs_await = context.program().function(found).is_async;
    call = std::string(needs_await ? "await " : "") + object + "." + std::string(method) + "()";
    break;
  }
  lines.push_back(indent + call);
  return lines;
}

void Check(const FieldContext& context, std::vector<Claim>& claims) {
  if (context.duty().is_handed_over) return;
  const EndMethod* end = context.ForgetfulEnd();
  // Without an end method what counts is whether instances come and go.
  if (end == nullptr && !context.IsMadeAnew()) return;
  const bool is_sure = end != nullptr && !end->siblings.empty() && !context.IsPublic();
  Finding finding = context.Begin(kRule, Severity::kP1, is_sure ? Confidence::kHigh : Confidence::kMedium);
  if (!is_sure) {
    finding.confidence_reason = end == nullptr          ? "somebody may end it in a way that dangle does not see"
                                : end->siblings.empty() ? "'" + context.NameOf(*end) + "' releases nothing else that dangle knows of"
                                                        : "'" + std::string(context.FieldName()) + "' is public";
  }
  const std::string field(context.FieldName());
  finding.message = "The " + KindOf(context.site()) + " that '" + context.ClassName() + "' opens by '" + context.site().CallText() +
                    "' and keeps in '" + field + "' is never closed: " + context.WhoForgets(end) + ".";
  finding.trace = context.Trace(end, "'" + context.site().CallText() + "' opens it here");
  bool needs_await = false;
  const std::vector<std::string> lines = ReleaseLines(context, needs_await);
  finding.fixes = {context.FixOf(end, lines, needs_await)};
  claims.push_back({context.Key(), std::move(finding)});
}

}  // namespace

const FieldChecker kOwnedResourceNeverReleased = {&kRule, Protocol::kRelease, &Check};

}  // namespace dangle

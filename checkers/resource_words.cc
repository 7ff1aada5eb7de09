#include "checkers/resource_words.h"

#include <algorithm>
#include <string_view>

namespace dangle {

namespace {

// The class of the object, by the type of the value (or of the element that it is); empty if unknown.
std::string ClassNameOf(const SiteContext& context) {
  const Site& site = context.site();
  TypeId type = context.program().TypeOf(context.ref(), site.root.value);
  if (site.root.element != ResultOwes::kWhole) {
    const std::span<const TypeId> members = context.program().MembersOf(type);
    const auto index = static_cast<std::size_t>(site.root.element);
    if (members.size() != 1 || context.program().type(members[0]).arguments.size() <= index) return {};
    type = context.program().type(members[0]).arguments[index];
  }
  for (const TypeId member : context.program().MembersOf(type)) {
    const Type& one = context.program().type(member);
    if (one.kind == TypeKind::kInstance && one.class_ref.IsValid()) {
      return std::string(context.program().names().Text(context.program().class_declaration(one.class_ref).name));
    }
  }
  return {};
}

bool IsFileClass(std::string_view name) {
  return name.find("IOWrapper") != std::string_view::npos || name.starts_with("Buffered") || name == "FileIO" || name.ends_with("IO") ||
         name.ends_with("IOBase");
}

bool IsWritingMode(std::string_view mode) { return mode.find_first_of("wax+") != std::string_view::npos; }

// The literal mode of open(path, mode): "r" if there is none, empty if it can't be told.
std::string_view ModeOf(const SiteContext& context) {
  const auto* call = As<Call>(context.At(context.MakingCall()));
  if (call == nullptr) return {};
  const std::span<const Argument> arguments = context.function().ArgumentsOf(call->arguments);
  const bool is_method = Is<LoadAttr>(context.At(call->callee.value())) && !context.CalleeText().starts_with("io.");
  const std::size_t position = is_method ? 0 : 1;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const bool by_name = arguments[i].kind == ArgumentKind::kKeyword && context.program().names().Text(arguments[i].keyword) == "mode";
    const bool by_position = arguments[i].kind == ArgumentKind::kPositional && i == position;
    if (!by_name && !by_position) continue;
    const auto* constant = As<Const>(context.At(arguments[i].value.value()));
    return constant != nullptr && constant->text.IsValid() ? context.program().names().Text(constant->text) : std::string_view();
  }
  return "r";
}

}  // namespace

std::string KindOf(const SiteContext& context) {
  const std::string name = ClassNameOf(context);
  if (name.empty()) return "resource";
  if (IsFileClass(name)) return "file";
  if (name == "socket") return "socket";
  if (name == "StreamWriter") return "stream";
  return name;
}

std::string ResourceSubject(const SiteContext& context) {
  if (context.site().is_paired) return "'" + context.VariableName() + "' acquired by '" + context.CallText() + "'";
  const std::string name = context.VariableName();
  if (!name.empty()) return "'" + name + "' opened by '" + context.CallText() + "'";
  return "The " + KindOf(context) + " opened by '" + context.CallText() + "'";
}

std::vector<Fix> ReleaseFixes(const SiteContext& context) {
  const std::string call(context.TextOf(context.At(context.site().root.value).range));
  std::string name = context.VariableName();
  const std::string kind = KindOf(context);
  if (kind == "stream") {
    if (name.empty()) name = "writer";
    return {{"Close it in 'finally'",
             "reader, " + name + " = " + call + "\ntry:\n    ...\nfinally:\n    " + name + ".close()\n    await " + name + ".wait_closed()",
             {}}};
  }
  if (context.site().is_paired) {
    return {{"Let 'async with' give it back", "async with " + std::string(context.TextOf(context.CallRange())) + " as " + name + ":\n    ...", {}}};
  }
  if (name.empty()) name = kind == "socket" ? "sock" : kind == "file" ? "f" : "resource";
  return {{"Open it with 'with'", "with " + call + " as " + name + ":\n    ...", {}}};
}

TemporaryUse TemporaryUseOf(const SiteContext& context) {
  if (KindOf(context) != "file" || !context.VariableName().empty() || !context.result().normal.ended.IsBottom()) return TemporaryUse::kNo;
  const auto& violations = context.result().witnessed.violations;
  const bool discarded = std::all_of(violations.begin(), violations.end(), [](const Violation& v) { return v.kind == LossKind::kDiscarded; });
  const std::string_view mode = ModeOf(context);
  if (!discarded || mode.empty()) return TemporaryUse::kNo;
  return IsWritingMode(mode) ? TemporaryUse::kWriting : TemporaryUse::kReading;
}

}  // namespace dangle

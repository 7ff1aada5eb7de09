#include "checkers/resource_words.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "checkers/edits.h"

namespace dangle {

namespace {

bool Has(const Program& program, ClassRef class_ref, std::string_view method) {
  const NameId name = program.names().Find(method);
  return class_ref.IsValid() && name.IsValid() && program.FindMethod(class_ref, name).IsValid();
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

// Functions that have read (or written) all of the file that they are given when they return.
constexpr std::array<std::string_view, 6> kEager = {"json.load(", "pickle.load(", "tomllib.load(", "tomli.load(", "yaml.safe_load(", "marshal.load("};
// Methods of a file that do so.
constexpr std::array<std::string_view, 5> kEagerMethods = {".read(", ".readline(", ".readlines(", ".write(", ".writelines("};

// What stands before the expression that decides a statement: nothing, `return `, or `name = `.
bool IsPlainBeginning(std::string_view text) {
  if (text.empty() || text == "return ") return true;
  if (!text.ends_with(" = ")) return false;
  text.remove_suffix(3);
  return std::all_of(text.begin(), text.end(), [](char c) { return c == '_' || c == '.' || absl::ascii_isalnum(static_cast<unsigned char>(c)); });
}

// `data = open(p).read()`: the one statement in which the file is used goes into a `with` of its own.
std::vector<TextEdit> EditsOfOneStatement(const SiteContext& context) {
  if (context.function().kind != FunctionKind::kFunction) return {};
  const std::string_view text = context.file().text();
  const SourceRange call = context.CallRange();
  const auto statement = LineStatementAround(text, call);
  if (!statement) return {};
  const std::string_view before = text.substr(statement->range.begin, call.begin - statement->range.begin);
  const std::string_view after = text.substr(call.end, statement->range.end - call.end);
  const auto starts = [&](std::string_view method) { return after.starts_with(method); };
  const auto ends = [&](std::string_view function) {
    return before.ends_with(function) && IsPlainBeginning(before.substr(0, before.size() - function.size()));
  };
  const bool by_method = IsPlainBeginning(before) && std::any_of(kEagerMethods.begin(), kEagerMethods.end(), starts);
  const bool by_function = std::any_of(kEager.begin(), kEager.end(), ends) && after == ")";
  const std::string_view name = FreeName(context, {"f", "file", "stream"});
  if ((!by_method && !by_function) || name.empty()) return {};
  std::string code = "with " + std::string(context.TextOf(call)) + " as ";
  code.append(name).append(":\n").append(statement->indentation);
  code.append(statement->indentation.find('\t') != std::string_view::npos ? "\t" : "    ");
  code.append(before).append(name).append(after);
  return {{context.LocationOf(statement->range), std::move(code)}};
}

}  // namespace

ClassRef ResourceClass(const SiteContext& context) {
  const Site& site = context.site();
  const Program& program = context.program();
  std::span<const TypeId> members = program.MembersOf(program.TypeOf(context.ref(), site.root.value));
  if (site.root.element != ResultOwes::kWhole) {
    const auto index = static_cast<std::size_t>(site.root.element);
    if (members.size() != 1 || program.type(members[0]).arguments.size() <= index) return {};
    members = program.MembersOf(program.type(members[0]).arguments[index]);
  }
  for (const TypeId member : members) {
    const Type& one = program.type(member);
    if (one.kind == TypeKind::kInstance && one.class_ref.IsValid()) return one.class_ref;
  }
  return {};
}

std::vector<std::string> ReleaseLines(const SiteContext& context, const std::string& object, bool& needs_await) {
  static constexpr std::array<std::string_view, 9> kMethods = {"aclose", "close",   "disconnect", "stop",   "terminate",
                                                               "quit",   "dispose", "shutdown",   "release"};
  if (KindOf(context) == "stream") {
    needs_await = true;
    return {object + ".close()", "await " + object + ".wait_closed()"};
  }
  if (KindOf(context) == "file descriptor") return {"os.close(" + object + ")"};
  const ClassRef class_ref = ResourceClass(context);
  for (const std::string_view method : kMethods) {
    if (!Has(context.program(), class_ref, method)) continue;
    const FunctionRef found = context.program().FindMethod(class_ref, context.program().names().Find(method));
    needs_await = context.program().function(found).is_async;
    return {std::string(needs_await ? "await " : "") + object + "." + std::string(method) + "()"};
  }
  return {object + ".close()"};
}

std::string KindOf(const SiteContext& context) {
  const ClassRef class_ref = ResourceClass(context);
  if (!class_ref.IsValid()) return "resource";
  const std::string name(context.program().names().Text(context.program().class_declaration(class_ref).name));
  if (IsFileClass(name)) return "file";
  if (name == "int") return "file descriptor";
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
  const bool is_permit = context.CalleeText().ends_with("acquire");
  if (context.site().is_paired && !is_permit) {
    if (name.empty()) name = "resource";
    return {{"End it in 'finally'", name + " = " + call + "\ntry:\n    ...\nfinally:\n    " + name + ".close()", {}}};
  }
  if (context.site().is_paired) {
    return {{"Let 'async with' give it back", "async with " + std::string(context.TextOf(context.CallRange())) + " as " + name + ":\n    ...", {}}};
  }
  if (name.empty()) name = kind == "socket" ? "sock" : kind == "file" ? "f" : "resource";
  const ClassRef class_ref = ResourceClass(context);
  const bool is_async = Has(context.program(), class_ref, "__aenter__") && !Has(context.program(), class_ref, "__enter__");
  if (is_async) return {{"Open it with 'async with'", "async with " + call + " as " + name + ":\n    ...", {}}};
  const bool has_no_block = context.IsInferredOwner() || kind == "file descriptor";
  if (has_no_block && !Has(context.program(), class_ref, "__enter__")) {
    bool needs_await = false;
    std::string code = name + " = " + call + "\ntry:\n    ...\nfinally:";
    for (const std::string& line : ReleaseLines(context, name, needs_await)) code += "\n    " + line;
    return {{"End it in 'finally'", std::move(code), {}}};
  }
  std::vector<TextEdit> edits;
  if (TemporaryUseOf(context) != TemporaryUse::kNo) edits = EditsOfOneStatement(context);
  return {{"Open it with 'with'", "with " + call + " as " + name + ":\n    ...", std::move(edits)}};
}

bool IsNeverReleased(const SiteContext& context) {
  const SiteResult& result = context.result();
  if (result.witness == RaiseRank::kNever || !result.normal.ended.IsBottom() || !result.witnessed.ended.IsBottom()) return false;
  return std::ranges::any_of(result.witnessed.violations, [](const Violation& violation) { return violation.way == WayOut::kReturn; });
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

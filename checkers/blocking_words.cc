#include "checkers/blocking_words.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "checkers/edits.h"
#include "checkers/function_context.h"

namespace dangle {

namespace {

// How the library that a module uses runs a function in a thread: asyncio's way unless it imports only another library.
struct Library {
  std::string_view name;
  std::string_view to_thread;
};

Library LibraryOf(const Program& program, const Module& module) {
  bool trio = false;
  bool anyio = false;
  for (const Import& import : module.imports) {
    if (!import.module.IsValid() || import.level != 0) continue;
    const std::string_view name = program.names().Text(import.module);
    const std::string_view top = name.substr(0, name.find('.'));
    if (top == "asyncio") return {"asyncio", "asyncio.to_thread"};
    trio = trio || top == "trio";
    anyio = anyio || top == "anyio";
  }
  if (trio) return {"trio", "trio.to_thread.run_sync"};
  if (anyio) return {"anyio", "anyio.to_thread.run_sync"};
  return {"asyncio", "asyncio.to_thread"};
}

struct CallText {
  std::string callee;
  std::string arguments;   // on one line, without the parentheses
  SourceRange opening;     // from the end of the callee to behind the parenthesis; empty if there is none
  bool is_closed = false;  // nothing but the arguments follows
  bool has_keywords = false;
  bool has_await = false;
};

// Layout over several lines shrinks to single spaces; what stands in quotes over several lines is no text to show anyway.
std::string OnOneLine(std::string_view text) {
  std::string line;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\n' && text[i] != '\r') {
      line.push_back(text[i]);
      continue;
    }
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t')) line.pop_back();
    i = std::min(text.find_first_not_of(" \t\r\n", i), text.size()) - 1;
    const bool needs_space = !line.empty() && line.back() != '(' && line.back() != '[' && line.back() != '{' && i + 1 < text.size() &&
                             std::string_view(")]}.").find(text[i + 1]) == std::string_view::npos;
    if (needs_space) line.push_back(' ');
  }
  if (line.ends_with(',')) line.pop_back();
  return line;
}

// What is called. A local name has no instruction of its own: its value was made elsewhere, so it is what stands before the parenthesis.
SourceRange CalleeRange(const SourceFile& file, const Function& function, const Instruction& at, const Call& call) {
  const SourceRange made = function.instructions[call.callee.value()].range;
  if (made.begin >= at.range.begin && made.end <= at.range.end) return made;
  const std::size_t open = std::min(file.TextOf(at.range).find('('), std::size_t{at.range.end - at.range.begin});
  return {at.range.begin, at.range.begin + static_cast<std::uint32_t>(open)};
}

CallText TextOf(const SourceFile& file, const Function& function, const Instruction& at, const Call& call) {
  const SourceRange callee = CalleeRange(file, function, at, call);
  CallText text{OnOneLine(file.TextOf(callee)), {}, {callee.end, callee.end}, false, false, false};
  const std::string_view whole = file.TextOf(at.range);
  const std::size_t open = whole.find('(', callee.end - at.range.begin);
  if (open != std::string_view::npos && whole.ends_with(')')) {
    text.arguments = OnOneLine(whole.substr(open + 1, whole.size() - open - 2));
    text.opening.end = at.range.begin + static_cast<std::uint32_t>(open) + 1;
    text.is_closed = callee.begin == at.range.begin && text.opening.end == callee.end + 1;
  }
  for (const Argument& argument : function.ArgumentsOf(call.arguments)) {
    text.has_keywords = text.has_keywords || argument.kind == ArgumentKind::kKeyword || argument.kind == ArgumentKind::kDoubleStar;
  }
  text.has_await = text.arguments.find("await ") != std::string_view::npos || text.arguments.find("yield") != std::string_view::npos;
  return text;
}

std::string Handed(const Library& library, const CallText& call) {
  std::string code = "await ";
  code.append(library.to_thread).append("(");
  // The other libraries' functions take positional arguments only.
  const bool wraps = call.has_keywords && library.name != "asyncio";
  code.append(wraps ? "functools.partial(" : "").append(call.callee);
  if (!call.arguments.empty()) code.append(", ").append(call.arguments);
  code.append(wraps ? "))" : ")");
  return code;
}

// A lock of threads, or something that may be one.
bool MayBeThreadLock(const Program& program, TypeId type) {
  const std::span<const TypeId> members = program.MembersOf(type);
  return members.empty() || std::any_of(members.begin(), members.end(), [&](TypeId member) {
           const Type& known = program.type(member);
           if (known.kind != TypeKind::kInstance || !known.class_ref.IsValid()) return true;
           const std::string_view name = program.names().Text(program.module(known.class_ref.module).name);
           return name == "threading" || name == "_thread" || name.starts_with("multiprocessing");
         });
}

// An `await` put in here could suspend the coroutine while it holds a lock that other threads wait for.
bool MayHoldThreadLock(const Program& program, FunctionRef ref, ValueId at) {
  const Function& function = program.function(ref);
  for (std::size_t i = 0; i < at.value(); ++i) {
    const Instruction& instruction = function.instructions[ValueId(i)];
    const auto* enter = As<Enter>(instruction);
    if (enter != nullptr && !enter->is_async && MayBeThreadLock(program, program.TypeOf(ref, enter->manager))) return true;
    const auto* call = As<Call>(instruction);
    const auto* method = call == nullptr || !call->callee.IsValid() ? nullptr : As<LoadAttr>(function.instructions[call->callee.value()]);
    if (method == nullptr || !method->object.IsValid() || program.names().Text(method->name) != "acquire") continue;
    if (MayBeThreadLock(program, program.TypeOf(ref, method->object.value()))) return true;
  }
  return false;
}

std::string_view Counterpart(BlockKind kind) {
  switch (kind) {
    case BlockKind::kHttp:
      return ", or use an asynchronous client (httpx.AsyncClient, aiohttp)";
    case BlockKind::kSubprocess:
      return ", or use asyncio.create_subprocess_exec";
    case BlockKind::kDatabase:
      return ", or use the asynchronous driver";
    case BlockKind::kNetwork:
      return ", or use loop.getaddrinfo and asyncio.open_connection";
    case BlockKind::kSdk:
      return ", or use the library's asynchronous client";
    case BlockKind::kLock:
      return ", or use asyncio.Lock if only coroutines take it";
    case BlockKind::kFile:
      return ", or use aiofiles or anyio.Path";
    default:
      return "";
  }
}

// Only the ends of the call change, so that its arguments keep their layout and comments. `to_thread`: empty for a sleep.
void AddCallEdits(const std::string& to_thread, const Library& library, SourceLocation call, const CallText& text, std::vector<TextEdit>& edits) {
  const SourceRange begin{call.range.begin, call.range.begin};
  if (to_thread.empty()) {
    edits.push_back({{call.file, {call.range.begin, text.opening.begin}}, "await " + std::string(library.name) + ".sleep"});
    return;
  }
  edits.push_back({{call.file, begin}, "await " + to_thread + "("});
  edits.push_back({{call.file, text.opening}, text.arguments.empty() ? "" : ", "});
}

Fix AwaitCoroutine(const CallText& call) {
  return {"Await the coroutine: a loop runs already", "await " + call.arguments.substr(0, call.arguments.find(',')), {}};
}

}  // namespace

std::vector<Fix> BlockingFixes(const BlockingContext& context, CallNodeId frame, const BlockStep& step) {
  const Program& program = *context.program->program;
  const FunctionRef ref = context.graph->functions[frame];
  const Function& function = program.function(ref);
  const Module& module = program.module(ref.module);
  const SourceFile& file = (*context.program->sources)[module.file];
  const Instruction& at = function.instructions[step.at];
  const Library library = LibraryOf(program, module);
  const bool is_callback = (*context.frames)[frame] == FrameKind::kCallback;
  const auto* call = As<Call>(at);
  const bool is_direct = context.effects->IsPrimitive(step.callee);
  if (call == nullptr) {
    const std::string what = is_callback ? "Do this in a thread: loop.run_in_executor" : "Do this in a thread";
    return {{what, "await " + std::string(library.to_thread) + "(…)  # a function that does " + OneLine(file.TextOf(at.range)), {}}};
  }
  const CallText text = TextOf(file, function, at, *call);
  if (step.kind == BlockKind::kLoop) {
    if (is_direct && !text.arguments.empty()) return {AwaitCoroutine(text)};
    return {{"Make it a coroutine function and await it", "await " + OneLine(file.TextOf(at.range)), {}}};
  }
  if (is_callback) {
    std::string code = "loop.run_in_executor(None, ";
    code.append(text.callee);
    if (!text.arguments.empty()) code.append(", ").append(text.arguments);
    return {{"Run it in a thread", code + ")", {}}};
  }
  Fix fix;
  if (step.kind == BlockKind::kSleep && is_direct) {
    fix.description = "Sleep without the thread";
    fix.code = "await " + std::string(library.name) + ".sleep(" + text.arguments + ")";
  } else {
    fix.description = "Run it in a thread" + std::string(Counterpart(step.kind));
    fix.code = Handed(library, text);
  }
  // sqlite3's connections and locks belong to the thread that made them.
  const bool knows_thread = step.kind == BlockKind::kDatabase || step.kind == BlockKind::kLock;
  const bool wraps = text.has_keywords && library.name != "asyncio";
  const bool may_edit = text.is_closed && !text.has_await && !wraps && !knows_thread && step.doubt == 0;
  if (!may_edit || !IsWholeExpression(file.text(), at.range) || MayHoldThreadLock(program, ref, step.at)) return {std::move(fix)};
  if (auto imports = EditsToImport(program, file, ref, library.name)) {
    fix.edits = std::move(*imports);
    const bool is_sleep = step.kind == BlockKind::kSleep && is_direct;
    AddCallEdits(is_sleep ? std::string() : std::string(library.to_thread), library, {module.file, at.range}, text, fix.edits);
  }
  return {std::move(fix)};
}

}  // namespace dangle

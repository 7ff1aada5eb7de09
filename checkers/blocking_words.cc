#include "checkers/blocking_words.h"

#include <string_view>
#include <utility>

#include "checkers/function_context.h"

namespace dangle {

namespace {

// How the library that a module uses runs a function in a thread: asyncio's way unless it imports only another library.
struct Library {
  std::string_view name;
  std::string_view to_thread;
  bool is_imported = false;
};

Library LibraryOf(const Program& program, const Module& module) {
  bool trio = false;
  bool anyio = false;
  for (const Import& import : module.imports) {
    if (!import.module.IsValid() || import.level != 0) continue;
    const std::string_view name = program.names().Text(import.module);
    const std::string_view top = name.substr(0, name.find('.'));
    if (top == "asyncio") return {"asyncio", "asyncio.to_thread", !import.name.IsValid() && !import.has_alias && name == "asyncio"};
    trio = trio || top == "trio";
    anyio = anyio || top == "anyio";
  }
  if (trio) return {"trio", "trio.to_thread.run_sync", false};
  if (anyio) return {"anyio", "anyio.to_thread.run_sync", false};
  return {"asyncio", "asyncio.to_thread", false};
}

struct CallText {
  std::string_view callee;
  std::string_view arguments;  // without the parentheses
  bool has_keywords = false;
  bool has_await = false;
};

CallText TextOf(const SourceFile& file, const Function& function, const Instruction& at, const Call& call) {
  const SourceRange callee = function.instructions[call.callee.value()].range;
  CallText text{file.TextOf(callee), {}, false, false};
  const std::string_view whole = file.TextOf(at.range);
  const std::size_t open = whole.find('(', callee.end - at.range.begin);
  if (open != std::string_view::npos && whole.ends_with(')')) text.arguments = whole.substr(open + 1, whole.size() - open - 2);
  for (const Argument& argument : function.ArgumentsOf(call.arguments)) {
    text.has_keywords = text.has_keywords || argument.kind == ArgumentKind::kKeyword || argument.kind == ArgumentKind::kDoubleStar;
  }
  text.has_await = text.arguments.find("await ") != std::string_view::npos;
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

// The expression stands alone on its line, or is all that is assigned: `await` in front binds nothing else.
bool IsWholeExpression(std::string_view text, SourceRange range) {
  std::size_t before = range.begin;
  while (before > 0 && text[before - 1] == ' ') --before;
  const bool begins = before == 0 || text[before - 1] == '\n' || (text[before - 1] == '=' && before > 1 && text[before - 2] == ' ');
  std::size_t after = range.end;
  while (after < text.size() && (text[after] == ' ' || text[after] == '\r')) ++after;
  return begins && (after == text.size() || text[after] == '\n' || text[after] == '#');
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

Fix AwaitCoroutine(const CallText& call) {
  const std::string_view arguments = call.arguments.substr(0, call.arguments.find(','));
  return {"Await the coroutine: a loop runs already", "await " + std::string(arguments), {}};
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
    fix.code = "await " + std::string(library.name) + ".sleep(" + std::string(text.arguments) + ")";
  } else {
    fix.description = "Run it in a thread" + std::string(Counterpart(step.kind));
    fix.code = Handed(library, text);
  }
  // sqlite3's connections and locks belong to the thread that made them.
  const bool knows_thread = step.kind == BlockKind::kDatabase || step.kind == BlockKind::kLock;
  const bool may_edit = library.is_imported && !text.has_await && !knows_thread && step.doubt == 0;
  if (may_edit && IsWholeExpression(file.text(), at.range)) fix.edits.push_back({{module.file, at.range}, fix.code});
  return {std::move(fix)};
}

}  // namespace dangle

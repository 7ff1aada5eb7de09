// What the grammar takes and CPython's compiler rejects: await outside of async code (DNG204), and leftovers of Python 2.
//
//   def f(): return await g()                 `await` in the function `f`, which is not async
//   async def f(): yield 1; return 2          `return` with a value in the async generator `f`
//   (x async for x in y)                      fine anywhere: it runs only when someone iterates it
//
// Source: CPython's compile.c (compiler_visit_expr1, compiler_comprehension, compiler_return) and symtable.c.
#include "frontend/lowering.h"

namespace dangle {
namespace {

bool MayAwait(const Scope& frame) { return frame.is_async || frame.kind == ScopeKind::kGenerator; }

}  // namespace

void Lowering::CheckAwait(SyntaxNode node, std::string_view construct) {
  if (MayAwait(*frame_)) return;
  AddProblem(ProblemKind::kAsync, {node.range().begin, node.range().begin + static_cast<std::uint32_t>(construct.size())},
             "`" + std::string(construct) + "` outside of an async function, " + FrameText());
}

// An async clause makes the comprehension asynchronous; awaits inside are complained of where they stand.
void Lowering::CheckAsyncComprehension(SyntaxNode node) {
  if (MayAwait(*frame_)) return;
  for (const SyntaxNode clause : node.children()) {
    if (clause.kind() != SyntaxKind::kForInClause || !clause.IsAsync()) continue;
    AddProblem(ProblemKind::kAsync, clause.range(), "asynchronous comprehension outside of an async function, " + FrameText());
    return;
  }
}

void Lowering::CheckYield(SyntaxNode node) {
  switch (frame_->kind) {
    case ScopeKind::kModule:
    case ScopeKind::kClass:
      return AddProblem(ProblemKind::kSyntax, node.range(), "`yield` outside of a function, " + FrameText());
    case ScopeKind::kGenerator:
      return AddProblem(ProblemKind::kSyntax, node.range(), "`yield` inside of a generator expression");
    default:
      break;
  }
  if (node.HasFrom() && frame_->is_async) AddProblem(ProblemKind::kAsync, node.range(), "`yield from` " + FrameText());
}

void Lowering::CheckReturn(SyntaxNode node, bool has_value) {
  if (frame_->kind == ScopeKind::kModule || frame_->kind == ScopeKind::kClass) {
    AddProblem(ProblemKind::kSyntax, node.range(), "`return` outside of a function, " + FrameText());
  } else if (has_value && frame_->is_async && frame_->has_yield) {
    AddProblem(ProblemKind::kAsync, node.range(), "`return` with a value beside `yield`, " + FrameText());
  }
}

// `async = 3`, `await = f()`: names until Python 3.7.
void Lowering::CheckIdentifier(SyntaxNode node) {
  if (node.range().end - node.range().begin != 5) return;
  const std::string_view text = TextOf(node);
  if (text == "async" || text == "await")
    AddProblem(ProblemKind::kSyntax, node.range(), "`" + std::string(text) + "` is a keyword");
}

// 12L and 0777 are Python 2.
void Lowering::CheckNumber(SyntaxNode node) {
  const std::string_view text = TextOf(node);
  if (text.size() < 2) return;
  if (text.back() == 'L' || text.back() == 'l') {
    AddProblem(ProblemKind::kSyntax, node.range(), "a long integer literal is Python 2");
  } else if (node.kind() == SyntaxKind::kInteger && text[0] == '0' && text[1] >= '0' && text[1] <= '9') {
    if (text.back() != 'j' && text.back() != 'J' && text.find_first_not_of("0_") != std::string_view::npos) {
      AddProblem(ProblemKind::kSyntax, node.range(), "an octal number is written 0o…");
    }
  }
}

// ur"…" is Python 2.
void Lowering::CheckString(SyntaxNode node) {
  const std::string_view text = TextOf(node);
  if (text.size() > 2 && (text[0] == 'u' || text[0] == 'U') && (text[1] == 'r' || text[1] == 'R')) {
    AddProblem(ProblemKind::kSyntax, node.range(), "a string prefix `ur` is Python 2");
  }
}

}  // namespace dangle

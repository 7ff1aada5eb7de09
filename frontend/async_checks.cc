// What the grammar takes and CPython's compiler rejects: await outside of async code (DNG204), and leftovers of Python 2.
//
//   def f(): return await g()                 `await` in the function `f`, which is not async
//   async def f(): yield 1; return 2          `return` with a value in the async generator `f`
//   (x async for x in y)                      fine anywhere: it runs only when someone iterates it
//
// Source: CPython's compile.c (compiler_visit_expr1, compiler_comprehension, compiler_return) and symtable.c.
#include <algorithm>
#include <array>

#include "frontend/lowering.h"

namespace dangle {
namespace {

// What `from __future__ import` knows.
constexpr std::array<std::string_view, 10> kFutureFeatures = {"nested_scopes",  "generators",     "division",         "absolute_import",
                                                              "with_statement", "print_function", "unicode_literals", "barry_as_FLUFL",
                                                              "generator_stop", "annotations"};

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
  if (text == "async" || text == "await") AddProblem(ProblemKind::kSyntax, node.range(), "`" + std::string(text) + "` is a keyword");
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

// Only the docstring and other future imports may stand before one.
void Lowering::CheckFutureImport(SyntaxNode node) {
  bool is_first = true;
  bool is_late = true;
  for (const SyntaxNode statement : tree_.root().children()) {
    if (statement == node) {
      is_late = false;
      break;
    }
    const SyntaxNode inner = statement.kind() == SyntaxKind::kExpressionStatement ? FirstExpression(statement) : SyntaxNode();
    const bool is_string = inner.IsValid() && (inner.kind() == SyntaxKind::kString || inner.kind() == SyntaxKind::kConcatenatedString);
    if (statement.kind() != SyntaxKind::kFutureImportStatement && !(is_first && is_string)) break;
    is_first = false;
  }
  if (is_late) AddProblem(ProblemKind::kSyntax, node.range(), "a `__future__` import must stand at the beginning of the file");
  for (const SyntaxNode child : node.children()) {
    if (child.field() != SyntaxField::kName) continue;
    const SyntaxNode name = child.kind() == SyntaxKind::kAliasedImport ? child.child(SyntaxField::kName) : child;
    if (!name.IsValid() || std::find(kFutureFeatures.begin(), kFutureFeatures.end(), TextOf(name)) != kFutureFeatures.end()) continue;
    AddProblem(ProblemKind::kSyntax, name.range(), "`__future__` has no `" + std::string(TextOf(name)) + "`");
  }
}

}  // namespace dangle

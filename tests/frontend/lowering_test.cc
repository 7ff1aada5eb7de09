#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "frontend/lower.h"
#include "ir/printer.h"
#include "ir/verifier.h"

namespace dangle {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class LoweringTest : public ::testing::Test {
 protected:
  // Lowers a text and verifies every function of it.
  const Module& Lower(std::string text, const LoweringOptions& options = {}) {
    file_ = SourceFile("m.py", std::move(text));
    const SyntaxTree tree = Parse(file_.text());
    module_ = LowerModule(tree, file_, FileId(std::uint32_t{0}), names_.Intern("m"), false, names_, options, scratch_);
    for (const Function& function : module_.functions) EXPECT_EQ(VerifyFunction(function), std::vector<std::string>());
    return module_;
  }
  std::string Text(NameId name) const { return name.IsValid() ? std::string(table_.Text(name)) : "-"; }
  // The messages of the problems of one kind.
  std::vector<std::string> Problems(std::string text, ProblemKind kind) {
    std::vector<std::string> messages;
    for (const SyntaxProblem& problem : Lower(std::move(text)).problems) {
      if (problem.kind == kind) messages.push_back(problem.message);
    }
    return messages;
  }
  std::vector<std::string> AsyncProblems(std::string text) { return Problems(std::move(text), ProblemKind::kAsync); }
  std::vector<std::string> SyntaxProblems(std::string text) { return Problems(std::move(text), ProblemKind::kSyntax); }
  const Function& Named(std::string_view name) const {
    for (const Function& function : module_.functions) {
      if (table_.Text(function.qualified_name) == name) return function;
    }
    return module_.functions[module_.body];
  }
  std::string Dump(std::string_view function) const { return PrintFunction(Named(function), table_); }
  std::string Describe(ExpressionId id) const;

  NameTable table_;
  NameCache names_{table_};
  LoweringScratch scratch_;
  SourceFile file_{"m.py", ""};
  Module module_;
};

std::string LoweringTest::Describe(ExpressionId id) const {
  if (!id.IsValid()) return "-";
  const Expression& expression = module_.expressions[id];
  std::string children;
  for (const ExpressionId child : module_.ChildrenOf(id)) children += (children.empty() ? "" : ", ") + Describe(child);
  switch (expression.kind) {
    case ExpressionKind::kName:
      return Text(expression.name);
    case ExpressionKind::kAttribute:
      return children + "." + Text(expression.name);
    case ExpressionKind::kSubscript:
      return "subscript(" + children + ")";
    case ExpressionKind::kUnion:
      return "union(" + children + ")";
    case ExpressionKind::kNone:
      return "None";
    case ExpressionKind::kEllipsis:
      return "...";
    case ExpressionKind::kLiteral:
      return "'" + Text(expression.name) + "'";
    case ExpressionKind::kList:
      return "[" + children + "]";
    case ExpressionKind::kCall:
      return "call(" + children + ")";
    case ExpressionKind::kUnknown:
      break;
  }
  return expression.name.IsValid() ? Text(expression.name) + "=" + children : "?";
}

// ---- DNG204 -----------------------------------------------------------------------------------------------------------------

TEST_F(LoweringTest, AwaitOutsideOfAsyncIsAProblem) {
  EXPECT_THAT(AsyncProblems("await f()\n"), ElementsAre("`await` outside of an async function, at module level"));
  EXPECT_THAT(AsyncProblems("def f():\n    await g()\n"), ElementsAre("`await` outside of an async function, in the function `f`"));
  EXPECT_THAT(AsyncProblems("x = lambda: await g()\n"), ElementsAre(HasSubstr("in a lambda")));
  EXPECT_THAT(AsyncProblems("async def f():\n    class C:\n        x = await g()\n"), ElementsAre(HasSubstr("in the body of class `f.<locals>.C`")));
  EXPECT_THAT(AsyncProblems("async def f():\n    return lambda: await g()\n"), ElementsAre(HasSubstr("in a lambda")));
  EXPECT_THAT(AsyncProblems("async def f():\n    def g():\n        await h()\n"), ElementsAre(HasSubstr("`f.<locals>.g`")));
  EXPECT_THAT(AsyncProblems("def f(xs):\n    async for x in xs: pass\n    async with xs: pass\n"),
              ElementsAre(HasSubstr("`async for`"), HasSubstr("`async with`")));
}

TEST_F(LoweringTest, AsyncComprehensions) {
  EXPECT_THAT(AsyncProblems("def f(xs):\n    return [x async for x in xs]\n"), ElementsAre(HasSubstr("asynchronous comprehension")));
  EXPECT_THAT(AsyncProblems("def f(xs):\n    return [await x for x in xs]\n"), ElementsAre(HasSubstr("`await`")));
  EXPECT_THAT(AsyncProblems("def f(xs):\n    return (x async for x in await xs())\n"), ElementsAre(HasSubstr("`await`")));
  EXPECT_THAT(AsyncProblems("def f(xs):\n    return (x async for x in xs), (await x for x in xs)\n"), IsEmpty());
  EXPECT_THAT(AsyncProblems("async def f(xs):\n    return [[y async for y in x] for x in xs], {await x for x in xs}\n"), IsEmpty());
  EXPECT_TRUE(Named("f").is_async);
}

TEST_F(LoweringTest, AwaitThatIsFine) {
  EXPECT_THAT(AsyncProblems("async def f():\n    @(await a())\n    def g(x=await b()): pass\n    class C(await c()): pass\n"), IsEmpty());
  EXPECT_THAT(AsyncProblems("from __future__ import annotations\ndef f(x: (await a)) -> (await b): pass\n"), IsEmpty());
}

TEST_F(LoweringTest, ReturnAndYieldFromInAsyncGenerators) {
  EXPECT_THAT(AsyncProblems("async def f():\n    yield 1\n    return 2\n"), ElementsAre(HasSubstr("`return` with a value beside `yield`")));
  EXPECT_THAT(AsyncProblems("async def f():\n    yield 1\n    return\n"), IsEmpty());
  EXPECT_THAT(AsyncProblems("async def f():\n    yield from g()\n"), ElementsAre(HasSubstr("`yield from`")));
  EXPECT_THAT(AsyncProblems("def f():\n    yield 1\n    return 2\n"), IsEmpty());
}

// ---- What CPython rejects ----------------------------------------------------------------------------------------------------

TEST_F(LoweringTest, PythonTwo) {
  EXPECT_THAT(SyntaxProblems("print x\n"), ElementsAre(HasSubstr("`print`")));
  EXPECT_THAT(SyntaxProblems("exec 'x'\n"), ElementsAre(HasSubstr("`exec`")));
  EXPECT_THAT(SyntaxProblems("print(x)\nprint\nexec('x')\nprint >>f, x\n"), IsEmpty());
  EXPECT_THAT(SyntaxProblems("raise E, 'x'\n"), ElementsAre(HasSubstr("raise")));
  EXPECT_THAT(SyntaxProblems("x = 12L + 0777\n").size(), 2U);
  EXPECT_THAT(SyntaxProblems("x = 0 + 00 + 0o17 + 0_0 + 01.5 + 07j\n"), IsEmpty());
  EXPECT_THAT(SyntaxProblems("def f((a, b)): pass\n"), ElementsAre(HasSubstr("tuple")));
  EXPECT_THAT(SyntaxProblems("a <> b\n"), ElementsAre(HasSubstr("<>")));
  EXPECT_THAT(SyntaxProblems("async = 3\n"), ElementsAre("`async` is a keyword"));
}

TEST_F(LoweringTest, StatementsInTheWrongPlace) {
  EXPECT_THAT(SyntaxProblems("return 1\n"), ElementsAre(HasSubstr("`return` outside")));
  EXPECT_THAT(SyntaxProblems("class C:\n    yield 1\n"), ElementsAre(HasSubstr("`yield` outside")));
  EXPECT_THAT(SyntaxProblems("def f():\n    break\n    continue\n").size(), 2U);
  EXPECT_THAT(SyntaxProblems("for x in y:\n    def f():\n        break\n"), ElementsAre(HasSubstr("`break` outside")));
  EXPECT_THAT(SyntaxProblems("nonlocal x\n"), ElementsAre(HasSubstr("nonlocal")));
  EXPECT_THAT(SyntaxProblems("def f():\n    nonlocal x\n"), ElementsAre(HasSubstr("no binding for nonlocal `x`")));
  EXPECT_THAT(SyntaxProblems("def f(a, a): pass\n"), ElementsAre(HasSubstr("duplicate")));
  EXPECT_THAT(SyntaxProblems("def f(a):\n    global a\n"), ElementsAre(HasSubstr("parameter")));
  EXPECT_THAT(SyntaxProblems("def f(a=1, b): pass\n"), ElementsAre(HasSubstr("default")));
  EXPECT_THAT(SyntaxProblems("def f():\n    from a import *\n"), ElementsAre(HasSubstr("module level")));
  EXPECT_THAT(SyntaxProblems("f(a=1, b)\n"), ElementsAre(HasSubstr("positional")));
  EXPECT_THAT(SyntaxProblems("x = 1\nfrom __future__ import annotations\n"), ElementsAre(HasSubstr("beginning")));
  EXPECT_THAT(SyntaxProblems("'doc'\nfrom __future__ import annotations\nfrom __future__ import nothing\n"), ElementsAre(HasSubstr("nothing")));
  EXPECT_TRUE(module_.future_annotations);
}

TEST_F(LoweringTest, NewSyntaxIsNoProblem) {
  EXPECT_THAT(SyntaxProblems("def f[T: int, *Ts, **P](x: T, *args: *Ts) -> T: pass\n"
                             "class C[T = int]: pass\n"
                             "type X[T] = list[T]\n"
                             "try: pass\nexcept A, B: pass\n"
                             "try: pass\nexcept* A: pass\n"
                             "x = t'{a}'\n"
                             "y = f'{f'{a}'}'\n"
                             "with (a as b, c): pass\n"
                             "z = tuple[*tuple[int]], [*a.b(), *c + d]\n"
                             "match = type = 1\n"),
              IsEmpty());
}

// ---- Caps -------------------------------------------------------------------------------------------------------------------

TEST_F(LoweringTest, LongChainsAreNoNesting) {
  std::string text = "x = a" + std::string();
  for (int i = 0; i < 20000; ++i) text += " + a.b(c)[d]";
  text += "\ny = a";
  for (int i = 0; i < 20000; ++i) text += ".b()";
  text += "\nz = a";
  for (int i = 0; i < 3000; ++i) text += " and a < b or c";
  text += "\nw = " + std::string(20000, '(') + "1" + std::string(20000, ')') + "\n";
  EXPECT_THAT(Problems(text, ProblemKind::kBudget), IsEmpty());
}

TEST_F(LoweringTest, NestingIsCapped) {
  EXPECT_THAT(Problems("x = " + std::string(3000, '[') + std::string(3000, ']') + "\n", ProblemKind::kBudget),
              ElementsAre(HasSubstr("nested deeper")));
  EXPECT_TRUE(module_.functions[module_.body].is_incomplete);
  std::string lambdas = "x = ";
  for (int i = 0; i < 3000; ++i) lambdas += "lambda: ";
  EXPECT_THAT(Problems(lambdas + "1\n", ProblemKind::kBudget), IsEmpty());
  EXPECT_EQ(module_.functions.size(), 3001U);
}

TEST_F(LoweringTest, LargeFinallyBodiesAreShared) {
  std::string text = "def f(xs):\n    for x in xs:\n        try:\n            if x: return g()\n            if h(): break\n        finally:\n";
  for (int i = 0; i < 300; ++i) text += "            if x: a()\n";
  EXPECT_THAT(Problems(text, ProblemKind::kBudget), ElementsAre(HasSubstr("`finally` body")));
}

// ---- Facts of the module -----------------------------------------------------------------------------------------------------

TEST_F(LoweringTest, Annotations) {
  Lower(
      "def f(a: 'list[A.B] | None', b: Callable[[int], str] = None, *c: Literal['x'], d: \"A.B\", **e: Annotated[T, 'm']) -> "
      "None: pass\n");
  const Function& f = Named("f");
  ASSERT_EQ(f.parameters.size(), 5U);
  EXPECT_EQ(Describe(f.parameters[0].annotation), "union(subscript(list, A.B), None)");
  EXPECT_EQ(Describe(f.parameters[1].annotation), "subscript(Callable, [int], str)");
  EXPECT_TRUE(f.parameters[1].default_is_none);
  EXPECT_EQ(Describe(f.parameters[2].annotation), "subscript(Literal, 'x')");
  EXPECT_EQ(Describe(f.parameters[3].annotation), "A.B");
  EXPECT_EQ(f.parameters[3].kind, ParameterKind::kKeywordOnly);
  EXPECT_EQ(Describe(f.parameters[4].annotation), "subscript(Annotated, T, 'm')");
  EXPECT_EQ(Describe(f.returns), "None");
  const Expression& inner = module_.expressions[module_.ChildrenOf(f.parameters[0].annotation)[0]];
  EXPECT_EQ(file_.TextOf(inner.range), "list[A.B]");
}

TEST_F(LoweringTest, DeclarationsOfClasses) {
  Lower(
      "@dataclass(frozen=True)\nclass C(Base['X'], metaclass=Meta):\n    a: int\n    b: str = ''\n"
      "    def __init__(self):\n        self.pool: Pool = None\n        n: int = 1\n");
  ASSERT_EQ(module_.classes.size(), 1U);
  const ClassDeclaration& c = module_.classes[ClassId(std::uint32_t{0})];
  EXPECT_EQ(Text(c.name), "C");
  ASSERT_EQ(c.bases.size(), 1U);
  EXPECT_EQ(Describe(c.bases[0]), "subscript(Base, X)");
  EXPECT_EQ(Describe(c.metaclass), "Meta");
  ASSERT_EQ(c.decorators.size(), 1U);
  EXPECT_EQ(Describe(c.decorators[0]), "call(dataclass, frozen='True')");
  const Function& body = module_.functions[c.body];
  ASSERT_EQ(body.name_annotations.size(), 2U);
  EXPECT_FALSE(body.name_annotations[0].has_value);
  EXPECT_TRUE(body.name_annotations[1].has_value);
  const Function& init = Named("C.__init__");
  EXPECT_TRUE(init.owner.IsValid());
  ASSERT_EQ(init.attribute_annotations.size(), 1U);
  EXPECT_EQ(Text(init.attribute_annotations[0].attribute), "pool");
  EXPECT_TRUE(init.slots[SlotId(std::uint32_t{1})].annotation.IsValid());
}

TEST_F(LoweringTest, ImportsOfDeadBranchesAreTypeOnly) {
  Lower(
      "import typing\nif typing.TYPE_CHECKING:\n    import a\nelse:\n    import b\n"
      "if sys.version_info < (3, 9):\n    import c\nelif sys.platform == 'win32':\n    import d\nelse:\n    import e\n");
  std::string only;
  for (const Import& import : module_.imports) only += Text(import.bound_name) + (import.is_type_only ? "! " : " ");
  EXPECT_EQ(only, "typing a! b c! d! e ");
  EXPECT_THAT(Dump("<module>"), ::testing::Not(HasSubstr("branch")));
}

TEST_F(LoweringTest, FoldingFollowsTheOptions) {
  const std::string text = "if sys.version_info >= (3, 11):\n    import new\nelse:\n    import old\n";
  LoweringOptions options;
  options.python_minor = 9;
  EXPECT_TRUE(Lower(text, options).imports[ImportId(std::uint32_t{0})].is_type_only);
  options.python_minor = 11;
  EXPECT_FALSE(Lower(text, options).imports[ImportId(std::uint32_t{0})].is_type_only);
}

TEST_F(LoweringTest, ExportedNames) {
  Lower("__all__ = ['a', \"b\"]\n__all__ += ('c',)\n");
  EXPECT_TRUE(module_.has_all);
  std::string all;
  for (const NameId name : module_.exported_names) all += Text(name);
  EXPECT_EQ(all, "abc");
}

TEST_F(LoweringTest, CommentsThatMatter) {
  Lower("x = 1  # noqa: DNG201  \n# just a comment\n  # Dangle: ignore\n");
  ASSERT_EQ(module_.comments.size(), 2U);
  EXPECT_EQ(file_.TextOf(module_.comments[0].range), "noqa: DNG201");
  EXPECT_FALSE(module_.comments[0].own_line);
  EXPECT_TRUE(module_.comments[1].own_line);
}

TEST_F(LoweringTest, CellsAndFreeSlots) {
  Lower(
      "def f(a):\n    b = 1\n    b = 2\n    c = 1\n    class C:\n        def m(self):\n            return a, b\n"
      "    def bump():\n        nonlocal c\n        c = 2\n    return C\n");
  const Function& f = Named("f");
  EXPECT_EQ(f.slots[SlotId(std::uint32_t{0})].kind, SlotKind::kCell);
  EXPECT_TRUE(f.slots[SlotId(std::uint32_t{0})].in_ssa);
  EXPECT_EQ(f.slots[SlotId(std::uint32_t{1})].kind, SlotKind::kCell);
  EXPECT_TRUE(f.slots[SlotId(std::uint32_t{1})].in_ssa);
  EXPECT_EQ(f.slots[SlotId(std::uint32_t{2})].kind, SlotKind::kCell);
  EXPECT_FALSE(f.slots[SlotId(std::uint32_t{2})].in_ssa);  // bump binds it
  const Function& body = Named("f.<locals>.C");
  ASSERT_EQ(body.slots.size(), 2U);
  EXPECT_EQ(body.slots[SlotId(std::uint32_t{0})].kind, SlotKind::kFree);
  EXPECT_EQ(body.slots[SlotId(std::uint32_t{0})].outer, SlotId(std::uint32_t{0}));
  const Function& m = Named("f.<locals>.C.m");
  EXPECT_EQ(m.slots[SlotId(std::uint32_t{1})].outer, SlotId(std::uint32_t{0}));
}

TEST_F(LoweringTest, DamageMakesAFunctionIncomplete) {
  Lower("def good():\n    return 1\ndef bad():\n    x = f(1 2)\n    return x\n");
  EXPECT_FALSE(Named("good").is_incomplete);
  EXPECT_TRUE(Named("bad").is_incomplete);
  EXPECT_FALSE(module_.problems.empty());
  EXPECT_THAT(SyntaxProblems("f(,)\nx = {,}\n").size(), 2U);
}

}  // namespace
}  // namespace dangle

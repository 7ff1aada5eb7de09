#include "frontend/syntax.h"

#include <gtest/gtest.h>

#include <string>

namespace dangle {
namespace {

// `kind(field: child, …)`, with operators and marks.
std::string Dump(SyntaxNode node) {
  std::string out = NameOf(node.kind());
  if (node.op() != SyntaxKind::kOther) out += std::string("[") + NameOf(node.op()) + "]";
  if (node.IsAsync()) out += "!async";
  if (node.HasStar()) out += "!star";
  if (node.HasFrom()) out += "!from";
  if (node.IsMissing()) out += "!missing";
  if (!node.HasChildren()) return out;
  out += "(";
  bool first = true;
  for (const SyntaxNode child : node.children()) {
    if (!first) out += " ";
    first = false;
    if (child.field() != SyntaxField::kNone) out += std::string(NameOf(child.field())) + ":";
    out += Dump(child);
  }
  return out + ")";
}

std::string DumpOf(std::string_view text) { return Dump(Parse(text).root()); }

TEST(Syntax, OperatorsAreMarks) {
  EXPECT_EQ(DumpOf("x = a + -b\n"),
            "module(expression_statement(assignment(left:identifier right:binary_operator[+](left:identifier "
            "right:unary_operator[-](argument:identifier)))))");
  EXPECT_EQ(DumpOf("x @= a\n"), "module(expression_statement(augmented_assignment[@=](left:identifier right:identifier)))");
  EXPECT_EQ(DumpOf("a < b not in c\n"),
            "module(expression_statement(comparison_operator(identifier operators:< identifier operators:not in identifier)))");
}

TEST(Syntax, AsyncAndStarAreMarks) {
  EXPECT_EQ(DumpOf("async def f(): yield from x\n"),
            "module(function_definition!async(name:identifier parameters:parameters "
            "body:block(expression_statement(yield!from(identifier)))))");
  EXPECT_EQ(DumpOf("try: pass\nexcept* A: pass\n"),
            "module(try_statement(body:block(pass_statement) except_clause!star(value:identifier block(pass_statement))))");
}

TEST(Syntax, StringsWithoutInterpolationAreLeaves) {
  EXPECT_EQ(DumpOf("'a{b}'\nf'a{b!r:{c}}'\n"),
            "module(expression_statement(string) expression_statement(string(interpolation(expression:identifier "
            "type_conversion:type_conversion format_specifier:format_specifier(format_expression(expression:identifier))))))");
}

TEST(Syntax, CommentsStandApart) {
  const SyntaxTree tree = Parse("f(a,  # dangle: ignore\n  b)\n# end\n");
  ASSERT_EQ(tree.comments().size(), 2U);
  EXPECT_EQ(tree.comments()[0], (SourceRange{6, 22}));
  EXPECT_EQ(Dump(tree.root()), "module(expression_statement(call(function:identifier arguments:argument_list(identifier identifier))))");
}

TEST(Syntax, ErrorsAreListed) {
  const SyntaxTree tree = Parse("def f(:\n  pass\n");
  EXPECT_FALSE(tree.errors().empty());
  EXPECT_TRUE(Parse("x = 1\n").errors().empty());
}

TEST(Syntax, EmptyFile) {
  EXPECT_FALSE(Parse("").root().HasChildren());
  EXPECT_FALSE(Parse("\n\n# only a comment").root().HasChildren());
}

TEST(Syntax, DeepTreesAreNoDanger) {
  const SyntaxTree tree = Parse("x = " + std::string(20000, '(') + "1" + std::string(20000, ')') + "\n");
  EXPECT_GT(tree.records().size(), 20000U);
}

}  // namespace
}  // namespace dangle

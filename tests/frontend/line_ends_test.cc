#include "frontend/line_ends.h"

#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace dangle {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// The statements of the module and of the blocks in it: kind and text, in order.
std::vector<std::string> StatementsOf(std::string_view text) {
  SyntaxParser parser;
  SyntaxTree tree = parser.Parse(text);
  SeparateStatements(parser, text, tree);
  EXPECT_THAT(tree.errors(), IsEmpty());
  std::vector<std::string> statements;
  const auto add = [&](const auto& self, SyntaxNode node) -> void {
    for (const SyntaxNode child : node.children()) {
      const bool is_block = child.kind() == SyntaxKind::kBlock || child.kind() == SyntaxKind::kCaseClause;
      const bool is_compound = child.child(SyntaxKind::kBlock).IsValid() && !is_block;
      const SourceRange range = child.range();
      if (!is_block && (node.kind() == SyntaxKind::kBlock || node.kind() == SyntaxKind::kModule)) {
        const std::string_view own = text.substr(range.begin, range.end - range.begin);
        statements.push_back(is_compound ? NameOf(child.kind()) : std::string(own));
      }
      if (is_block || is_compound) self(self, child);
    }
  };
  add(add, tree.root());
  return statements;
}

TEST(LineEnds, ChainOfAssignments) {
  EXPECT_THAT(StatementsOf("def f():\n"
                           "    *a, b = b, g()\n"
                           "    [b, a] = [1, [b, h]], i\n"
                           "    return a\n"),
              ElementsAre("function_definition", "*a, b = b, g()", "[b, a] = [1, [b, h]], i", "return a"));
}

TEST(LineEnds, TheNextStatementStaysInItsBlock) {
  EXPECT_THAT(StatementsOf("if x:\n"
                           "    a, *b = b, c()\n"
                           "({**{}, 'm': a})['m'] = d()\n"),
              ElementsAre("if_statement", "a, *b = b, c()", "({**{}, 'm': a})['m'] = d()"));
}

TEST(LineEnds, CaseWithOneStatement) {
  EXPECT_THAT(StatementsOf("match (f(), 1)[1]:\n"
                           "    case [a, *_]:\n"
                           "        None\n"
                           "log()\n"),
              ElementsAre("match_statement", "", "None", "log()"));  // the `pass` that was put in has no text
}

TEST(LineEnds, CasesInCases) {
  EXPECT_THAT(StatementsOf("match [1, 2][0]:\n"
                           "    case [a]:\n"
                           "        match (1, 2)[1]:\n"
                           "            case [b]:\n"
                           "                [a, b] = b, log()\n"),
              ElementsAre("match_statement", "", "match_statement", "", "[a, b] = b, log()"));
}

TEST(LineEnds, LineEndsInBracketsMeanNothing) {
  SyntaxParser parser;
  for (const std::string_view text : {"x = (f\n     (a)\n     [b])\n", "x[f\n  (a)] = 1\n", "x = [f\n (a), {g\n [b]: 1}]\n", "x = f \\\n  (a)\n",
                                      "x: \\\n  int = 1\n", "f(a)\n(b)\n", "f'{g\n(a)}'\n"}) {
    EXPECT_THAT(FindOverlookedLineEnds(parser.Parse(text), text), IsEmpty()) << text;
  }
}

}  // namespace
}  // namespace dangle

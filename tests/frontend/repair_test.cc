#include "frontend/repair.h"

#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace dangle {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Parsed {
  std::vector<std::string> definitions;  // names of functions and classes, in order
  std::vector<std::string> problems;     // "line: message"
  std::size_t errors = 0;                // left in the tree
};

Parsed ParseText(std::string_view text) {
  SyntaxParser parser;
  SyntaxTree tree;
  std::vector<SyntaxProblem> problems;
  ParseRepaired(parser, text, tree, problems);
  const SourceFile file("a.py", std::string(text));
  Parsed parsed;
  for (const SyntaxRecord& record : tree.records()) {
    if (record.kind != SyntaxKind::kFunctionDefinition && record.kind != SyntaxKind::kClassDefinition) continue;
    const SyntaxNode name = SyntaxNode(&record).child(SyntaxField::kName);
    parsed.definitions.emplace_back(file.TextOf(name.range()));
  }
  for (const SyntaxProblem& problem : problems) {
    parsed.problems.push_back(std::to_string(file.LineOf(problem.range.begin)) + ": " + problem.message);
  }
  parsed.errors = tree.errors().size();
  return parsed;
}

TEST(Repair, UnclosedParenthesisInAMethod) {
  const Parsed parsed = ParseText(
      "class Client:\n"
      "    def load(self):\n"
      "        row = fetch(self.id,\n"
      "                    1\n"
      "        return row\n"
      "\n"
      "    async def close(self):\n"
      "        await self.pool.close()\n"
      "\n"
      "def main():\n"
      "    pass\n");
  EXPECT_THAT(parsed.definitions, ElementsAre("Client", "load", "close", "main"));
  EXPECT_THAT(parsed.problems, ElementsAre("3: '(' is never closed"));
}

TEST(Repair, UnclosedParenthesisOfAClass) {
  const Parsed parsed = ParseText("class A(Base:\n    def f(self):\n        return 1\n    def g(self):\n        return 2\n");
  EXPECT_THAT(parsed.definitions, ElementsAre("A", "f", "g"));
  EXPECT_EQ(parsed.problems.size(), 1U);
}

TEST(Repair, UnclosedParenthesisOfAFunctionLosesThatFunction) {
  const Parsed parsed = ParseText("def f(a, b:\n    x = [1\n    return x\n\ndef g():\n    pass\n\n@decorated\ndef h():\n    pass\n");
  EXPECT_THAT(parsed.definitions, testing::IsSupersetOf({"g", "h"}));
  EXPECT_FALSE(parsed.problems.empty());
}

TEST(Repair, SeveralDamages) {
  std::string text;
  for (int i = 0; i < 5; ++i) text += "def f" + std::to_string(i) + "():\n    x = (1\n    return x\n";
  const Parsed parsed = ParseText(text);
  EXPECT_THAT(parsed.definitions, ElementsAre("f0", "f1", "f2", "f3", "f4"));
  EXPECT_EQ(parsed.problems.size(), 5U);
}

TEST(Repair, MoreDamagesThanAreMended) {
  std::string text;
  for (std::size_t i = 0; i < 3 * kMaxRepairs; ++i) text += "def f():\n    x = (1\n    return x\n";
  EXPECT_EQ(ParseText(text).problems.size(), kMaxRepairs);
}

TEST(Repair, StringThatIsNeverClosed) {
  const Parsed parsed = ParseText(
      "def f():\n"
      "    \"\"\"Says f.\"\"\"\n"
      "    x = \"\"\"open\n"
      "    return x\n");
  EXPECT_THAT(parsed.definitions, ElementsAre("f"));
  EXPECT_THAT(parsed.problems, ElementsAre("3: a string that begins or ends here is never closed"));
}

TEST(Repair, LostQuoteTurnsTheFollowingStringsInsideOut) {
  std::string text = "def first():\n    \"\"Says first.\n    \"\"\"\n    return 1\n\n";
  for (int i = 0; i < 4; ++i) text += "def f" + std::to_string(i) + "():\n    \"\"\"Says f.\n    \"\"\"\n    return 1\n\n";
  EXPECT_THAT(ParseText(text).definitions, testing::IsSupersetOf({"f0", "f1", "f2", "f3"}));
}

TEST(Repair, ValidFilesAreLeftAlone) {
  for (const char* text :
       {"", "x = (1,\n2)\n", "def f():\n\treturn \"\"\"(\n\"\"\"\r\n", "x = 1 # ( [\n", "s = '(' \\\n  '['\n", "d = {'class': 1,\n'def': 2}\n"}) {
    EXPECT_THAT(ParseText(text).problems, IsEmpty()) << text;
    EXPECT_FALSE(FindDamage(text).has_value()) << text;
  }
}

TEST(Repair, GapsOfTheGrammarAreNoDamage) { EXPECT_THAT(ParseText("class C[T = int]:\n    def f(self): ...\n").problems, IsEmpty()); }

TEST(Repair, AttributeOnTheNextLineOfABracket) {
  const Parsed parsed = ParseText("def f():\n    def g():\n        (bar.\r\n    baz)\n    return (\n        a.  # why\nb)\n\ndef h(): ...\n");
  EXPECT_THAT(parsed.definitions, ElementsAre("f", "g", "h"));
  EXPECT_THAT(parsed.problems, IsEmpty());
}

TEST(Repair, SmallErrorsStaySmall) {
  const Parsed parsed = ParseText("def f():\n    x = = 1\n\ndef g():\n    return 1\n");
  EXPECT_THAT(parsed.definitions, ElementsAre("f", "g"));
  EXPECT_THAT(parsed.problems, IsEmpty());
  EXPECT_GT(parsed.errors, 0U);
}

TEST(Repair, BlankingKeepsOffsetsAndLines) {
  std::string text = "if x:\r\n    foo(1,\r\n      2\r\n    bar()\r\n";
  const std::optional<Damage> damage = FindDamage(text + "    return\n");
  ASSERT_TRUE(damage.has_value());
  BlankStatement(text, damage->statement);
  EXPECT_EQ(text, "if x:\r\n    pass  \r\n       \r\n    bar()\r\n");
}

TEST(Repair, BinaryAndTemplateFilesEnd) {
  std::string garbage;
  for (int i = 0; i < 20000; ++i) garbage += static_cast<char>(32 + (i * 7919) % 95);
  EXPECT_LE(ParseText(garbage).problems.size(), kMaxRepairs);
  EXPECT_GT(ParseText("{% for x in y %}\ndef {{ name }}():\n    pass\n{% endfor %}\n").errors, 0U);
}

}  // namespace
}  // namespace dangle

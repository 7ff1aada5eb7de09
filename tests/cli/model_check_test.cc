#include "cli/model_check.h"

#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace dangle {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// "line:column: message" of each problem.
std::vector<std::string> Check(std::string_view text) {
  std::vector<std::string> lines;
  for (const ModelProblem& problem : CheckModel({"acme.pyi", "acme", std::string(text)})) {
    lines.push_back(std::to_string(problem.at.line) + ":" + std::to_string(problem.at.column) + ": " + problem.message);
  }
  return lines;
}

TEST(ModelCheck, AllWordsInTheirPlaces) {
  EXPECT_THAT(Check("from typing import Any, Self, overload\n"
                    "class Link:\n"
                    "    peer: Link | None\n"
                    "    @raises_never\n"
                    "    def __init__(self: Owes[Release], job: Takes[Await, Any] = None) -> None: ...\n"
                    "    def close(self: Discharges[Release, OnReturn, OnRaise]) -> None: ...\n"
                    "    @suspends(\"never\")\n"
                    "    async def __aenter__(self) -> Same[self, Self]: ...\n"
                    "    @property\n"
                    "    def size(self) -> int: ...\n"
                    "    @size.setter\n"
                    "    def size(self, value: int) -> None: ...\n"
                    "class Mutex:\n"
                    "    async def acquire(self: Acquires[Lock]) -> bool: ...\n"
                    "def pair() -> tuple[Link, Owes[Release, Link]]: ...\n"
                    "@overload\n"
                    "def dial(host: str) -> Link: ...\n"
                    "@overload\n"
                    "def dial(host: int) -> None: ...\n"),
              IsEmpty());
}

TEST(ModelCheck, UnknownWords) {
  EXPECT_THAT(Check("def dial() -> Ows[Release, int]: ...\n"),
              ElementsAre("1:15: 'Ows' is not known; did you mean 'Owes'?", "1:19: 'Release' is not known: define or import it"));
  EXPECT_THAT(Check("def dial() -> Xyzzyq: ...\n"), ElementsAre("1:15: 'Xyzzyq' is not known: define or import it"));
}

TEST(ModelCheck, UnknownProtocols) {
  EXPECT_THAT(Check("def close(link: Discharges[Relase]) -> None: ...\n"),
              ElementsAre("1:28: no protocol is called 'Relase'; did you mean 'Release'?"));
  EXPECT_THAT(Check("def close(link: Takes[Transaction]) -> None: ...\n"),
              ElementsAre("1:23: no protocol is called 'Transaction': known are Await, Release, KeepAlive, Lock or Any"));
}

TEST(ModelCheck, WordsInTheWrongPlace) {
  EXPECT_THAT(Check("def close(link: Owes[Release]) -> None: ...\n"),
              ElementsAre("1:17: 'Owes' says nothing about a parameter: it stands on the receiver, or on the result (Owes)"));
  EXPECT_THAT(Check("def dial() -> Takes[Release, int]: ...\n"), ElementsAre("1:15: 'Takes' says nothing about a result: write Owes[…] or Same[…]"));
  EXPECT_THAT(Check("def dial() -> list[Owes[Release, int]]: ...\n"),
              ElementsAre("1:20: 'Owes' has no meaning here: it stands outermost on a parameter or a result, or on an item of a tuple",
                          "1:25: 'Release' is not known: define or import it"));
  EXPECT_THAT(Check("def dial() -> Owes[Release, OnReturn]: ...\n"), ElementsAre("1:29: 'OnReturn' limits Takes and Discharges only"));
}

TEST(ModelCheck, SameNamesAParameter) {
  EXPECT_THAT(Check("def wrap(link: int) -> Same[lnk, int]: ...\n"), ElementsAre("1:29: 'Same' names no parameter: 'lnk'; did you mean 'link'?"));
  EXPECT_THAT(Check("def wrap(link: int) -> Same[link]: ...\n"), ElementsAre("1:29: 'Same' wants a parameter and a type: Same[self, Self]"));
}

TEST(ModelCheck, Decorators) {
  EXPECT_THAT(Check("@raise_never\ndef f() -> None: ...\n"), ElementsAre("1:2: no decorator is called 'raise_never'; did you mean 'raises_never'?"));
  EXPECT_THAT(Check("@suspends(\"often\")\nasync def f() -> None: ...\n"),
              ElementsAre("1:2: 'suspends' wants one of the words \"never\", \"maybe\", \"always\""));
  EXPECT_THAT(Check("@suspends(\"never\")\ndef f() -> None: ...\n"),
              ElementsAre("1:2: 'suspends' is for an 'async def': another function does not suspend"));
}

TEST(ModelCheck, DefinitionsAndResults) {
  EXPECT_THAT(Check("class Link:\n    def close(self) -> None: ...\n    def close(self) -> int: ...\n"),
              ElementsAre("3:9: 'close' is defined twice: the one hides the other; variants want '@overload'"));
  EXPECT_THAT(Check("size: int\nsize: str\n"), ElementsAre("2:1: 'size' is defined twice: the one hides the other; variants want '@overload'"));
  EXPECT_THAT(Check("def f(): ...\n"), ElementsAre("1:5: the result is not declared: write '-> None' or '-> Any'"));
}

TEST(ModelCheck, DamagedSyntaxIsNamed) { EXPECT_EQ(Check("def f( -> None: ...\n").empty(), false); }

}  // namespace
}  // namespace dangle

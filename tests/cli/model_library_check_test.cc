#include "cli/model_library_check.h"

#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace dangle {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> Check(std::string_view model, std::string_view library) {
  std::vector<std::string> lines;
  for (const ModelProblem& problem : CheckAgainstLibrary({"acme.pyi", "acme", std::string(model)}, library)) {
    lines.push_back(std::to_string(problem.at.line) + ":" + std::to_string(problem.at.column) + ": " + problem.message);
  }
  return lines;
}

constexpr std::string_view kLibrary =
    "from x import Base, Row\n"
    "class Link:\n"
    "    def fetch(self, url, *, timeout=None): ...\n"
    "    def close(self): ...\n"
    "class Child(Base):\n"
    "    def known(self): ...\n"
    "def connect(host, port, **options): ...\n"
    "@cached\n"
    "def cached(key): ...\n";

TEST(ModelLibraryCheck, WhatTheLibraryHas) {
  EXPECT_THAT(Check("class Link:\n"
                    "    def fetch(self, url: str, timeout: float = ...) -> None: ...\n"
                    "class _Own: ...\n"
                    "class Child:\n"
                    "    def from_base(self) -> None: ...\n"
                    "class Row: ...\n"
                    "def connect(host: str, tls: bool) -> Link: ...\n"
                    "def cached(other: int) -> None: ...\n",
                    kLibrary),
              IsEmpty());
}

TEST(ModelLibraryCheck, WhatItLacks) {
  EXPECT_THAT(
      Check("class Link:\n"
            "    def fetch(self, url: str, tmeout: float = ...) -> None: ...\n"
            "    def clos(self) -> None: ...\n"
            "def conect(host: str) -> Link: ...\n"
            "class Unheard: ...\n",
            kLibrary),
      ElementsAre("2:9: acme.Link.fetch has no parameter 'tmeout'; did you mean 'timeout'?", "3:9: acme.Link has no 'clos'; did you mean 'close'?",
                  "4:5: acme has no 'conect'; did you mean 'connect'?", "5:7: acme has no 'Unheard': leave it out"));
}

TEST(ModelLibraryCheck, NothingWhereNamesComeFromElsewhere) {
  EXPECT_THAT(Check("def anything() -> None: ...\n", "from acme._impl import *\n"), IsEmpty());
  EXPECT_THAT(Check("def anything() -> None: ...\n", "def __getattr__(name): ...\n"), IsEmpty());
}

}  // namespace
}  // namespace dangle

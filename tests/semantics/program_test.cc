#include "semantics/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/semantics/analyze.h"

namespace dangle {
namespace {

TEST(Program, DirectCalls) {
  const Analyzed program(R"py(
async def fetch(url): return url
def run(): ...
async def main():
    fetch("a")
    await fetch("b")
    run()
    unheard_of()
)py");
  EXPECT_EQ(program.Targets("main.main", "fetch(\"a\")"), "main.fetch");
  EXPECT_EQ(program.Targets("main.main", "await fetch(\"b\")"), "main.fetch");
  EXPECT_EQ(program.Targets("main.main", "run()"), "main.run");
  EXPECT_EQ(program.Targets("main.main", "unheard_of()"), "unknown");
}

}  // namespace
}  // namespace dangle

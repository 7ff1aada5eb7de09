#include "semantics/printer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/semantics/analyze.h"

namespace dangle {
namespace {

constexpr std::string_view kProgram = R"py(
# --- app.py
import lib
from db import Pool
class Base: ...
class App(Base):
    limit: int = 3
    def __init__(self):
        self.pool = Pool()
    async def load(self):
        return await self.pool.get()
class Strange(lib.Thing): ...
# --- db.py
class Pool:
    async def get(self): return 1
)py";

TEST(Printer, Symbols) {
  EXPECT_THAT(PrintSymbols(Analyzed(kProgram).program()), testing::StartsWith(R"(app
  App (class): type[app.App]
  Base (class): type[app.Base]
  Pool (import): type[db.Pool]
  Strange (class): type[app.Strange]
  lib (import): Unknown
class app.App
  __init__ (function): function app.App.__init__
  limit (value): int
  load (function): function app.App.load
)"));
}

TEST(Printer, Classes) {
  EXPECT_EQ(PrintClasses(Analyzed(kProgram).program()), R"(class app.Base: app.Base, builtins.object
class app.App: app.App, app.Base, builtins.object
  self.pool: db.Pool
class app.Strange: app.Strange, builtins.object, ?
class db.Pool: db.Pool, builtins.object
)");
}

TEST(Printer, Types) {
  const std::string types = PrintTypes(Analyzed(kProgram).program());
  EXPECT_THAT(types, testing::HasSubstr("async def app.App.load(self: app.App) -> int\n"));
  EXPECT_THAT(types, testing::HasSubstr(": method db.Pool.get\n"));
  EXPECT_THAT(types, testing::HasSubstr(": coroutine db.Pool.get -> int = db.Pool.get\n"));
  EXPECT_THAT(types, testing::HasSubstr(" = new db.Pool\n"));
}

TEST(Printer, Statistics) {
  const Analyzed program(kProgram);
  const auto lines = DescribeStatistics(program.program().statistics());
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines.front().first, "calls resolved");
  EXPECT_THAT(lines.front().second, testing::HasSubstr("1 as constructors, 1 as methods"));
}

}  // namespace
}  // namespace dangle

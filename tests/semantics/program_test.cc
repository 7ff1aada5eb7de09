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

TEST(Program, Constructors) {
  const Analyzed program(R"py(
class Base:
    def __init__(self, a): ...
class Child(Base): ...
class Plain: ...
def main():
    Child(1)
    Plain()
)py");
  EXPECT_EQ(program.Targets("main.main", "Child(1)"), "new main.Child: main.Base.__init__");
  EXPECT_EQ(program.Targets("main.main", "Plain()"), "new main.Plain");
}

TEST(Program, Methods) {
  const Analyzed program(R"py(
class Repo:
    async def get(self): raise NotImplementedError
    async def put(self): return 1
class Sql(Repo):
    async def get(self): return 1
    async def put(self): return await super().put()
class Redis(Repo):
    async def get(self): return 2
async def main(repo: Repo, sql: Sql):
    await repo.get()
    await repo.put()
    sql.get()
    repo.missing()
)py");
  EXPECT_EQ(program.Targets("main.main", "repo.get()"), "main.Redis.get, main.Sql.get");
  EXPECT_EQ(program.Targets("main.main", "await repo.get()"), "main.Redis.get, main.Sql.get");
  EXPECT_EQ(program.Targets("main.main", "repo.put()"), "main.Repo.put, main.Sql.put");
  EXPECT_EQ(program.Targets("main.main", "sql.get()"), "main.Sql.get");
  EXPECT_EQ(program.Targets("main.main", "repo.missing()"), "unknown method");
  EXPECT_EQ(program.Targets("main.Sql.put", "super().put()"), "main.Repo.put");
}

TEST(Program, ManagersIteratorsProperties) {
  const Analyzed program(R"py(
import contextlib
class M:
    async def __aenter__(self): return self
    async def __aexit__(self, *args): ...
    def __aiter__(self): return self
    async def __anext__(self): return 1
    @property
    def size(self): return 1
    @size.setter
    def size(self, v): ...
@contextlib.asynccontextmanager
async def make():
    yield M()
def numbers():
    yield 1
async def main():
    async with make() as m:
        m.size
        m.size = 2
    async with M() as n:
        async for x in n: pass
    for y in numbers(): pass
)py");
  EXPECT_EQ(program.Targets("main.main", "m.size"), "main.M.size");
  const std::string all = program.Everything();
  EXPECT_THAT(all, testing::HasSubstr("= main.M.__aenter__\n"));
  EXPECT_THAT(all, testing::HasSubstr("= main.M.__aexit__\n"));
  EXPECT_THAT(all, testing::HasSubstr("= main.M.__anext__\n"));
  EXPECT_THAT(all, testing::HasSubstr("= main.make\n"));
  EXPECT_THAT(all, testing::HasSubstr("= main.numbers\n"));
}

TEST(Program, UnknownStaysUnknown) {
  const Analyzed program(R"py(
import lib
class A(lib.Base):
    def known(self): ...
    def use(self):
        self.known()
        self.inherited()
class B:
    def __init__(self, x=None):
        self.x = x
    def go(self): ...
def main(flag):
    b = B() if flag else lib.make()
    b.go()
    await_is_no_evidence(flag.close())
)py");
  EXPECT_EQ(program.Targets("main.A.use", "self.known()"), "main.A.known");
  EXPECT_EQ(program.Targets("main.A.use", "self.inherited()"), "unknown method");
  EXPECT_EQ(program.Targets("main.main", "b.go()"), "main.B.go …");
  EXPECT_EQ(program.Targets("main.main", "flag.close()"), "unknown");
}

TEST(Program, MroIsC3) {
  const Analyzed analyzed(R"py(
class A: ...
class B(A): ...
class C(A): ...
class D(B, C): ...
class E(Missing): ...
class F(F): ...
)py");
  const Program& program = analyzed.program();
  const auto mro = [&](std::string_view name) {
    std::string text;
    for (const ClassRef ref : program.class_info(program.FindClass(name)).mro) text += program.QualifiedName(ref) + " ";
    return text;
  };
  EXPECT_EQ(mro("main.D"), "main.D main.B main.C main.A builtins.object ");
  EXPECT_TRUE(program.class_info(program.FindClass("main.E")).has_unknown_base);
  EXPECT_TRUE(program.class_info(program.FindClass("main.F")).has_unknown_base);
  EXPECT_EQ(program.class_info(program.FindClass("main.A")).subclasses.size(), 2U);
  EXPECT_TRUE(program.IsSubclass(program.FindClass("main.D"), program.FindClass("main.A")));
}

TEST(Program, FindsByQualifiedName) {
  const Analyzed analyzed(R"py(
# --- pkg/__init__.py
from .impl import Thing
# --- pkg/impl.py
import asyncio
class Thing:
    def run(self): ...
)py");
  const Program& program = analyzed.program();
  EXPECT_TRUE(program.FindClass("pkg.Thing").IsValid());
  EXPECT_EQ(program.FindClass("pkg.Thing"), program.FindClass("pkg.impl.Thing"));
  EXPECT_TRUE(program.FindClass("asyncio.Task").IsValid());
  EXPECT_TRUE(program.FindFunction("asyncio.create_task").IsValid());
  EXPECT_TRUE(program.FindFunction("pkg.Thing.run").IsValid());
  EXPECT_FALSE(program.FindModule("socketserver").IsValid());
  EXPECT_FALSE(program.FindClass("nothing.At.All").IsValid());
}

// A program with chains of results, call sites and attributes, so that rounds and threads matter.
std::string Chain(int length) {
  std::string text = "class Node:\n    def __init__(self, next=None):\n        self.next = next\n        self.value = 1\n";
  for (int i = 0; i < length; ++i) {
    const std::string number = std::to_string(i);
    text += "class C" + number + ":\n    async def run(self, x):\n        self.seen = x\n        return f" + number + "(x)\n";
    text += "def f" + number + "(x):\n    n = Node(C" + number + "())\n    return " +
            (i + 1 < length ? "f" + std::to_string(i + 1) + "(n)" : std::string("n")) + "\n";
  }
  return text + "r = f0(None)\n";
}

TEST(Program, AnyNumberOfThreadsGivesTheSame) {
  const std::string text = Chain(40);
  const std::string one = Analyzed(text, 1).Everything();
  EXPECT_EQ(one, Analyzed(text, 2).Everything());
  EXPECT_EQ(one, Analyzed(text, 5).Everything());
}

}  // namespace
}  // namespace dangle

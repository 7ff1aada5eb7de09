#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/semantics/analyze.h"

namespace dangle {
namespace {

// Each `reveal_type(x)  # revealed: T` must be right.
void CheckRevealed(std::string_view text) {
  const Analyzed program(text);
  EXPECT_THAT(program.Revealed(), testing::ContainerEq(program.Expected()));
}

TEST(Types, Constants) {
  CheckRevealed(R"py(
def f(flag):
    reveal_type(1)  # revealed: int
    reveal_type("a")  # revealed: str
    reveal_type(b"")  # revealed: bytes
    reveal_type(None)  # revealed: None
    reveal_type(f"{flag}")  # revealed: str
    reveal_type([1, 2])  # revealed: list[int]
    reveal_type((1, "a"))  # revealed: tuple[int, str]
    reveal_type({1: "a"})  # revealed: dict[int, str]
    reveal_type({1})  # revealed: set[int]
    x = 1 if flag else None
    reveal_type(x)  # revealed: int | None
)py");
}

TEST(Types, CoroutinesAndAwaits) {
  CheckRevealed(R"py(
class Response: ...
async def fetch(url) -> Response: ...
async def load(url):
    return await fetch(url)
async def numbers():
    yield 1
def count():
    yield "a"
async def main():
    c = load("x")
    reveal_type(c)  # revealed: coroutine main.load -> main.Response
    reveal_type(await c)  # revealed: main.Response
    reveal_type(numbers())  # revealed: async generator main.numbers -> int
    reveal_type(count())  # revealed: generator main.count -> str
    async for n in numbers():
        reveal_type(n)  # revealed: int
    for s in count():
        reveal_type(s)  # revealed: str
    reveal_type([s for s in count()])  # revealed: list[str]
)py");
}

TEST(Types, AttributesOfClasses) {
  CheckRevealed(R"py(
class Session:
    async def get(self, url): return 1
class Client:
    limit: int = 3
    cache = None
    def __init__(self, name):
        self.name = name
        self.session = Session()
        self.pool = None
    async def start(self):
        self.pool = Session()
        self.cache = Session()
    async def load(self):
        reveal_type(self)  # revealed: main.Client
        reveal_type(self.session)  # revealed: main.Session
        reveal_type(self.session.get("u"))  # revealed: coroutine main.Session.get -> int
        reveal_type(self.pool)  # revealed: main.Session | None
        reveal_type(self.cache)  # revealed: main.Session | None
        reveal_type(self.pool.get("u"))  # revealed: coroutine main.Session.get -> int
        reveal_type(self.limit)  # revealed: int
        reveal_type(self.nothing)  # revealed: Unknown
        reveal_type(self.name)  # revealed: str
        reveal_type(self.load)  # revealed: method main.Client.load
client = Client("x")
async def main():
    reveal_type(client)  # revealed: main.Client
    reveal_type(client.session)  # revealed: main.Session
)py");
}

TEST(Types, Descriptors) {
  CheckRevealed(R"py(
from functools import cached_property
class A:
    @property
    def size(self): return 1
    @size.setter
    def size(self, value): ...
    @cached_property
    def text(self): return "a"
    @staticmethod
    def make(): return A()
    @classmethod
    def build(cls): return cls()
    @classmethod
    async def open(cls): return cls()
    @property
    async def later(self): return 1
class B(A): ...
async def f(a: A):
    reveal_type(a.size)  # revealed: int
    reveal_type(a.text)  # revealed: str
    reveal_type(A.make())  # revealed: main.A
    reveal_type(a.make())  # revealed: main.A
    reveal_type(A.build())  # revealed: main.A
    reveal_type(await A.open())  # revealed: main.A
    reveal_type(a.later)  # revealed: coroutine main.A.later -> int
)py");
}

TEST(Types, Inheritance) {
  CheckRevealed(R"py(
class Base:
    async def run(self): return 1
    def me(self): return self
class Left(Base):
    async def run(self):
        reveal_type(super().run())  # revealed: coroutine main.Base.run -> int
        return "a"
def use(b: Base, l: Left):
    reveal_type(b.run())  # revealed: coroutine main.Base.run -> int | coroutine main.Left.run -> str
    reveal_type(l.run())  # revealed: coroutine main.Left.run -> str
    reveal_type(l.me())  # revealed: main.Left
)py");
}

TEST(Types, Annotations) {
  CheckRevealed(R"py(
from __future__ import annotations
import typing as t
from typing import Optional, Union, List, Annotated, Callable, Awaitable, TypeVar, Any
class C: ...
Alias = Optional[C]
T = TypeVar("T")
def f(a: Optional[C], b: "C | None", c: Union[int, C], d: List[C], e: Annotated[C, 1], g: t.Dict[str, C], h: Alias, i: Any,
      j: Callable[[int], Awaitable[C]], k: C = None, *args: C, **kw: C) -> None:
    reveal_type(a)  # revealed: main.C | None
    reveal_type(b)  # revealed: main.C | None
    reveal_type(c)  # revealed: int | main.C
    reveal_type(d)  # revealed: list[main.C]
    reveal_type(e)  # revealed: main.C
    reveal_type(g["a"])  # revealed: main.C
    reveal_type(h)  # revealed: main.C | None
    reveal_type(i)  # revealed: Unknown
    reveal_type(j(1))  # revealed: typing.Awaitable[main.C]
    reveal_type(k)  # revealed: main.C | None
    reveal_type(args)  # revealed: tuple[main.C]
    reveal_type(kw)  # revealed: dict[str, main.C]
    for x in d:
        reveal_type(x)  # revealed: main.C
    for k2, v in g.items():
        reveal_type(v)  # revealed: main.C
def same(x: T) -> T:
    return x
def g():
    reveal_type(same(C()))  # revealed: main.C
    y: C = unheard_of()
    reveal_type(y)  # revealed: main.C
)py");
}

TEST(Types, Asyncio) {
  CheckRevealed(R"py(
import asyncio
from asyncio import create_task, Queue
class R: ...
async def work() -> R: ...
class Holder:
    def __init__(self):
        self.queue: asyncio.Queue[R] = asyncio.Queue()
        self.lock = asyncio.Lock()
async def main(h: Holder):
    t = asyncio.create_task(work())
    reveal_type(t)  # revealed: asyncio.Task[main.R]
    reveal_type(await t)  # revealed: main.R
    reveal_type(t.result())  # revealed: main.R
    reveal_type(create_task(work()))  # revealed: asyncio.Task[main.R]
    reveal_type(await asyncio.wait_for(work(), 1))  # revealed: main.R
    reveal_type(await asyncio.shield(work()))  # revealed: main.R
    reveal_type(asyncio.gather(work(), work()))  # revealed: asyncio.Future[list[Unknown]]
    reader, writer = await asyncio.open_connection("h", 1)
    reveal_type(reader)  # revealed: asyncio.StreamReader
    reveal_type(writer)  # revealed: asyncio.StreamWriter
    reveal_type(await h.queue.get())  # revealed: main.R
    reveal_type(asyncio.get_running_loop().create_task(work()))  # revealed: asyncio.Task[main.R]
    async with asyncio.TaskGroup() as tg:
        reveal_type(tg.create_task(work()))  # revealed: asyncio.Task[main.R]
    async with asyncio.timeout(1) as scope:
        reveal_type(scope)  # revealed: asyncio.Timeout
    with open("f") as f:
        reveal_type(f)  # revealed: typing.IO[Unknown]
    reveal_type(asyncio.run(work()))  # revealed: main.R
    tasks = [asyncio.create_task(work()) for _ in range(3)]
    reveal_type(tasks)  # revealed: list[asyncio.Task[main.R]]
    for t2 in tasks:
        reveal_type(await t2)  # revealed: main.R
    for d in asyncio.as_completed(tasks):
        reveal_type(d)  # revealed: asyncio.Future[Unknown]
)py");
}

TEST(Types, ContextManagers) {
  CheckRevealed(R"py(
import contextlib
from contextlib import asynccontextmanager, contextmanager, closing
class Conn:
    def close(self): ...
    async def __aenter__(self): return self
    async def __aexit__(self, *a): ...
@asynccontextmanager
async def connect():
    yield Conn()
@contextmanager
def plain():
    yield 1
async def f():
    async with connect() as c:
        reveal_type(c)  # revealed: main.Conn
    with plain() as p:
        reveal_type(p)  # revealed: int
    with closing(Conn()) as k:
        reveal_type(k)  # revealed: main.Conn
    async with Conn() as d:
        reveal_type(d)  # revealed: main.Conn
)py");
}

TEST(Types, Decorators) {
  CheckRevealed(R"py(
import functools
from functools import wraps, lru_cache, partial
def same(f):
    return f
def factory(n):
    def inner(f):
        REGISTRY.append(f)
        return f
    return inner
def retry(f):
    @wraps(f)
    async def wrapper(*args, **kwargs):
        return await f(*args, **kwargs)
    return wrapper
REGISTRY = []
@same
async def a(): return 1
@factory(3)
async def b(): return 1
@retry
async def c(): return 1
@unheard_of
async def d(): return 1
@lru_cache
def e(): return 1
@lru_cache(maxsize=3)
def e2(): return 1
@functools.cache
async def e3(): return 1
class K:
    @retry
    async def m(self): return 1
    @same
    async def n(self): return 2
async def f(k: K):
    reveal_type(a())  # revealed: coroutine main.a -> int
    reveal_type(b())  # revealed: coroutine main.b -> int
    reveal_type(c())  # revealed: coroutine main.c -> int
    reveal_type(d())  # revealed: Unknown
    reveal_type(e())  # revealed: int
    reveal_type(e2())  # revealed: int
    reveal_type(e3())  # revealed: coroutine main.e3 -> int
    reveal_type(k.n())  # revealed: coroutine main.K.n -> int
    reveal_type(partial(a))  # revealed: functools.partial[coroutine main.a -> int]
    reveal_type(partial(a)())  # revealed: coroutine main.a -> int
    reveal_type((lambda: a())())  # revealed: coroutine main.a -> int
)py");
}

TEST(Types, ParametersFromCallSites) {
  CheckRevealed(R"py(
class C:
    async def go(self): return 1
def helper(c, cb, n=1):
    reveal_type(c)  # revealed: main.C
    reveal_type(cb())  # revealed: coroutine main.job -> int
    reveal_type(n)  # revealed: int
    return c.go()
def uncalled(c):
    reveal_type(c)  # revealed: Unknown
async def job(): return 1
def main():
    reveal_type(helper(C(), job))  # revealed: coroutine main.C.go -> int
def closure():
    c = C()
    def inner():
        reveal_type(c)  # revealed: main.C
        return c.go()
    reveal_type(inner())  # revealed: coroutine main.C.go -> int
)py");
}

TEST(Types, ModulesAndImports) {
  CheckRevealed(R"py(
# --- pkg/__init__.py
from .db import Pool as Pool, connect
from . import util
__all__ = ["Pool", "util"]
VERSION = "1"
# --- pkg/db.py
class Pool:
    async def get(self): return 1
async def connect() -> Pool: ...
_hidden = 1
default = Pool()
# --- pkg/util.py
from pkg.db import *
def f(): return default
# --- ns/deep/mod.py
def g(): return 1
# --- main.py
import pkg
import pkg.db as db
import pkg.util
import ns.deep.mod
from pkg import *
from pkg.db import Pool as P
try:
    import fast
except ImportError:
    fast = None
if pkg:
    from pkg.db import connect as conn
else:
    from pkg.util import f as conn
async def main():
    import pkg.db as inner
    reveal_type(pkg.Pool())  # revealed: pkg.db.Pool
    reveal_type(Pool())  # revealed: pkg.db.Pool
    reveal_type(P())  # revealed: pkg.db.Pool
    reveal_type(db.default)  # revealed: pkg.db.Pool
    reveal_type(pkg.util.f())  # revealed: pkg.db.Pool
    reveal_type(util.f())  # revealed: pkg.db.Pool
    reveal_type(pkg.db.connect())  # revealed: coroutine pkg.db.connect -> pkg.db.Pool
    reveal_type(ns.deep.mod.g())  # revealed: int
    reveal_type(inner.default)  # revealed: pkg.db.Pool
    reveal_type(pkg.VERSION)  # revealed: str
    reveal_type(conn)  # revealed: function pkg.db.connect | function pkg.util.f
    reveal_type(fast)  # revealed: None | Unknown
)py");
}

TEST(Types, ImportCycles) {
  CheckRevealed(R"py(
# --- a.py
from b import B
class A:
    def b(self): return B()
# --- b.py
from a import A
class B:
    def a(self) -> "A": return A()
# --- c.py
from a import *
from d import *
reveal_type(A().b().a())  # revealed: a.A
# --- d.py
from c import *
)py");
}

}  // namespace
}  // namespace dangle

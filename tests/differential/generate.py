#!/usr/bin/env python3
"""Makes small random programs for the differential test, each from its seed alone.

    generate.py SEED        prints one program

What the model of the IR leaves out on purpose is not written (docs/differential.md): parameters of plain functions are not rebound,
variables that may be unbound are read only where nothing else is evaluated beside them. A generator that others may drop (a soft one)
tells what it does in `fin`, which has no order; it does not catch its GeneratorExit, and its `finally` makes and calls nothing.
"""

import pathlib
import random
import sys

PRELUDE = pathlib.Path(__file__).with_name("prelude.py").read_text(encoding="utf-8")
KINDS = ["ValueError", "KeyError", "TypeError", "RuntimeError", "CancelledError"]
CATCHES = [*KINDS, "Exception", "BaseException", "LookupError", "(ValueError, KeyError)", "(LookupError, CancelledError)"]
MANAGERS = ["T", "T", "T", "Swallow", "Faulty", "Closed"]


class Scope:
    """A function or body that is being written."""

    def __init__(self, kind, variables, parameters=(), outer=None):
        self.kind = kind  # module, class, function, generator, coroutine, async generator
        self.variables = list(variables)
        self.parameters = list(parameters)
        self.loops = 0  # loops around the statement, within this function
        self.handlers = 0
        self.outer = outer
        self.in_handler = False

    @property
    def is_async(self):
        return self.kind in ("coroutine", "async generator")

    @property
    def has_yield(self):
        return self.kind in ("generator", "async generator")


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = []
        self.indent = 0
        self.names = 0
        self.depth = 0
        self.scope = None
        self.log = "log"
        self.functions = []  # (name, kind, count of parameters, is soft)
        self.budget = 0
        self.in_text = False
        self.in_iterable = 0  # of a comprehension: `:=` is not allowed there

    @property
    def is_soft(self):
        return self.log == "fin"

    # ---- Text

    def emit(self, text):
        self.lines.append("    " * self.indent + text)
        self.budget -= 1

    def fresh(self, prefix):
        self.names += 1
        return f"{prefix}{self.names}"

    def chance(self, percent):
        return self.random.randrange(100) < percent

    def pick(self, *choices):
        return self.random.choice(choices)

    def block(self, write):
        self.indent += 1
        before = len(self.lines)
        write()
        if len(self.lines) == before:
            self.emit("pass")
        self.indent -= 1

    # ---- Expressions

    def variable(self):
        return self.random.choice(self.scope.variables + self.scope.parameters)

    def target(self):
        return self.random.choice(self.scope.variables)

    def new(self):
        return f'T("{self.fresh("t")}")'

    def number(self):
        return str(self.random.randrange(4))

    def condition(self):
        self.depth += 1
        choices = [
            lambda: "flag()",
            lambda: "flag()",
            lambda: "flag()",
            lambda: f"not {self.condition()}",
            lambda: f"{self.condition()} and {self.condition()}",
            lambda: f"{self.condition()} or {self.condition()}",
            lambda: f"{self.variable()} is None",
            lambda: f"{self.variable()} is not {self.variable()}",
            lambda: f"ident({self.number()}) < ident({self.number()}) <= ident({self.number()})",
            lambda: f"{self.number()} in [{self.number()}, {self.number()}]",
            lambda: f"isinstance({self.expression()}, {self.pick('T', 'list', '(T, tuple)')})",
            lambda: f"({self.expression()} == {self.expression()})",
            lambda: f"({self.target()} := {self.expression()})" if self.can_walrus() else "flag()",
            lambda: f"({self.expression()}).same() is {self.variable()} is not None",
        ]
        text = (self.random.choice(choices) if self.depth < 4 else choices[0])()
        self.depth -= 1
        return f"({text})" if self.depth else text

    def can_walrus(self):
        return self.scope.kind != "class" and not self.in_iterable

    def expression(self):
        self.depth += 1
        text = self.compound() if self.depth < 4 and self.chance(65) else self.atom()
        self.depth -= 1
        return text

    def atom(self):
        return self.pick(self.new, self.new, self.variable, self.variable, self.number, lambda: "None")()

    def compound(self):
        some = self.expression
        choices = [
            lambda: f"ident({some()})",
            lambda: f"ident(thing={some()})",
            lambda: f"[{some()}, {some()}]",
            lambda: f"({some()}, {some()})",
            lambda: f"[{some()}, *{self.iterable()}]",
            lambda: f'{{"k": {some()}, "l": {some()}}}',
            lambda: f'{{**{{"k": {some()}}}, "m": {some()}}}',
            lambda: f"{{{self.number()}, {self.number()}}}",
            lambda: f"({some()} if {self.condition()} else {some()})",
            lambda: f"({some()} if {self.condition()} else {some()})",
            lambda: f"({some()} and {some()})",
            lambda: f"({some()} or {some()} or {some()})",
            lambda: f"({some()}).twin()",
            lambda: f"({some()}).same({some()}, *{self.iterable()})",
            lambda: f"({some()}).name",
            lambda: f"({some()}).size",
            lambda: f"[{some()}, {some()}][{self.number()}]",
            lambda: f'{{"k": {some()}}}["{self.pick("k", "x")}"]',
            lambda: f"[{some()}, {some()}, {some()}][{self.pick('1:', ':1', '0:2')}]",
            lambda: f"boom({self.pick(*KINDS)})",
            lambda: f"use({some()}, {some()})",
            lambda: f"ident({some()}, {some()})",
            lambda: f"(lambda p: {self.pick('p', '[p, p]', '(p, flag())')})({some()})",
            lambda: f"(lambda p={some()}: p)()",
            lambda: f"({some()} + {some()})",
            lambda: f"len({some()})",
            self.formatted,
            self.comprehension,
            self.comprehension,
            self.function_call,
            self.function_call,
        ]
        if self.can_walrus():
            choices += [lambda: f"({self.target()} := {some()})"] * 2
        if self.scope.is_async:
            choices += [self.awaited] * 6
        if self.scope.has_yield:
            choices += [lambda: f"(yield {some()})"] * 3
        if self.scope.kind == "generator":
            choices += [lambda: f"(yield from {self.iterable()})"]
        return self.random.choice(choices)()

    # Its value does not matter: lowering does not keep the text around what is interpolated. One interpolation, since in the model all
    # of them are made into text together.
    def formatted(self):
        if self.in_text:
            return self.atom()
        self.in_text = True
        text = f"(f'{{{self.number()}}} and {{use({self.expression()})!r:>{{{self.number()}}}}}', 1)[1]"
        self.in_text = False
        return text

    def iterable(self):
        self.depth += 1
        choices = [
            lambda: f"[{self.expression()}, {self.expression()}]",
            lambda: f"({self.expression()},)",
            lambda: f"range({self.number()})",
            lambda: f'Items("{self.fresh("i")}", {self.number()})',
            lambda: "[]",
            lambda: f'{{"k": {self.expression()}}}',
            self.variable,
        ]
        generators = [f for f in self.functions if f[1] == "generator" and f[3]]
        if generators:
            choices += [lambda: self.call_of(self.random.choice(generators))] * 3
        text = self.random.choice(choices)()
        self.depth -= 1
        return text

    def async_iterable(self):
        generators = [f for f in self.functions if f[1] == "async generator"]
        if generators and self.chance(60):
            return self.call_of(self.random.choice(generators))
        return f'Items("{self.fresh("i")}", {self.number()})'

    def call_of(self, function):
        return f"{function[0]}({', '.join(self.expression() for _ in range(function[2]))})"

    def function_call(self):
        plain = [f for f in self.functions if f[1] == "function"]
        return self.call_of(self.random.choice(plain)) if plain else f"ident({self.expression()})"

    def awaited(self):
        coroutines = [f for f in self.functions if f[1] == "coroutine"]
        if coroutines and self.chance(60):
            return f"(await {self.call_of(self.random.choice(coroutines))})"
        return f'(await pause("{self.fresh("p")}"))'

    # The variables of a comprehension are its own, so what stands in it may read them, but not bind with `:=`, yield or call the likes.
    def comprehension(self):
        outer = self.scope
        name = self.fresh("x")
        is_async = outer.is_async and self.chance(40)
        self.in_iterable += 1
        iterable = self.async_iterable() if is_async else self.iterable()
        self.in_iterable -= 1
        inner = Scope("class", outer.variables, [*outer.parameters, name])
        if outer.kind == "class":  # a comprehension does not see the variables of a class body
            inner = Scope("class", [name], [])
        if outer.is_async:
            inner.kind = "class"
        self.scope = inner
        element = self.expression()
        if outer.is_async and outer.kind == "coroutine" and self.chance(30):
            element = f'[await pause("{self.fresh("p")}"), {element}]'
            is_awaiting = True
        else:
            is_awaiting = False
        clauses = f"{'async ' if is_async else ''}for {name} in {iterable}"
        if self.chance(30):
            clauses += f" if {self.condition()}"
        if self.chance(20):
            other = self.fresh("x")
            self.in_iterable += 1
            clauses += f" for {other} in {self.iterable()}"
            self.in_iterable -= 1
            element = f"({element}, {other})"
        self.scope = outer
        choices = [f"[{element} {clauses}]", f"len({{1 if {element} else 2 {clauses}}})", f'{{"k": {element} {clauses}}}']
        if not is_async and not is_awaiting:
            choices += [f"list({element} {clauses})", f"tuple(({element} {clauses}))", f"any({element} {clauses})"]
            choices += [f"next(({element} {clauses}), None)"]
        return self.random.choice(choices)

    # ---- Statements

    def statements(self, low=1, high=4):
        for _ in range(self.random.randint(low, high)):
            if self.budget <= 0:
                break
            self.statement()
            if self.lines[-1].lstrip().split(" ")[0] in ("return", "break", "continue", "raise"):
                break

    def statement(self):
        simple = [self.assign] * 6 + [self.say] * 3 + [self.evaluate] * 3 + [self.leave, self.unpack, self.store, self.delete, self.check]
        simple += [self.augment, self.unbound]
        deep = [self.conditional] * 2 + [self.loop] * 3 + [self.while_loop, self.attempt, self.attempt, self.attempt, self.attempt]
        deep += [self.with_statement] * 3 + [self.match]
        if self.scope.kind not in ("class",):
            deep += [self.inner_function]
        if self.scope.is_async:
            deep += [self.async_loop, self.async_with, self.async_with]
        self.random.choice(deep if self.indent < 6 and self.chance(45) else simple)()

    def assign(self):
        if self.chance(10):
            self.emit(f"{self.target()} = {self.target()} = {self.expression()}")
        elif self.chance(5):
            self.emit(f"{self.fresh('n')}: int = {self.expression()}")
        else:
            self.emit(f"{self.target()} = {self.expression()}")

    def say(self):
        self.emit(f'{self.log}("{self.fresh("at")}")')

    def evaluate(self):
        self.emit(self.expression())

    def leave(self):
        if self.scope.loops and self.chance(60):
            self.emit(self.pick("break", "continue"))
        elif self.chance(40):
            self.raise_something()
        elif self.scope.kind == "async generator":
            self.emit("return")
        elif self.scope.kind in ("function", "generator", "coroutine"):
            self.emit(f"return {self.expression()}")

    def raise_something(self):
        if self.scope.in_handler and self.chance(40):
            self.emit("raise")
        elif self.chance(20):
            self.emit(f"raise {self.pick(*KINDS)}(1) from {self.pick('None', 'ValueError(2)')}")
        elif self.chance(50):
            self.emit(f"raise {self.pick(*KINDS)}")
        else:
            self.emit(f"raise {self.pick(*KINDS)}({self.number()})")

    def unpack(self):
        names = self.random.sample(self.scope.variables, 2)
        value = self.pick(
            lambda: f"{self.expression()}, {self.expression()}",
            lambda: f"[{self.expression()}, {self.expression()}]",
            lambda: self.iterable(),
            lambda: f"{names[1]}, {names[0]}",
        )()
        pattern = self.pick("{}, {}", "{}, *{}", "*{}, {}", "[{}, {}]", "({}, {})")
        self.emit(f"{pattern.format(*names)} = {value}")

    def store(self):
        self.emit(
            self.pick(
                lambda: f"{self.variable()}.extra = {self.expression()}",
                lambda: f"{self.variable()}[0] = {self.expression()}",
                lambda: f'{self.variable()}["k"] = {self.expression()}',
                lambda: f"{self.variable()}.append({self.expression()})",
                lambda: f"{self.variable()}.clear()",
                lambda: f"({self.expression()}).extra = {self.expression()}",
                lambda: f"{self.expression()}[{self.number()}] = {self.expression()}",
            )()
        )

    def delete(self):
        name = self.target()
        self.emit(
            self.pick(
                f"del {name}\n{'    ' * self.indent}{name} = None",
                f"del {self.variable()}.extra",
                f"del {self.variable()}[0]",
                f'del {self.variable()}["k"]',
            )
        )

    def check(self):
        self.emit(f"assert {self.condition()}" + (f", {self.expression()}" if self.chance(40) else ""))

    def augment(self):
        name = self.target()
        self.emit(self.pick(f"{name} += [{self.expression()}]", f"{name} += 1", f"{self.variable()}.size += 1"))

    def unbound(self):
        self.emit("try:")
        self.emit("    use(u)")
        self.emit("except UnboundLocalError:" if self.scope.kind not in ("module", "class") else "except NameError:")
        self.emit(f'    {self.log}("{self.fresh("unbound")}")')
        if self.chance(50):
            self.emit(f"u = {self.expression()}")
        elif self.scope.kind not in ("module", "class"):
            self.emit("if 0 > 1: u = None")

    def conditional(self):
        self.emit(f"if {self.condition()}:")
        self.block(self.statements)
        if self.chance(30):
            self.emit(f"elif {self.condition()}:")
            self.block(self.statements)
        if self.chance(50):
            self.emit("else:")
            self.block(self.statements)

    def in_loop(self, body):
        self.scope.loops += 1
        self.block(body)
        self.scope.loops -= 1

    def loop(self):
        target = self.target()
        if self.chance(15):
            target = ", ".join(self.random.sample(self.scope.variables, 2))
        self.emit(f"for {target} in {self.iterable()}:")
        self.in_loop(self.statements)
        self.maybe_else()

    def maybe_else(self):
        if self.chance(25):
            self.emit("else:")
            self.block(self.statements)

    def while_loop(self):
        count = self.fresh("w")
        self.emit(f"{count} = 0")

        def body():
            self.emit(f"{count} += 1")
            if condition == "True":
                self.emit(f"if {count} > 2: break")
            self.statements()

        condition = self.pick(f"{count} < 3", f"{count} < 3 and ({self.condition()})", "True")
        self.emit(f"while {condition}:")
        self.in_loop(body)
        self.maybe_else()

    def async_loop(self):
        self.emit(f"async for {self.target()} in {self.async_iterable()}:")
        self.in_loop(self.statements)
        self.maybe_else()

    def attempt(self):
        self.emit("try:")
        self.block(lambda: self.statements(1, 3))
        has_handlers = self.chance(75)
        if has_handlers:
            for _ in range(self.random.randint(1, 2)):
                self.handler(self.random.choice([catch for catch in CATCHES if not self.is_soft or catch != "BaseException"]))
            if not self.is_soft and self.chance(15):
                self.handler("")
            if self.chance(20):
                self.emit("else:")
                self.block(lambda: self.statements(1, 2))
        if not has_handlers or self.chance(35):
            self.emit("finally:")
            before, self.scope.in_handler = self.scope.in_handler, False
            self.block(self.quiet_statements if self.is_soft else lambda: self.statements(1, 3))
            self.scope.in_handler = before

    # Runs while the generator is closed, in no order with what dies beside it.
    def quiet_statements(self):
        def value():
            return self.pick(self.variable(), self.number(), "None", f"[{self.variable()}, {self.number()}]")

        for _ in range(self.random.randint(1, 3)):
            if self.chance(30):
                self.say()
            elif self.chance(30):
                self.emit(f"if {self.variable()} is None:")
                self.block(lambda: self.emit(f"{self.target()} = {value()}"))
            else:
                self.emit(f"{self.target()} = {value()}")

    def handler(self, catch):
        name = self.fresh("e") if catch and self.chance(50) else None
        self.emit(f"except {catch}{f' as {name}' if name else ''}:".replace(" :", ":"))

        def body():
            if name and self.chance(60):
                self.emit(f'{self.log}("{self.fresh("caught")}", {name})')
            self.statements(1, 3)

        before, self.scope.in_handler = self.scope.in_handler, True
        self.block(body)
        self.scope.in_handler = before

    def manager(self):
        if self.is_soft:  # managers log in order
            return f"{self.pick('T', 'T')}(\"{self.fresh('t')}\")"
        if self.chance(10):
            return self.expression()
        return f"{self.random.choice(MANAGERS)}(\"{self.fresh('m')}\")"

    def with_statement(self, prefix=""):
        if self.is_soft:
            return self.say()
        items = []
        for _ in range(self.pick(1, 1, 1, 2)):
            items.append(self.manager() + (f" as {self.target()}" if self.chance(60) else ""))
        self.emit(f"{prefix}with {', '.join(items)}:")
        self.block(self.statements)

    def async_with(self):
        self.with_statement("async ")

    def match(self):
        self.emit(f"match {self.expression()}:")
        self.indent += 1
        for _ in range(self.random.randint(1, 3)):
            guard = f" if {self.condition()}" if self.chance(40) else ""
            self.emit(f"case {self.pattern()}{guard}:")
            self.block(lambda: self.statements(1, 2))
        if self.chance(40):
            self.emit(f"case {self.pick('_', self.target())}:")
            self.block(lambda: self.statements(1, 2))
        self.indent -= 1

    def pattern(self):
        first, second = self.random.sample(self.scope.variables, 2)
        return self.pick(
            "None",
            f"{self.number()} | {self.number()}",
            f"[{first}, {second}]",
            f"[{first}, *{second}]",
            f"[{first}, *_]",
            f"(T() as {first}, {second})",
            f"T(name={first})",
            f"T({first}, {second})",
            f"T(size=3) as {first}",
            f"T(extra={first})",
            f'{{"k": {first}}}',
            f'{{"k": T(name={first}), "l": {second}}}',
            f"[{first}] | ({first}, _)",
            "T() | [T(), *_]",
            f"int() as {first}",
        )

    def inner_function(self):
        if self.indent > 4:
            return self.say()
        outer = self.scope
        name = self.fresh("g")
        kind = self.pick("function", "function", "function", *(["coroutine"] if outer.is_async else []))
        parameters = [self.fresh("a")]
        locals_ = [self.fresh("l"), self.fresh("l")]
        own = [name for name in outer.variables if name[0] != "m"]
        shared = self.random.sample(own, 2) if outer.kind != "module" else []
        inner = Scope(kind, [*locals_, *shared[:1]], [*parameters, *shared[1:]], outer)
        default = f"={self.expression()}" if self.chance(30) else ""
        if self.chance(10):
            self.emit("@ident")
        self.emit(f"{'async ' if kind == 'coroutine' else ''}def {name}({parameters[0]}{default}):")
        self.scope = inner

        def body():
            if shared:
                self.emit(f"nonlocal {shared[0]}")
            self.emit(f"{' = '.join(locals_)} = None")
            self.statements(1, 3)

        self.block(body)
        self.scope = outer
        argument = "" if default and self.chance(50) else self.expression()
        wait = "await " if kind == "coroutine" else ""
        for _ in range(self.pick(1, 1, 2)):
            call = f"{wait}{name}({argument})"
            self.emit(self.pick(f"{self.target()} = {call}", call, f"use(1, {call})"))

    # ---- Functions and the program

    def function(self, kind, is_soft=False):
        name = self.fresh("f")
        count = self.random.randrange(3)
        parameters = [self.fresh("a") for _ in range(count)]
        locals_ = [self.fresh("v") for _ in range(self.random.randint(2, 4))]
        self.scope = Scope(kind, locals_, parameters)
        if kind != "function" and self.chance(50):  # what captures its arguments may rebind them
            self.scope.variables += parameters
            self.scope.parameters = []
        self.log = "fin" if is_soft else "log"
        self.budget = 25
        signature = list(parameters)
        if self.chance(20):
            signature.append(f"*{self.fresh('r')}")
        if self.chance(20):
            signature.append(f"{self.fresh('d')}={self.number()}")
        self.emit(f"{'async ' if self.scope.is_async else ''}def {name}({', '.join(signature)}):")

        def body():
            self.emit(f"{' = '.join(locals_)} = None")
            if self.chance(20):
                self.emit("global m1")
                self.scope.variables.append("m1")
            self.statements(3, 6)
            if self.scope.has_yield:
                self.emit(f"yield {self.expression()}")
                self.statements(0, 2)

        self.block(body)
        self.functions.append((name, kind, count, is_soft))
        self.log = "log"
        return name

    def class_body(self):
        name = self.fresh("C")
        names = [self.fresh("c"), self.fresh("c")]
        self.scope = Scope("class", names)
        self.budget = 8
        self.emit(f"class {name}(T):")

        def body():
            self.emit(f"{' = '.join(names)} = None")
            self.statements(1, 3)
            self.emit("def method(self, a):")
            inner = self.scope
            self.scope = Scope("function", [self.fresh("v"), self.fresh("v")], ["self", "a"])

            def method():
                self.emit(f"{' = '.join(self.scope.variables)} = None")
                self.statements(1, 3)

            self.block(method)
            self.scope = inner

        # What a class body raises must not end the program before its functions ran.
        self.block(body)
        return name

    def driver(self):
        name, kind, count, _ = self.random.choice(self.functions)
        self.scope = Scope("module", ["m1", "m2"])
        arguments = ", ".join(self.pick(self.new, self.new, self.number)() for _ in range(count))
        if kind == "function":
            self.emit(f"call(lambda: {name}({arguments}))")
        elif kind == "generator":
            self.emit(f'drive([{name}({arguments})], {self.random.randrange(5)}, "{self.pick("close", "drop", "throw", "send")}")')
        elif kind == "coroutine":
            if self.chance(75):
                self.emit(f"run({name}({arguments}), {self.random.randrange(7)})")
            else:
                self.emit(f"abandon([{name}({arguments})], {self.random.randrange(4)})")
        else:
            loop = self.fresh("f")
            self.emit(f"async def {loop}():")
            self.indent += 1
            self.emit(f"g = {name}({arguments})")
            self.emit(f"for _ in range({self.random.randrange(1, 4)}):")
            self.emit("    try:")
            step = self.pick("__anext__()", "__anext__()", "__anext__()", "asend(None)", "aclose()", "athrow(ValueError)")
            self.emit(f'        log("item", await g.{step})')
            self.emit("    except BaseException as error:")
            self.emit('        log("failed", error)')
            self.indent -= 1
            self.emit(f"run({loop}(), {self.random.randrange(6)})")

    def program(self):
        flags = [self.chance(50) for _ in range(12)]
        self.emit(f"FLAGS = {flags}")
        self.emit("m1 = m2 = None")
        kinds = ["function", "function", "generator", "soft", "coroutine", "coroutine", "async generator"]
        for _ in range(self.random.randint(2, 4)):
            kind = self.random.choice(kinds)
            self.function("generator" if kind == "soft" else kind, kind == "soft")
        if self.chance(20):
            self.emit("try:")
            self.indent += 1
            self.class_body()
            self.indent -= 1
            self.emit("except BaseException as error:")
            self.emit('    log("class failed", error)')
        for _ in range(self.random.randint(2, 4)):
            self.driver()
        if self.chance(20):
            self.scope = Scope("module", ["m1", "m2"])
            self.budget = 10
            self.statements(2, 4)
        return PRELUDE + "\n\n# ---- seed\n" + "\n".join(self.lines) + "\n"


def generate(seed):
    return Generator(seed).program()


if __name__ == "__main__":
    print(generate(int(sys.argv[1])), end="")

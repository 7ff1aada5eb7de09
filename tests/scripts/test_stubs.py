"""The stubs of models/stubs: they parse, use only the words of the model language, resolve every name, define each name once, and
agree with the Python that runs this test: what they name exists there, and is async where they say so. (Only modules of the standard
library are imported, never analysed code.)"""

import ast
import builtins
import importlib
import inspect
import pathlib
import sys
import unittest
import warnings

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
STUBS = ROOT / "models" / "stubs"

PROTOCOLS = {"Await", "Release", "KeepAlive", "Lock", "Any"}
EXITS = {"OnReturn", "OnRaise", "OnCancel"}
PARAMETER_WORDS = {"Takes", "Discharges"}
SELF_WORDS = {"Owes", "Should", "Lazy", "Acquires"}
RESULT_WORDS = {"Owes", "Should", "Lazy", "Same"}
ROLES = {"needs_open", "keeps_body", "once", "writes", "executes", "commits", "begins", "expires"}
DECORATORS = ROLES | {"raises_never", "raises_seldom", "staticmethod", "classmethod", "property", "overload", "abstractmethod"}
SUSPENDS = {"never", "maybe", "always"}
# As dataflow/effects/block_kind.cc spells them.
BLOCK_KINDS = {"sleep", "file", "metadata", "load", "http", "subprocess", "database", "lock", "wait", "network", "sdk", "input", "cpu", "loop"}
# What only some versions or platforms of Python have.
VERSIONED = {
    "asyncio.AbstractChildWatcher",
    "asyncio.AbstractEventLoopPolicy",
    "asyncio.EventLoop",
    "asyncio.FastChildWatcher",
    "asyncio.Handle.get_context",
    "asyncio.MultiLoopChildWatcher",
    "asyncio.PidfdChildWatcher",
    "asyncio.ProactorEventLoop",
    "asyncio.Queue.shutdown",
    "asyncio.QueueShutDown",
    "asyncio.SafeChildWatcher",
    "asyncio.Server.abort_clients",
    "asyncio.Server.close_clients",
    "asyncio.StreamWriter.start_tls.ssl_shutdown_timeout",
    "asyncio.Task.get_context",
    "asyncio.ThreadedChildWatcher",
    "asyncio.WindowsProactorEventLoopPolicy",
    "asyncio.WindowsSelectorEventLoopPolicy",
    "asyncio.create_eager_task_factory",
    "asyncio.eager_task_factory",
    "asyncio.future_add_to_awaited_by",
    "asyncio.future_discard_from_awaited_by",
    "asyncio.get_child_watcher",
    "asyncio.run.loop_factory",
    "asyncio.set_child_watcher",
    "builtins.PythonFinalizationError",
    "builtins.int.is_integer",
    "collections.abc.Buffer",
    "collections.abc.ByteString",
    "contextvars.Token.__enter__",
    "contextvars.Token.__exit__",
    "enum.EnumType",
    "itertools.batched",
    "logging.Logger.getChildren",
    "pathlib.Path.exists.follow_symlinks",
    "pathlib.Path.from_uri",
    "pathlib.Path.is_junction",
    "pathlib.Path.walk",
    "pathlib.PurePath.with_segments",
    "queue.Queue.shutdown",
    "queue.ShutDown",
    "re.NOFLAG",
    "re.PatternError",
    "re.RegexFlag.NOFLAG",
    "sqlite3.Connection.enable_load_extension",
    "sqlite3.Connection.load_extension",
    "types.get_original_bases",
    "typing.ByteString",
    "unittest.mock.ThreadingMock",
    "typing.ReadOnly",
    "typing.TypeAliasType",
    "typing.TypeIs",
    "typing.no_type_check_decorator",
    "typing.override",
    # extraction filters: since 3.11.4
    "shutil.unpack_archive.filter",
    "tarfile.FilterError",
    "tarfile.AbsoluteLinkError",
    "tarfile.AbsolutePathError",
    "tarfile.LinkOutsideDestinationError",
    "tarfile.OutsideDestinationError",
    "tarfile.SpecialFileError",
    "tarfile.TarInfo.replace",
    "tarfile.TarFile.extract.filter",
    "tarfile.TarFile.extractall.filter",
    "tarfile.data_filter",
    "tarfile.fully_trusted_filter",
    "tarfile.tar_filter",
}
# What instances have and classes have not, or what is there under a name that hides it.
INSTANCE_ONLY = {
    "asyncio.Condition.acquire",
    "asyncio.Condition.locked",
    "asyncio.Condition.release",
    "builtins.__builtins__",
    "builtins.__file__",
    "builtins.__path__",
    "builtins.object.__class__",
    "enum.EnumMeta.__contains__.value",
    # Set when something failed, or by whoever wants it.
    "sys.last_traceback",
    "sys.last_type",
    "sys.last_value",
    "sys.tracebacklimit",
    "threading.Condition.acquire",
    "threading.Condition.release",
    # `open` gives one of several classes; their methods are gathered here.
    "typing.IO.__iter__",
    "typing.IO.__next__",
    "typing.IO.detach",
    "typing.IO.read1",
    "typing.IO.readinto",
    "typing.IO.reconfigure",
}
# What type checkers know without an import.
CHECKERS_ONLY = {"builtins.reveal_type"}
ABSENT = VERSIONED | INSTANCE_ONLY | CHECKERS_ONLY
# Classes of Python that we call functions, since their result matters and they do not; and the other way round.
FUNCTIONS_FOR_CLASSES = {
    "builtins.enumerate",
    "builtins.filter",
    "builtins.map",
    "builtins.reversed",
    "builtins.zip",
    "itertools.accumulate",
    "itertools.combinations",
    "itertools.combinations_with_replacement",
    "itertools.pairwise",
    "itertools.permutations",
    "itertools.product",
    "itertools.starmap",
    "itertools.zip_longest",
}
CLASSES_FOR_FUNCTIONS = {"threading.Lock", "threading.RLock", "functools.singledispatch", "select.poll"}


def stub_files():
    return sorted(STUBS.rglob("*.pyi"))


def module_name(path):
    parts = list(path.relative_to(STUBS).with_suffix("").parts)
    if parts[-1] == "__init__":
        parts.pop()
    return ".".join(parts)


def is_public(name):
    return not name.startswith("_") or (name.startswith("__") and name.endswith("__"))


class Stub:
    def __init__(self, path):
        self.path = path
        self.name = module_name(path)
        self.tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        self.defined = set()
        for node in self.tree.body:
            self.defined.update(names_of(node))


def names_of(node):
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return [node.name]
    if isinstance(node, ast.AnnAssign):
        return [node.target.id]
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets]
    if isinstance(node, ast.Import):
        return [alias.asname or alias.name.split(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [alias.asname or alias.name for alias in node.names if alias.name != "*"]
    return []


def is_function(node):
    return isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))


def decorator_name(node):
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else node.id


class TestStubs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stubs = {stub.name: stub for stub in map(Stub, stub_files())}

    def functions(self):
        """(stub, class names around it, function) of every function."""

        def walk(stub, body, outer):
            for node in body:
                if is_function(node):
                    yield stub, outer, node
                if isinstance(node, ast.ClassDef):
                    yield from walk(stub, node.body, outer + [node.name])

        for stub in self.stubs.values():
            yield from walk(stub, stub.tree.body, [])

    def where(self, stub, node):
        return f"{stub.path.relative_to(ROOT)}:{node.lineno}"

    def test_there_are_stubs(self):
        self.assertIn("builtins", self.stubs)
        self.assertIn("asyncio", self.stubs)

    def test_only_declarations(self):
        for stub in self.stubs.values():
            bodies = [stub.tree.body]
            while bodies:
                for node in bodies.pop():
                    with self.subTest(self.where(stub, node)):
                        if isinstance(node, ast.ClassDef):
                            bodies.append(node.body)
                        elif is_function(node):
                            self.assertEqual([ast.unparse(s) for s in node.body], ["..."])
                        elif isinstance(node, ast.Expr):
                            self.assertEqual(ast.unparse(node), "...")
                        else:
                            self.assertIsInstance(node, (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign))

    def test_each_name_once(self):
        for stub in self.stubs.values():
            bodies = [stub.tree.body]
            while bodies:
                seen = {}
                for node in bodies.pop():
                    if isinstance(node, ast.ClassDef):
                        bodies.append(node.body)
                    for name in names_of(node):
                        before = seen.setdefault(name, node)
                        if before is node:
                            continue
                        decorators = {decorator_name(d) for d in getattr(node, "decorator_list", [])}
                        repeated = "overload" in decorators or "setter" in decorators or "deleter" in decorators
                        self.assertTrue(repeated, f"{self.where(stub, node)}: {name} is defined twice")

    def test_results_are_declared(self):
        for stub, _, function in self.functions():
            self.assertIsNotNone(function.returns, self.where(stub, function))

    def test_decorators(self):
        for stub, _, function in self.functions():
            for decorator in function.decorator_list:
                with self.subTest(self.where(stub, decorator)):
                    name = decorator_name(decorator)
                    if name == "suspends":
                        self.assertIsInstance(function, ast.AsyncFunctionDef)
                        self.assertIn(decorator.args[0].value, SUSPENDS)
                    elif name == "blocks":
                        self.check_blocks(decorator, function)
                    elif name not in ("setter", "deleter"):
                        self.assertIn(name, DECORATORS)

    def check_blocks(self, decorator, function):
        self.assertIsInstance(function, ast.FunctionDef, "an async function belongs to whoever awaits it")
        self.assertIn(decorator.args[0].value, BLOCK_KINDS)
        parameters = {a.arg for a in ast.walk(function.args) if isinstance(a, ast.arg)}
        for keyword in decorator.keywords:
            if keyword.arg == "confidence":
                self.assertIn(keyword.value.value, {"medium", "low"})
                continue
            self.assertEqual(keyword.arg, "unless")
            for condition in keyword.value.value.split(","):
                self.assertIn(condition.strip().partition("=")[0], parameters)

    def check_protocols(self, node, exits_allowed):
        arguments = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        self.assertIn(ast.unparse(arguments[0]), PROTOCOLS)
        if exits_allowed:
            self.assertTrue({ast.unparse(a) for a in arguments[1:]} <= EXITS)
        else:
            self.assertLessEqual(len(arguments), 2)

    def test_words(self):
        words = PARAMETER_WORDS | SELF_WORDS | RESULT_WORDS
        for stub, _, function in self.functions():
            allowed = set()
            arguments = function.args
            parameters = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
            parameters = [p for p in parameters if p is not None]
            for i, parameter in enumerate(parameters):
                node = parameter.annotation
                if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Name):
                    continue
                if node.value.id in PARAMETER_WORDS or (i == 0 and node.value.id in SELF_WORDS):
                    allowed.add(node.value)
                    with self.subTest(self.where(stub, node)):
                        self.check_protocols(node, node.value.id == "Discharges")
            results = [function.returns]
            if isinstance(function.returns, ast.Subscript) and ast.unparse(function.returns.value) == "tuple":
                inner = function.returns.slice
                results += inner.elts if isinstance(inner, ast.Tuple) else [inner]
            for node in results:
                if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Name):
                    continue
                if node.value.id == "Owes":
                    allowed.add(node.value)
                    self.check_protocols(node, False)
                if node.value.id == "Same" and node is function.returns:
                    allowed.add(node.value)
                    with self.subTest(self.where(stub, node)):
                        # With its type: `Same[thing, T]`.
                        self.assertEqual(len(node.slice.elts), 2)
                        self.assertIn(ast.unparse(node.slice.elts[0]), {p.arg for p in parameters})
            for node in ast.walk(function):
                if isinstance(node, ast.Name) and node.id in words:
                    self.assertIn(node, allowed, f"{self.where(stub, node)}: {node.id} has no meaning here")

    def test_imports_resolve(self):
        for stub in self.stubs.values():
            for node in stub.tree.body:
                with self.subTest(self.where(stub, node)):
                    if isinstance(node, ast.Import):
                        for alias in node.names:
                            self.assertIn(alias.name, set(self.stubs))
                    if isinstance(node, ast.ImportFrom):
                        self.assertEqual(node.level, 0)
                        self.assertIn(node.module, set(self.stubs))
                        for alias in node.names:
                            known = alias.name == "*" or alias.name in self.stubs[node.module].defined
                            self.assertTrue(known or f"{node.module}.{alias.name}" in self.stubs, alias.name)

    def test_names_resolve(self):
        words = PARAMETER_WORDS | SELF_WORDS | RESULT_WORDS | PROTOCOLS | EXITS | DECORATORS | {"suspends", "blocks"}
        builtin_names = self.stubs["builtins"].defined | {"True", "False", "None"}
        for stub in self.stubs.values():
            known = stub.defined | builtin_names | words
            for node in stub.tree.body:
                if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
                    known |= self.stubs[node.module].defined
            self.check_names(stub, stub.tree.body, known)

    def check_names(self, stub, body, known):
        for node in body:
            if isinstance(node, ast.ClassDef):
                inner = {name for child in node.body for name in names_of(child)}
                for base in [*node.bases, *node.keywords, *node.decorator_list]:
                    self.check_expression(stub, base, known)
                self.check_names(stub, node.body, known | inner)
            elif is_function(node):
                parameters = {a.arg for a in ast.walk(node.args) if isinstance(a, ast.arg)}
                self.check_expression(stub, node, known | parameters)
            elif isinstance(node, (ast.AnnAssign, ast.Assign)):
                self.check_expression(stub, node, known)

    def check_expression(self, stub, node, known):
        for name in ast.walk(node):
            if isinstance(name, ast.Name) and name.id not in known:
                self.fail(f"{self.where(stub, name)}: {name.id} is not defined")
            # `module.Name`
            if isinstance(name, ast.Attribute) and isinstance(name.value, ast.Name):
                module = self.module_named(stub, name.value.id)
                if module is not None:
                    self.assertIn(name.attr, module.defined, self.where(stub, name))

    def module_named(self, stub, name):
        for node in stub.tree.body:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if name == (alias.asname or alias.name):
                        return self.stubs.get(alias.name)
        return None


@unittest.skipUnless(sys.implementation.name == "cpython", "compares with CPython")
class TestAgainstPython(unittest.TestCase):
    def test_what_is_named_exists(self):
        warnings.simplefilter("ignore")
        for path in stub_files():
            stub = Stub(path)
            try:
                module = importlib.import_module(stub.name)
            except ImportError:
                continue
            if not hasattr(module, "__file__") and not module.__spec__:
                continue
            if "site-packages" in (getattr(module, "__file__", None) or ""):
                continue
            with self.subTest(stub.name):
                self.check_body(stub.name, stub.tree.body, module, is_class=False)

    def check_body(self, name, body, runtime, is_class):
        for node in body:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                continue
            for child in names_of(node):
                full = f"{name}.{child}"
                # What an instance has is not always to be seen on its class.
                is_attribute = is_class and isinstance(node, ast.AnnAssign)
                if not is_public(child) or is_attribute or full in ABSENT:
                    continue
                with self.subTest(full):
                    self.assertTrue(hasattr(runtime, child), f"{full} does not exist")
                    self.check_kind(full, node, getattr(runtime, child))

    def check_kind(self, full, node, runtime):
        if isinstance(node, ast.ClassDef):
            if full not in CLASSES_FOR_FUNCTIONS and not full.startswith("typing."):
                self.assertTrue(inspect.isclass(runtime), f"{full} is no class")
            if inspect.isclass(runtime):
                self.check_bases(full, node, runtime)
                self.check_body(full, node.body, runtime, is_class=True)
        elif is_function(node):
            if full not in FUNCTIONS_FOR_CLASSES:
                self.assertFalse(inspect.isclass(runtime), f"{full} is a class")
            decorators = {decorator_name(d) for d in node.decorator_list}
            is_async = inspect.iscoroutinefunction(runtime)
            if inspect.isfunction(runtime):
                self.assertEqual(is_async, isinstance(node, ast.AsyncFunctionDef), f"{full} is {'' if is_async else 'not '}async")
                if "property" not in decorators:
                    self.check_parameters(full, node, runtime)

    def check_bases(self, full, node, runtime):
        if issubclass(runtime, BaseException):
            for base in node.bases:
                name = ast.unparse(base).split("[")[0].split(".")[-1]
                if name != "Generic" and not name.startswith("_"):
                    self.assertIn(name, {b.__name__ for b in runtime.__mro__}, full)

    def check_parameters(self, full, node, runtime):
        """Parameters with a name of their own have it there too; a stub may leave some to its **kwargs."""
        known = inspect.signature(runtime).parameters
        kinds = {p.kind for p in known.values()}
        if inspect.Parameter.VAR_KEYWORD in kinds or hasattr(runtime, "__wrapped__"):
            return
        named = [a.arg for a in node.args.args + node.args.kwonlyargs]
        if any(p.kind == inspect.Parameter.VAR_POSITIONAL for p in known.values()):
            named = [a.arg for a in node.args.kwonlyargs]
        for parameter in named[1 if "." in full and named[:1] in (["self"], ["cls"]) else 0 :]:
            if f"{full}.{parameter}" not in ABSENT:
                self.assertIn(parameter, known, f"{full} has no parameter {parameter}")


if __name__ == "__main__":
    unittest.main()

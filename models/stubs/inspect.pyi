from enum import IntEnum as _IntEnum
from types import FrameType
from typing import Any

CORO_CLOSED: str
CORO_CREATED: str
CORO_RUNNING: str
CORO_SUSPENDED: str
CO_ASYNC_GENERATOR: int
CO_COROUTINE: int
CO_GENERATOR: int
CO_ITERABLE_COROUTINE: int
CO_NESTED: int
CO_NEWLOCALS: int
CO_NOFREE: int
CO_OPTIMIZED: int
CO_VARARGS: int
CO_VARKEYWORDS: int
GEN_CLOSED: str
GEN_CREATED: str
GEN_RUNNING: str
GEN_SUSPENDED: str
TPFLAGS_IS_ABSTRACT: int

class Attribute(tuple[Any, ...]):
    defining_class: Any
    kind: Any
    name: Any
    object: Any

class ClassFoundException(Exception): ...

class EndOfBlock(Exception): ...

class BlockFinder:
    @raises_never
    def __init__(self) -> None: ...
    @raises_never
    def tokeneater(self, type: Any, token: Any, srowcol: Any, erowcol: Any, line: Any) -> Any: ...

class Arguments(tuple[Any, ...]):
    args: Any
    varargs: Any
    varkw: Any

class FullArgSpec(tuple[Any, ...]):
    annotations: Any
    args: Any
    defaults: Any
    kwonlyargs: Any
    kwonlydefaults: Any
    varargs: Any
    varkw: Any

class ArgInfo(tuple[Any, ...]):
    args: Any
    keywords: Any
    locals: Any
    varargs: Any

class ClosureVars(tuple[Any, ...]):
    builtins: Any
    globals: Any
    nonlocals: Any
    unbound: Any

class Traceback(tuple[Any, ...]):
    code_context: Any
    filename: Any
    function: Any
    index: Any
    lineno: Any

class FrameInfo(tuple[Any, ...]):
    code_context: Any
    filename: Any
    frame: Any
    function: Any
    index: Any
    lineno: Any

class Parameter:
    KEYWORD_ONLY: Any
    POSITIONAL_ONLY: Any
    POSITIONAL_OR_KEYWORD: Any
    VAR_KEYWORD: Any
    VAR_POSITIONAL: Any
    annotation: Any
    default: Any
    kind: Any
    name: str
    @raises_never
    def __init__(self, name: Any, kind: Any, *, default: Any = ..., annotation: Any = ...) -> None: ...
    @raises_never
    def replace(
        self, *, name: Any = ..., kind: Any = ..., annotation: Any = ..., default: Any = ...
    ) -> Parameter: ...

class BoundArguments:
    args: tuple[Any, ...]
    arguments: dict[str, Any]
    kwargs: dict[str, Any]
    signature: Any
    @raises_never
    def __init__(self, signature: Any, arguments: Any) -> None: ...
    @raises_never
    def apply_defaults(self) -> Any: ...

class Signature:
    parameters: dict[str, Parameter]
    return_annotation: Any
    @raises_never
    def __init__(self, parameters: Any = None, *, return_annotation: Any) -> None: ...
    @classmethod
    @raises_seldom
    def from_callable(
        cls,
        obj: Any,
        *,
        follow_wrapped: bool = True,
        globals: Any = None,
        locals: Any = None,
        eval_str: bool = False,
    ) -> Signature: ...
    @raises_never
    def replace(self, *, parameters: Any = ..., return_annotation: Any = ...) -> Signature: ...
    @raises_seldom
    def bind(self, *args: Takes[Any], **kwargs: Takes[Any]) -> BoundArguments: ...
    @raises_seldom
    def bind_partial(self, *args: Takes[Any], **kwargs: Takes[Any]) -> BoundArguments: ...

@raises_never
def get_annotations(obj: Any, *, globals: Any = None, locals: Any = None, eval_str: bool = False) -> Any: ...
@raises_never
def ismodule(object: Any) -> bool: ...
@raises_never
def isclass(object: Any) -> bool: ...
@raises_never
def ismethod(object: Any) -> bool: ...
@raises_never
def ismethoddescriptor(object: Any) -> bool: ...
@raises_never
def isdatadescriptor(object: Any) -> bool: ...
@raises_never
def ismemberdescriptor(object: Any) -> bool: ...
@raises_never
def isgetsetdescriptor(object: Any) -> bool: ...
@raises_never
def isfunction(object: Any) -> bool: ...
@raises_never
def isgeneratorfunction(obj: Any) -> bool: ...
@raises_never
def iscoroutinefunction(obj: Any) -> bool: ...
@raises_never
def isasyncgenfunction(obj: Any) -> bool: ...
@raises_never
def isasyncgen(object: Any) -> bool: ...
@raises_never
def isgenerator(object: Any) -> bool: ...
@raises_never
def iscoroutine(object: Takes[Await]) -> bool: ...
@raises_never
def isawaitable(object: Takes[Await]) -> bool: ...
@raises_never
def istraceback(object: Any) -> bool: ...
@raises_never
def isframe(object: Any) -> bool: ...
@raises_never
def iscode(object: Any) -> bool: ...
@raises_never
def isbuiltin(object: Any) -> bool: ...
@raises_never
def isroutine(object: Any) -> bool: ...
@raises_never
def isabstract(object: Any) -> bool: ...
@raises_never
def getmembers(object: Any, predicate: Any = None) -> list[tuple[str, Any]]: ...
@raises_never
def getmembers_static(object: Any, predicate: Any = None) -> list[tuple[str, Any]]: ...
@raises_never
def classify_class_attrs(cls: Any) -> Any: ...
@raises_never
def getmro(cls: Any) -> tuple[type, ...]: ...
@raises_never
def unwrap(func: Any, *, stop: Any = None) -> Any: ...
@raises_never
def indentsize(line: Any) -> Any: ...
@raises_never
def getdoc(object: Any) -> Any: ...
@raises_never
def cleandoc(doc: Any) -> Any: ...
@raises_never
def getfile(object: Any) -> Any: ...
@raises_never
def getmodulename(path: Any) -> Any: ...
@raises_never
def getsourcefile(object: Any) -> Any: ...
@raises_never
def getabsfile(object: Any) -> Any: ...
@raises_never
def getmodule(object: Any) -> Any: ...
@raises_never
def findsource(object: Any) -> Any: ...
@raises_never
def getcomments(object: Any) -> Any: ...
@raises_never
def getblock(lines: Any) -> Any: ...
def getsourcelines(object: Any) -> tuple[list[str], int]: ...
def getsource(object: Any) -> str: ...
@raises_never
def walktree(classes: Any, children: Any, parent: Any) -> Any: ...
@raises_never
def getclasstree(classes: Any, unique: bool = False) -> Any: ...
@raises_never
def getargs(co: Any) -> Any: ...
@raises_seldom
def getfullargspec(func: Any) -> FullArgSpec: ...
@raises_never
def getargvalues(frame: Any) -> ArgInfo: ...
@raises_never
def formatannotation(annotation: Any, base_module: Any = None) -> Any: ...
@raises_never
def formatannotationrelativeto(object: Any) -> Any: ...
@raises_never
def formatargvalues(
    args: Any,
    varargs: Any,
    varkw: Any,
    locals: Any,
    formatarg: Any = ...,
    formatvarargs: Any = ...,
    formatvarkw: Any = ...,
    formatvalue: Any = ...,
) -> Any: ...
@raises_never
def getcallargs(func: Any, /, *positional: Any, **named: Any) -> Any: ...
@raises_never
def getclosurevars(func: Any) -> Any: ...
@raises_never
def getframeinfo(frame: Any, context: int = 1) -> Any: ...
@raises_never
def getlineno(frame: Any) -> Any: ...
@raises_never
def getouterframes(frame: Any, context: int = 1) -> Any: ...
@raises_never
def getinnerframes(tb: Any, context: int = 1) -> Any: ...
@raises_never
def currentframe() -> FrameType | None: ...
@raises_never
def stack(context: int = 1) -> list[FrameInfo]: ...
@raises_never
def trace(context: int = 1) -> list[FrameInfo]: ...
@raises_never
def getattr_static(obj: Any, attr: Any, default: Any = ...) -> Any: ...
@raises_never
def getgeneratorstate(generator: Any) -> str: ...
@raises_never
def getgeneratorlocals(generator: Any) -> dict[str, Any]: ...
@raises_never
def getcoroutinestate(coroutine: Any) -> str: ...
@raises_never
def getcoroutinelocals(coroutine: Any) -> dict[str, Any]: ...
@raises_seldom
def signature(
    obj: Any, *, follow_wrapped: bool = True, globals: Any = None, locals: Any = None, eval_str: bool = False
) -> Signature: ...

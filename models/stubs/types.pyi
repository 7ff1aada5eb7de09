from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Generator, ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import Any, Self, TypeVar

_T = TypeVar("_T")
_K = TypeVar("_K")
_V = TypeVar("_V")

GeneratorType = Generator
CoroutineType = Coroutine
AsyncGeneratorType = AsyncGenerator

class FunctionType:
    __name__: str
    __qualname__: str
    __module__: str
    __doc__: str | None
    __code__: CodeType
    __defaults__: tuple[Any, ...] | None
    __kwdefaults__: dict[str, Any] | None
    __annotations__: dict[str, Any]
    __dict__: dict[str, Any]
    __globals__: dict[str, Any]
    __closure__: tuple[CellType, ...] | None
    @raises_never
    def __init__(self, code: CodeType, globals: dict[str, Any], name: str | None = None, argdefs: Any = None, closure: Any = None) -> None: ...
    def __call__(self, *args: Takes[Any], **kwargs: Takes[Any]) -> Any: ...
    def __get__(self, instance: Any, owner: type | None = None, /) -> Any: ...

LambdaType = FunctionType

class MethodType:
    __name__: str
    __qualname__: str
    __func__: Any
    __self__: Any
    @raises_never
    def __init__(self, function: Takes[Any], instance: Takes[Any], /) -> None: ...
    def __call__(self, *args: Takes[Any], **kwargs: Takes[Any]) -> Any: ...

class BuiltinFunctionType:
    __name__: str
    __qualname__: str
    __self__: Any
    def __call__(self, *args: Takes[Any], **kwargs: Takes[Any]) -> Any: ...

BuiltinMethodType = BuiltinFunctionType

class WrapperDescriptorType: ...
class MethodWrapperType: ...
class MethodDescriptorType: ...
class ClassMethodDescriptorType: ...
class GetSetDescriptorType: ...
class MemberDescriptorType: ...
class NoneType: ...
class NotImplementedType: ...
class EllipsisType: ...
class UnionType: ...

class GenericAlias:
    __origin__: Any
    __args__: tuple[Any, ...]
    @raises_never
    def __init__(self, origin: type, args: Any, /) -> None: ...

class CellType:
    cell_contents: Any
    @raises_never
    def __init__(self, contents: Takes[Any] = ..., /) -> None: ...

class CodeType:
    co_argcount: int
    co_code: bytes
    co_consts: tuple[Any, ...]
    co_filename: str
    co_firstlineno: int
    co_flags: int
    co_freevars: tuple[str, ...]
    co_kwonlyargcount: int
    co_name: str
    co_names: tuple[str, ...]
    co_nlocals: int
    co_posonlyargcount: int
    co_qualname: str
    co_varnames: tuple[str, ...]
    @raises_never
    def co_lines(self) -> Iterator[Any]: ...
    @raises_never
    def co_positions(self) -> Iterator[Any]: ...
    @raises_never
    def replace(self, **kwargs: Any) -> CodeType: ...

class FrameType:
    f_back: FrameType | None
    f_builtins: dict[str, Any]
    f_code: CodeType
    f_globals: dict[str, Any]
    f_lasti: int
    f_lineno: int
    f_locals: dict[str, Any]
    f_trace: Any
    @raises_never
    def clear(self) -> None: ...

class TracebackType:
    tb_frame: FrameType
    tb_lasti: int
    tb_lineno: int
    tb_next: TracebackType | None

class ModuleType:
    __name__: str
    __dict__: dict[str, Any]
    __file__: str | None
    __path__: Any
    __loader__: Any
    __spec__: Any
    @raises_never
    def __init__(self, name: str, doc: str | None = ...) -> None: ...

class MappingProxyType(Mapping[_K, _V]):
    @raises_never
    def __init__(self, mapping: Takes[Any, Mapping[_K, _V]], /) -> None: ...
    @raises_never
    def copy(self) -> dict[_K, _V]: ...
    def __getitem__(self, key: Any, /) -> _V: ...
    def __iter__(self) -> Iterator[_K]: ...
    def __len__(self) -> int: ...

class SimpleNamespace:
    @raises_never
    def __init__(self, **kwargs: Takes[Any]) -> None: ...

class DynamicClassAttribute:
    @raises_never
    def __init__(self, fget: Takes[Any] = None, fset: Takes[Any] = None, fdel: Takes[Any] = None, doc: str | None = None) -> None: ...

def coroutine(func: _T) -> Same[func, _T]: ...
@raises_never
def get_original_bases(cls: type, /) -> tuple[Any, ...]: ...
@raises_seldom
def new_class(name: str, bases: Any = (), kwds: dict[str, Any] | None = None, exec_body: Takes[Any] = None) -> type: ...
@raises_seldom
def prepare_class(name: str, bases: Any = (), kwds: dict[str, Any] | None = None) -> tuple[type, dict[str, Any], dict[str, Any]]: ...
@raises_never
def resolve_bases(bases: Any) -> tuple[Any, ...]: ...

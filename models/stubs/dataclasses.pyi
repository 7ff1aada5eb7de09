from typing import Any, overload, TypeVar
from typing import _Unchanged

_T = TypeVar("_T")

KW_ONLY: Any
MISSING: Any

@overload
@raises_never
def dataclass(cls: _T, /) -> Same[cls, _T]: ...
@overload
@raises_never
def dataclass(
    *,
    init: bool = True,
    repr: bool = True,
    eq: bool = True,
    order: bool = False,
    unsafe_hash: bool = False,
    frozen: bool = False,
    match_args: bool = True,
    kw_only: bool = False,
    slots: bool = False,
    weakref_slot: bool = False,
) -> _Unchanged: ...

class FrozenInstanceError(AttributeError): ...

class InitVar:
    type: Any
    @raises_never
    def __init__(self, type: Any) -> None: ...

class Field:
    compare: Any
    default: Any
    default_factory: Any
    hash: Any
    init: Any
    kw_only: Any
    metadata: Any
    name: Any
    repr: Any
    type: Any
    @raises_never
    def __init__(
        self,
        default: Any,
        default_factory: Any,
        init: Any,
        repr: Any,
        hash: Any,
        compare: Any,
        metadata: Any,
        kw_only: Any,
    ) -> None: ...

@raises_never
def field(
    *,
    default: Takes[Any] = ...,
    default_factory: Takes[Any] = ...,
    init: bool = True,
    repr: bool = True,
    hash: Any = None,
    compare: bool = True,
    metadata: Any = None,
    kw_only: Any = ...,
) -> Any: ...
@raises_never
def fields(class_or_instance: Any) -> tuple[Field, ...]: ...
@raises_never
def is_dataclass(obj: Any) -> bool: ...
@raises_never
def asdict(obj: Any, *, dict_factory: Any = ...) -> dict[str, Any]: ...
@raises_never
def astuple(obj: Any, *, tuple_factory: Any = ...) -> tuple[Any, ...]: ...
@raises_never
def make_dataclass(
    cls_name: Any,
    fields: Any,
    *,
    bases: Any = (),
    namespace: Any = None,
    init: bool = True,
    repr: bool = True,
    eq: bool = True,
    order: bool = False,
    unsafe_hash: bool = False,
    frozen: bool = False,
    match_args: bool = True,
    kw_only: bool = False,
    slots: bool = False,
    weakref_slot: bool = False,
) -> type: ...
@raises_never
def replace(obj: _T, /, **changes: Takes[Any]) -> _T: ...

# What typing has, for older versions of Python.
from typing import *
from typing import Annotated as Annotated
from typing import Any as Any
from typing import Callable as Callable
from typing import ClassVar as ClassVar
from typing import Concatenate as Concatenate
from typing import Final as Final
from typing import Generic as Generic
from typing import Literal as Literal
from typing import LiteralString as LiteralString
from typing import NamedTuple as NamedTuple
from typing import Never as Never
from typing import NewType as NewType
from typing import NoReturn as NoReturn
from typing import NotRequired as NotRequired
from typing import Optional as Optional
from typing import ParamSpec as ParamSpec
from typing import Protocol as Protocol
from typing import ReadOnly as ReadOnly
from typing import Required as Required
from typing import Self as Self
from typing import Type as Type
from typing import TypeAlias as TypeAlias
from typing import TypeAliasType as TypeAliasType
from typing import TypedDict as TypedDict
from typing import TypeGuard as TypeGuard
from typing import TypeIs as TypeIs
from typing import TypeVar as TypeVar
from typing import TypeVarTuple as TypeVarTuple
from typing import Union as Union
from typing import Unpack as Unpack
from typing import _Unchanged

@raises_never
def deprecated(message: str, /, *, category: Any = ..., stacklevel: int = 1) -> _Unchanged: ...

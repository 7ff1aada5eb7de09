kwlist: list[str]
softkwlist: list[str]

@raises_never
def iskeyword(s: str, /) -> bool: ...
@raises_never
def issoftkeyword(s: str, /) -> bool: ...

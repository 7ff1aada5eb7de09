from typing import Any

class struct_passwd(tuple[Any, ...]):
    n_fields: int
    n_sequence_fields: int
    n_unnamed_fields: int
    pw_dir: str
    pw_gecos: str
    pw_gid: int
    pw_name: str
    pw_passwd: str
    pw_shell: str
    pw_uid: int
    def __init__(self, iterable: Any = (), /) -> None: ...

def getpwuid(uidobj: Any, /) -> struct_passwd: ...
def getpwnam(name: Any, /) -> struct_passwd: ...
def getpwall() -> list[Any]: ...

from typing import Any

from boto3 import session as session
from boto3.session import Session as Session

@blocks("load")
def client(*args: Any, **kwargs: Any) -> session._Client: ...
@blocks("load")
def resource(*args: Any, **kwargs: Any) -> session._Resource: ...
def setup_default_session(**kwargs: Any) -> None: ...

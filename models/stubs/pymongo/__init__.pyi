from pymongo import errors as errors
from pymongo.asynchronous.mongo_client import AsyncMongoClient as AsyncMongoClient
from typing import Any

class MongoClient:
    @raises_never
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    @raises_never
    def close(self, *args: Any, **kwargs: Any) -> None: ...
    def __getitem__(self, name: str) -> Any: ...
    def __getattr__(self, name: str) -> Any: ...
    @raises_never
    def __enter__(self) -> MongoClient: ...
    @raises_never
    def __exit__(self, *exc_info: Any) -> None: ...

ASCENDING: int
DESCENDING: int

class UpdateOne:
    @raises_never
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...

class InsertOne:
    @raises_never
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...

class DeleteOne:
    @raises_never
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...

class ReplaceOne:
    @raises_never
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...

class ReturnDocument:
    BEFORE: bool
    AFTER: bool

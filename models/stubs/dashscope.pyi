from typing import Any

class Generation:
    @classmethod
    @blocks("sdk")
    def call(cls, *args: Any, **kwargs: Any) -> Any: ...
class TextEmbedding:
    @classmethod
    @blocks("sdk")
    def call(cls, *args: Any, **kwargs: Any) -> Any: ...
class MultiModalConversation:
    @classmethod
    @blocks("sdk")
    def call(cls, *args: Any, **kwargs: Any) -> Any: ...

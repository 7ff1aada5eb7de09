from pytube import request as request
from typing import Any

class Stream:
    filesize: int
    default_filename: str
    @blocks("http")
    def download(self, *args: Any, **kwargs: Any) -> Any: ...
    @blocks("http")
    def stream_to_buffer(self, *args: Any, **kwargs: Any) -> Any: ...
class YouTube:
    streams: Any
    title: str
    thumbnail_url: str
    @raises_never
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    @blocks("http")
    def check_availability(self, *args: Any, **kwargs: Any) -> Any: ...
    @blocks("http")
    def bypass_age_gate(self, *args: Any, **kwargs: Any) -> Any: ...
class Search:
    @raises_never
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    @blocks("http")
    def get_next_results(self, *args: Any, **kwargs: Any) -> Any: ...
    @blocks("http")
    def fetch_and_parse(self, *args: Any, **kwargs: Any) -> Any: ...

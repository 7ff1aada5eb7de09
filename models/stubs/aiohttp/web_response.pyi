from aiohttp.web import Response as Response
from aiohttp.web import StreamResponse as StreamResponse
from aiohttp.web import json_response as json_response

from aiohttp.web import BaseRequest as BaseRequest
from aiohttp.web import Request as Request

from aiohttp import BaseConnector as BaseConnector
from aiohttp import TCPConnector as TCPConnector
from aiohttp import UnixConnector as UnixConnector

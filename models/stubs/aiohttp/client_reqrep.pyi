from aiohttp import ClientResponse as ClientResponse

from typing import Any

from asyncio import BufferedProtocol

class SSLProtocol(BufferedProtocol):
    def __init__(self, loop: Any, app_protocol: Any, sslcontext: Any, waiter: Any, server_side: bool = False, server_hostname: str | None = None, call_connection_made: bool = True, ssl_handshake_timeout: float | None = None, ssl_shutdown_timeout: float | None = None) -> None: ...

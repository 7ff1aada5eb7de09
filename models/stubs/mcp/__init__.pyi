from mcp.client.session import ClientSession as ClientSession
from mcp.client.stdio import StdioServerParameters as StdioServerParameters
from mcp.client.stdio import stdio_client as stdio_client
from typing import Any

class McpError(Exception): ...

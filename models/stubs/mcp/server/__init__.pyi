from mcp.server.fastmcp import FastMCP as FastMCP

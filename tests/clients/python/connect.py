"""Connects to the server that the command line of `drive.py` names, through the client that it names."""

import os
import re
import sys
from collections import Counter
from contextlib import asynccontextmanager

sdk, mode, _, _, command, *args = sys.argv[1:]
modern = mode == "modern"


class Heard:
    """What a client was told."""

    def __init__(self):
        self.logs = []
        self.changed = Counter()
        self.updated = []

    async def on_log(self, params):
        self.logs.append(params)

    async def on_message(self, message):
        root = getattr(message, "root", message)
        method = getattr(root, "method", None) or ""
        kind = re.fullmatch("notifications/(.*)/list_changed", method)
        if kind:
            self.changed[kind[1]] += 1
        if method == "notifications/resources/updated":
            self.updated.append(str(root.params.uri))


def stdio():
    from mcp import StdioServerParameters

    return StdioServerParameters(command=command, args=args, env=dict(os.environ))


@asynccontextmanager
async def mcp_1(heard):
    from mcp import ClientSession

    if command == "http":
        from mcp.client.streamable_http import streamable_http_client

        transport = streamable_http_client(args[0])
    elif command == "sse":
        from mcp.client.sse import sse_client

        transport = sse_client(args[0])
    else:
        from mcp.client.stdio import stdio_client

        transport = stdio_client(stdio())
    async with transport as (read, write, *_):
        async with ClientSession(
            read, write, logging_callback=heard.on_log, message_handler=heard.on_message
        ) as client:
            opened = await client.initialize()
            yield client, opened.protocolVersion


@asynccontextmanager
async def mcp_2(heard):
    from mcp import Client

    if command == "sse":
        from mcp.client.sse import sse_client

        server = sse_client(args[0])
    else:
        server = args[0] if command == "http" else stdio()
    options = {"logging_callback": heard.on_log, "message_handler": heard.on_message}
    options["log_level"] = "info" if modern else None
    async with Client(server, mode="auto" if modern else "legacy", **options) as client:
        yield client, client.protocol_version


class FastMcp:
    """A client of FastMCP that looks like one of the SDK."""

    def __init__(self, client):
        self.client = client
        for name in ("list_tools", "list_prompts", "list_resources", "list_resource_templates"):
            setattr(self, name, getattr(client, f"{name}_mcp"))
        self.get_prompt = client.get_prompt_mcp
        self.read_resource = client.read_resource_mcp
        self.complete = client.complete_mcp
        self.subscribe_resource = client.session.subscribe_resource
        self.unsubscribe_resource = client.session.unsubscribe_resource
        self.send_ping = client.ping
        self.set_logging_level = client.set_logging_level

    async def call_tool(self, name, arguments, progress_callback=None):
        meta = {"io.modelcontextprotocol/logLevel": "info"} if modern else None
        return await self.client.call_tool_mcp(name, arguments, progress_callback, meta=meta)

    def listen(self, **filters):
        from mcp.client.subscriptions import listen

        return listen(self.client.session, **filters)


@asynccontextmanager
async def fastmcp(heard):
    from fastmcp import Client
    from fastmcp.client.transports import SSETransport, StreamableHttpTransport

    transport = {"http": StreamableHttpTransport, "sse": SSETransport}[command](args[0])
    handlers = {"log_handler": heard.on_log, "message_handler": heard.on_message}
    async with Client(transport, mode="auto" if modern else "legacy", **handlers) as client:
        yield FastMcp(client), client.protocol_version


def connect(heard):
    """A client that is connected, and the revision that it speaks."""
    return {"mcp-1": mcp_1, "mcp-2": mcp_2, "fastmcp": fastmcp}[sdk](heard)

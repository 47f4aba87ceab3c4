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
        self.completed = []

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
        if method == "notifications/elicitation/complete":
            self.completed.append(root.params.model_dump(by_alias=True)["elicitationId"])


def stdio():
    from mcp import StdioServerParameters

    return StdioServerParameters(command=command, args=args, env=dict(os.environ))


@asynccontextmanager
async def mcp_1(heard, answers):
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
        options = {"logging_callback": heard.on_log, "message_handler": heard.on_message}
        if answers:
            options |= answers.callbacks()
        async with ClientSession(read, write, **options) as client:
            opened = await client.initialize()
            yield client, opened.protocolVersion


@asynccontextmanager
async def mcp_2(heard, answers):
    from mcp import Client

    if command == "sse":
        from mcp.client.sse import sse_client

        server = sse_client(args[0])
    else:
        server = args[0] if command == "http" else stdio()
    options = {"logging_callback": heard.on_log, "message_handler": heard.on_message}
    options["log_level"] = "info" if modern else None
    if answers:
        options |= answers.callbacks()
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


def fastmcp_answers(answers):
    """Handlers of FastMCP that do what the callbacks of the SDK do."""
    calls = answers.callbacks()

    def result(given):
        if hasattr(given, "code"):
            raise RuntimeError(given.message)
        return given

    async def sample(messages, params, context):
        return result(await calls["sampling_callback"](context, params))

    async def elicit(message, response_type, params, context):
        return result(await calls["elicitation_callback"](context, params))

    async def roots(context):
        return result(await calls["list_roots_callback"](context)).roots

    return {
        "sampling_handler": sample,
        "sampling_capabilities": calls["sampling_capabilities"],
        "elicitation_handler": elicit,
        "roots": roots,
    }


@asynccontextmanager
async def fastmcp(heard, answers):
    from fastmcp import Client
    from fastmcp.client.transports import SSETransport, StreamableHttpTransport

    transport = {"http": StreamableHttpTransport, "sse": SSETransport}[command](args[0])
    handlers = {"log_handler": heard.on_log, "message_handler": heard.on_message}
    if answers:
        handlers |= fastmcp_answers(answers)
    async with Client(transport, mode="auto" if modern else "legacy", **handlers) as client:
        yield FastMcp(client), client.protocol_version


def connect(heard, answers=None):
    """A client that is connected, and the revision that it speaks; it can be asked what there are answers for."""
    return {"mcp-1": mcp_1, "mcp-2": mcp_2, "fastmcp": fastmcp}[sdk](heard, answers)

"""Hands what a server has on to a framework for agents, prints a line for each check.

    python frameworks.py langchain|llama-index testbed|library stdio COMMAND ARGS…
    python frameworks.py langchain|llama-index testbed|library http|sse URL

Frameworks make schemas of their own out of those of the tools, and refuse what they do not know.
"""

import asyncio
import base64
import json
import os
import sys
import traceback
from pathlib import Path

framework, subject, way, *args = sys.argv[1:]


def same(got, expected):
    assert got == expected, f"got {got!r}, expected {expected!r}"


class LangChain:
    def __init__(self):
        from langchain_mcp_adapters.client import MultiServerMCPClient

        if way == "stdio":
            server = {"transport": way, "command": args[0], "args": args[1:], "env": dict(os.environ)}
        else:
            server = {"transport": {"http": "streamable_http"}.get(way, way), "url": args[0]}
        self.client = MultiServerMCPClient({"bed": server})

    async def tools(self):
        from langchain_core.utils.function_calling import convert_to_openai_tool

        tools = {tool.name: tool for tool in await self.client.get_tools()}

        async def call(name, **values):
            return (await tools[name].ainvoke(values))[0]["text"]

        return {name: convert_to_openai_tool(tool)["function"] for name, tool in tools.items()}, call

    async def prompt(self, name, arguments):
        return [message.content for message in await self.client.get_prompt("bed", name, arguments=arguments)]

    async def resources(self, uris):
        blobs = await self.client.get_resources("bed", uris=uris)
        return [blob.data if isinstance(blob.data, str) else base64.b64encode(blob.data).decode() for blob in blobs]


class LlamaIndex:
    def __init__(self):
        from llama_index.tools.mcp import BasicMCPClient

        more = {"args": args[1:], "env": dict(os.environ)} if way == "stdio" else {}
        self.client = BasicMCPClient(args[0], **more)

    async def tools(self):
        from llama_index.tools.mcp import McpToolSpec

        tools = {tool.metadata.name: tool for tool in await McpToolSpec(client=self.client).to_tool_list_async()}

        async def call(name, **values):
            return (await tools[name].acall(**values)).raw_output.content[0].text

        return {name: tool.metadata.to_openai_tool()["function"] for name, tool in tools.items()}, call

    async def prompt(self, name, arguments):
        return [message.content for message in await self.client.get_prompt(name, arguments)]

    async def resources(self, uris):
        uris = uris or [resource.uri for resource in (await self.client.list_resources()).resources]
        parts = [part for uri in uris for part in (await self.client.read_resource(uri)).contents]
        return [part.text if hasattr(part, "text") else part.blob for part in parts]


async def library(it):
    said = json.loads((Path(__file__).parent.parent / "library.json").read_text())
    same(len(await it.resources(None)), len(said["resources"]))
    for row in said["reads"] + said["expansions"]:
        same(await it.resources([row["uri"]]), row["contents"])
    print("ok resources", flush=True)
    for row in said["gets"]:
        try:
            messages = await it.prompt(row["name"], row.get("arguments"))
        except Exception as error:
            why = "".join(traceback.format_exception(error))
            assert all(word in why for word in row["otherwise"][framework]["words"]), why
        else:
            same((len(messages), messages[0]), (row["messages"], row["text"]))
    print("ok prompts", flush=True)


async def testbed(it):
    functions, call = await it.tools()
    assert len(functions) > 20, f"{len(functions)} tools"
    parameters = functions["add"]["parameters"]
    same(parameters["type"], "object")
    same(sorted(parameters["required"]), ["a", "b"])
    same(parameters["properties"]["a"]["type"], "number")
    same(parameters["properties"]["a"]["description"], "The first addend.")
    user = functions["record"]["parameters"]["properties"]["user"]
    assert user, "the parts of a record are lost"
    print("ok schemas", flush=True)
    same(await call("add", a=2, b=3), "5")
    same(await call("nothing"), "done")
    assert "Ann" in await call("record", user={"name": "Ann", "age": 7, "tags": ["x"]})
    print("ok call", flush=True)


client = {"langchain": LangChain, "llama-index": LlamaIndex}[framework]()
asyncio.run({"testbed": testbed, "library": library}[subject](client))
print("ok close", flush=True)

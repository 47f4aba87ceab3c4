"""Hands the tools of a server on to a framework for agents, prints a line for each check.

    python frameworks.py langchain|llama-index stdio COMMAND ARGS…
    python frameworks.py langchain|llama-index http|sse URL

Frameworks make schemas of their own out of those of the tools, and refuse what they do not know.
"""

import asyncio
import os
import sys

framework, way, *args = sys.argv[1:]


def same(got, expected):
    assert got == expected, f"got {got!r}, expected {expected!r}"


async def langchain():
    from langchain_core.utils.function_calling import convert_to_openai_tool
    from langchain_mcp_adapters.client import MultiServerMCPClient

    if way == "stdio":
        server = {"transport": way, "command": args[0], "args": args[1:], "env": dict(os.environ)}
    else:
        server = {"transport": {"http": "streamable_http"}.get(way, way), "url": args[0]}
    tools = {tool.name: tool for tool in await MultiServerMCPClient({"bed": server}).get_tools()}

    async def call(name, **values):
        return (await tools[name].ainvoke(values))[0]["text"]

    return {name: convert_to_openai_tool(tool)["function"] for name, tool in tools.items()}, call


async def llama_index():
    from llama_index.tools.mcp import BasicMCPClient, McpToolSpec

    client = BasicMCPClient(args[0], args=args[1:], env=dict(os.environ)) if way == "stdio" else BasicMCPClient(args[0])
    tools = {tool.metadata.name: tool for tool in await McpToolSpec(client=client).to_tool_list_async()}

    async def call(name, **values):
        return (await tools[name].acall(**values)).raw_output.content[0].text

    return {name: tool.metadata.to_openai_tool()["function"] for name, tool in tools.items()}, call


async def main():
    functions, call = await {"langchain": langchain, "llama-index": llama_index}[framework]()
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


asyncio.run(main())
print("ok close", flush=True)

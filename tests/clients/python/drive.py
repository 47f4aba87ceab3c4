"""Drives a server through a Python client, as a host would, and prints a line for each check.

    python drive.py SDK MODE testbed|library|asker|changelog|calculator|files MARK COMMAND ARGS…
    python drive.py SDK MODE testbed|library|asker|changelog|calculator|files MARK http|sse URL

SDK is `mcp-1`, `mcp-2` or `fastmcp`; MODE is `legacy`, or `modern` for a client that begins with `server/discover`. MARK is a file in
which the test bed notes what happened to it. The first line is `revision DATE`.
"""

import os
import sys
import time
import traceback

import anyio

sys.dont_write_bytecode = True
from asker import TABLES, Answers, asker, bare  # noqa: E402
from connect import Heard, connect  # noqa: E402
from disturb import asked, disturbances  # noqa: E402
from library import library  # noqa: E402

sdk, mode, subject, mark, command, *args = sys.argv[1:]
modern = mode == "modern"
over_http = command in ("http", "sse")
failed = 0
heard = Heard()
logs = heard.logs
answers = Answers(sdk) if subject in TABLES else None


async def check(name, body):
    global failed
    try:
        with anyio.fail_after(30):
            await body()
        print(f"ok {name}", flush=True)
    except BaseException as error:
        if isinstance(error, anyio.get_cancelled_exc_class()):
            raise
        failed += 1
        print(f"not ok {name}: {''.join(traceback.format_exception(error))}", flush=True)


def same(got, expected):
    assert got == expected, f"got {got!r}, expected {expected!r}"


async def until(what, test):
    with anyio.move_on_after(10):
        while not test():
            await anyio.sleep(0.01)
        return
    raise AssertionError(f"{what} did not happen")


def field(value, camel, snake):
    return getattr(value, camel) if hasattr(value, camel) else getattr(value, snake)


def text(result):
    return result.content[0].text


def is_error(result):
    return field(result, "isError", "is_error")


def structured(result):
    return field(result, "structuredContent", "structured_content")


async def testbed(client):
    async def listed():
        tools = (await client.list_tools()).tools
        add = next(tool for tool in tools if tool.name == "add")
        schema = field(add, "inputSchema", "input_schema")
        same(schema["properties"]["a"], {"type": "number", "description": "The first addend."})
        same(schema["required"], ["a", "b"])
        assert len(tools) > 20

    async def called():
        same(text(await client.call_tool("add", {"a": 2, "b": 3})), "5")
        same(text(await client.call_tool("echo", {"text": 'ä\n"x"'})), 'ä\n"x"')

    async def record():
        user = {"name": "Ann", "age": 7, "tags": ["x"]}
        same(structured(await client.call_tool("record", {"user": user})), user)

    async def wrong():
        async def said(arguments):
            result = await client.call_tool("add", arguments)
            assert is_error(result), result
            return text(result)

        wrong = await said({"a": "x", "b": 1})
        assert "a: expected a number" in wrong and "b:" not in wrong, wrong
        missing = await said({"a": 1})
        assert "b: missing" in missing and "a:" not in missing, missing
        both = await said({"a": "x"})
        assert "a: expected a number" in both and "b: missing" in both, both

    async def failure():
        result = await client.call_tool("fail", {"kind": "anything"})
        assert is_error(result) and text(result).startswith("failed as asked: anything"), result

    async def unknown():
        try:
            await client.call_tool("no_such_tool", {})
        except Exception as error:
            same(error.error.code, -32602)
        else:
            raise AssertionError("this was not refused")

    async def panics():
        result = await client.call_tool("boom", {})
        assert is_error(result) and text(result).startswith("internal error"), result
        same(text(await client.call_tool("add", {"a": 1, "b": 1})), "2")

    async def media():
        same(len((await client.call_tool("media", {})).content), 5)

    async def progress():
        steps = []

        async def on_progress(done, total, message):
            steps.append((done, total, message))

        for _ in range(10):
            steps.clear()
            arguments = {"to": 3, "delay_ms": 0}
            result = await client.call_tool("count", arguments, progress_callback=on_progress)
            same(text(result), "counted to 3")
            await until("the last step", lambda: len(steps) >= 3)
            same(steps, [(n, 3, f"step {n}") for n in (1, 2, 3)])

    async def cancel():
        async def slow():
            # 1.x does not tell the server, which over HTTP is then left with a call that nobody waits for.
            lost = sdk == "mcp-1" and over_http
            await client.call_tool("slow", {"ms": 2500 if lost else 60000})
            assert lost, "this was not cancelled"

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(slow)
            await asked("slow")
            await anyio.sleep(0.3)
            tasks.cancel_scope.cancel()
        # 1.x does not tell the server that its task was cancelled.
        if sdk != "mcp-1":
            await until("the drop", lambda: os.path.exists(mark) and "dropped" in open(mark).read())
        same(text(await client.call_tool("add", {"a": 1, "b": 2})), "3")

    async def log():
        def counting():
            return any(log.data == "counting" and log.level == "info" for log in logs)

        await until("a log message", counting)
        if not modern:
            await client.set_logging_level("warning")
            logs.clear()
            await client.call_tool("count", {"to": 1})
            await client.list_tools()
            assert not counting(), "a log message below the level"
            await client.set_logging_level("info")

    async def list_changed():
        async def toggle(on, notification):
            await client.call_tool("toggle", {"name": "echo", "on": on})
            await notification()
            names = [tool.name for tool in (await client.list_tools()).tools]
            assert ("echo" in names) == on, names

        if modern:
            async with client.listen(tools_list_changed=True) as events:
                events = aiter(events)
                await toggle(False, lambda: anext(events))
                await toggle(True, lambda: anext(events))
        else:
            await toggle(False, lambda: until("the notification", lambda: heard.changed["tools"] > 0))
            before = heard.changed["tools"]
            # 1.x breaks when a notification arrives while it closes, so the last one is waited for.
            await toggle(True, lambda: until("the second notification", lambda: heard.changed["tools"] > before))

    await check("list", listed)
    await check("call", called)
    await check("structured content", record)
    await check("wrong and missing arguments", wrong)
    await check("a failure", failure)
    await check("an unknown tool", unknown)
    await check("a panic", panics)
    await check("content of every kind", media)
    await check("progress", progress)
    await check("cancel", cancel)
    await check("log", log)
    if not modern:
        await check("ping", client.send_ping)
    await check("the list changed", list_changed)


async def calculator(client):
    async def both():
        same([tool.name for tool in (await client.list_tools()).tools], ["add", "divide"])
        same(text(await client.call_tool("add", {"a": 1.5, "b": 2})), "3.5")
        assert is_error(await client.call_tool("divide", {"a": 1, "b": 0}))

    await check("list and call", both)


async def files(client):
    async def all():
        names = sorted(tool.name for tool in (await client.list_tools()).tools)
        same(names, ["find", "read", "search", "tree"])
        assert "notes/a.txt" in text(await client.call_tool("find", {"glob": "**/*.txt"}))
        assert "the needle" in text(await client.call_tool("search", {"pattern": "need.e"}))

    await check("list, find and search", all)


async def drive(client, revision):
    print(f"revision {revision}", flush=True)

    async def era():
        same(revision == "2026-07-28", modern)

    await check("the era", era)
    its = sys.modules[__name__]
    if subject == "library":
        await library(client, heard, its)
    elif subject in TABLES:
        await asker(client, heard, answers, its)
        async with connect(Heard()) as (other, _):
            await bare(other, heard, revision, its)
    else:
        await {"testbed": testbed, "calculator": calculator, "files": files}[subject](client)
    if over_http and subject == "testbed":
        await disturbances(client, heard, its)
    return time.monotonic()


async def main():
    async with connect(heard, answers) as (client, revision):
        done = await drive(client, revision)

    async def close():
        # Ending is what is asked; how fast depends on the machine.
        took = time.monotonic() - done
        assert took < 20, f"it took {took} s"

    await check("close", close)


anyio.run(main)
sys.exit(1 if failed else 0)

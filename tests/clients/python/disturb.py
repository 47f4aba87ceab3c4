"""What only HTTP has: two clients of one server, connections that break, a server that is started again.

PROXY_CONTROL is the address at which the test that stands between client and server is asked for it.
"""

import os
import urllib.request

import anyio
from connect import Heard, command, connect, modern


async def ask(path):
    def get():
        with urllib.request.urlopen(os.environ["PROXY_CONTROL"] + path, timeout=30) as response:
            assert response.status == 204, (path, response.status)

    await anyio.to_thread.run_sync(get)


async def asked(text):
    """Two requests over HTTP may overtake each other, so what is to be second waits until the first was given to the server."""
    if "PROXY_CONTROL" in os.environ:
        await ask(f"asked?{text}")


async def counted(client, to, delay_ms, its):
    steps = []

    async def on_progress(done, total, message):
        steps.append(done)

    result = await client.call_tool("count", {"to": to, "delay_ms": delay_ms}, progress_callback=on_progress)
    its.same(its.text(result), f"counted to {to}")
    its.same(steps, list(range(1, to + 1)))


async def together(client, heard, its):
    async with connect(Heard()) as (second, _):
        heard.logs.clear()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(counted, client, 5, 30, its)
            tasks.start_soon(counted, second, 3, 30, its)
            tasks.start_soon(second.call_tool, "say", {"level": "error", "text": "only for the second"})
        its.same(its.text(await client.call_tool("echo", {"text": "mine"})), "mine")
        assert not any(log.data == "only for the second" for log in heard.logs), heard.logs
    its.same(its.text(await client.call_tool("add", {"a": 1, "b": 2})), "3")


async def broken_stream(client, its):
    """The session of 2024 is its stream: what ran in it ends, and a client starts anew."""
    started = anyio.Event()

    async def on_progress(*_):
        started.set()

    async def sleep():
        try:
            await client.call_tool("sleep", {"ms": 15000}, progress_callback=on_progress)
        except Exception:
            pass

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(sleep)
        await started.wait()
        await ask("cut?stream=GET")
        await cancelled(its)
        tasks.cancel_scope.cancel()


async def cancelled(its):
    await its.until("the end", lambda: os.path.exists(its.mark) and "cancelled" in open(its.mark).read())


async def broken_call(client, its):
    await ask("cut?after=2")
    await counted(client, 4, 400, its)


async def broken_messages(client, heard, its):
    before = heard.changed["tools"]
    await ask("cut?stream=GET")
    await client.call_tool("toggle", {"name": "echo", "on": False})
    await its.until("the notification", lambda: heard.changed["tools"] > before)
    await client.call_tool("toggle", {"name": "echo", "on": True})
    await its.until("the second notification", lambda: heard.changed["tools"] > before + 1)


async def ends_with_its_connection(client, its):
    await ask("cut?after=2")
    await refused(client.call_tool("sleep", {"ms": 15000}, progress_callback=ignored))
    await cancelled(its)
    its.same(its.text(await client.call_tool("add", {"a": 2, "b": 2})), "4")


async def ignored(*_):
    pass


async def refused(call):
    try:
        await call
    except Exception:
        return
    raise AssertionError("this was not refused")


async def anew(its):
    heard = Heard()
    async with connect(heard) as (client, _):
        its.same(its.text(await client.call_tool("add", {"a": 1, "b": 2})), "3")


async def started_again(client, its):
    # A session of 2024 ends with its stream.
    if command != "sse":
        await ask("restart")
        its.same(its.text(await client.call_tool("add", {"a": 2, "b": 2})), "4")


async def forgotten(client, its):
    await ask("forget")
    if modern:
        its.same(its.text(await client.call_tool("add", {"a": 1, "b": 1})), "2")
    elif command == "http":
        await refused(client.call_tool("add", {"a": 1, "b": 1}))
    await anew(its)


async def disturbances(client, heard, its):
    async def check(name, body, *args):
        async def run():
            await body(*args)

        await its.check(name, run)

    await check("two clients at once", together, client, heard, its)
    if command == "sse":
        await check("a broken stream", broken_stream, client, its)
        await check("a new session", anew, its)
    elif not modern:
        await check("a call goes on after its connection broke", broken_call, client, its)
        await check("messages come after the connection for them broke", broken_messages, client, heard, its)
    else:
        await check("a call ends with its connection", ends_with_its_connection, client, its)
    await check("the server is started again", started_again, client, its)
    await check("the server forgets its sessions", forgotten, client, its)

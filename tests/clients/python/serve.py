"""A server of the Python SDK that speaks HTTP+SSE alone, which the command line of this kit is a client of."""

import socket
import sys

import uvicorn
from mcp.server.fastmcp import Context, FastMCP
from pydantic import BaseModel

server = FastMCP("foreign")


class Seat(BaseModel):
    row: int


@server.tool()
async def double(number: int, context: Context, twice: bool = False) -> int:
    """Double a number."""
    await context.report_progress(1, 2, "doubling")
    return number * (4 if twice else 2)


@server.tool()
async def travel(context: Context) -> str:
    """Book."""
    answer = await context.elicit("Which row?", Seat)
    return f"{answer.action} {answer.data.row if answer.action == 'accept' else None}"


listener = socket.create_server(("127.0.0.1", 0))
print(f"listening on http://127.0.0.1:{listener.getsockname()[1]}/sse", file=sys.stderr, flush=True)
config = uvicorn.Config(server.sse_app(), log_level="error")
uvicorn.Server(config).run(sockets=[listener])

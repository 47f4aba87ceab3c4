"""What a client is asked by a server: what a table of the server's name says of it, for whichever Python client."""

import json
import sys
from pathlib import Path

import anyio
import mcp.types as types

TABLES = ["asker", "changelog"]


def table(name):
    return json.loads((Path(__file__).parent.parent / f"{name}.json").read_text())


# `asker.json` says what clients can do, too.
said = table("asker") | (table(sys.argv[3]) if sys.argv[3] in TABLES else {})


def label(params):
    """The name by which the table knows a question."""
    if "messages" not in params:
        return params.get("message", "roots")
    content = params["messages"][-1]["content"]
    part = content[0] if isinstance(content, list) else content
    return part["text"] if "text" in part else part["content"][0]["text"]


def has(value, part):
    """Whether a value has all that another one has."""
    if isinstance(part, dict):
        return isinstance(value, dict) and all(name in value and has(value[name], part[name]) for name in part)
    return value == part


class Answers:
    """Answers what is asked as the row says that is played."""

    def __init__(self, sdk):
        self.needs = said["clients"][sdk]
        self.begin({})

    def begin(self, row):
        self.open = list(row.get("answers", []))
        self.each = row.get("each")
        self.asked, self.wrong = [], []

    async def answer(self, params):
        """The answer, as JSON: a result, or an error."""
        params = params.model_dump(by_alias=True, mode="json", exclude_none=True) if params else {}
        to = label(params)
        self.asked.append(params)
        answer = next((answer for answer in self.open if answer["to"] == to), None)
        if answer:
            self.open.remove(answer)
            if not has(params, answer.get("asks", {})):
                self.wrong.append(f"{params} lacks {answer['asks']}")
        elif self.each:
            answer = {"result": self.each}
        else:
            self.wrong.append(f"nobody answers {to!r}")
            answer = {"error": {"code": -32603, "message": "not in the table"}}
        await anyio.sleep(answer.get("after_ms", 0) / 1000)
        return answer

    async def given(self, params, kind):
        answer = await self.answer(params)
        if "error" in answer:
            return types.ErrorData(**answer["error"])
        return kind.model_validate(answer["result"])

    async def sample(self, _, params):
        with_tools = getattr(params, "tools", None)
        kind = types.CreateMessageResultWithTools if with_tools else types.CreateMessageResult
        return await self.given(params, kind)

    async def elicit(self, _, params):
        return await self.given(params, types.ElicitResult)

    async def roots(self, _):
        return await self.given(None, types.ListRootsResult)

    def callbacks(self):
        """What the SDKs take; what they declare follows from it, but for the tools of a model."""
        tools = types.SamplingCapability(tools=types.SamplingToolsCapability())
        return {
            "sampling_callback": self.sample,
            "sampling_capabilities": tools,
            "elicitation_callback": self.elicit,
            "list_roots_callback": self.roots,
        }


class Asker:
    def __init__(self, client, heard, its):
        self.client, self.heard, self.its = client, heard, its

    async def outcome(self, row):
        if "prompt" in row:
            return (await self.client.get_prompt(row["prompt"])).messages[0].content.text, False
        if "resource" in row:
            return (await self.client.read_resource(row["resource"])).contents[0].text, False
        result = await self.client.call_tool(row["tool"], row.get("arguments", {}))
        return self.its.text(result), bool(self.its.is_error(result))

    async def refused(self, row, words, code=None):
        try:
            await self.outcome(row)
        except Exception as error:
            told = str(error)
            if code:
                self.its.same(error.error.code, code)
            for word in words:
                assert word in told, told
            return error
        raise AssertionError("this was not refused")

    async def play(self, answers, row):
        answers.begin(row)
        if "error" in row:
            await self.refused(row, **row["error"])
        else:
            self.its.same(await self.outcome(row), (row["text"], row.get("failed", False)))
        self.its.same((answers.wrong, answers.open), ([], []))
        if row.get("completes") and not self.its.modern:
            name = answers.asked[0]["elicitationId"]
            await self.its.until("the end of what was asked", lambda: name in self.heard.completed)

    async def not_asked(self, row, revision):
        """One that can be asked nothing."""
        need = row["needs"]
        known = said["since"][need] <= revision
        why = f"it does not declare `{need}`" if known else f"there is no `{need}` in {revision}"
        told = f"the client cannot be asked: {why}"
        if self.its.modern:
            error = await self.refused(row, [told], -32021)
            of, _, part = need.partition(".")
            self.its.same(error.error.data, {"requiredCapabilities": {of: {part: {}} if part else {}}})
        elif "tool" in row:
            self.its.same(await self.outcome(row), (told, True))
        else:
            await self.refused(row, [told], -32603)


async def asker(client, heard, answers, its):
    it = Asker(client, heard, its)
    for row in said["rows"]:
        if row["needs"] not in answers.needs:
            continue
        other = row.get("otherwise", {})
        row = {**row, **row.get(its.mode, {}), **other.get(its.sdk, {}), **other.get(f"{its.sdk} {its.mode}", {})}

        async def run(row=row):
            await it.play(answers, row)

        await its.check(row["name"], run)


async def bare(client, heard, revision, its):
    it = Asker(client, heard, its)
    for row in said["refused"]:

        async def run(row=row):
            await it.not_asked(row, revision)

        who = row.get("tool") or row.get("prompt") or row.get("resource")
        await its.check(f"not asked for {row['needs']} by {who}", run)

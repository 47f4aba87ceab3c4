"""Prompts and resources: what `library.json` says of them, for whichever Python client."""

import json
from pathlib import Path

import anyio
from mcp.types import PromptReference, ResourceTemplateReference

try:
    from mcp.shared.uri_template import UriTemplate
except ImportError:
    # 1.x has no expander of templates.
    UriTemplate = None

said = json.loads((Path(__file__).parent.parent / "library.json").read_text())


class Library:
    def __init__(self, client, heard, its):
        self.client, self.heard, self.its = client, heard, its
        self.mode = "modern" if its.modern else "legacy"

    async def refused(self, call, code, words):
        try:
            await call
        except Exception as error:
            self.its.same(error.error.code, code)
            for word in words:
                assert word in error.error.message, error.error.message
        else:
            raise AssertionError("this was not refused")

    async def read(self, uri):
        contents = (await self.client.read_resource(uri)).contents
        return [part.text if hasattr(part, "text") else part.blob for part in contents]

    async def names(self, kind):
        """What is listed. URIs are as the client has them."""
        if kind == "prompts":
            return [prompt.name for prompt in (await self.client.list_prompts()).prompts]
        resources = [str(resource.uri) for resource in (await self.client.list_resources()).resources]
        return resources + await self.templates()

    async def templates(self):
        result = await self.client.list_resource_templates()
        templates = self.its.field(result, "resourceTemplates", "resource_templates")
        return [self.its.field(template, "uriTemplate", "uri_template") for template in templates]

    def spelled(self, uri):
        """1.x makes every URI one of pydantic, which gives a path to `https:` that has none."""
        own = {"https://library.example": "https://library.example/"} if self.its.sdk == "mcp-1" else {}
        return own.get(uri, uri)

    async def prompts_listed(self):
        prompts = (await self.client.list_prompts()).prompts
        self.its.same([prompt.name for prompt in prompts], said["prompts"])
        topic = prompts[0].arguments[0]
        self.its.same((topic.name, topic.description, topic.required), ("topic", "What it is about.", True))

    async def resources_listed(self):
        resources = (await self.client.list_resources()).resources
        self.its.same([str(resource.uri) for resource in resources], [self.spelled(uri) for uri in said["resources"]])
        for resource in resources:
            self.its.same(len(await self.read(resource.uri)), 1)

    async def templates_listed(self):
        self.its.same(await self.templates(), said["templates"])

    async def prompt(self, name, messages, text, arguments=None, **_):
        result = await self.client.get_prompt(name, arguments)
        self.its.same((len(result.messages), result.messages[0].content.text), (messages, text))

    async def no_prompt(self, name, code, words, arguments=None):
        await self.refused(self.client.get_prompt(name, arguments), code, words)

    async def resource(self, uri, contents):
        self.its.same(await self.read(uri), contents)

    async def no_resource(self, uri, code, words):
        await self.refused(self.client.read_resource(uri), code[self.mode], words)

    async def expansion(self, template, values, uri, contents, **_):
        refusal = said["refused_templates"]["python"].get(template)
        if UriTemplate and refusal:
            try:
                UriTemplate.parse(template)
            except ValueError as error:
                assert refusal in str(error), error
            else:
                raise AssertionError(f"{template} is not refused any more")
        elif UriTemplate:
            self.its.same(UriTemplate.parse(template).expand(values), uri)
        self.its.same(await self.read(uri), contents)

    async def complete(self, ref, argument, context=None):
        """What is completed: the values, how many there are in all, and whether there are more."""
        kind = PromptReference if ref["type"] == "ref/prompt" else ResourceTemplateReference
        completion = (await self.client.complete(kind(**ref), argument, context)).completion
        return completion.values, completion.total, self.its.field(completion, "hasMore", "has_more")

    async def completion(self, ref, argument, values, total, more, context=None):
        self.its.same(await self.complete(ref, argument, context), (values, total, more))

    async def long_completion(self):
        row = said["long_completion"]
        values, *rest = await self.complete(row["ref"], row["argument"])
        self.its.same((len(values), *rest), (row["count"], row["total"], True))

    async def no_completion(self, ref, argument, code, words):
        await self.refused(self.complete(ref, argument), code, words)

    async def change(self, kind, name):
        async def toggle(on, notification):
            await self.client.call_tool("toggle", {"name": name, "on": on})
            await notification()
            self.its.same(name in await self.names(kind), on)

        if self.its.modern:
            async with self.client.listen(**{f"{kind}_list_changed": True}) as events:
                events = aiter(events)

                async def event():
                    self.its.same(type(await anext(events)).__name__, f"{kind.capitalize()}ListChanged")

                await toggle(False, event)
                await toggle(True, event)
        else:
            for on in (False, True):
                before = self.heard.changed[kind]
                await toggle(on, lambda: self.its.until("the notification", lambda: self.heard.changed[kind] > before))


    async def subscription(self, uri, touched):
        async def touch(times):
            await self.client.call_tool("touch", {"uri": touched, "times": times})

        if self.its.modern:
            async with self.client.listen(resource_subscriptions=[uri]) as events:
                await touch(3)
                event = await anext(aiter(events))
                self.its.same((type(event).__name__, event.uri), ("ResourceUpdated", uri))
            return await touch(1)
        await self.client.subscribe_resource(uri)
        self.heard.updated.clear()
        await touch(3)
        await self.its.until("the update", lambda: self.heard.updated)
        await self.client.unsubscribe_resource(uri)
        await touch(1)
        await anyio.sleep(0.1)
        self.its.same(self.heard.updated, [self.spelled(uri)])

    async def no_subscription(self, uri, code, words):
        if not self.its.modern:
            await self.refused(self.client.subscribe_resource(uri), code, words)


async def library(client, heard, its):
    it = Library(client, heard, its)
    await its.check("prompts are listed", it.prompts_listed)
    await its.check("resources are listed, and what is listed can be read", it.resources_listed)
    await its.check("templates are listed", it.templates_listed)

    async def each(table, name, body):
        for row in said[table]:

            async def run(row=row):
                await body(**row)

            await its.check(name.format(**{"arguments": None, **row}), run)

    await each("gets", "the prompt {name} of {arguments}", it.prompt)
    await each("refused_gets", "no prompt {name} of {arguments}", it.no_prompt)
    await each("reads", "read {uri}", it.resource)
    await each("refused_reads", "no {uri}", it.no_resource)
    await each("expansions", "expand {template} with {values}", it.expansion)
    await each("completions", "complete {argument} of {ref}", it.completion)
    await its.check("complete what there is much of", it.long_completion)
    await each("refused_completions", "no completion of {ref}", it.no_completion)
    await each("toggles", "the list of {kind} changed by {name}", it.change)
    await each("subscriptions", "subscribe to {uri}", it.subscription)
    await each("refused_subscriptions", "no subscription to {uri}", it.no_subscription)

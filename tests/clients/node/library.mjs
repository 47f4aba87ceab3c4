// Prompts and resources: what `library.json` says of them, for whichever TypeScript SDK.
import { readFileSync } from 'node:fs';
import { check, refusal, same, truth, until } from './check.mjs';

const said = JSON.parse(readFileSync(new URL('../library.json', import.meta.url), 'utf8'));
const asJson = JSON.stringify;

async function refused(promise, { code, words }) {
  const error = await refusal(promise);
  if (code) same(error.code, code);
  for (const word of words) truth(error.message.includes(word), error.message);
}

async function lists({ client }) {
  await check('prompts are listed', async () => {
    const { prompts } = await client.listPrompts();
    same(prompts.map(({ name }) => name), said.prompts);
    const topic = prompts[0].arguments.find(({ name }) => name === 'topic');
    same([topic.description, topic.required], ['What it is about.', true]);
  });
  await check('resources are listed, and what is listed can be read', async () => {
    const { resources } = await client.listResources();
    same(resources.map(({ uri }) => uri), said.resources);
    same(resources[0].mimeType, 'text/markdown');
    for (const { uri } of resources) truth((await client.readResource({ uri })).contents.length === 1, uri);
  });
  await check('templates are listed', async () => {
    const { resourceTemplates } = await client.listResourceTemplates();
    same(resourceTemplates.map(({ uriTemplate }) => uriTemplate), said.templates);
  });
}

async function prompts({ client, own }) {
  for (const { name, arguments: values, messages, text, otherwise } of said.gets) {
    await check(`the prompt ${name} of ${asJson(values)}`, async () => {
      const asked = client.getPrompt({ name, arguments: values });
      if (otherwise?.[own]) return refused(asked, otherwise[own]);
      const result = await asked;
      same([result.messages.length, result.messages[0].content.text], [messages, text]);
    });
  }
  for (const { name, arguments: values, ...expected } of said.refused_gets) {
    await check(`no prompt ${name} of ${asJson(values)}`, () =>
      refused(client.getPrompt({ name, arguments: values }), expected));
  }
}

async function read({ client }, uri) {
  const { contents } = await client.readResource({ uri });
  return contents.map(({ text, blob }) => text ?? blob);
}

// 2.x has one error for a resource that is not there, with the code of 2026, whatever the server said.
async function reads(it, mode) {
  for (const { uri, contents } of said.reads) {
    await check(`read ${uri}`, async () => same(await read(it, uri), contents));
  }
  for (const { uri, code, words } of said.refused_reads) {
    await check(`no ${uri}`, () => refused(it.client.readResource({ uri }), { code: code[mode], words }));
  }
}

// What a client without an expander is given is the right one.
async function expansions(it, UriTemplate) {
  for (const right of said.expansions) {
    const { template, values } = right;
    await check(`expand ${template} with ${asJson(values)}`, async () => {
      const expected = { ...right, ...right.otherwise?.[it.own] };
      const uri = UriTemplate ? new UriTemplate(template).expand(values) : right.uri;
      same(uri, expected.uri);
      if (expected.code) await refused(it.client.readResource({ uri }), expected);
      else same(await read(it, uri), expected.contents);
    });
  }
}

async function completions({ client }) {
  const complete = ({ ref, argument, context }) =>
    client.complete({ ref, argument, ...(context && { context: { arguments: context } }) });
  for (const row of said.completions) {
    await check(`complete ${row.argument.name} of ${asJson(row.ref)}`, async () => {
      const { values, total, hasMore } = (await complete(row)).completion;
      same([values, total, hasMore], [row.values, row.total, row.more]);
    });
  }
  await check('complete what there is much of', async () => {
    const { values, total, hasMore } = (await complete(said.long_completion)).completion;
    same([values.length, total, hasMore], [said.long_completion.count, said.long_completion.total, true]);
  });
  for (const row of said.refused_completions) {
    await check(`no completion of ${asJson(row.ref)}`, () => refused(complete(row), row));
  }
}

async function changes({ client, heard, call }) {
  const listed = {
    prompts: async () => (await client.listPrompts()).prompts.map(({ name }) => name),
    resources: async () => [
      ...(await client.listResources()).resources.map(({ uri }) => uri),
      ...(await client.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate),
    ],
  };
  for (const { kind, name } of said.toggles) {
    await check(`the list of ${kind} changed by ${name}`, async () => {
      for (const on of [false, true]) {
        const before = heard.changed[kind];
        await call('toggle', { name, on });
        await until('the notification', () => heard.changed[kind] > before);
        same((await listed[kind]()).includes(name), on);
      }
    });
  }
}

// In 2026 a subscription is a stream of its own, which ends when it is closed.
async function subscriptions({ v2, mode, client, heard, call }) {
  const subscribe = async (uri) => {
    if (mode === 'modern') return client.listen({ resourceSubscriptions: [uri] });
    await client.subscribeResource({ uri });
    return { close: () => client.unsubscribeResource({ uri }) };
  };
  for (const { uri, touched } of said.subscriptions) {
    await check(`subscribe to ${uri}`, async () => {
      const subscription = await subscribe(uri);
      heard.updated.length = 0;
      await call('touch', { uri: touched, times: 3 });
      await until('the update', () => heard.updated.length > 0);
      await subscription.close();
      await call('touch', { uri: touched, times: 1 });
      await new Promise((resolve) => setTimeout(resolve, 100));
      same(heard.updated, [uri]);
    });
  }
  if (mode === 'modern') return;
  for (const { uri, code, words } of said.refused_subscriptions) {
    const shown = v2 ? -32602 : code;
    await check(`no subscription to ${uri}`, () => refused(client.subscribeResource({ uri }), { code: shown, words }));
  }
}

// Without `heard` the client tells nobody of changes.
export async function library(it, UriTemplate) {
  await lists(it);
  await prompts(it);
  await reads(it, it.v2 ? 'modern' : it.mode);
  await expansions(it, UriTemplate);
  await completions(it);
  if (!it.heard) return;
  await changes(it);
  await subscriptions(it);
}

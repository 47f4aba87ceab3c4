// Drives a server through one of the TypeScript SDKs, as a host would, and prints a line for each check.
//
//   node drive.mjs SDK MODE testbed|library|asker|changelog|calculator|files MARK COMMAND ARGS…
//   node drive.mjs SDK MODE testbed|library|asker|changelog|calculator|files MARK http|sse URL
//
// SDK is the folder of the SDK's package.json; MODE is `legacy`, or `modern` for clients that begin with
// `server/discover`. MARK is a file in which the test bed notes what happened to it. The first line is `revision DATE`.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Answers, asker, tables } from './asker.mjs';
import { asked, disturbances } from './disturb.mjs';
import { check, failed, refusal, same, truth, until } from './check.mjs';
import { library } from './library.mjs';

const [sdk, mode, subject, mark, command, ...args] = process.argv.slice(2);
const require = createRequire(process.env.MCP_SDK_FOLDER + '/');
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const v2 = sdk === 'sdk-2';
const modern = mode === 'modern';
const { Client } = await load(v2 ? '@modelcontextprotocol/client' : '@modelcontextprotocol/sdk/client/index.js');
const overHttp = command === 'http' || command === 'sse';

async function transport() {
  const part = (name) => load(v2 ? '@modelcontextprotocol/client' : `@modelcontextprotocol/sdk/client/${name}.js`);
  if (command === 'http') return new (await part('streamableHttp')).StreamableHTTPClientTransport(new URL(args[0]));
  // 1.0 takes what browsers have.
  if (command === 'sse' && sdk === 'sdk-1.0') globalThis.EventSource = require('eventsource');
  if (command === 'sse') return new (await part('sse')).SSEClientTransport(new URL(args[0]));
  const { StdioClientTransport } = v2 ? await load('@modelcontextprotocol/client/stdio') : await part('stdio');
  return new StdioClientTransport({ command, args, stderr: 'ignore', env: { ...process.env } });
}

// A client that is connected, what it heard, and what it answers when it is asked.
async function open(answers) {
  const heard = { changed: { tools: 0, prompts: 0, resources: 0 }, updated: [], completed: [], logs: [], complaints: [] };
  const options = { capabilities: answers?.capabilities ?? {} };
  if (v2) {
    options.versionNegotiation = { mode: modern ? 'auto' : 'legacy' };
    if (modern) {
      const listen = (kind) => [kind, { autoRefresh: false, onChanged: () => (heard.changed[kind] += 1) }];
      options.listChanged = Object.fromEntries(Object.keys(heard.changed).map(listen));
    }
  }
  const client = new Client({ name: `drive-${sdk}`, version: '1' }, options);
  if (answers) answers.listen(client, v2 ? undefined : await load('@modelcontextprotocol/sdk/types.js'));
  client.fallbackNotificationHandler = async (notification) => {
    const kind = /^notifications\/(.*)\/list_changed$/.exec(notification.method)?.[1];
    if (kind) heard.changed[kind] += 1;
    if (notification.method === 'notifications/resources/updated') heard.updated.push(notification.params.uri);
    if (notification.method === 'notifications/elicitation/complete') heard.completed.push(notification.params.elicitationId);
    if (notification.method === 'notifications/message') heard.logs.push(notification.params);
  };
  // An answer to a cancelled request and a message that the SDK cannot read end here.
  client.onerror = (error) => heard.complaints.push(String(error?.message ?? error));
  const way = await transport();
  let revision;
  if (!v2) {
    // 1.x keeps to itself what `initialize` settled.
    let deliver;
    Object.defineProperty(way, 'onmessage', {
      get: () => deliver,
      set: (handler) => {
        deliver = (message, ...more) => {
          revision ??= message.result?.protocolVersion;
          return handler(message, ...more);
        };
      },
    });
  }
  await client.connect(way);
  if (v2) revision = client.getNegotiatedProtocolVersion();
  // 1.x takes a result schema where 2.x takes the options.
  const call = (name, values, more = {}) => {
    const params = { name, arguments: values };
    more = { timeout: 20_000, ...more };
    return v2 ? client.callTool(params, more) : client.callTool(params, undefined, more);
  };
  return { client, heard, revision, call };
}

const answers = tables.includes(subject) ? new Answers(sdk) : undefined;
const { client, heard, revision, call } = await open(answers);
const { logs, complaints } = heard;
console.log(`revision ${revision}`);
await check('the era', () => same(revision === '2026-07-28', modern));

const text = (result) => result.content[0].text;
// Before 2025-11-25 wrong arguments are an error of the request; before 2025-06-18 nothing is structured.
const early = ['sdk-1.0', 'sdk-1.12', 'sdk-1.17'].includes(sdk);
const plain = ['sdk-1.0', 'sdk-1.12'].includes(sdk);

async function testbed() {
  await check('the server introduces itself', () => {
    const name = client.getServerVersion()?.name;
    same(name, 'testbed');
  });
  await check('list', async () => {
    const { tools } = await client.listTools();
    const add = tools.find((tool) => tool.name === 'add');
    same(add.inputSchema.type, 'object');
    same(add.inputSchema.properties.a.type, 'number');
    same(add.inputSchema.properties.a.description, 'The first addend.');
    same(add.inputSchema.required, ['a', 'b']);
    truth(tools.length > 20, `${tools.length} tools`);
  });
  await check('call', async () => {
    same(text(await call('add', { a: 2, b: 3 })), '5');
    same(text(await call('echo', { text: 'ä\n"x"' })), 'ä\n"x"');
  });
  await check('structured content', async () => {
    const record = { name: 'Ann', age: 7, tags: ['x'] };
    const result = await call('record', { user: record });
    same(JSON.parse(text(result)), record);
    if (!plain) same(result.structuredContent, record);
  });
  await check('wrong and missing arguments', async () => {
    const said = async (values) => {
      if (early) {
        const error = await refusal(call('add', values));
        same(error.code, -32602);
        return error.message;
      }
      const result = await call('add', values);
      same(result.isError, true);
      return text(result);
    };
    const wrong = await said({ a: 'x', b: 1 });
    truth(wrong.includes('a: expected a number') && !wrong.includes('b:'), wrong);
    const missing = await said({ a: 1 });
    truth(missing.includes('b: missing') && !missing.includes('a:'), missing);
    const both = await said({ a: 'x' });
    truth(both.includes('a: expected a number') && both.includes('b: missing'), both);
  });
  await check('a failure', async () => {
    const result = await call('fail', { kind: 'anything' });
    truth(result.isError && text(result).startsWith('failed as asked: anything'), JSON.stringify(result));
  });
  await check('an unknown tool', async () => {
    const error = await refusal(call('no_such_tool', {}));
    same(error.code, -32602);
  });
  await check('a panic', async () => {
    const result = await call('boom', {});
    truth(result.isError && text(result).startsWith('internal error'), JSON.stringify(result));
    same(text(await call('add', { a: 1, b: 1 })), '2');
  });
  await check('content of every kind', async () => {
    const { content } = await call('media', {});
    same(content.length, 5);
    same(content[1].type, 'image');
  });
  await check('progress', async () => {
    // The SDK drops progress that it reads together with the result. The server leaves a moment between them, but on a busy
    // machine this process may sleep through it: then the calls are tried again.
    // What stands between them and sends on may join them again, so through a bridge one call is enough.
    const calls = args.some((arg) => arg.includes('mcp-remote')) ? 1 : 10;
    let missing;
    for (let round = 0; round < 40 && missing !== 0; round += 1) {
      missing = 0;
      await new Promise((resolve) => setTimeout(resolve, 20 * round));
      for (let at = 0; at < calls; at += 1) {
        const steps = [];
        const onprogress = ({ progress, total, message }) => steps.push([progress, total, message]);
        same(text(await call('count', { to: 4, delay_ms: 0 }, { onprogress })), 'counted to 4');
        // Progress has had a message since 2025-03-26.
        const all = [1, 2, 3, 4].map((n) => [n, 4, sdk === 'sdk-1.0' ? undefined : `step ${n}`]);
        if (steps.length === all.length) same(steps, all);
        else missing += 1;
      }
    }
    same(missing, 0);
  });
  await check('cancel', async () => {
    const controller = new AbortController();
    const running = refusal(call('slow', { ms: 60_000 }, { signal: controller.signal }));
    await asked('slow');
    setTimeout(() => controller.abort('enough'), 100);
    await running;
    await until('the drop', () => readFileSync(mark, { encoding: 'utf8', flag: 'a+' }).includes('dropped'));
    same(text(await call('add', { a: 1, b: 2 })), '3');
  });
  await check('log', async () => {
    const counting = () => logs.some((log) => log.data === 'counting' && log.level === 'info');
    if (modern) {
      // Here each request says whether it wants to hear the log.
      truth(!counting(), 'a log message that no request asked for');
      const _meta = { 'io.modelcontextprotocol/logLevel': 'info' };
      await client.callTool({ name: 'count', arguments: { to: 1 }, _meta });
      await until('a log message', counting);
      return;
    }
    await until('a log message', counting);
    await client.setLoggingLevel('warning');
    logs.length = 0;
    await call('count', { to: 1 });
    await client.listTools();
    truth(!counting(), 'a log message below the level');
    await client.setLoggingLevel('info');
  });
  if (!modern) await check('ping', () => client.ping());
  await check('the list changed', async () => {
    await call('toggle', { name: 'echo', on: false });
    await until('the notification', () => heard.changed.tools > 0);
    const { tools } = await client.listTools();
    truth(!tools.some((tool) => tool.name === 'echo'), 'echo is still there');
    const before = heard.changed.tools;
    await call('toggle', { name: 'echo', on: true });
    await until('the second notification', () => heard.changed.tools > before);
  });
}

async function calculator() {
  await check('list and call', async () => {
    const { tools } = await client.listTools();
    same(tools.map((tool) => tool.name), ['add', 'divide']);
    same(text(await call('add', { a: 1.5, b: 2 })), '3.5');
    same((await call('divide', { a: 1, b: 0 })).isError, true);
  });
}

async function files() {
  await check('list, find and search', async () => {
    const { tools } = await client.listTools();
    same(tools.map((tool) => tool.name).sort(), ['find', 'read', 'search', 'tree']);
    truth(text(await call('find', { glob: '**/*.txt' })).includes('notes/a.txt'), 'find');
    truth(text(await call('search', { pattern: 'need.e' })).includes('the needle'), 'search');
  });
}

// 1.0 has no expander of templates.
const expander = v2 ? '@modelcontextprotocol/client' : '@modelcontextprotocol/sdk/shared/uriTemplate.js';
const books = async () => {
  const { UriTemplate } = sdk === 'sdk-1.0' ? {} : await load(expander);
  await library({ own: UriTemplate && 'typescript', v2, mode, client, heard, call }, UriTemplate);
};
const questions = () => asker({ mode, client, heard, call }, answers, sdk, revision, open);
await { testbed, library: books, asker: questions, changelog: questions, calculator, files }[subject]();
await check('the client has nothing to complain of', () => {
  // See `progress`.
  same(complaints.filter((complaint) => !complaint.includes('progress notification for an unknown token')), []);
});
const main = { client, heard, call };
if (overHttp && subject === 'testbed') {
  await disturbances({ sdk, command, modern, mark, main, open, check, same, truth, until, refusal, text });
}
await check('close', async () => {
  await main.client.close();
});
process.exit(failed ? 1 : 0);

// Drives a server through the client of the Vercel AI SDK, as an agent would, and prints a line for each check.
//
//   node ai.mjs MODE testbed|library stdio COMMAND ARGS…
//   node ai.mjs MODE testbed|library http|sse URL
//
// MODE is `modern` where the client asks `server/discover` first, else `legacy`.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { check, failed, same } from './check.mjs';
import { library } from './library.mjs';

const [mode, subject, way, ...args] = process.argv.slice(2);
const require = createRequire(process.env.MCP_SDK_FOLDER + '/');
const load = (name) => {
  const manifest = require('@ai-sdk/mcp/package.json');
  const file = require.resolve('@ai-sdk/mcp/package.json').replace('package.json', manifest.exports[name].import);
  return import(pathToFileURL(file).href);
};
const { createMCPClient } = await load('.');

async function transport() {
  if (way !== 'stdio') return { type: way, url: args[0] };
  const { StdioMCPTransport } = await load('./mcp-stdio');
  return new StdioMCPTransport({ command: args[0], args: args.slice(1), env: { ...process.env }, stderr: 'ignore' });
}

const complaints = [];
const client = await createMCPClient({
  transport: await transport(),
  protocolVersionDiscovery: mode === 'modern',
  onUncaughtError: (error) => complaints.push(String(error?.message ?? error)),
});
const tools = await client.tools();
const call = (name, values) => tools[name].execute(values, { toolCallId: '1', messages: [] });
const text = (result) => result.content[0].text;

async function testbed() {
  await check('list', async () => {
    const { jsonSchema } = tools.add.inputSchema;
    same(jsonSchema.properties.a.type, 'number');
    same(jsonSchema.properties.a.description, 'The first addend.');
    same(jsonSchema.required, ['a', 'b']);
    same(Object.keys(tools).length > 20, true);
  });
  await check('call', async () => {
    same(text(await call('add', { a: 2, b: 3 })), '5');
    same(text(await call('echo', { text: 'ä\n"x"' })), 'ä\n"x"');
  });
  await check('nothing to say', async () => same((await call('nothing', {})).content, [{ type: 'text', text: 'done' }]));
  await check('structured content', async () => {
    const user = { name: 'Ann', age: 7, tags: ['x'] };
    same((await call('record', { user })).structuredContent, user);
  });
  await check('wrong arguments', async () => {
    const result = await call('add', { a: 'x' });
    same(result.isError, true);
    same(text(result).includes('a: expected a number') && text(result).includes('b: missing'), true);
  });
  await check('a failure', async () => same((await call('fail', { kind: 'anything' })).isError, true));
  await check('content of every kind', async () => same((await call('media', {})).content.length, 5));
  await check('many at once', async () => {
    const sums = Array.from({ length: 20 }, (_, at) => call('add', { a: at, b: 1 }).then(text));
    same(await Promise.all(sums), Array.from({ length: 20 }, (_, at) => `${at + 1}`));
  });
  await check('a slow call', async () => same(text(await call('slow', { ms: 300 })), 'done'));
}

await { testbed, library: () => library({ own: 'ai-sdk', mode, client }) }[subject]();
await check('the client has nothing to complain of', () => {
  // It asks for the stream of a session before it has one, and reads events that only have an id.
  const own = ['GET SSE failed: 400', 'Failed to parse message'];
  same(complaints.filter((complaint) => !(way === 'http' && own.some((text) => complaint.includes(text)))), []);
});
await check('close', () => client.close());
process.exit(failed ? 1 : 0);

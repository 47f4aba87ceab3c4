// A server of the TypeScript SDK, which the command line of this kit is a client of: over stdio, or over HTTP with a session.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';

const sdk = createRequire(`${process.env.MCP_SDK_FOLDER}/package.json`);
const load = (name) => import(pathToFileURL(sdk.resolve(name)).href);
const { McpServer } = await load('@modelcontextprotocol/sdk/server/mcp.js');
const { z } = await load('zod');

const server = new McpServer({ name: 'foreign', version: '1' });
const place = { city: z.string().describe('Which one.'), days: z.number().int().min(1).max(5).default(1) };
server.registerTool('forecast', { description: 'Say the weather.\nAt length.', inputSchema: place }, async ({ city, days }, extra) => {
  const { progressToken } = extra._meta ?? {};
  if (progressToken !== undefined) {
    const params = { progressToken, progress: 1, total: 2, message: 'looking' };
    await extra.sendNotification({ method: 'notifications/progress', params });
  }
  return { content: [{ type: 'text', text: `${city}: rain for ${days}` }] };
});
server.registerTool('travel', { description: 'Book.' }, async () => {
  const requestedSchema = { type: 'object', properties: { seat: { type: 'string', enum: ['aisle', 'window'] } }, required: ['seat'] };
  const answer = await server.server.elicitInput({ message: 'Which seat?', requestedSchema });
  return { content: [{ type: 'text', text: `${answer.action} ${answer.content?.seat}` }] };
});
server.registerTool('wait', { description: 'Wait for ever.' }, (extra) => new Promise(() => {
  process.stderr.write('waiting\n');
  extra.signal.addEventListener('abort', () => process.stderr.write('cancelled\n'));
}));
server.registerTool('leave', { description: 'End.' }, () => process.exit(3));
server.registerPrompt('greet', { description: 'Greet.', argsSchema: { name: z.string() } }, ({ name }) => ({
  messages: [{ role: 'user', content: { type: 'text', text: `Hello ${name}` } }],
}));
server.registerResource('note', 'note://one', { description: 'A note.' }, async (uri) => ({
  contents: [{ uri: uri.href, text: 'written' }],
}));

if (process.argv[2] === 'http') {
  const { StreamableHTTPServerTransport } = await load('@modelcontextprotocol/sdk/server/streamableHttp.js');
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessionclosed: () => process.stderr.write('closed\n'),
  });
  await server.connect(transport);
  const listener = createServer((request, response) => {
    if (request.headers.authorization !== 'Bearer of-the-test') return response.writeHead(401).end();
    if (request.url !== '/mcp') return response.writeHead(307, { location: '/mcp' }).end();
    return transport.handleRequest(request, response);
  });
  listener.listen(0, '127.0.0.1', () => process.stderr.write(`listening on http://127.0.0.1:${listener.address().port}/mcp\n`));
} else {
  const { StdioServerTransport } = await load('@modelcontextprotocol/sdk/server/stdio.js');
  await server.connect(new StdioServerTransport());
}

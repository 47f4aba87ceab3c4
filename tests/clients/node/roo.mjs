// Starts a server as `.roo/mcp.json` says and Roo Code does, and calls one of its tools, with the SDK that Roo Code ships.
//
//   node roo.mjs FILE SERVER TOOL ARGUMENTS
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [file, name, tool, args] = process.argv.slice(2);
const require = createRequire(process.env.MCP_SDK_FOLDER + '/');
const load = (part) => import(pathToFileURL(require.resolve(`@modelcontextprotocol/sdk/client/${part}.js`)).href);
const { Client } = await load('index');
const { StdioClientTransport, getDefaultEnvironment } = await load('stdio');

const server = JSON.parse(readFileSync(file, 'utf8')).mcpServers[name];
const client = new Client({ name: 'Roo Code', version: '3' });
const env = { ...getDefaultEnvironment(), ...server.env };
await client.connect(new StdioClientTransport({ command: server.command, args: server.args, env, stderr: 'inherit' }));
// It asks for all of these, whatever the server has.
const { tools } = await client.listTools();
await client.listResources().catch(() => {});
await client.listResourceTemplates().catch(() => {});
if (!tools.some((of) => of.name === tool)) throw new Error(`there is no ${tool} among ${tools.map((of) => of.name)}`);
const { content } = await client.callTool({ name: tool, arguments: JSON.parse(args) });
console.log(content.map((part) => part.text).join('\n'));
await client.close();

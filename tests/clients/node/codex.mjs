// Lets Codex list the tools of a server, by the protocol that editors speak with it: no model, no login.
//
//   node codex.mjs stdio COMMAND ARGS…
//   node codex.mjs http URL
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

const [way, ...args] = process.argv.slice(2);
// What it reads and keeps of its own.
const folder = process.env.AGENT_HOME;
const require = createRequire(process.env.MCP_SDK_FOLDER + '/');
const program = join(dirname(require.resolve('@openai/codex/package.json')), 'bin/codex.js');

const text = (value) => JSON.stringify(value);
const server = way === 'http' ? `url = ${text(args[0])}` : `command = ${text(args[0])}\nargs = ${text(args.slice(1))}`;
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'config.toml'), `[mcp_servers.bed]\n${server}\n`);

const env = { ...process.env, HOME: folder, CODEX_HOME: folder };
const codex = spawn(process.execPath, [program, 'app-server'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
const waiting = new Map();
createInterface({ input: codex.stdout }).on('line', (line) => {
  const message = JSON.parse(line);
  if (message.method === undefined) waiting.get(message.id)?.(message);
});
let id = 0;
const send = (message) => codex.stdin.write(`${text(message)}\n`);
async function ask(method, params) {
  id += 1;
  const answer = new Promise((resolve) => waiting.set(id, resolve));
  send({ id, method, params });
  const { result, error } = await answer;
  if (error) throw new Error(`${method}: ${text(error)}`);
  return result;
}
function truth(value, what) {
  if (!value) throw new Error(what);
}

await ask('initialize', { clientInfo: { name: 'drive', version: '1' } });
send({ method: 'initialized' });
const { data } = await ask('mcpServerStatus/list', {});
const bed = data.find((server) => server.name === 'bed');
truth(bed?.serverInfo?.name === 'testbed', `it does not know the server: ${text(data)}`);
truth(bed.tools.add.inputSchema.properties.a.type === 'number', `add is ${text(bed.tools.add)}`);
truth(Object.keys(bed.tools).length > 20, `${Object.keys(bed.tools).length} tools`);
console.log('ok list');
codex.stdin.end();
const code = await new Promise((resolve) => codex.on('exit', resolve));
truth(code === 0, `it ended with ${code}`);
console.log('ok close');

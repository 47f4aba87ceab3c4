// Speaks HTTP/2 to a server, in clear text and by TLS, and prints a line for each check.
//
//   node http2.mjs URL MARK [CERTIFICATE]
//
// MARK is a file in which the test bed notes what happened to it.
import { readFileSync } from 'node:fs';
import { connect } from 'node:http2';

const [url, mark, certificate] = process.argv.slice(2);
const { origin, pathname } = new URL(url);
const session = connect(origin, certificate ? { ca: readFileSync(certificate), servername: 'localhost' } : {});
session.on('error', (error) => {
  console.log(`not ok the connection: ${error}`);
  process.exit(1);
});
const meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {} };

function call(id, name, values, more = {}) {
  const stream = session.request({
    ':method': 'POST',
    ':path': pathname,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': 'tools/call',
    'mcp-name': name,
  });
  const params = { name, arguments: values, _meta: { ...meta, ...more } };
  stream.end(JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params }));
  return stream;
}

async function read(stream) {
  let status;
  stream.on('response', (headers) => (status = headers[':status']));
  let text = '';
  for await (const piece of stream) text += piece;
  return { status, text };
}

async function check(name, body) {
  try {
    await body();
    console.log(`ok ${name}`);
  } catch (error) {
    console.log(`not ok ${name}: ${error?.stack ?? error}`);
    process.exitCode = 1;
  }
}
function truth(value, what) {
  if (!value) throw new Error(what);
}

await check('as many calls at once on one connection as the server allows, again and again', async () => {
  await new Promise((done) => session.once('remoteSettings', done));
  const most = session.remoteSettings.maxConcurrentStreams;
  truth(most > 1 && most < 1000, `${most} streams at once`);
  for (let round = 0; round < 4; round++) {
    const numbers = Array.from({ length: most }, (_, n) => round * most + n);
    const answers = await Promise.all(numbers.map((n) => read(call(n, 'add', { a: n, b: 1 }))));
    answers.forEach(({ status, text }, index) => {
      const { id, result } = JSON.parse(text);
      const n = numbers[index];
      truth(status === 200 && id === n && result.content[0].text === String(n + 1), text);
    });
  }
});
await check('a stream of progress', async () => {
  const { text } = await read(call('p', 'count', { to: 3 }, { progressToken: 'p' }));
  const messages = text.split('\n\n').filter(Boolean).map((event) => JSON.parse(event.replace(/^data: /, '')));
  truth(messages.length === 4 && messages[3].id === 'p', text);
});
await check('a reset stream cancels its call and no other', async () => {
  const other = read(call('o', 'slow', { ms: 500 }));
  const gone = call('g', 'slow', { ms: 60_000 });
  gone.on('error', () => {});
  setTimeout(() => gone.close(8), 200);
  const end = Date.now() + 10_000;
  while (!readFileSync(mark, { encoding: 'utf8', flag: 'a+' }).includes('dropped')) {
    truth(Date.now() < end, 'it was not dropped');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  truth((await other).text.includes('done'), 'the other one');
});
await check('close', () => new Promise((resolve) => session.close(resolve)));

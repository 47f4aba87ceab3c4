// What only HTTP has: two clients of one server, connections that break, a server that is started again.
//
// PROXY_CONTROL is the address at which the test that stands between client and server is asked for it.
import { readFileSync } from 'node:fs';

async function ask(path) {
  const { status } = await fetch(process.env.PROXY_CONTROL + path);
  if (status !== 204) throw new Error(`${path}: ${status}`);
}

// Two requests over HTTP may overtake each other, so what is to be second waits until the first was given to the server.
export async function asked(text) {
  if (process.env.PROXY_CONTROL) await ask(`asked?${text}`);
}

// The SDK drops progress that it reads together with the result, and after a break the server has much to say at once:
// so all steps have to arrive at one of these paces.
async function counted({ same, text }, call, to, paces, before = async () => {}) {
  let steps;
  for (const delay_ms of paces) {
    steps = [];
    await before();
    const result = await call('count', { to, delay_ms }, { onprogress: ({ progress }) => steps.push(progress) });
    same(text(result), `counted to ${to}`);
    if (steps.length === to) break;
  }
  same(steps, Array.from({ length: to }, (_, index) => index + 1));
}

async function together(it) {
  const { main, modern, open, check, same, text } = it;
  await check('two clients at once', async () => {
    const second = await open();
    main.heard.logs.length = 0;
    await Promise.all([
      counted(it, main.call, 5, [30, 100, 400]),
      counted(it, second.call, 3, [30, 100, 400]),
      second.call('say', { level: 'error', text: 'only for the second' }),
    ]);
    same(text(await main.call('echo', { text: 'mine' })), 'mine');
    const heard = ({ heard: { logs } }) => logs.filter(({ data }) => data === 'only for the second').length;
    same([heard(main), heard(second)], [0, modern ? 0 : 1]);
    same(second.heard.complaints.filter((complaint) => !complaint.includes('progress notification')), []);
    await second.client.close();
    same(text(await main.call('add', { a: 1, b: 2 })), '3');
  });
}

// The session of 2024 is its stream. A client of that time starts anew; a later one says which revision it speaks, and
// goes on in a new session.
async function brokenStream({ sdk, mark, main, open, check, same, until, text }) {
  await check('a broken stream', async () => {
    let started = false;
    main.call('sleep', { ms: 15_000 }, { onprogress: () => (started = true) }).catch(() => {});
    await until('the call', () => started);
    await ask('cut?stream=GET');
    await until('the end', () => readFileSync(mark, { encoding: 'utf8', flag: 'a+' }).includes('cancelled'));
    if (sdk === 'sdk-1') {
      let answer;
      const tried = () => main.call('add', { a: 2, b: 2 }).then((result) => (answer = text(result)), () => {});
      for (let turn = 0; !answer && turn < 50; turn += 1) {
        await tried();
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      same(answer, '4');
    } else {
      await main.client.close();
      Object.assign(main, await open());
      same(text(await main.call('add', { a: 2, b: 2 })), '4');
    }
  });
}

async function brokenConnections(it) {
  const { sdk, main, check, same, until, text } = it;
  // 1.17 resumes only the stream of the session, not that of a call.
  if (sdk !== 'sdk-1.17') {
    await check('a call goes on after its connection broke', () =>
      counted(it, main.call, 6, [400, 1000], () => ask('cut?after=2')));
  }
  await check('messages come after the connection for them broke', async () => {
    const before = main.heard.changed.tools;
    await ask('cut?stream=GET');
    await main.call('toggle', { name: 'echo', on: false });
    await until('the notification', () => main.heard.changed.tools > before);
    await main.call('toggle', { name: 'echo', on: true });
    await until('the second notification', () => main.heard.changed.tools > before + 1);
    same(text(await main.call('echo', { text: 'again' })), 'again');
  });
}

export async function disturbances(it) {
  const { command, modern, mark, main, open, check, same, truth, until, refusal, text } = it;
  await together(it);
  if (command === 'sse') await brokenStream(it);
  else if (!modern) await brokenConnections(it);
  else {
    await check('a call ends with its connection', async () => {
      await ask('cut?after=2');
      // This client goes on waiting for the answer.
      const controller = new AbortController();
      const more = { onprogress: () => {}, signal: controller.signal };
      const lost = refusal(main.call('sleep', { ms: 15_000 }, more));
      await until('the end', () => readFileSync(mark, { encoding: 'utf8', flag: 'a+' }).includes('cancelled'));
      controller.abort('enough');
      await lost;
      same(text(await main.call('add', { a: 2, b: 2 })), '4');
    });
  }
  await check('the server is started again', async () => {
    // A session of 2024 ends with its stream.
    if (command === 'sse') return;
    await ask('restart');
    same(text(await main.call('add', { a: 2, b: 2 })), '4');
  });
  await check('the server forgets its sessions', async () => {
    await ask('forget');
    if (!modern) {
      const error = await main.call('add', { a: 1, b: 1 }).then(() => undefined, (refused) => refused);
      const unknown = [error?.code, error?.status].includes(404) || /\b404\b/.test(error?.message);
      // The stream of 2024 may have come back by itself in the meantime.
      truth(unknown || command === 'sse', error);
      const old = main.client;
      Object.assign(main, await open());
      await old.close();
    }
    same(text(await main.call('add', { a: 1, b: 2 })), '3');
  });
}

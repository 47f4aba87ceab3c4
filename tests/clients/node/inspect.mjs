// Drives the page of `--inspect` in a browser, as a person would, and prints a line for each check.
//
//   node inspect.mjs TESTBED LIBRARY ASKER LOCKED
//
// Each is the URL of the page of that server; LOCKED is a test bed that asks for the token `secret`. MCP_SDK_FOLDER is the folder of
// the browser, unless CHROMIUM is another one; with MCP_SHOTS, a folder, there are pictures of what was seen.
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { check, failed, same, truth } from './check.mjs';

const [testbed, library, asker, locked] = process.argv.slice(2);
const require = createRequire(process.env.MCP_SDK_FOLDER + '/');
const load = async (name) => (await import(pathToFileURL(require.resolve(name)).href)).default;
const puppeteer = await load('puppeteer-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const shots = process.env.MCP_SHOTS;

// The browser lies packed in its package, with the libraries that not every machine has. It is unpacked once, and whole or not at all.
async function unpacked() {
  const folder = `${process.env.MCP_SDK_FOLDER}/unpacked`;
  if (!existsSync(folder)) {
    const part = `${folder}-${process.pid}`;
    mkdirSync(part);
    const { TMPDIR } = process.env;
    Object.assign(process.env, { TMPDIR: part, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' });
    await (await load('@sparticuz/chromium')).executablePath();
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    renameSync(part, folder);
  }
  const env = { ...process.env, LD_LIBRARY_PATH: `${folder}/al2023/lib` };
  if (!existsSync('/etc/fonts')) env.FONTCONFIG_PATH = `${folder}/fonts`;
  return { executablePath: `${folder}/chromium`, env };
}

const browser = await puppeteer.launch({
  ...(process.env.CHROMIUM ? { executablePath: process.env.CHROMIUM } : await unpacked()),
  args: ['--no-sandbox', '--disable-gpu'],
  headless: 'shell',
});

// A page, and what it complained of.
class Page {
  static async open(url, { width = 1400, height = 900, dark = false, revision } = {}) {
    const page = await browser.newPage();
    const made = new Page();
    Object.assign(made, { page, complaints: [], foreign: [] });
    await page.setViewport({ width, height });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }]);
    page.on('pageerror', (error) => made.complaints.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && made.complaints.push(message.text()));
    page.on('request', (request) => {
      if (!request.url().startsWith(new URL(url).origin) && !request.url().startsWith('data:')) made.foreign.push(request.url());
    });
    await page.goto(url);
    if (url !== locked) await made.connected();
    if (revision) {
      await page.select('#revision', await made.option('#revision', revision));
      await made.connected(revision);
    }
    return made;
  }

  option(select, text) {
    return this.page.$eval(select, (node, text) => [...node.options].find((option) => option.text.includes(text)).value, text);
  }

  connected(revision = '') {
    return this.sees('#status.good', revision);
  }

  // Waits until an element has this text, or no element has it.
  async sees(selector, text = '', there = true) {
    const seen = (selector, text, there) => [...document.querySelectorAll(selector)].some((node) => node.textContent.includes(text)) === there;
    try {
      await this.page.waitForFunction(seen, { timeout: 10_000 }, selector, text, there);
    } catch {
      const shown = await this.page.$$eval(selector, (all) => all.map((node) => node.textContent)).catch(() => 'nothing');
      throw new Error(`${selector}: ${JSON.stringify(shown)}, expected ${there ? '' : 'no '}${JSON.stringify(text)}`);
    }
  }

  // Presses the button with this text, in some part of the page.
  async press(text, inside = 'body') {
    const find = (text, inside) => [...document.querySelectorAll(`${inside} :is(button, summary)`)].find((node) => node.textContent.trim() === text && node.checkVisibility());
    const found = this.page.waitForFunction(find, { timeout: 10_000 }, text, inside);
    const button = await found.catch(() => Promise.reject(new Error(`there is no button ${text} in ${inside}`)));
    await button.click();
  }

  async choose(name, tab = 'tools') {
    await this.page.click(`#tab-${tab}`);
    const find = (name) => [...document.querySelectorAll('#list button')].find((node) => node.querySelector('.name').textContent === name);
    await (await this.page.waitForFunction(find, { timeout: 10_000 }, name)).click();
    await this.sees('#detail h2', name);
  }

  // Fills in the field of an argument.
  async fill(name, value, inside = '#detail') {
    const selector = `${inside} [data-name="${name}"] :is(input, select, textarea)`;
    const kind = await this.page.$eval(selector, (node) => (node.tagName === 'SELECT' ? 'select' : node.type));
    if (kind === 'select') return this.page.select(selector, await this.option(selector, value));
    if (kind === 'checkbox') return this.page.click(selector);
    await this.page.$eval(selector, (node) => (node.value = ''));
    if (kind !== 'date') return this.page.type(selector, String(value));
    await this.page.$eval(selector, (node, value) => (node.value = value), value);
  }

  async call(expected, state = 'good') {
    await this.press('Call', '#detail');
    await this.sees(`.outcome.${state}`, expected);
  }

  async shot(name) {
    if (shots) await this.page.screenshot({ path: `${shots}/${name}.png` });
  }

  // What is wrong with the page for those who cannot see it, or not well.
  async accessible(what) {
    await this.page.evaluate(axe);
    const { violations } = await this.page.evaluate('axe.run()');
    same(violations.map(({ id, nodes }) => `${what}: ${id}: ${nodes.map(({ html }) => html).join(' ')}`), []);
  }
}

// A check on a page. `wrong`: the server refuses something with a status, of which the browser complains.
function visit(name, url, { wrong = false, ...options }, body) {
  return check(name, async () => {
    const page = await Page.open(url, options);
    try {
      await body(page);
    } finally {
      await page.page.close();
    }
    const { complaints, foreign } = page;
    same({ complaints: complaints.filter((text) => !wrong || !text.includes('the server responded with a status of 4')), foreign }, { complaints: [], foreign: [] });
  });
}

for (const revision of ['2025-11-25', '2026-07-28']) {
  await visit(`${revision}: tools are listed and called`, testbed, { revision }, async (page) => {
    await page.sees('#status', `connected, ${revision}`);
    await page.choose('Addition');
    await page.sees('.badge', 'reads only');
    await page.fill('a', 2);
    await page.fill('b', 40);
    await page.call('42');
    await page.sees('#messages .what', 'result of tools/call');
    await page.sees('#messages .took', ' ms');
    // The command that can be copied does the same.
    await page.page.evaluate(() => (navigator.clipboard.writeText = async (text) => (window.copied = text)));
    await page.press('Copy as curl', '#detail');
    const command = await page.page.evaluate(() => window.copied);
    const headers = [...command.matchAll(/-H '([^:]+): ([^']*)'/g)].map(([, name, value]) => [name, value]);
    const [, address, body] = /'(http[^']+)'[^]*-d '([^']*)'/.exec(command);
    const answer = await fetch(address, { method: 'POST', headers, body });
    truth((await answer.text()).includes('42'), command);
    await page.choose('fail');
    await page.fill('kind', 'now');
    await page.call('failed as asked: now', 'wrong');
    await page.shot(`${revision}-failed`);
  });

  await visit(`${revision}: a form has what the schema says`, testbed, { revision }, async (page) => {
    await page.choose('order');
    await page.press('Call', '#detail');
    same(await page.page.$$eval('#detail :invalid', (all) => all.map((node) => node.closest('[data-name]')?.dataset.name).filter(Boolean)), ['item', 'amount']);
    await page.fill('item', 'rope');
    await page.fill('amount', 3);
    await page.fill('size', 'large');
    await page.fill('deliverBy', '2026-12-24');
    await page.press('add an item', '[data-name=notes]');
    await page.fill('notes', 'thin');
    await page.shot(`${revision}-form`);
    await page.accessible('the form');
    await page.call('3 Large rope Some("2026-12-24") Some(["thin"]) None');
    // As JSON anything can be sent, also what does not fit.
    await page.press('as JSON', '#detail');
    same(JSON.parse(await page.page.$eval('#detail textarea', (node) => node.value)).notes, ['thin']);
    await page.page.$eval('#detail textarea', (node) => (node.value = '{"item":"rope","amount":0}'));
    await page.call('amount', 'wrong');
    await page.choose('record');
    same(JSON.parse(await page.page.$eval('[data-name=user] textarea', (node) => node.value)), { name: '', tags: [''] });
    await page.fill('user', '{"name":"Ada","tags":["x"]}');
    await page.call('"Ada"');
  });

  await visit(`${revision}: tables, pictures, sounds, links`, testbed, { revision, wrong: true }, async (page) => {
    await page.choose('any');
    await page.fill('value', '[{"city":"Bern","degrees":21},{"city":"Oslo","degrees":-3}]');
    await page.call('Oslo');
    same(await page.page.$$eval('.outcome th', (all) => all.map((node) => node.textContent)), ['city', 'degrees']);
    await page.shot(`${revision}-table`);
    await page.accessible('the table');
    await page.choose('media');
    await page.call('a text');
    same(await page.page.$$eval('.outcome :is(img, audio)', (all) => all.map((node) => node.tagName)), ['IMG', 'AUDIO']);
    await page.press('a.txt', '.outcome');
    await page.sees('.outcome.wrong', '-32');
  });

  await visit(`${revision}: progress, log messages and a call that is cancelled`, testbed, { revision }, async (page) => {
    await page.choose('count');
    await page.fill('to', 100);
    await page.fill('delay_ms', 20);
    await page.press('Call', '#detail');
    await page.sees('.outcome.running', 'step ');
    await page.sees('.outcome.running', 'info: counting');
    await page.shot(`${revision}-running`);
    truth((await page.page.$eval('.outcome progress', (node) => node.position)) > 0, 'the bar stands still');
    await page.press('Cancel', '.outcome');
    await page.sees('.outcome.stopped', 'Cancelled');
    await page.fill('to', 3);
    await page.call('counted to 3');
  });

  await visit(`${revision}: lists are read again when they change`, testbed, { revision }, async (page) => {
    await page.choose('toggle');
    await page.fill('name', 'add');
    await page.call('toggled');
    await page.sees('#said', 'the list of tools changed');
    await page.sees('#list .name', 'Addition', false);
    await page.fill('on', true);
    await page.call('toggled');
    await page.sees('#list .name', 'Addition');
  });

  await visit(`${revision}: prompts and completion`, library, { revision }, async (page) => {
    await page.choose('Recommendation', 'prompts');
    const [topic] = await page.page.$$('#detail form input');
    await topic.type('topic 24');
    await page.page.waitForFunction(() => document.querySelector('#detail datalist').options.length === 11, { timeout: 10_000 });
    await page.press('Get', '#detail');
    await page.sees('.outcome .message.user', 'Recommend a book on topic 24');
    await page.choose('show_all', 'prompts');
    await page.press('Get', '#detail');
    await page.sees('.outcome .message.assistant', 'inside');
    await page.shot(`${revision}-prompt`);
    await page.accessible('the prompt');
  });

  await visit(`${revision}: resources are read, and watched`, library, { revision }, async (page) => {
    await page.choose('Catalogue', 'resources');
    await page.press('Read', '#detail');
    await page.sees('.outcome.good', 'library://catalogue');
    await page.press('Subscribe', '#detail');
    await page.sees('#detail [aria-pressed=true]', 'Unsubscribe');
    await page.choose('touch');
    await page.fill('uri', 'library://catalogue');
    await page.fill('times', 1);
    await page.call('touched');
    await page.sees('#said', 'library://catalogue changed');
  });

  await visit(`${revision}: the server's questions are answered`, asker, { revision }, async (page) => {
    await page.choose('book');
    await page.press('Call', '#detail');
    await page.sees('dialog', 'Book your journey.');
    same(await page.page.$eval('dialog [data-name=passengers] input', (node) => node.value), '1');
    await page.press('Send', 'dialog');
    await page.sees('dialog', 'Book your journey.');
    await page.fill('name', 'Ada', 'dialog');
    await page.fill('passengers', 2, 'dialog');
    await page.fill('seat', 'aisle', 'dialog');
    await page.shot(`${revision}-question`);
    await page.accessible('the question');
    await page.press('Send', 'dialog');
    await page.sees('dialog', 'Book for 2?');
    await page.page.click('dialog input[type=checkbox]');
    await page.press('Send', 'dialog');
    await page.sees('.outcome.good', 'Ada, 2, Aisle, None, true');
    await page.press('Call', '#detail');
    await page.sees('dialog', 'Book your journey.');
    await page.press('Decline', 'dialog');
    await page.sees('.outcome.wrong', 'declined');
    await page.press('Call', '#detail');
    await page.sees('dialog', 'Book your journey.');
    await page.page.keyboard.press('Escape');
    await page.sees('.outcome.wrong', 'The tool failed');
    await page.choose('breakfast');
    await page.press('Call', '#detail');
    await page.sees('dialog', 'What would you like?');
    await page.page.click('dialog [data-name=dishes] input');
    await page.press('Send', 'dialog');
    await page.sees('.outcome.good', '[Egg]');
    await page.choose('sign_in');
    await page.fill('url', 'https://example.com/login');
    await page.press('Call', '#detail');
    await page.sees('dialog a', 'https://example.com/login');
    await page.press('Agree', 'dialog');
    await page.sees('.outcome.good', 'opened');
  });

  await visit(`${revision}: the model's answers, and folders`, asker, { revision }, async (page) => {
    await page.choose('summarize');
    await page.fill('text', 'a long story');
    await page.press('Call', '#detail');
    await page.sees('dialog', 'a long story');
    await page.page.type('dialog textarea', 'short');
    await page.shot(`${revision}-sampling`);
    await page.accessible('the sampling');
    await page.press('Answer', 'dialog');
    await page.sees('.outcome.good', 'short (a person');
    await page.press('Call', '#detail');
    await page.press('Refuse', 'dialog');
    await page.sees('.outcome.wrong', revision < '2026' ? 'the user declined' : 'the user refused');
    await page.choose('research');
    await page.fill('question', 'where is it warm?');
    await page.press('Call', '#detail');
    await page.sees('dialog', 'where is it warm?');
    await page.press('use a tool instead', 'dialog');
    await page.fill('city', 'Bern', 'dialog');
    await page.press('Use temperature', 'dialog');
    await page.sees('dialog', '21 degrees');
    await page.page.type('dialog textarea', 'in Bern');
    await page.press('Answer', 'dialog');
    await page.sees('.outcome.good', 'in Bern');
    await page.choose('folders');
    await page.call('file:///tmp');
    await page.choose('asker://folders', 'resources').catch(() => page.choose('listed', 'resources'));
    await page.press('Read', '#detail');
    await page.sees('.outcome.good', 'file:///tmp');
  });
}

await visit('what this page cannot be asked, the server hears', asker, { revision: '2026-07-28', wrong: true }, async (page) => {
  await page.page.click('#tab-server');
  await page.page.click('[name=form]');
  await page.page.click('[name=url]');
  await page.choose('book');
  await page.press('Call', '#detail');
  await page.sees('.outcome.wrong', 'Error -32021');
});

await visit('the server, its clients, its sessions', library, { revision: '2025-11-25' }, async (page) => {
  await page.page.click('#tab-server');
  await page.sees('#sessions td', 'this page');
  await page.press('Roo Code (.roo/mcp.json)', '#detail');
  const text = await page.page.$eval('#detail details[open] pre', (node) => node.textContent);
  same(JSON.parse(text), { mcpServers: { library: { type: 'streamable-http', url: library.replace(/inspect$/, 'mcp') } } });
  await page.shot('server');
  await page.accessible('the server');
});

await visit('a token is asked for, and kept nowhere', locked, { wrong: true }, async (page) => {
  await page.sees('#status', 'a token is needed');
  await page.page.type('#token', 'wrong');
  await page.press('Connect');
  await page.sees('#detail .bad', 'not valid');
  await page.page.$eval('#token', (node) => (node.value = ''));
  await page.page.type('#token', 'secret');
  await page.press('Connect');
  await page.connected();
  await page.page.click('#tab-server');
  await page.sees('#sessions td', 'this page');
  truth(!(await page.page.$eval('body', (node) => node.textContent)).includes('secret'), 'the token is shown');
  const kept = await page.page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]);
  same(kept, [0, 0, '']);
});

await visit('without a mouse', testbed, {}, async (page) => {
  const { keyboard } = page.page;
  await keyboard.press('/');
  await keyboard.type('addit');
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await page.sees('#detail h2', 'Addition');
  same(await page.page.evaluate(() => document.activeElement.textContent), 'Addition');
  await keyboard.press('Tab');
  await keyboard.type('1');
  await keyboard.press('Tab');
  await keyboard.type('2');
  await keyboard.down('Control');
  await keyboard.press('Enter');
  await keyboard.up('Control');
  await page.sees('.outcome.good', '3');
  await page.page.focus('#tab-tools');
  await keyboard.press('ArrowRight');
  same(await page.page.evaluate(() => document.activeElement.id), 'tab-resources');
});

for (const dark of [false, true]) {
  const shade = dark ? '-dark' : '';
  await visit(`a phone${shade}`, testbed, { width: 375, height: 740, dark }, async (page) => {
    const fits = () => page.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
    truth(await fits(), 'the list is too wide');
    await page.shot(`phone-list${shade}`);
    await page.accessible('the list');
    await page.choose('order');
    await page.fill('item', 'rope');
    await page.fill('amount', 3);
    await page.call('3 Medium rope');
    truth(await fits(), 'the form is too wide');
    await page.shot(`phone-form${shade}`);
    await page.accessible('the form');
    await page.press('← back to the list');
    await page.sees('#list .name', 'order');
  });

  await visit(`a screen${shade}`, testbed, { dark }, async (page) => {
    await page.choose('any');
    await page.fill('value', '[{"city":"Bern","degrees":21,"wet":true},{"city":"Oslo","degrees":-3,"wet":null}]');
    await page.call('Oslo');
    await page.press('as JSON', '.outcome');
    const back = await page.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    same(back, dark ? 'rgb(20, 23, 28)' : 'rgb(246, 247, 249)');
    await (await page.page.$('#messages li:last-child summary')).click();
    await page.shot(`wide${shade}`);
    await page.accessible('the page');
  });
}

await browser.close();
process.exitCode = failed > 0 ? 1 : 0;

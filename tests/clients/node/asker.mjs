// What a client is asked by a server: what a table of the server's name says of it, for whichever TypeScript SDK.
import { readFileSync } from 'node:fs';
import { check, refusal, same, truth, until } from './check.mjs';

// `asker.json` says what clients can do, too.
const table = (name) => JSON.parse(readFileSync(new URL(`../${name}.json`, import.meta.url), 'utf8'));
export const tables = ['asker', 'changelog'];
const subject = process.argv[4];
const said = { ...table('asker'), ...(tables.includes(subject) ? table(subject) : {}) };
const asJson = JSON.stringify;

// The name by which the table knows a question.
function label(params) {
  if (params?.message !== undefined) return params.message;
  if (!params?.messages) return 'roots';
  const parts = [params.messages.at(-1).content].flat();
  return parts[0].text ?? parts[0].content[0].text;
}

// Whether a value has all that another one has.
function has(value, part) {
  if (part === null || typeof part !== 'object' || Array.isArray(part)) return asJson(value) === asJson(part);
  return Object.entries(part).every(([name, one]) => has(value?.[name], one));
}

// Answers what is asked as the row says that is played.
export class Answers {
  constructor(sdk) {
    this.needs = said.clients[sdk];
    this.capabilities = {};
    for (const need of this.needs.filter((need) => need !== 'choices')) {
      const [of, part] = need.split('.');
      this.capabilities[of] ??= {};
      if (part) this.capabilities[of][part] = {};
    }
    this.begin({});
  }

  begin({ answers = [], each }) {
    this.open = [...answers];
    this.each = each;
    this.asked = [];
    this.wrong = [];
  }

  async answer(params) {
    const to = label(params);
    this.asked.push(params);
    const at = this.open.findIndex((answer) => answer.to === to);
    const answer = at < 0 ? this.each && { result: this.each } : this.open.splice(at, 1)[0];
    if (!answer) this.wrong.push(`nobody answers ${asJson(to)}`);
    else if (!has(params, answer.asks ?? {})) this.wrong.push(`${asJson(params)} lacks ${asJson(answer.asks)}`);
    if (answer?.after_ms) await new Promise((resolve) => setTimeout(resolve, answer.after_ms));
    if (answer?.result) return answer.result;
    const { code, message } = answer?.error ?? { code: -32603, message: 'not in the table' };
    throw Object.assign(new Error(message), { code });
  }

  // 1.x wants schemas where 2.x takes the names of methods.
  listen(client, types) {
    const kinds = {
      sampling: types?.CreateMessageRequestSchema ?? 'sampling/createMessage',
      roots: types?.ListRootsRequestSchema ?? 'roots/list',
      elicitation: types ? types.ElicitRequestSchema : 'elicitation/create',
    };
    for (const [need, kind] of Object.entries(kinds)) {
      if (this.needs.includes(need)) client.setRequestHandler(kind, ({ params }) => this.answer(params));
    }
  }
}

async function outcome({ client, call }, { tool, prompt, resource, arguments: values = {} }) {
  if (prompt) return { text: (await client.getPrompt({ name: prompt })).messages[0].content.text, failed: false };
  if (resource) return { text: (await client.readResource({ uri: resource })).contents[0].text, failed: false };
  const { content, isError } = await call(tool, values);
  return { text: content[0].text, failed: isError === true };
}

async function refused(it, row, { code, words }) {
  const error = await refusal(outcome(it, row));
  if (code) same(error.code, code);
  for (const word of words) truth(error.message.includes(word), error.message);
}

async function play(it, answers, row) {
  answers.begin(row);
  if (row.error) await refused(it, row, row.error);
  else same(await outcome(it, row), { text: row.text, failed: row.failed ?? false });
  same([answers.wrong, answers.open], [[], []]);
  if (row.completes && it.mode !== 'modern') {
    const { elicitationId } = answers.asked[0];
    await until('the end of what was asked', () => it.heard.completed.includes(elicitationId));
  }
}

// One that can be asked nothing.
async function bare(it, revision) {
  for (const row of said.refused) {
    const { needs } = row;
    const [of, part] = needs.split('.');
    const known = said.since[needs] <= revision;
    const why = known ? `it does not declare \`${needs}\`` : `there is no \`${needs}\` in ${revision}`;
    const text = `the client cannot be asked: ${why}`;
    await check(`not asked for ${needs} by ${row.tool ?? row.prompt ?? row.resource}`, async () => {
      if (it.mode === 'modern') {
        const error = await refusal(outcome(it, row));
        same([error.code, error.message.includes(text)], [-32021, true]);
        same(error.data, { requiredCapabilities: { [of]: part ? { [part]: {} } : {} } });
      } else if (row.tool) {
        same(await outcome(it, row), { text, failed: true });
      } else {
        await refused(it, row, { code: -32603, words: [text] });
      }
    });
  }
}

export async function asker(it, answers, sdk, revision, open) {
  for (const row of said.rows.filter(({ needs }) => answers.needs.includes(needs))) {
    const own = { ...row.otherwise?.[sdk], ...row.otherwise?.[`${sdk} ${it.mode}`] };
    await check(row.name, () => play(it, answers, { ...row, ...row[it.mode], ...own }));
  }
  const other = await open();
  await bare({ ...other, mode: it.mode }, revision);
  same(other.heard.complaints, []);
  await other.client.close();
}

// What stands beside the calls: the log of all messages, how other clients are pointed at the server, the sessions that there are.

import { code, copier, el, fill, fold } from "./dom.js";

const MOST_ENTRIES = 500;

/** What a message is, in a few words. */
function nameOf({ message, answers }) {
  const { method, error, result } = message;
  if (method !== undefined) return method;
  if (error) return `error ${error.code}`;
  const asks = result?.resultType === "input_required" ? " asks" : "";
  return `result${answers ? ` of ${answers}` : ""}${asks}`;
}

/** The log: every message both ways, the newest at the end. */
export function logInto(list, filter) {
  const visible = (entry) => entry.dataset.text.includes(filter.value.toLowerCase());
  filter.addEventListener("input", () => {
    for (const entry of list.children) entry.hidden = !visible(entry);
  });
  return (entry) => {
    const { out, message, took, at } = entry;
    const name = nameOf(entry);
    const arrow = el("span", { class: "arrow", "aria-hidden": "true" }, out ? "→" : "←");
    const time = took === undefined ? null : el("span", { class: "took" }, `${took < 10 ? took.toFixed(1) : Math.round(took)} ms`);
    const id = message.id === undefined || message.id === null ? null : el("span", { class: "kind" }, `#${message.id}`);
    const summary = el("summary", { title: at.toLocaleTimeString() }, arrow, el("span", { class: "unseen" }, out ? "sent: " : "received: "), el("span", { class: "what" }, name), id, time);
    const details = el("details", {}, summary);
    // Most are never looked at.
    details.addEventListener("toggle", () => {
      if (!details.open || details.childElementCount > 1) return;
      details.append(copier("copy", () => JSON.stringify(message), "the message"), code(message));
    });
    const item = el("li", { class: `${out ? "out" : "in"} ${message.error ? "wrong" : ""}` }, details);
    item.dataset.text = `${name} ${JSON.stringify(message)}`.slice(0, 20_000).toLowerCase();
    item.hidden = !visible(item);
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    list.append(item);
    while (list.childElementCount > MOST_ENTRIES) list.firstElementChild.remove();
    if (atEnd) list.scrollTop = list.scrollHeight;
  };
}

/** A text for a shell. */
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** A request as a command. The token is never in it, only a variable of its name. */
export function curl(url, headers, message, token) {
  const all = { "Content-Type": "application/json", Accept: "application/json, text/event-stream", ...headers };
  const lines = [`curl -N ${quoted(url)}`, ...Object.entries(all).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`)];
  if (token) lines.push('-H "Authorization: Bearer $MCP_TOKEN"');
  lines.push(`-d ${quoted(JSON.stringify(message))}`);
  return lines.join(" \\\n  ");
}

/** How clients are pointed at the server. */
export function configurations(name, url, token) {
  const json = (value) => JSON.stringify(value, null, 2);
  const headers = (variable) => (token ? { headers: { Authorization: `Bearer ${variable}` } } : {});
  const env = headers("${env:MCP_TOKEN}");
  const inputs = [{ type: "promptString", id: "mcp-token", description: `Token of ${name}`, password: true }];
  const header = token ? ' --header "Authorization: Bearer $MCP_TOKEN"' : "";
  return [
    ["Roo Code", ".roo/mcp.json", json({ mcpServers: { [name]: { type: "streamable-http", url, ...env } } })],
    ["Claude Code", "in a shell", `claude mcp add --transport http ${name}${header} ${url}`],
    ["VS Code", ".vscode/mcp.json", json({ servers: { [name]: { type: "http", url, ...headers("${input:mcp-token}") } }, ...(token && { inputs }) })],
    ["Cursor", ".cursor/mcp.json", json({ mcpServers: { [name]: { url, ...env } } })],
  ];
}

export function clientsView(name, url, token) {
  const one = ([client, place, text]) => fold(`${client} (${place})`, el("div", {}, copier("copy", () => text, `the configuration of ${client}`), code(text)));
  return el("section", {}, el("h3", {}, "Point a client at it"), configurations(name, url, token).map(one));
}

const ago = (ms) => (ms < 1500 ? "now" : ms < 90_000 ? `${Math.round(ms / 1000)} s ago` : `${Math.round(ms / 60_000)} min ago`);

/** The sessions of Streamable HTTP, and how many streams of HTTP+SSE there are. Requests of 2026-07-28 have none. */
export function sessionsInto(place, { sessions, sse }) {
  const row = ({ client, revision, idle, calls, streams, own }) => el(
    "tr",
    {},
    el("td", {}, client ? `${client.title ?? client.name} ${client.version}` : "unknown", own && el("span", { class: "badge" }, "this page")),
    [revision ?? "", calls, streams, ago(idle)].map((text) => el("td", {}, String(text))),
  );
  const names = ["client", "revision", "calls", "streams", "used"];
  const table = el("table", {}, el("thead", {}, el("tr", {}, names.map((name) => el("th", { scope: "col" }, name)))), el("tbody", {}, sessions.map(row)));
  const scroll = el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "sessions" }, table);
  fill(place, sessions.length > 0 ? scroll : el("p", { class: "hint" }, "There are none."), sse > 0 && el("p", { class: "hint" }, `${sse} streams of HTTP+SSE are open.`));
}

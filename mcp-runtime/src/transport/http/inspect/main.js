// The page: connects, lists what the server offers, and shows one of it.

import { ask } from "./ask.js";
import { button, byId, code, el, fill, fold, labelled, say } from "./dom.js";
import { Rounds, Sessions } from "./eras.js";
import { promptView, resourceView, templateView, toolView } from "./items.js";
import { clientsView, curl, logInto, sessionsInto } from "./side.js";

const here = new URL("inspect/", location.href.split("#")[0].replace(/\/$/, ""));
const token = () => byId("token").value.trim();
const note = logInto(byId("messages"), byId("messages-filter"));

const abilities = el("fieldset", {}, el("legend", {}, "What this page says it can be asked"), [
  ["form", "forms (elicitation)"],
  ["url", "pages to open (elicitation by URL)"],
  ["sampling", "a model (sampling)"],
  ["tools", "a model that uses tools"],
  ["roots", "folders (roots)"],
].map(([name, words]) => el("label", { class: "check" }, el("input", { type: "checkbox", name, checked: true }), words)));
const folders = el("textarea", { rows: 2, class: "mono", spellcheck: "false" });
folders.value = "file:///tmp";
const able = (name) => abilities.querySelector(`[name=${name}]`).checked;

/** What the parts of the page share. */
const app = {
  client: null,
  offered: {},
  watched: new Set(),
  logs: new Set(),
  lists: { tools: [], resources: [], templates: [], prompts: [] },
  onUpdated: null,
  open: (uri) => select("resources", { kind: "resource", item: findResource(uri) }, true),
  curl(method, params, tool) {
    const message = { jsonrpc: "2.0", id: 1, method, params: app.client.dressed(params, 1) };
    return curl(app.client.wire.url, app.client.headersFor(message, tool), message, token());
  },
};

const home = {
  capabilities() {
    const elicitation = { ...(able("form") && { form: {} }), ...(able("url") && { url: {} }) };
    return {
      ...(Object.keys(elicitation).length > 0 && { elicitation }),
      ...(able("sampling") && { sampling: able("tools") ? { tools: {} } : {} }),
      ...(able("roots") && { roots: {} }),
    };
  },
  ask: (method, params, signal) => ask(method, params, signal, () => folders.value.split("\n").filter((uri) => uri.trim()).map((uri) => ({ uri: uri.trim() }))),
  note,
  failed: (error) => say(error.message),
  lost() {
    status("wrong", "the session is gone");
    if (Date.now() - connected > 3000) connect();
  },
  heard({ method, params }) {
    if (method === "notifications/message") for (const log of app.logs) log(params ?? {});
    if (method === "notifications/resources/updated") {
      say(`${params?.uri} changed`);
      app.onUpdated?.(params?.uri);
    }
    if (method === "notifications/elicitation/complete") say("the page that you were sent to is done");
    const changed = /^notifications\/(tools|resources|prompts)\/list_changed$/.exec(method)?.[1];
    if (changed) {
      clearTimeout(reload[changed]);
      reload[changed] = setTimeout(() => load(changed).then(() => say(`the list of ${changed} changed`), home.failed), 100);
    }
  },
};

let connected = 0;
const reload = {};

function status(kind, text) {
  const node = byId("status");
  node.className = kind;
  node.textContent = text;
}

let about;

async function connect() {
  app.client?.close();
  connected = Date.now();
  const { version, modern } = about.revisions[byId("revision").selectedIndex];
  const url = new URL(`..${about.path}`, here).href;
  const client = new (modern ? Rounds : Sessions)(url, token, version, home);
  app.client = client;
  app.watched.clear();
  status("", "connecting …");
  try {
    const found = await client.connect();
    if (app.client !== client) return;
    app.offered = found.capabilities ?? {};
    app.found = found;
    byId("level").disabled = !app.offered.logging;
    if (app.offered.logging) await client.level(byId("level").value);
    await Promise.all(["tools", "resources", "prompts"].map(load));
    status("good", `connected, ${found.protocolVersion ?? version}`);
    await restore();
  } catch (error) {
    if (app.client !== client) return;
    status("wrong", error.status === 401 ? "a token is needed" : "not connected");
    fill(byId("detail"), el("p", { class: "bad" }, error.message));
    if (error.status === 401) byId("token").focus();
  }
}

/** Gets one list anew. */
async function load(name) {
  const offered = app.offered[name] !== undefined;
  app.lists[name] = offered ? await app.client.list(`${name}/list`, name) : [];
  if (name === "resources") {
    app.lists.templates = offered ? await app.client.list("resources/templates/list", "resourceTemplates") : [];
  }
  const count = app.lists[name].length + (name === "resources" ? app.lists.templates.length : 0);
  byId(`tab-${name}`).querySelector(".count").textContent = count;
  if (tab === name) showList();
}

// Tabs and the list of one.

const TABS = ["tools", "resources", "prompts", "server"];
let tab = "tools";
let selected = null;

/** What a tab lists, each with the name that identifies it. */
function entries(name) {
  const of = (kind, list, identity) => list.map((item) => ({ kind, item, id: item[identity] }));
  if (name === "tools") return of("tool", app.lists.tools, "name");
  if (name === "prompts") return of("prompt", app.lists.prompts, "name");
  return [...of("resource", app.lists.resources, "uri"), ...of("template", app.lists.templates, "uriTemplate")];
}

function findResource(uri) {
  return app.lists.resources.find((resource) => resource.uri === uri) ?? { uri, name: uri };
}

function showTab(name, focus = false) {
  tab = name;
  for (const each of TABS) {
    const node = byId(`tab-${each}`);
    node.setAttribute("aria-selected", String(each === name));
    node.tabIndex = each === name ? 0 : -1;
    if (each === name && focus) node.focus();
  }
  const panel = byId("panel");
  panel.setAttribute("aria-labelledby", `tab-${name}`);
  panel.classList.toggle("alone", name === "server");
  panel.classList.remove("opened");
  selected = null;
  app.onUpdated = null;
  byId("filter").value = "";
  if (name === "server") return showServer();
  fill(byId("detail"), el("p", { class: "hint" }, `Choose one of the ${name}.`));
  showList();
}

function showList() {
  const words = byId("filter").value.toLowerCase().split(/\s+/);
  const text = ({ id, item }) => `${id} ${item.title ?? ""} ${item.description ?? ""}`.toLowerCase();
  const found = entries(tab).filter((entry) => words.every((word) => text(entry).includes(word)));
  const row = (entry) => {
    const { item, id, kind } = entry;
    const current = selected?.id === id;
    const name = item.title ?? item.annotations?.title ?? item.name ?? id;
    const words = [el("span", { class: "name" }, name), item.description && el("span", { class: "hint" }, item.description)];
    if (kind === "resource" || kind === "template") words.splice(1, 0, el("code", { class: "hint" }, id));
    const open = button(words, () => select(tab, entry), { "aria-current": current ? "true" : null });
    return el("li", {}, open);
  };
  const none = entries(tab).length > 0 ? "Nothing fits." : `The server has no ${tab}.`;
  fill(byId("list"), found.length > 0 ? found.map(row) : el("li", { class: "hint" }, none));
  byId("open-uri").hidden = tab !== "resources";
}

const VIEWS = { tool: toolView, resource: resourceView, template: templateView, prompt: promptView };

function select(name, { kind, item, id = item.uri }, now = false) {
  if (name !== tab) showTab(name);
  app.onUpdated = null;
  selected = { id };
  showList();
  byId("panel").classList.add("opened");
  fill(byId("detail"), VIEWS[kind](app, item, now));
  byId("detail").scrollTop = 0;
  byId("detail").querySelector("h2").focus({ preventScroll: false });
  history.replaceState(null, "", `#${name}/${encodeURIComponent(id)}`);
}

/** Shows again what the address of the page names. */
async function restore() {
  const [name, id] = location.hash.slice(1).split("/").map(decodeURIComponent);
  if (!TABS.includes(name)) return showTab(tab);
  showTab(name);
  const entry = name !== "server" && entries(name).find((entry) => entry.id === id);
  if (entry) select(name, entry);
}

function showServer() {
  history.replaceState(null, "", "#server");
  const { serverInfo = {}, instructions, capabilities = {} } = app.found ?? {};
  const sessions = el("div", { id: "sessions" });
  fill(
    byId("detail"),
    el(
      "header",
      {},
      el("h2", { tabindex: "-1" }, serverInfo.title ?? about.name),
      el("p", { class: "about" }, el("code", {}, `${about.name} ${about.version}`), el("code", {}, app.client.wire.url)),
      serverInfo.description && el("p", { class: "description" }, serverInfo.description),
      instructions && el("p", { class: "description" }, instructions),
    ),
    clientsView(about.name, app.client.wire.url, about.tokens),
    el("section", {}, el("h3", {}, "Sessions"), sessions),
    el("section", {}, el("h3", {}, "This page as a client"), abilities, labelled("Folders, a URI a line", folders), el("p", { class: "hint" }, "A session hears of it when it begins: connect again.")),
    fold("what the server can do", code(capabilities)),
  );
  showSessions();
}

async function showSessions() {
  const place = byId("sessions");
  if (!place || document.hidden) return;
  try {
    const headers = app.client.wire.headers(app.client.id ? { "Mcp-Session-Id": app.client.id } : {});
    const response = await fetch(new URL("sessions", here), { headers, cache: "no-store" });
    if (!response.ok) throw new Error(`the server answers ${response.status}`);
    const shown = await response.text();
    // What did not change stays, and so does the place of whoever reads it.
    if (place.dataset.shown === shown) return;
    place.dataset.shown = shown;
    sessionsInto(place, JSON.parse(shown));
  } catch (error) {
    fill(place, el("p", { class: "hint" }, error.message));
  }
}

// What the user does.

byId("connection").addEventListener("submit", (event) => {
  event.preventDefault();
  connect();
});
byId("revision").addEventListener("change", connect);
byId("level").addEventListener("change", () => app.client.level(byId("level").value).catch(home.failed));
byId("filter").addEventListener("input", showList);
byId("clear").addEventListener("click", () => fill(byId("messages")));
byId("back").addEventListener("click", () => {
  byId("panel").classList.remove("opened");
  byId("list").querySelector("[aria-current]")?.focus();
});
byId("open-uri").addEventListener("submit", (event) => {
  event.preventDefault();
  const uri = byId("uri").value.trim();
  if (uri) app.open(uri);
});
for (const name of TABS) byId(`tab-${name}`).addEventListener("click", () => showTab(name));
byId("tabs").addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const to = { Home: 0, End: TABS.length - 1 }[event.key] ?? (step && (TABS.indexOf(tab) + step + TABS.length) % TABS.length);
  if (to === undefined) return;
  event.preventDefault();
  showTab(TABS[to], true);
});
byId("list").addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const all = [...byId("list").querySelectorAll("button")];
  const next = step && all[all.indexOf(document.activeElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.closest("input, textarea, select, dialog") || tab === "server") return;
  event.preventDefault();
  byId("filter").focus();
});
addEventListener("pagehide", () => app.client?.close());
setInterval(showSessions, 3000);

about = await (await fetch(new URL("about", here))).json();
document.title = `${about.name} – inspect`;
byId("server-name").textContent = about.name;
byId("server-version").textContent = about.version;
fill(byId("revision"), about.revisions.map(({ version, modern }) => el("option", {}, `${version}${modern ? " (no sessions)" : ""}`)));
byId("revision").selectedIndex = Math.max(0, about.revisions.findIndex(({ modern }) => !modern));
byId("token-field").hidden = !about.tokens;
if (location.hash === "#server") tab = "server";
if (about.tokens) {
  status("wrong", "a token is needed");
  byId("token").focus();
} else {
  await connect();
}

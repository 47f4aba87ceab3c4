// What came of a call: texts, tables, pictures, sounds, resources, errors.

import { code, copier, el, fold, pretty, size, webAddress } from "./dom.js";

const MOST_ROWS = 500;

/** A list of objects, or an object with one such list in it, is a table. */
function tableOf(value) {
  const isRow = (row) => typeof row === "object" && row !== null && !Array.isArray(row);
  const isTable = (list) => Array.isArray(list) && list.length > 0 && list.every(isRow);
  if (isTable(value)) return value;
  const parts = isRow(value) ? Object.values(value).filter(isTable) : [];
  return parts.length === 1 ? parts[0] : null;
}

function table(list) {
  const columns = [...new Set(list.slice(0, MOST_ROWS).flatMap((row) => Object.keys(row)))];
  const cell = (value) => (value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value));
  const row = (values) => {
    const cells = columns.map((name) => el("td", { class: typeof values[name] === "number" ? "num" : null }, cell(values[name])));
    return el("tr", {}, cells);
  };
  const more = list.length > MOST_ROWS && el("p", { class: "hint" }, `and ${list.length - MOST_ROWS} more rows`);
  const kind = (name) => (typeof list[0][name] === "number" ? "num" : null);
  const head = el("thead", {}, el("tr", {}, columns.map((name) => el("th", { scope: "col", class: kind(name) }, name))));
  const body = el("tbody", {}, list.slice(0, MOST_ROWS).map(row));
  return el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "table" }, el("table", {}, head, body), more);
}

/** A structured value: a table where it is one, and JSON. */
export function structured(value) {
  const list = tableOf(value);
  return list ? [table(list), fold("as JSON", code(value))] : code(value);
}

/** Data of a MIME type: what a browser can show of it without running anything. */
function media(data, type = "", name = "") {
  const url = `data:${type};base64,${data}`;
  if (type.startsWith("image/")) return el("img", { src: url, alt: name || `a picture (${type})` });
  if (type.startsWith("audio/")) return el("audio", { src: url, controls: true, "aria-label": name || `a sound (${type})` });
  return el("p", { class: "hint" }, `${size(Math.floor(data.length * 0.75))} of ${type || "an unknown type"}`);
}

/** The contents of a resource. */
export function contents({ uri, mimeType, text, blob }) {
  const head = el("p", { class: "about" }, el("code", {}, uri), mimeType && el("span", { class: "kind" }, mimeType));
  if (text === undefined) return el("div", { class: "block" }, head, media(blob ?? "", mimeType, uri));
  let shown = text;
  if (mimeType?.includes("json")) {
    try {
      shown = JSON.parse(text);
    } catch {
      shown = text;
    }
  }
  return el("div", { class: "block" }, head, code(shown));
}

/** A link, as a button that leads to the resource. */
function link(block, open) {
  const { uri, name, title, description, mimeType } = block;
  const go = el("button", { type: "button", class: "link", onclick: () => open(uri) }, title ?? name ?? uri);
  const about = el("span", { class: "kind" }, [uri, mimeType].filter(Boolean).join(" "));
  return el("div", { class: "block" }, go, about, description && el("p", { class: "hint" }, description));
}

/** One block of content. */
export function block(content, open) {
  switch (content.type) {
    case "text":
      return el("div", { class: "block" }, code(content.text));
    case "image":
    case "audio":
      return el("div", { class: "block" }, media(content.data, content.mimeType));
    case "resource_link":
      return link(content, open);
    case "resource":
      return contents(content.resource);
    default:
      return el("div", { class: "block" }, code(content));
  }
}

/** A text that says nothing but what the structured value says. */
function repeats(content, value) {
  if (content.type !== "text" || value === undefined) return false;
  // What is no object travels as the `result` of one.
  const values = [value, value?.result];
  try {
    const said = JSON.stringify(JSON.parse(content.text));
    return values.some((value) => JSON.stringify(value) === said);
  } catch {
    return values.includes(content.text);
  }
}

/** The result of a tool. */
export function toolResult(result, open) {
  const parts = [];
  const value = result.structuredContent;
  if (value !== undefined) parts.push(structured(value));
  const blocks = (result.content ?? []).filter((content) => !repeats(content, value));
  parts.push(blocks.map((content) => block(content, open)));
  if (value === undefined && blocks.length === 0) parts.push(el("p", { class: "hint" }, "The result is empty."));
  return parts;
}

/** The messages of a prompt. */
export function messages(result, open) {
  const one = ({ role, content }) => el("div", { class: `message ${role}` }, el("p", { class: "role" }, role), [content].flat().map((part) => block(part, open)));
  return [result.description && el("p", {}, result.description), (result.messages ?? []).map(one)];
}

/** An error, of the protocol or of the way there. */
export function failure(error) {
  const pages = error.data?.elicitations ?? [];
  return [
    el("p", { class: "bad" }, error.code !== undefined ? `Error ${error.code}: ` : "", error.message),
    pages.map(({ url, message }) => el("p", {}, message, " ", webLink(url))),
    error.data !== undefined && code(error.data),
  ];
}

/** An address that a person may open, after a look at it. */
export function webLink(url) {
  const address = webAddress(url);
  if (!address) return el("code", {}, url);
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, address);
}

/** A part of the page that says how a call went. */
export function outcome(state, title, took, body, raw) {
  const time = took === undefined ? "" : ` in ${took < 10 ? took.toFixed(1) : Math.round(took)} ms`;
  const all = raw && fold("the whole answer", el("div", {}, copier("copy", () => pretty(raw), "the answer"), code(raw)));
  return el("section", { class: `outcome ${state}`, "aria-label": "result" }, el("h3", {}, title, el("span", { class: "kind" }, time)), body, all);
}

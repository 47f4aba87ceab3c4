// Elements, and the few small things that all parts of the page use. No text ever becomes HTML here.

/** Makes an element: properties that begin with `on` are listeners, `true` is an attribute without a value, and nothing is left out. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  append(node, children);
  return node;
}

function append(node, children) {
  const there = (child) => child !== undefined && child !== null && child !== false && child !== "";
  node.append(...children.flat(Infinity).filter(there));
}

/** Puts children in the place of those that are there. */
export function fill(node, ...children) {
  node.replaceChildren();
  append(node, children);
  return node;
}

export const byId = (id) => document.getElementById(id);

let ids = 0;
/** An id that no other element has. */
export const freshId = () => `i${++ids}`;

/** A button. */
export const button = (text, onclick, props = {}) => el("button", { type: "button", onclick, ...props }, text);

/** What somebody with a screen reader hears, and all see for a moment. */
export function say(text) {
  const node = byId("said");
  node.textContent = text;
  node.classList.add("shown");
  clearTimeout(say.timer);
  say.timer = setTimeout(() => node.classList.remove("shown"), 4000);
}

/** JSON for people. */
export const pretty = (value) => JSON.stringify(value, null, 2) ?? "";

const TOKENS = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** JSON in colours; text that is too long for that stays plain. */
export function code(value, props = {}) {
  const text = typeof value === "string" ? value : pretty(value);
  const pre = el("pre", { class: "code", tabindex: "0", role: "group", "aria-label": "text", ...props });
  if (typeof value === "string" || text.length > 50_000) {
    pre.textContent = text;
    return pre;
  }
  let end = 0;
  for (const found of text.matchAll(TOKENS)) {
    pre.append(text.slice(end, found.index));
    const [all, string, colon] = found;
    const kind = colon ? "key" : string ? "str" : "num";
    pre.append(el("span", { class: kind }, string ?? all), colon ?? "");
    end = found.index + all.length;
  }
  pre.append(text.slice(end));
  return pre;
}

/** A part that can be opened. */
export function fold(title, content, open = false) {
  return el("details", { open, class: "fold" }, el("summary", {}, title), content);
}

/** A button that copies what `text` gives at that moment. */
export function copier(label, text, what) {
  return button(label, async () => {
    try {
      await navigator.clipboard.writeText(text());
      say(`${what} copied`);
    } catch {
      say("the browser does not let this page copy: select the text and copy it yourself");
    }
  }, { class: "quiet", "aria-label": `${label}: ${what}` });
}

/** A label and its control. */
export function labelled(text, control, hint) {
  control.id ||= freshId();
  let note = null;
  if (hint) {
    note = el("p", { class: "hint", id: `${control.id}-hint` }, hint);
    control.setAttribute("aria-describedby", note.id);
  }
  return el("div", { class: "field" }, el("label", { for: control.id }, text), note, control);
}

/** Where a page may send a person: nothing but the web. */
export function webAddress(text) {
  try {
    const url = new URL(text);
    return ["https:", "http:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** Bytes, for people. */
export function size(count) {
  return count < 1024 ? `${count} bytes` : `${(count / 1024).toFixed(1)} KiB`;
}

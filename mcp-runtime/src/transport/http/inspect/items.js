// What one tool, resource or prompt shows, and the calls that are made of it.

import { button, code, copier, el, fill, fold, freshId, labelled, say } from "./dom.js";
import { form } from "./form.js";
import { contents, failure, messages, outcome, toolResult } from "./show.js";

const HINTS = [
  ["readOnlyHint", "reads only", "writes"],
  ["destructiveHint", "may destroy", "destroys nothing"],
  ["idempotentHint", "twice is once", "twice is twice"],
  ["openWorldHint", "open world", "closed world"],
];

const MOST_SAID = 200;

/** What an item is called, what it is, and what it says of itself. */
function head(item, identity, badges = []) {
  const name = item.title ?? item.annotations?.title ?? item.name;
  const about = [name !== identity && el("code", {}, identity), badges.map((text) => el("span", { class: "badge" }, text))];
  return el(
    "header",
    {},
    el("h2", { tabindex: "-1" }, name),
    el("p", { class: "about" }, about),
    item.description && el("p", { class: "description" }, item.description),
  );
}

/** A place that shows how a call goes: its progress, what it logs, its end. Gives a function that makes the call. */
function runner(app) {
  const place = el("div", { class: "run" });
  // What a screen reader says; of each step it would say too much.
  const spoken = el("p", { class: "unseen", role: "status" });
  let cancel = null;
  const run = async (method, params, { tool, show }) => {
    cancel?.();
    const bar = el("progress", { "aria-label": "progress" });
    const words = el("span", { class: "kind" }, "running …");
    const said = el("ul", { class: "said" });
    const tell = (text, kind = "") => {
      said.append(el("li", { class: kind }, text));
      if (said.childElementCount > MOST_SAID) said.firstElementChild.remove();
    };
    const since = performance.now();
    const call = app.client.call(method, params, {
      tool,
      progress({ progress, total, message }) {
        if (total !== undefined) Object.assign(bar, { max: total || 1, value: progress });
        words.textContent = message ?? (total === undefined ? `${progress}` : `${progress} of ${total}`);
        tell(words.textContent, "progress");
      },
    });
    const log = ({ level, logger, data }) => tell(`${level}: ${logger ? `${logger}: ` : ""}${typeof data === "string" ? data : JSON.stringify(data)}`, level);
    app.logs.add(log);
    spoken.textContent = "running";
    cancel = () => call.cancel();
    fill(place, el("section", { class: "outcome running", "aria-label": "call" }, el("div", { class: "going" }, bar, words, button("Cancel", cancel)), said));
    const end = (state, title, body, raw) => {
      app.logs.delete(log);
      const heard = said.childElementCount > 0 && fold(`said meanwhile (${said.childElementCount})`, said);
      spoken.textContent = title;
      fill(place, outcome(state, title, performance.now() - since, [body, heard], raw));
    };
    try {
      const result = await call.answer;
      const wrong = result.isError === true;
      end(wrong ? "wrong" : "good", wrong ? "The tool failed" : "Result", show(result), result);
    } catch (error) {
      if (error.message === "cancelled") end("stopped", "Cancelled", el("p", {}, "The call was cancelled."));
      else end("wrong", "Error", failure(error));
    }
  };
  return { place: [spoken, place], run };
}

const curl = (app, method, params, tool) => copier("Copy as curl", () => app.curl(method, params(), tool), "the call");

export function toolView(app, tool) {
  const { place, run } = runner(app);
  const hints = HINTS.filter(([key]) => key in (tool.annotations ?? {}));
  const badges = hints.map(([key, yes, no]) => (tool.annotations[key] ? yes : no));
  const show = (result) => toolResult(result, app.open);
  const filled = form(tool.inputSchema, {
    label: "Call",
    submit: (values) => run("tools/call", { name: tool.name, arguments: values }, { tool, show }),
    more: curl(app, "tools/call", () => ({ name: tool.name, arguments: filled.read() }), tool),
  });
  return [
    head(tool, tool.name, badges),
    filled.node,
    place,
    fold("input schema", code(tool.inputSchema)),
    tool.outputSchema && fold("output schema", code(tool.outputSchema)),
    tool._meta && fold("_meta", code(tool._meta)),
  ];
}

/** A text that the server completes while it is typed. */
function completed(app, ref, name, others) {
  const list = el("datalist", { id: freshId() });
  const input = el("input", { type: "text", autocomplete: "off", spellcheck: "false" });
  let timer;
  const complete = async () => {
    const value = input.value;
    const params = { ref, argument: { name, value } };
    const known = Object.entries(others()).filter(([other, text]) => other !== name && text !== "");
    if (known.length > 0) params.context = { arguments: Object.fromEntries(known) };
    try {
      const { completion } = await app.client.request("completion/complete", params);
      if (input.value === value) fill(list, completion.values.map((text) => el("option", { value: text })));
    } catch (error) {
      // Not every argument can be completed; the log shows what was said.
      if (error.code === undefined) say(error.message);
    }
  };
  if (app.offered.completions) {
    input.setAttribute("list", list.id);
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(complete, 150);
    };
    input.addEventListener("input", soon);
    input.addEventListener("focus", soon);
  }
  return { input, list };
}

/** A form of texts that can be completed. */
function texts(app, ref, all, { label, submit, more }) {
  const values = () => Object.fromEntries(made.map(({ name, input }) => [name, input.value]).filter(([, value]) => value !== ""));
  const made = all.map((argument) => ({ ...argument, ...completed(app, ref, argument.name, values) }));
  const one = ({ name, title, description, required, input, list }) => {
    input.required = required === true;
    return [labelled([el("span", { class: "name" }, title ?? name), el("span", { class: "kind" }, required ? "" : "optional")], input, description), list];
  };
  const node = el("form", {
    class: "form",
    onsubmit(event) {
      event.preventDefault();
      submit(values());
    },
  }, el("div", { class: "fields" }, made.map(one)), el("div", { class: "buttons" }, el("button", { type: "submit", class: "main" }, label), more));
  return { node, read: values };
}

export function promptView(app, prompt) {
  const { place, run } = runner(app);
  const show = (result) => messages(result, app.open);
  const params = (values) => ({ name: prompt.name, arguments: values });
  const ref = { type: "ref/prompt", name: prompt.name };
  const filled = texts(app, ref, prompt.arguments ?? [], {
    label: "Get",
    submit: (values) => run("prompts/get", params(values), { show }),
    more: curl(app, "prompts/get", () => params(filled.read())),
  });
  return [head(prompt, prompt.name), filled.node, place, prompt._meta && fold("_meta", code(prompt._meta))];
}

const shown = (result) => (result.contents ?? []).map(contents);

/** A button that subscribes to a resource, or no longer. */
function subscriber(app, uri) {
  if (!app.offered.resources?.subscribe) return null;
  const node = button("", async () => {
    const on = !app.watched.has(uri());
    try {
      await app.client.watch(uri(), on);
      if (on) app.watched.add(uri());
      else app.watched.delete(uri());
      say(on ? `subscribed to ${uri()}` : `no longer subscribed to ${uri()}`);
    } catch (error) {
      say(error.message);
    }
    label();
  });
  const label = () => {
    const on = app.watched.has(uri());
    node.textContent = on ? "Unsubscribe" : "Subscribe";
    node.setAttribute("aria-pressed", String(on));
  };
  label();
  return { node, label };
}

export function resourceView(app, resource, now = false) {
  const { place, run } = runner(app);
  const read = () => run("resources/read", { uri: resource.uri }, { show: shown });
  const watch = subscriber(app, () => resource.uri);
  app.onUpdated = (uri) => uri === resource.uri && read();
  if (now) queueMicrotask(read);
  const badges = [resource.mimeType, resource.size !== undefined && `${resource.size} bytes`].filter(Boolean);
  return [
    head({ ...resource, name: resource.name ?? resource.uri }, resource.uri, badges),
    el("div", { class: "buttons" }, button("Read", read, { class: "main" }), watch?.node, curl(app, "resources/read", () => ({ uri: resource.uri }))),
    place,
    resource._meta && fold("_meta", code(resource._meta)),
  ];
}

/** The variables of a URI template, in their order. */
const variables = (template) => {
  const inside = [...template.matchAll(/\{[+#./;?&]?([^}]+)\}/g)].flatMap(([, list]) => list.split(","));
  return [...new Set(inside.map((name) => name.replace(/\*$|:\d+$/, "")))];
};

const OPERATORS = {
  "": ["", ",", false, false],
  "+": ["", ",", false, true],
  "#": ["#", ",", false, true],
  ".": [".", ".", false, false],
  "/": ["/", "/", false, false],
  ";": [";", ";", true, false],
  "?": ["?", "&", true, false],
  "&": ["&", "&", true, false],
};

/** A URI out of a template (RFC 6570). In a variable with `*` commas part the items of a list. */
export function expand(template, values) {
  return template.replace(/\{([+#./;?&]?)([^}]+)\}/g, (_, operator, list) => {
    const [first, between, named, loose] = OPERATORS[operator];
    const write = (text) => (loose ? encodeURI(text).replaceAll("%25", "%") : encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`));
    const parts = list.split(",").flatMap((variable) => {
      const [, name, star, length] = /^(.*?)(\*)?(?::(\d+))?$/.exec(variable);
      const value = values[name];
      if (value === undefined || value === "") return [];
      const items = star ? value.split(",") : [length ? [...value].slice(0, Number(length)).join("") : value];
      return items.map((item) => (named ? `${name}=${write(item)}` : write(item)));
    });
    return parts.length > 0 ? first + parts.join(between) : "";
  });
}

export function templateView(app, template) {
  const { place, run } = runner(app);
  const address = el("output", { class: "mono" });
  let watch = null;
  const uri = () => expand(template.uriTemplate, filled.read());
  const label = () => {
    address.textContent = uri();
    watch?.label();
  };
  const ref = { type: "ref/resource", uri: template.uriTemplate };
  const all = variables(template.uriTemplate).map((name) => ({ name }));
  const filled = texts(app, ref, all, {
    label: "Read",
    submit: () => run("resources/read", { uri: uri() }, { show: shown }),
    more: [curl(app, "resources/read", () => ({ uri: uri() }))],
  });
  watch = subscriber(app, uri);
  if (watch) filled.node.querySelector(".main").after(watch.node);
  filled.node.addEventListener("input", label);
  filled.node.querySelector(".buttons").before(el("p", { class: "about" }, "reads ", address));
  label();
  app.onUpdated = (changed) => changed === uri() && run("resources/read", { uri: changed }, { show: shown });
  return [head(template, template.uriTemplate, [template.mimeType].filter(Boolean)), filled.node, place];
}

// Forms out of JSON Schemas: for the arguments of tools, for prompts, and for what servers ask (`requestedSchema`).
//
// What has no field of its own is JSON in a text; the server says what is wrong with that.

import { button, el, fill, freshId, pretty, say } from "./dom.js";

/** The schema that a schema stands for: `$ref` is followed, and `null` beside one other type left away. */
function plain(schema, root, depth = 0) {
  if (typeof schema !== "object" || schema === null || depth > 8) return {};
  if (typeof schema.$ref === "string" && schema.$ref.startsWith("#")) {
    const path = schema.$ref.slice(1).split("/").slice(1);
    const unescape = (part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    const found = path.reduce((at, part) => at?.[unescape(part)], root);
    const { $ref, ...own } = schema;
    return { ...plain(found, root, depth + 1), ...own };
  }
  const isNull = (part) => part?.type === "null" || part?.const === null;
  for (const key of ["anyOf", "oneOf"]) {
    const some = schema[key]?.filter((part) => !isNull(part));
    if (some?.length === 1 && some.length < schema[key].length) {
      const { [key]: _, ...own } = schema;
      return { ...plain(some[0], root, depth + 1), ...own };
    }
  }
  if (Array.isArray(schema.type)) {
    const types = schema.type.filter((type) => type !== "null");
    return { ...schema, type: types.length === 1 ? types[0] : types };
  }
  return schema;
}

/** What may be chosen, when a schema is a choice: values with the words for them. */
function choices(schema) {
  const words = schema.enumNames ?? [];
  if (Array.isArray(schema.enum)) {
    return schema.enum.filter((value) => value !== null).map((value, at) => ({ value, text: words[at] ?? String(value) }));
  }
  const parts = schema.oneOf ?? schema.anyOf;
  if (!parts?.length || !parts.every((part) => "const" in part)) return null;
  return parts.map((part) => {
    const text = part.title ?? (part.description ? `${part.const} – ${part.description}` : String(part.const));
    return { value: part.const, text };
  });
}

/** The words for the bounds of a value. */
function bounds(schema) {
  const said = [];
  const between = (low, high, unit) => {
    if (low !== undefined && high !== undefined) said.push(`${low} to ${high}${unit}`);
    else if (low !== undefined) said.push(`at least ${low}${unit}`);
    else if (high !== undefined) said.push(`at most ${high}${unit}`);
  };
  between(schema.minimum, schema.maximum, "");
  if (schema.exclusiveMinimum !== undefined) said.push(`above ${schema.exclusiveMinimum}`);
  if (schema.exclusiveMaximum !== undefined) said.push(`below ${schema.exclusiveMaximum}`);
  between(schema.minLength || undefined, schema.maxLength, " characters");
  between(schema.minItems || undefined, schema.maxItems, " items");
  if (schema.pattern) said.push(`like ${schema.pattern}`);
  if (schema.format && schema.type === "string") said.push(schema.format);
  if (schema.default !== undefined && schema.default !== null) said.push(`by default ${JSON.stringify(schema.default)}`);
  return said.join(", ");
}

const example = (schema) => schema.examples?.[0] ?? schema.example;

/** One of the things that a person fills in: its node, how it is read (nothing: it is left out), and how it is set. */
function control(schema, required) {
  const options = schema.type !== "array" && choices(schema);
  if ("const" in schema) return { node: el("output", {}, JSON.stringify(schema.const)), read: () => schema.const, set() {} };
  if (options) return choice(options, required);
  switch (schema.type) {
    case "boolean":
      return required ? checkbox() : choice([{ value: true, text: "yes" }, { value: false, text: "no" }], false);
    case "integer":
    case "number":
      return number(schema, required);
    case "string":
      return text(schema, required);
    default:
      return null;
  }
}

function choice(options, required) {
  const none = required ? el("option", { value: "", disabled: true, selected: true }, "choose …") : el("option", { value: "" }, "–");
  const node = el("select", { required }, none, options.map(({ text }, at) => el("option", { value: at }, text)));
  return {
    node,
    read: () => (node.value === "" ? undefined : options[Number(node.value)].value),
    set(value) {
      const at = options.findIndex((option) => option.value === value);
      node.value = at < 0 ? "" : String(at);
    },
  };
}

function checkbox() {
  const node = el("input", { type: "checkbox" });
  return { node, read: () => node.checked, set: (value) => (node.checked = value === true) };
}

function number(schema, required) {
  const whole = schema.type === "integer";
  const node = el("input", {
    type: "number",
    required,
    step: schema.multipleOf ?? (whole ? 1 : "any"),
    // A page cannot say `above`; for whole numbers that is the next one.
    min: schema.minimum ?? (whole && typeof schema.exclusiveMinimum === "number" ? schema.exclusiveMinimum + 1 : undefined),
    max: schema.maximum ?? (whole && typeof schema.exclusiveMaximum === "number" ? schema.exclusiveMaximum - 1 : undefined),
    placeholder: example(schema),
    inputmode: whole ? "numeric" : "decimal",
  });
  if (whole && node.hasAttribute("min") && node.step !== "1") node.step = "1";
  return {
    node,
    read: () => (node.value === "" ? undefined : node.valueAsNumber),
    set: (value) => (node.value = value),
  };
}

const KINDS = { date: "date", email: "email", uri: "url", url: "url" };

function text(schema, required) {
  const kind = KINDS[schema.format] ?? "text";
  const props = {
    required: required && (schema.minLength ?? 0) > 0,
    minlength: schema.minLength,
    maxlength: schema.maxLength,
    placeholder: example(schema),
    autocomplete: "off",
    spellcheck: "false",
  };
  const long = kind === "text" && !schema.pattern && !schema.format && !(schema.maxLength <= 100);
  const node = long ? el("textarea", { rows: 1, ...props }) : el("input", { type: kind, ...props });
  if (schema.pattern && !long) {
    // Patterns of JSON Schema are found anywhere in the text, those of a page have to match all of it.
    node.addEventListener("input", () => node.setCustomValidity(fits(schema.pattern, node.value) ? "" : `like ${schema.pattern}`));
  }
  return {
    node,
    // An empty text is one where a text has to be; elsewhere nothing was written.
    read: () => (node.value === "" && !required ? undefined : node.value),
    set: (value) => (node.value = value),
  };
}

function fits(pattern, value) {
  try {
    return value === "" || new RegExp(pattern, "u").test(value);
  } catch {
    return true;
  }
}

/** Several of some choices. */
function several(options, id) {
  const boxes = options.map(({ text }) => ({ box: el("input", { type: "checkbox" }), text }));
  const node = el("div", { class: "several" }, boxes.map(({ box, text }) => el("label", { class: "check" }, box, text)));
  node.setAttribute("role", "group");
  node.setAttribute("aria-labelledby", id);
  return {
    node,
    read: () => options.filter((_, at) => boxes[at].box.checked).map(({ value }) => value),
    set: (values) => boxes.forEach(({ box }, at) => (box.checked = values.includes(options[at].value))),
  };
}

/** A list of values, each with a field of its own. */
function rows(schema, name) {
  const items = [];
  const list = el("div", { class: "rows" });
  const add = (value) => {
    const item = control(schema, true);
    item.node.setAttribute("aria-label", `${name}, item`);
    const row = el("div", { class: "row" }, item.node, button("×", () => {
      items.splice(items.indexOf(item), 1);
      row.remove();
      more.focus();
    }, { class: "quiet", "aria-label": `take this item of ${name} out` }));
    if (value !== undefined) item.set(value);
    items.push(item);
    list.append(row);
    return item;
  };
  const more = button("add an item", () => add().node.focus(), { class: "quiet", "aria-label": `add an item to ${name}` });
  return {
    node: el("div", {}, list, more),
    read: () => items.map((item) => item.read()).filter((value) => value !== undefined),
    set: (values) => values.forEach(add),
  };
}

/** Anything at all, as JSON. */
function json(schema, required, root) {
  const node = el("textarea", { rows: 3, class: "mono", required, spellcheck: "false", placeholder: "JSON" });
  node.addEventListener("input", () => node.setCustomValidity(parsed(node.value).error ?? ""));
  if (required) node.value = pretty(sketch(schema, root));
  return {
    node,
    read: () => parsed(node.value).value,
    set: (value) => (node.value = pretty(value)),
  };
}

function parsed(text) {
  if (text.trim() === "") return {};
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { error: `no JSON: ${error.message}` };
  }
}

/** A value that a schema could take, to begin with. */
export function sketch(schema, root, depth = 0) {
  const { type, ...known } = plain(schema, root);
  const first = known.default ?? example(known) ?? known.const ?? choices(known)?.[0]?.value;
  if (first !== undefined) return first;
  if (depth > 5) return null;
  if (type === "object" || known.properties) {
    const needed = Object.entries(known.properties ?? {}).filter(([name]) => known.required?.includes(name));
    return Object.fromEntries(needed.map(([name, part]) => [name, sketch(part, root, depth + 1)]));
  }
  if (type === "array") return known.items ? [sketch(known.items, root, depth + 1)] : [];
  if (type === "integer" || type === "number") return known.minimum ?? 0;
  return { string: "", boolean: false }[type] ?? null;
}

/** The field of one property. */
function field(name, given, required, root) {
  const schema = plain(given, root);
  const title = el("span", { class: "name" }, schema.title ?? name);
  title.id = freshId();
  const items = schema.type === "array" ? plain(schema.items, root) : null;
  const many = items && choices(items);
  let part = control(schema, required);
  let wide = true;
  if (!part && many) part = several(many, title.id);
  else if (!part && items && control(items, true)) part = rows(items, name);
  else if (!part) part = json(schema, required, root);
  else wide = false;
  if (schema.default !== undefined && schema.default !== null) part.set(schema.default);
  const head = [title];
  if (schema.title && schema.title !== name) head.push(el("code", {}, name));
  head.push(el("span", { class: "kind" }, [schema.type ?? "any"].flat().join(" or "), required ? "" : ", optional"));
  const said = [schema.description, bounds(schema)].filter(Boolean);
  const hint = said.length > 0 && el("p", { class: "hint", id: freshId() }, said.join(" – "));
  const labels = ["INPUT", "SELECT", "TEXTAREA"].includes(part.node.tagName);
  if (labels) {
    part.node.id = freshId();
    if (hint) part.node.setAttribute("aria-describedby", hint.id);
  } else if (part.node.getAttribute("role") !== "group") {
    part.node.setAttribute("role", "group");
    part.node.setAttribute("aria-labelledby", title.id);
  }
  const label = labels ? el("label", { for: part.node.id }, head) : el("div", { class: "label" }, head);
  const node = el("div", { class: `field ${wide ? "wide" : ""}` }, label, hint, part.node);
  node.dataset.name = name;
  const empty = (value) => value === undefined || (!required && Array.isArray(value) && value.length === 0);
  return { name, node, set: part.set, read: () => (empty(part.read()) ? undefined : part.read()) };
}

/** The fields of an object; `read` gives the object. */
export function fields(schema, initial) {
  const root = schema ?? {};
  const known = plain(root, root);
  const needed = known.required ?? [];
  const all = Object.entries(known.properties ?? {}).map(([name, part]) => field(name, part, needed.includes(name), root));
  const set = (values) => {
    for (const one of all) if (values?.[one.name] !== undefined && values[one.name] !== null) one.set(values[one.name]);
  };
  set(initial);
  const read = () => {
    const values = all.map((one) => [one.name, one.read()]);
    return Object.fromEntries(values.filter(([, value]) => value !== undefined));
  };
  const none = all.length === 0 && el("p", { class: "hint" }, "It takes no arguments.");
  return { node: el("div", { class: "fields" }, none, all.map((one) => one.node)), read, names: all.map((one) => one.name) };
}

/**
 * A form with two sides: fields, and the whole as JSON, which is sent as it is. `submit` gets what was filled in; `more` are other
 * buttons.
 */
export function form(schema, { label, submit, more = [], initial }) {
  let side = fields(schema, initial);
  let raw = null;
  const place = el("div", {}, side.node);
  const toggle = button("as JSON", () => {
    if (raw) {
      const { value, error } = parsed(raw.value);
      if (error) return say(error);
      side = fields(schema, value ?? {});
      fill(place, side.node);
      raw = null;
    } else {
      raw = el("textarea", { rows: 8, class: "mono", "aria-label": "all of it as JSON", spellcheck: "false" });
      raw.value = pretty(side.read());
      fill(place, raw);
      raw.focus();
    }
    toggle.textContent = raw ? "as fields" : "as JSON";
  }, { class: "quiet" });
  const read = () => (raw ? parsed(raw.value) : { value: side.read() });
  const node = el("form", {
    class: "form",
    onsubmit(event) {
      event.preventDefault();
      const { value, error } = read();
      if (error) return say(error);
      submit(value ?? {});
    },
    onkeydown(event) {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      node.requestSubmit();
    },
  }, place, el("div", { class: "buttons" }, el("button", { type: "submit", class: "main", title: "Ctrl+Enter" }, label), more, toggle));
  return { node, read: () => read().value ?? {} };
}



// What servers ask: a form or a page for the user (elicitation), an answer of a model (sampling), folders (roots).
//
// Questions are asked one after the other, in a dialog.

import { button, code, el, fill, labelled, say } from "./dom.js";
import { form } from "./form.js";
import { block, webLink } from "./show.js";
import { Failure } from "./wire.js";

let queue = Promise.resolve();

/** Gives what the user answers. When `signal` says that nobody waits any more, the question goes. */
export function ask(method, params, signal, roots) {
  if (method === "roots/list") return Promise.resolve({ roots: roots() });
  const show = { "elicitation/create": elicitation, "sampling/createMessage": sampling }[method];
  if (!show) return Promise.reject(new Failure(`this page does not know ${method}`, { code: -32601 }));
  const turn = queue.then(() => dialog(show, params, signal));
  queue = turn.catch(() => {});
  return turn;
}

function dialog(show, params, signal) {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const title = el("h2", { id: "asked" });
    const node = el("dialog", { "aria-labelledby": "asked" });
    let done = false;
    const end = (settle, value) => {
      if (done) return;
      done = true;
      node.close();
      node.remove();
      settle(value);
    };
    const gone = () => {
      if (!done) say("the server no longer waits for an answer");
      end(reject, signal.reason);
    };
    signal.addEventListener("abort", gone, { once: true });
    const answer = (value) => end(resolve, value);
    const refuse = (error) => end(reject, error);
    const { heading, body, escape } = show(params, answer, refuse);
    // The Escape key.
    node.addEventListener("cancel", (event) => {
      event.preventDefault();
      escape();
    });
    title.textContent = heading;
    fill(node, title, body);
    document.body.append(node);
    node.showModal();
  });
}

function elicitation(params, answer) {
  const cancel = () => answer({ action: "cancel" });
  const others = [
    button("Decline", () => answer({ action: "decline" })),
    button("Cancel", cancel, { title: "Escape" }),
  ];
  const message = el("p", { class: "description" }, params.message);
  if (params.mode === "url") {
    const note = el("p", { class: "hint" }, "Look at the address before you open it. To agree means only that you will.");
    const buttons = el("div", { class: "buttons" }, button("Agree", () => answer({ action: "accept" }), { class: "main" }), others);
    return { heading: "The server asks you to open a page", body: [message, el("p", {}, webLink(params.url)), note, buttons], escape: cancel };
  }
  const filled = form(params.requestedSchema, {
    label: "Send",
    submit: (content) => answer({ action: "accept", content }),
    more: others,
  });
  return { heading: "The server asks you", body: [message, filled.node], escape: cancel };
}

/** The model is whoever sits here. */
function sampling(params, answer, refuse) {
  const decline = () => refuse(new Failure("the user refused", { code: -1 }));
  const text = el("textarea", { rows: 4, required: true });
  const reason = el("select", {}, ["endTurn", "stopSequence", "maxTokens"].map((name) => el("option", {}, name)));
  const model = el("input", { type: "text", value: "a person", required: true });
  const uses = params.tools?.length > 0 && tools(params.tools, (content) => answer(result("toolUse", content)));
  const result = (stopReason, content) => ({ role: "assistant", model: model.value, stopReason, content });
  const said = (params.messages ?? []).map(({ role, content }) => el("div", { class: `message ${role}` }, el("p", { class: "role" }, role), [content].flat().map((part) => block(part, () => {}))));
  const { messages: _, ...rest } = params;
  const node = el("form", {
    class: "form",
    onsubmit(event) {
      event.preventDefault();
      answer(result(reason.value, { type: "text", text: text.value }));
    },
  },
  labelled("What the model answers", text),
  el("details", { class: "fold" }, el("summary", {}, "model and reason"), labelled("Model", model), labelled("Why it stops", reason)),
  el("div", { class: "buttons" }, el("button", { type: "submit", class: "main" }, "Answer"), button("Refuse", decline, { title: "Escape" })));
  const about = el("details", { class: "fold" }, el("summary", {}, "what else it asks for"), code(rest));
  return {
    heading: "The server asks your model",
    body: [params.systemPrompt && el("p", { class: "hint" }, `System prompt: ${params.systemPrompt}`), said, about, node, uses],
    escape: decline,
  };
}

/** A model may call one of the server's tools instead. */
function tools(all, use) {
  const place = el("div", {});
  const choose = el("select", {}, all.map(({ name }) => el("option", {}, name)));
  let count = 0;
  const show = () => {
    const tool = all.find(({ name }) => name === choose.value);
    const filled = form(tool.inputSchema, {
      label: `Use ${tool.name}`,
      submit: (input) => use([{ type: "tool_use", id: `use-${Date.now()}-${++count}`, name: tool.name, input }]),
    });
    fill(place, tool.description && el("p", { class: "hint" }, tool.description), filled.node);
  };
  choose.addEventListener("change", show);
  show();
  return el("details", { class: "fold" }, el("summary", {}, "use a tool instead"), labelled("Tool", choose), place);
}

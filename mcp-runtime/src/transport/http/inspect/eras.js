// The two ways to speak to a server: in a session, or by requests that stand for themselves. Both have the same face:
// `connect`, `call`, `notify`, `watch`, `level`, `close`, and `headersFor` for whoever wants to send a message by other means.
//
// `home` is the page: `home.capabilities()`, `home.ask(method, params, signal)`, `home.heard(message)`, `home.note(entry)`.

import { Failure, Wire, headerValue, mirrored } from "./wire.js";

const ME = { name: "inspect", title: "The inspect page", version: "1" };
const META = "io.modelcontextprotocol/";
const MOST_ROUNDS = 50;

/** What both have: ids, who waits for which answer, and what is noted of each message. */
class Era {
  constructor(url, token, revision, home) {
    this.wire = new Wire(url, token);
    this.revision = revision;
    this.home = home;
    this.count = 0;
    this.waiting = new Map();
    this.closed = new AbortController();
  }

  note(out, message, more = {}) {
    this.home.note({ out, message, at: new Date(), ...more });
  }

  /** A message that came, on whatever stream. */
  hear(message) {
    if (message.method !== undefined) {
      this.note(false, message);
      if (message.id !== undefined) this.asked(message);
      else this.told(message);
      return;
    }
    const waits = this.waiting.get(message.id);
    this.note(false, message, { took: waits && performance.now() - waits.since, answers: waits?.method });
    waits?.settle(message);
  }

  told(message) {
    const { method, params } = message;
    if (method === "notifications/progress") this.waiting.get(params?.progressToken)?.progress?.(params);
    this.home.heard(message);
  }

  /** Sends one request, and waits for its answer, however long that takes. */
  request(method, params, { progress, signal, tool } = {}) {
    const id = ++this.count;
    const message = { jsonrpc: "2.0", id, method, params: this.dressed(params, id, progress) };
    return new Promise((resolve, reject) => {
      const settle = (answer) => {
        this.waiting.delete(id);
        if (answer.error) reject(new Failure(answer.error.message, answer.error));
        else resolve(answer.result);
      };
      const fail = (error) => {
        this.waiting.delete(id);
        reject(error);
      };
      this.waiting.set(id, { settle, fail, progress, method, since: performance.now() });
      this.note(true, message, { tool });
      this.send(message, { signal, tool }).then((seen) => {
        if (this.waiting.has(id)) fail(new Failure(`the response ended without an answer (${seen.status})`));
      }, fail);
    });
  }

  /** A call that can be cancelled. */
  call(method, params, { progress, tool } = {}) {
    const abort = new AbortController();
    const answered = this.answered(method, params, { progress, tool, signal: abort.signal });
    // A stream that is cut says so in words of its own.
    const answer = answered.catch((error) => Promise.reject(abort.signal.aborted ? abort.signal.reason : error));
    return { answer, cancel: () => abort.abort(new Failure("cancelled")) };
  }

  /** All pages of a list. */
  async list(method, member) {
    const all = [];
    let cursor;
    do {
      const page = await this.request(method, cursor === undefined ? {} : { cursor });
      all.push(...(page[member] ?? []));
      cursor = page.nextCursor;
    } while (cursor !== undefined && all.length < 10_000);
    return all;
  }

  close() {
    this.closed.abort();
    for (const waits of [...this.waiting.values()]) waits.fail(new Failure("the connection was closed"));
  }
}

/** Sessions: 2025-03-26 to 2025-11-25 over Streamable HTTP. */
export class Sessions extends Era {
  constructor(...args) {
    super(...args);
    this.questions = new Map();
  }

  async connect() {
    const capabilities = this.home.capabilities();
    const result = await this.request("initialize", { protocolVersion: this.revision, capabilities, clientInfo: ME });
    this.agreed = result.protocolVersion;
    await this.notify("notifications/initialized");
    this.keepListening();
    return result;
  }

  dressed(params, id, progress) {
    return progress ? { ...params, _meta: { progressToken: id } } : params;
  }

  headersFor() {
    const headers = {};
    if (this.id) headers["Mcp-Session-Id"] = this.id;
    if (this.agreed) headers["MCP-Protocol-Version"] = this.agreed;
    return headers;
  }

  async send(message, { signal } = {}) {
    const hear = (heard) => this.hear(heard);
    const begun = (headers) => (this.id ??= headers.get("mcp-session-id"));
    let seen;
    try {
      // Whoever cancels in a session says so, and goes on listening.
      seen = await this.wire.post(message, this.headersFor(), { signal: this.closed.signal, hear, begun });
    } catch (error) {
      if (error.status === 404 && this.id) this.home.lost?.();
      throw error;
    }
    // The server may send its client away in the middle of a call: it comes back for the answer.
    while (this.waiting.has(message.id) && seen.last !== undefined && !signal?.aborted) {
      await new Promise((resolve) => setTimeout(resolve, seen.retry ?? 1000));
      const headers = { ...this.headersFor(), "Last-Event-ID": seen.last };
      const more = await this.wire.listen(headers, { signal: this.closed.signal, hear });
      seen = { ...seen, ...more };
    }
    return seen;
  }

  notify(method, params) {
    const message = { jsonrpc: "2.0", method, ...(params && { params }) };
    this.note(true, message);
    return this.send(message);
  }

  async answered(method, params, { signal, ...rest }) {
    const id = this.count + 1;
    const cancelled = new Promise((_, reject) => {
      signal.addEventListener("abort", () => {
        this.waiting.delete(id);
        this.notify("notifications/cancelled", { requestId: id, reason: "the user cancelled" }).catch(() => {});
        reject(signal.reason);
      });
    });
    return Promise.race([this.request(method, params, { signal, ...rest }), cancelled]);
  }

  /** The server asks: its request came on a stream, the answer is a POST of its own. */
  async asked({ id, method, params }) {
    const abort = new AbortController();
    this.questions.set(id, abort);
    const answer = { jsonrpc: "2.0", id };
    try {
      if (method === "ping") answer.result = {};
      else answer.result = await this.home.ask(method, params ?? {}, abort.signal);
    } catch (error) {
      answer.error = { code: error.code ?? -32603, message: error.message };
    }
    this.questions.delete(id);
    if (abort.signal.aborted) return;
    this.note(true, answer);
    this.send(answer).catch((error) => this.home.failed(error));
  }

  told(message) {
    if (message.method === "notifications/cancelled") this.questions.get(message.params?.requestId)?.abort();
    super.told(message);
  }

  /** The stream of the session, opened again as often as it ends. */
  async keepListening() {
    let last;
    let pause = 1000;
    while (!this.closed.signal.aborted) {
      try {
        const headers = this.headersFor();
        if (last !== undefined) headers["Last-Event-ID"] = last;
        const hear = (message) => this.hear(message);
        const seen = await this.wire.listen(headers, { signal: this.closed.signal, hear });
        last = seen.last ?? last;
        pause = seen.retry ?? 1000;
      } catch (error) {
        if (error.status === 405) return;
        if (error.status === 404) return this.home.lost?.();
        pause = Math.min(pause * 2, 30_000);
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  watch(uri, on) {
    return this.request(on ? "resources/subscribe" : "resources/unsubscribe", { uri });
  }

  level(level) {
    return this.request("logging/setLevel", { level });
  }

  close() {
    if (this.id) this.wire.end(this.headersFor()).catch(() => {});
    super.close();
  }
}

/** Requests that stand for themselves, and questions in rounds: 2026-07-28. */
export class Rounds extends Era {
  constructor(...args) {
    super(...args);
    this.watched = new Set();
    this.loudest = undefined;
  }

  async connect() {
    const result = await this.request("server/discover", {});
    this.offered = result.capabilities ?? {};
    await this.listenAnew();
    return { protocolVersion: this.revision, serverInfo: result._meta?.[`${META}serverInfo`], ...result };
  }

  dressed(params, id, progress) {
    const _meta = {
      [`${META}protocolVersion`]: this.revision,
      [`${META}clientCapabilities`]: this.home.capabilities(),
      [`${META}clientInfo`]: ME,
    };
    if (this.loudest) _meta[`${META}logLevel`] = this.loudest;
    if (progress) _meta.progressToken = id;
    return { ...params, _meta };
  }

  headersFor(message, tool) {
    const { method, params } = message;
    const headers = { "MCP-Protocol-Version": this.revision, "Mcp-Method": method };
    const name = { "tools/call": params?.name, "prompts/get": params?.name, "resources/read": params?.uri }[method];
    if (name !== undefined) headers["Mcp-Name"] = headerValue(name);
    return Object.assign(headers, mirrored(tool?.inputSchema, params?.arguments));
  }

  send(message, { signal, tool } = {}) {
    const signals = [this.closed.signal, signal].filter(Boolean);
    const hear = (heard) => this.hear(heard);
    return this.wire.post(message, this.headersFor(message, tool), { signal: AbortSignal.any(signals), hear });
  }

  /** Each round is a request of its own: with what was answered so far, and the state that the server gave. */
  async answered(method, params, { signal, ...rest }) {
    let more = {};
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const result = await this.request(method, { ...params, ...more }, { signal, ...rest });
      if (result.resultType !== "input_required") return result;
      const inputResponses = {};
      for (const [key, { method: asked, params: about }] of Object.entries(result.inputRequests ?? {})) {
        inputResponses[key] = await this.home.ask(asked, about ?? {}, signal);
        if (signal.aborted) throw signal.reason;
      }
      more = {};
      if (Object.keys(inputResponses).length > 0) more.inputResponses = inputResponses;
      if (result.requestState !== undefined) more.requestState = result.requestState;
    }
    throw new Failure(`the server asked ${MOST_ROUNDS} times, and never answered`);
  }

  asked({ method }) {
    this.home.failed(new Failure(`the server sent the request ${method}, which it may not in ${this.revision}`));
  }

  /** One stream for all that changes. The new one is there before the old one ends, so nothing is missed. */
  async listenAnew() {
    const { tools, prompts, resources } = this.offered;
    const filter = {};
    if (tools?.listChanged) filter.toolsListChanged = true;
    if (prompts?.listChanged) filter.promptsListChanged = true;
    if (resources?.listChanged) filter.resourcesListChanged = true;
    if (this.watched.size > 0) filter.resourceSubscriptions = [...this.watched];
    const old = this.listening;
    if (Object.keys(filter).length === 0) {
      this.listening = undefined;
      old?.abort();
      return;
    }
    const abort = new AbortController();
    this.listening = abort;
    let heard;
    const acknowledged = new Promise((resolve) => (heard = resolve));
    this.onAcknowledged = heard;
    const ended = this.request("subscriptions/listen", { notifications: filter }, { signal: abort.signal });
    ended.then(() => this.again(abort), (error) => {
      if (error.name !== "AbortError") this.again(abort);
    });
    await Promise.race([acknowledged, ended]);
    old?.abort();
  }

  /** A stream that ended by itself is opened again after a while. */
  again(abort) {
    if (this.listening !== abort || this.closed.signal.aborted) return;
    setTimeout(() => {
      if (this.listening === abort && !this.closed.signal.aborted) this.listenAnew().catch((error) => this.home.failed(error));
    }, 2000);
  }

  told(message) {
    if (message.method === "notifications/subscriptions/acknowledged") this.onAcknowledged?.();
    super.told(message);
  }

  watch(uri, on) {
    if (on) this.watched.add(uri);
    else this.watched.delete(uri);
    return this.listenAnew();
  }

  async level(level) {
    this.loudest = level;
  }
}

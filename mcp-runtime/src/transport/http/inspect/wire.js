// HTTP: a message goes out as a POST, and what comes back is one message or a stream of events.

/** What the server refused, or what did not come to be: an error of JSON-RPC, or one of the way there. */
export class Failure extends Error {
  constructor(message, { code, data, status } = {}) {
    super(message);
    Object.assign(this, { code, data, status });
  }
}

/** Cuts a stream of bytes into events. A line may end in CR, LF or both, and a CR may be the last byte of a piece. */
export async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let event = { data: [] };
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      rest += value;
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop();
      for (const line of lines) {
        if (line === "") {
          yield { ...event, data: event.data.join("\n") };
          event = { data: [] };
          continue;
        }
        const colon = line.indexOf(":");
        if (colon === 0) continue;
        const name = colon < 0 ? line : line.slice(0, colon);
        const text = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
        if (name === "data") event.data.push(text);
        else if (name === "id") event.id = text;
        else if (name === "retry") event.retry = Number(text);
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

export class Wire {
  /** `token` is asked for at each request, so it is kept in one place only. */
  constructor(url, token) {
    this.url = url;
    this.token = token;
  }

  headers(more) {
    const token = this.token();
    const headers = { ...more };
    if (token) headers.Authorization = `Bearer ${token}`;
    return headers;
  }

  async fetch(init) {
    try {
      return await fetch(this.url, { cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer", ...init });
    } catch (error) {
      if (init.signal?.aborted) throw init.signal.reason ?? error;
      throw new Failure("the server cannot be reached: is it still running?");
    }
  }

  /** Sends a message; `begun` gets the headers, then `hear` each message that comes back. Says where a stream could be resumed. */
  async post(message, headers, { signal, hear, begun }) {
    const response = await this.fetch({
      method: "POST",
      headers: this.headers({ "Content-Type": "application/json", Accept: "application/json, text/event-stream", ...headers }),
      body: JSON.stringify(message),
      signal,
    });
    begun?.(response.headers);
    return { status: response.status, ...(await this.read(response, hear)) };
  }

  /** Opens a stream that the server speaks on. */
  async listen(headers, { signal, hear }) {
    const response = await this.fetch({
      method: "GET",
      headers: this.headers({ Accept: "text/event-stream", ...headers }),
      signal,
    });
    if (!response.ok) {
      await response.text();
      throw new Failure(`the stream is refused: ${response.status}`, { status: response.status });
    }
    return this.read(response, hear);
  }

  end(headers) {
    return this.fetch({ method: "DELETE", headers: this.headers(headers), keepalive: true });
  }

  /** Reads whatever a response is. One that is not fine and no message either is a failure. */
  async read(response, hear) {
    const kind = response.headers.get("content-type") ?? "";
    const seen = {};
    if (kind.startsWith("text/event-stream")) {
      try {
        for await (const event of events(response.body)) {
          if (event.id !== undefined) seen.last = event.id;
          if (event.retry !== undefined) seen.retry = event.retry;
          if (event.data) hear(JSON.parse(event.data));
        }
      } catch (error) {
        // A stream that breaks can be come back to, if it said where.
        if (error.name === "AbortError" || seen.last === undefined) throw error;
      }
      return seen;
    }
    const text = await response.text();
    if (kind.startsWith("application/json") && text) {
      const message = JSON.parse(text);
      const refused = !response.ok && message.error;
      if (refused && (message.id === undefined || message.id === null)) {
        hear(message);
        throw new Failure(message.error.message, { ...message.error, status: response.status });
      }
      for (const each of Array.isArray(message) ? message : [message]) hear(each);
      return seen;
    }
    if (!response.ok) throw new Failure(`the server answers ${response.status}: ${text.slice(0, 200)}`, { status: response.status });
    return seen;
  }
}

/** A value as a header can carry it (2026-07-28): as it is, or in Base64 between two marks. */
export function headerValue(value) {
  const text = String(value);
  const plain = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text);
  if (plain && !(text.startsWith("=?base64?") && text.endsWith("?="))) return text;
  const bytes = new TextEncoder().encode(text);
  return `=?base64?${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))}?=`;
}

/** The arguments that headers repeat (2026-07-28), by the input schema of a tool. */
export function mirrored(schema, values, headers = {}) {
  for (const [name, part] of Object.entries(schema?.properties ?? {})) {
    const value = values?.[name];
    if (value === undefined || value === null) continue;
    if (part?.["x-mcp-header"]) headers[`Mcp-Param-${part["x-mcp-header"]}`] = headerValue(value);
    else if (typeof value === "object") mirrored(part, value, headers);
  }
  return headers;
}

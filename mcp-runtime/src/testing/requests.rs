//! What a client in a test asks of its server.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::author::handler::Role;
use crate::base::sync::lock;
use crate::protocol::revision::Revision;
use crate::schema::Shape;
use crate::testing::answer::{Answer, CallError};
use crate::testing::client::{Client, Inner, Opened};
use crate::testing::link::Link;
use crate::testing::typed::{FromAnswer, Method};

/// So often a call of 2026-07-28 asks; real clients give up then.
const ROUNDS: usize = 10;

/// Its request is cancelled when nobody waits for the response any more.
struct Waiting<'a>(&'a Link, u64);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.cancel(self.1);
    }
}

impl Client {
    /// Calls a tool. What it fails with is [`CallError::Tool`].
    pub async fn call(&self, tool: &str, arguments: impl Serialize) -> Result<Answer, CallError> {
        let result =
            self.request("tools/call", json!({ "name": tool, "arguments": value(&arguments)? })).await?;
        let answer = Answer::new(result, self.shape(tool));
        if answer.raw()["isError"] == true {
            return Err(CallError::Tool(answer.text()));
        }
        Ok(answer)
    }

    /// Gets a prompt. Its arguments are texts; what is none is sent as its JSON.
    pub async fn get(&self, prompt: &str, arguments: impl Serialize) -> Result<Answer, CallError> {
        let text = |value| match value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        let arguments = match value(&arguments)? {
            Value::Object(members) => {
                members.into_iter().map(|(name, value)| (name, Value::String(text(value)))).collect()
            }
            _ => Map::new(),
        };
        let result = self.request("prompts/get", json!({ "name": prompt, "arguments": arguments })).await?;
        Ok(Answer::new(result, None))
    }

    /// Reads a resource.
    pub async fn read(&self, uri: &str) -> Result<Answer, CallError> {
        Ok(Answer::new(self.request("resources/read", json!({ "uri": uri })).await?, None))
    }

    /// All entries of a list: `tools`, `prompts`, `resources` or `resources/templates`, page by page.
    pub async fn list(&self, what: &str) -> Result<Vec<Value>, CallError> {
        let (mut all, mut params) = (Vec::new(), json!({}));
        loop {
            let page = self.request(&format!("{what}/list"), &params).await?;
            let entries = page.as_object().into_iter().flatten().find_map(|(_, value)| value.as_array());
            all.extend(entries.into_iter().flatten().cloned());
            match page.get("nextCursor") {
                Some(cursor) => params["cursor"] = cursor.clone(),
                None => return Ok(all),
            }
        }
    }

    /// Sends any request, and gives its result. `params` is an object; `_meta` comes to it. What the server asks before it answers is
    /// answered, in 2026-07-28 by the same request again.
    pub async fn request(&self, method: &str, params: impl Serialize) -> Result<Value, CallError> {
        let mut params = value(&params)?;
        if !params.is_object() {
            return Err(CallError::Unreadable(format!("{params} is no object, as params are")));
        }
        let opened = self.open().await?;
        for _ in 0..ROUNDS {
            let result = self.send(&opened, method, params.clone()).await?;
            let Some(asked) = result.get("inputRequests").and_then(Value::as_object) else {
                return Ok(result);
            };
            let mut responses = Map::new();
            for (key, question) in asked {
                let method = question["method"].as_str().unwrap_or_default();
                let reply = self.0.shared.reply(method, &question["params"]);
                responses.insert(key.clone(), reply.map_err(CallError::Unanswered)?);
            }
            params["inputResponses"] = responses.into();
            params["requestState"] = result["requestState"].clone();
        }
        Err(CallError::Unanswered(format!("the server asked in {ROUNDS} rounds; clients give up then")))
    }

    /// Sends one request, and waits for its response.
    async fn send(&self, opened: &Opened, method: &str, mut params: Value) -> Result<Value, CallError> {
        let Opened { link, revision, capabilities } = opened;
        let id = self.0.next.fetch_add(1, Ordering::Relaxed);
        let meta = &mut params["_meta"];
        meta["progressToken"] = id.into();
        if revision.is_modern() {
            meta["io.modelcontextprotocol/protocolVersion"] = revision.as_str().into();
            meta["io.modelcontextprotocol/clientCapabilities"] = capabilities.clone();
            meta["io.modelcontextprotocol/logLevel"] = "debug".into();
        }
        let waits = link.ask(id, method, &params);
        let waiting = Waiting(link, id);
        let mut response = waits.await.map_err(|_| CallError::closed())?;
        drop(waiting);
        match (link.unanswered(), response.get("error")) {
            (Some(text), _) => Err(CallError::Unanswered(text)),
            (None, Some(error)) => Err(CallError::refused(error)),
            (None, None) => Ok(response["result"].take()),
        }
    }

    /// The connection for what is said now; a new one where something changed that is said only at its beginning.
    async fn open(&self) -> Result<Opened, CallError> {
        let Inner { app, shared, state, runtime, .. } = &*self.0;
        let opened = {
            let mut state = lock(state);
            let revision = state.revision;
            let capabilities = state.capabilities.clone().unwrap_or_else(|| shared.answers.capabilities());
            match &state.link {
                Some(open) if open.revision == revision && open.capabilities == capabilities => {
                    return Ok(open.clone());
                }
                _ => {}
            }
            let opened =
                Opened { link: Link::open(Arc::clone(app), runtime, shared), revision, capabilities };
            state.link = Some(opened.clone());
            opened
        };
        if !opened.revision.is_modern() {
            self.shake_hands(&opened).await?;
        }
        Ok(opened)
    }

    async fn shake_hands(&self, opened: &Opened) -> Result<(), CallError> {
        let hello = hello(opened.revision, &opened.capabilities);
        let agreed = self.send(opened, "initialize", hello).await?;
        opened.link.say(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }));
        if agreed["capabilities"].get("logging").is_some() {
            self.send(opened, "logging/setLevel", json!({ "level": "debug" })).await?;
        }
        Ok(())
    }

    /// Opens a connection of 2025-11-25 and makes a call without arguments, without waiting.
    pub(super) fn lend(&self, tool: &str) {
        let Inner { app, shared, state, runtime, .. } = &*self.0;
        let (revision, capabilities) = (Revision::NEWEST_LEGACY, json!(null));
        let link = Link::open(Arc::clone(app), runtime, shared);
        let capabilities = lock(state).capabilities.clone().unwrap_or(capabilities);
        drop(link.ask(0, "initialize", &hello(revision, &capabilities)));
        link.say(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }));
        drop(link.ask(1, "logging/setLevel", &json!({ "level": "debug" })));
        drop(link.ask(2, "tools/call", &json!({ "name": tool, "_meta": { "progressToken": 2 } })));
        lock(state).link = Some(Opened { link, revision, capabilities });
    }

    /// How a tool sends the value that it returns.
    fn shape(&self, tool: &str) -> Option<Shape> {
        let catalog = self.0.app.catalog();
        match catalog.tools.named(tool)?.handler.role {
            Role::Tool { shape, .. } => Some(shape),
            _ => None,
        }
    }

    /// What a method of a typed client does.
    #[doc(hidden)]
    pub async fn of_method<T: FromAnswer>(&self, method: Method<'_>) -> Result<T, CallError> {
        let Method { name, is_prompt, arguments } = method;
        let arguments = arguments?;
        let answer =
            if is_prompt { self.get(name, arguments).await? } else { self.call(name, arguments).await? };
        T::from_answer(answer)
    }
}

/// The params of `initialize`.
fn hello(revision: Revision, capabilities: &Value) -> Value {
    json!({
        "protocolVersion": revision.as_str(),
        "capabilities": capabilities,
        "clientInfo": { "name": "a test", "version": "1" },
    })
}

fn value(value: &impl Serialize) -> Result<Value, CallError> {
    serde_json::to_value(value)
        .map_err(|error| CallError::Unreadable(format!("this cannot be sent: {error}")))
}

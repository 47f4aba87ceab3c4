//! A request to the server in this process: what it says meanwhile is shown, what it asks is asked at the terminal, and Ctrl-C cancels it.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::asker::Asker;
use super::inbox::{Event, Peer, hear_interrupts};
use super::own::Own;
use super::screen::Screen;
use crate::app::App;
use crate::outcome::error::Error;
use crate::protocol::revision::Revision;

/// So often a server may ask before it answers.
const ROUNDS: usize = 100;
/// What is asked of a client that cannot do it.
const NO_SUCH_METHOD: i32 = -32601;

/// Why a request has no result.
#[derive(Debug)]
pub(super) enum Failure {
    /// The server refused it.
    Refused(String),
    /// The user did not wait for it.
    Interrupted,
}

/// A message of the server.
#[derive(Debug, Deserialize)]
struct Incoming {
    id: Option<Value>,
    method: Option<String>,
    #[serde(default)]
    params: Value,
    result: Option<Box<RawValue>>,
    error: Option<Value>,
}

/// What a result asks for in its place.
#[derive(Debug, Deserialize)]
struct Round {
    #[serde(rename = "inputRequests")]
    asked: Option<Map<String, Value>>,
    #[serde(rename = "requestState")]
    state: Option<Value>,
}

/// A conversation.
#[derive(Debug)]
pub(super) struct Talk {
    peer: Peer,
    inbox: Receiver<Event>,
    /// What came while the user was asked.
    later: VecDeque<Event>,
    pub(super) screen: Screen,
    asker: Asker,
    revision: Revision,
    version: &'static str,
    quiet: bool,
    /// The level of messages that are shown, if any.
    level: Option<&'static str>,
    id: u64,
}

impl Talk {
    pub(super) fn open(app: Arc<App>, own: Own<'_>, level: Option<&str>) -> Result<Self, Error> {
        let (post, inbox) = channel();
        hear_interrupts(post.clone());
        let version = app.info.version;
        let peer = Peer::open(app, post.clone())?;
        // Without the feature only clients with a session are asked.
        let revision = if cfg!(feature = "ask") { Revision::MODERN } else { Revision::NEWEST_LEGACY };
        let (screen, asker) = (Screen::new(), Asker::new(own.answers(), post));
        let level = if own.quiet() { None } else { shown_from(level) };
        let later = VecDeque::new();
        let quiet = own.quiet();
        Ok(Self { peer, inbox, later, screen, asker, revision, version, quiet, level, id: 0 })
    }

    /// Asks the server, and gives the result as it came. `params` has no end yet.
    pub(super) fn request(&mut self, method: &str, params: &str) -> Result<String, Failure> {
        if !self.revision.is_modern() {
            self.shake_hands()?;
        }
        let mut more = String::new();
        for _ in 0..ROUNDS {
            let result = self.once(method, &format!("{params}{more}"))?;
            let Ok(Round { asked: Some(asked), state }) = serde_json::from_str(&result) else {
                return Ok(result);
            };
            let mut answers = Map::new();
            for (key, question) in asked {
                let method = question["method"].as_str().unwrap_or_default().to_owned();
                let answer = self.answered(&method, &question["params"], Some(&key))?;
                answers.insert(key, answer.map_err(Failure::Refused)?);
            }
            let state = state.map(|state| format!(",\"requestState\":{state}")).unwrap_or_default();
            more = format!(",\"inputResponses\":{}{state}", Value::Object(answers));
        }
        Err(Failure::Refused(format!("the server asked {ROUNDS} times, which is given up")))
    }

    /// Ends what runs.
    pub(super) fn close(mut self) {
        self.screen.clear();
        self.peer.close();
    }

    fn shake_hands(&mut self) -> Result<(), Failure> {
        let hello = json!({
            "protocolVersion": self.revision.as_str(),
            "capabilities": capabilities(),
            "clientInfo": { "name": "command line", "version": self.version },
        });
        let open = hello.to_string();
        let agreed = self.once("initialize", open.trim_end_matches('}').trim_end())?;
        self.peer.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        let agreed: Value = serde_json::from_str(&agreed).unwrap_or_default();
        if let (Some(level), true) = (self.level, agreed["capabilities"].get("logging").is_some()) {
            self.once("logging/setLevel", &format!("{{\"level\":\"{level}\""))?;
        }
        Ok(())
    }

    /// Sends a request once, and waits for its result.
    fn once(&mut self, method: &str, params: &str) -> Result<String, Failure> {
        self.id += 1;
        let (id, meta) = (self.id, self.meta());
        let message = format!(
            "{{\"jsonrpc\":\"2.0\",\"id\":{id},\"method\":\"{method}\",\"params\":{params},\"_meta\":{meta}}}}}"
        );
        self.peer.ask(message).map_err(|error| Failure::Refused(error.to_string()))?;
        loop {
            match self.next() {
                Some(Event::Message(text)) => {
                    if let Some(result) = self.heard(&text)? {
                        return Ok(result);
                    }
                }
                Some(Event::Line(line)) => self.asker.ahead(line),
                Some(Event::Interrupt) | None => return Err(self.interrupted()),
            }
        }
    }

    fn meta(&self) -> Value {
        let mut meta = Map::new();
        if self.revision.is_modern() {
            let client = json!({ "name": "command line", "version": self.version });
            meta.insert("io.modelcontextprotocol/protocolVersion".into(), self.revision.as_str().into());
            meta.insert("io.modelcontextprotocol/clientCapabilities".into(), capabilities());
            meta.insert("io.modelcontextprotocol/clientInfo".into(), client);
            if let Some(level) = self.level {
                meta.insert("io.modelcontextprotocol/logLevel".into(), level.into());
            }
        }
        if !self.quiet {
            meta.insert("progressToken".into(), self.id.into());
        }
        meta.into()
    }

    fn next(&mut self) -> Option<Event> {
        self.later.pop_front().or_else(|| self.inbox.recv().ok())
    }

    /// Takes note of a message; gives the result, where it is that of the request.
    fn heard(&mut self, text: &str) -> Result<Option<String>, Failure> {
        let Ok(message) = serde_json::from_str::<Incoming>(text) else { return Ok(None) };
        match (message.method, message.id) {
            (Some(method), Some(id)) => {
                let answer = match self.answered(&method, &message.params, None)? {
                    Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
                    Err(text) => {
                        let error = json!({ "code": NO_SUCH_METHOD, "message": text });
                        json!({ "jsonrpc": "2.0", "id": id, "error": error })
                    }
                };
                self.peer.send(&answer.to_string());
                Ok(None)
            }
            (Some(_), None) if self.quiet => Ok(None),
            (Some(method), None) => {
                self.screen.notified(&method, &message.params);
                Ok(None)
            }
            (None, Some(id)) if id != self.id => Ok(None),
            (None, _) => match (message.error, message.result) {
                (Some(error), _) => Err(Failure::Refused(
                    error["message"].as_str().unwrap_or("the server refused").to_owned(),
                )),
                (None, result) => Ok(result.map(|result| result.get().to_owned())),
            },
        }
    }

    /// Answers what the server asks. The inner Err: why nobody can.
    fn answered(
        &mut self,
        method: &str,
        params: &Value,
        key: Option<&str>,
    ) -> Result<Result<Value, String>, Failure> {
        if method == "ping" {
            return Ok(Ok(json!({})));
        }
        if method != "elicitation/create" {
            let text = format!("the command line has no answer to `{method}`: use a client that has");
            self.screen.say(&text);
            return Ok(Err(text));
        }
        let Self { asker, screen, inbox, later, .. } = self;
        match asker.ask(params, key, screen, inbox, later) {
            Some(answer) => Ok(Ok(answer)),
            None => Err(self.interrupted()),
        }
    }

    /// Cancels the request, as the protocol has it.
    fn interrupted(&mut self) -> Failure {
        let params = json!({ "requestId": self.id, "reason": "the user does not wait for it" });
        let cancelled = json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": params });
        self.peer.send(&cancelled.to_string());
        Failure::Interrupted
    }
}

/// What a command line can do: its user is asked. It has no model, and no folders.
fn capabilities() -> Value {
    json!({ "elicitation": { "form": {}, "url": {} } })
}

/// From which level on messages of the server are shown, for a level of the log.
fn shown_from(level: Option<&str>) -> Option<&'static str> {
    match level {
        Some("off") => None,
        Some("error") => Some("error"),
        Some("warn") => Some("warning"),
        Some("debug" | "trace") => Some("debug"),
        _ => Some("info"),
    }
}

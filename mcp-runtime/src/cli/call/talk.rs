//! A conversation with a server: what it says while a request runs is shown, what it asks is asked at the terminal, and Ctrl-C cancels it.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::asker::Asker;
use super::inbox::{Event, hear_interrupts};
use super::own::Own;
use super::peer::Peer;
use super::screen::Screen;
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
    /// The server is gone, or does not answer in time.
    Gone(String),
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
    pub(super) peer: Box<dyn Peer>,
    inbox: Receiver<Event>,
    /// What came while the user was asked.
    later: VecDeque<Event>,
    pub(super) screen: Screen,
    asker: Asker,
    pub(super) revision: Revision,
    version: &'static str,
    quiet: bool,
    /// The level of messages that are shown, if any.
    pub(super) level: Option<&'static str>,
    /// How long an answer may take.
    pub(super) limit: Option<Duration>,
    /// The request that runs.
    id: u64,
    method: String,
}

impl Talk {
    /// One with what `peer` opens. Nothing is said yet.
    pub(super) fn open<P: Peer + 'static>(
        peer: impl FnOnce(Sender<Event>) -> Result<P, Error>,
        version: &'static str,
    ) -> Result<Self, Error> {
        let (post, inbox) = channel();
        hear_interrupts(post.clone());
        let peer = Box::new(peer(post.clone())?);
        Ok(Self {
            peer,
            inbox,
            later: VecDeque::new(),
            screen: Screen::new(),
            asker: Asker::new(post),
            revision: Revision::NEWEST_LEGACY,
            version,
            quiet: false,
            level: None,
            limit: None,
            id: 0,
            method: String::new(),
        })
    }

    /// Takes note of what the flags say, and of the level of the log.
    pub(super) fn heed(&mut self, own: Own<'_>, level: Option<&str>) {
        self.quiet = own.quiet();
        self.level = if self.quiet { None } else { shown_from(level) };
        self.limit = own.wait();
        self.asker.give(own.answers());
    }

    /// Asks the server, and gives the result as it came. `params` has no end yet.
    pub(super) fn request(&mut self, method: &str, params: &str) -> Result<String, Failure> {
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

    /// Sends a request once, and waits for its result. `params` has no end yet.
    pub(super) fn once(&mut self, method: &str, params: &str) -> Result<String, Failure> {
        self.id += 1;
        method.clone_into(&mut self.method);
        let (id, meta) = (self.id, self.meta());
        let meta = if meta.is_empty() { String::new() } else { format!("\"_meta\":{}", Value::Object(meta)) };
        let comma = if params == "{" || meta.is_empty() { "" } else { "," };
        let message = format!(
            "{{\"jsonrpc\":\"2.0\",\"id\":{id},\"method\":\"{method}\",\"params\":{params}{comma}{meta}}}}}"
        );
        self.peer.ask(id, message).map_err(|error| Failure::Gone(error.to_string()))?;
        let mut until = self.limit.map(|limit| Instant::now() + limit);
        loop {
            match self.next(until) {
                Some(Event::Message(text)) => {
                    let began = Instant::now();
                    if let Some(result) = self.heard(&text)? {
                        return Ok(result);
                    }
                    // The time of a person is not the server's.
                    until = until.map(|until| until + began.elapsed());
                }
                Some(Event::Line(line)) => self.asker.ahead(line),
                Some(Event::Gone(text)) => return Err(Failure::Gone(text)),
                Some(Event::Interrupt) => return Err(self.interrupted()),
                None => return Err(self.late()),
            }
        }
    }

    pub(super) fn client(&self) -> Value {
        json!({ "name": "command line", "version": self.version })
    }

    fn meta(&self) -> Map<String, Value> {
        let mut meta = Map::new();
        if self.revision.is_modern() {
            meta.insert("io.modelcontextprotocol/protocolVersion".into(), self.revision.as_str().into());
            meta.insert("io.modelcontextprotocol/clientCapabilities".into(), capabilities());
            meta.insert("io.modelcontextprotocol/clientInfo".into(), self.client());
            if let Some(level) = self.level {
                meta.insert("io.modelcontextprotocol/logLevel".into(), level.into());
            }
        }
        if !self.quiet && matches!(&*self.method, "tools/call" | "prompts/get" | "resources/read") {
            meta.insert("progressToken".into(), self.id.into());
        }
        meta
    }

    /// What is heard of next; nothing when the time is over.
    fn next(&mut self, until: Option<Instant>) -> Option<Event> {
        if let Some(event) = self.later.pop_front() {
            return Some(event);
        }
        match until {
            Some(until) => self.inbox.recv_timeout(until.saturating_duration_since(Instant::now())).ok(),
            None => self.inbox.recv().ok(),
        }
    }

    /// Takes note of a message; gives the result, where it is that of the request.
    fn heard(&mut self, text: &str) -> Result<Option<String>, Failure> {
        let Ok(message) = serde_json::from_str::<Incoming>(text) else {
            self.screen.say(&format!("the server says what is no message: {}", text.trim_end()));
            return Ok(None);
        };
        match (message.method, message.id) {
            (Some(method), Some(id)) => {
                let answer = match self.answered(&method, &message.params, None)? {
                    Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
                    Err(text) => {
                        let error = json!({ "code": NO_SUCH_METHOD, "message": text });
                        json!({ "jsonrpc": "2.0", "id": id, "error": error })
                    }
                };
                self.peer.send(answer.to_string());
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

    fn interrupted(&mut self) -> Failure {
        self.cancel("the user does not wait for it");
        Failure::Interrupted
    }

    fn late(&mut self) -> Failure {
        self.cancel("it takes too long");
        let limit = self.limit.unwrap_or_default().as_secs_f64();
        Failure::Gone(format!("the server does not answer within {limit} s: write `--wait TIME` for more"))
    }

    /// Cancels the request, as the protocol has it: all but the first.
    fn cancel(&self, reason: &str) {
        if self.method != "initialize" {
            let params = json!({ "requestId": self.id, "reason": reason });
            let cancelled =
                json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": params });
            self.peer.send(cancelled.to_string());
        }
    }
}

/// What a command line can do: its user is asked. It has no model, and no folders.
pub(super) fn capabilities() -> Value {
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

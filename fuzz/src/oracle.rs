//! What must be true of all that a server says: it is valid, it was asked for, and all that was asked for comes.

use mcp_tests::validate;
use serde_json::Value;

use crate::asked::{self, Request, Said};
use crate::shown;

const MODERN: &str = "2026-07-28";
/// What a request without a claim is answered in before a handshake.
const NEWEST_LEGACY: &str = "2025-11-25";
const LEVELS: [&str; 8] = ["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"];

/// Follows one conversation.
#[derive(Debug)]
pub(crate) struct Oracle {
    said: Vec<String>,
    /// Bytes that the server said.
    heard: usize,
    negotiated: Option<String>,
    initialized: bool,
    /// The requests that are not answered, in their order.
    asked: Vec<Request>,
    /// Those of them that were cancelled: they may be answered, or not.
    cancelled: Vec<Request>,
    /// The messages of the last line that may be answered by an error.
    faults: Vec<Vec<u8>>,
    /// The least level that was ever asked for: of the connection, and of a request.
    least: (usize, usize),
    schemas: bool,
}

impl Default for Oracle {
    fn default() -> Self {
        Self {
            said: Vec::new(),
            heard: 0,
            negotiated: None,
            initialized: false,
            asked: Vec::new(),
            cancelled: Vec::new(),
            faults: Vec::new(),
            least: (1, LEVELS.len()),
            schemas: validate::is_there(),
        }
    }
}

impl Oracle {
    /// Panics with a reason and the whole conversation.
    pub(crate) fn fail(&self, why: &str) -> ! {
        panic!("{why}\nnot answered: {:?}\n{}", self.asked, self.said.join("\n"));
    }

    /// How many bytes the server said.
    pub(crate) fn heard(&self) -> usize {
        self.heard
    }

    /// Whether something has to come yet. A subscription stays open.
    pub(crate) fn waits(&self) -> bool {
        self.asked.iter().any(|request| !request.open)
    }

    /// Takes a line of the client.
    pub(crate) fn client(&mut self, line: &[u8]) {
        self.said.push(format!("→ {}", shown(line)));
        let batches = self.negotiated.as_deref() == Some("2025-03-26");
        for said in asked::read(line, batches) {
            match said {
                Said::Request(request) => self.request(request),
                Said::Notification { method, cancels } => {
                    self.initialized |= method == "notifications/initialized";
                    if let Some(id) = cancels {
                        let gone = self.asked.extract_if(.., |request| request.id == id);
                        self.cancelled.extend(gone);
                    }
                }
                Said::Nothing => {}
                Said::Fault(message) => self.faults.push(message),
            }
        }
    }

    fn request(&mut self, request: Request) {
        if let Some(level) = request.level.as_deref().and_then(severity) {
            if request.claims {
                self.least.1 = self.least.1.min(level);
            } else if request.method == "logging/setLevel" {
                self.least.0 = self.least.0.min(level);
            }
        }
        self.asked.push(request);
    }

    /// What is wrong with a line is said at once or never.
    pub(crate) fn settle(&mut self) {
        self.faults.clear();
    }

    /// Takes a line of the server.
    pub(crate) fn server(&mut self, line: &str) {
        self.heard += line.len();
        self.said.push(format!("← {}", shown(line.as_bytes())));
        if let Err(why) = self.judge(line) {
            self.fail(&why);
        }
    }

    fn judge(&mut self, line: &str) -> Result<(), String> {
        // Deep values go through as they are, deeper than this parser follows: then only the envelope is looked at.
        let message: Value = match serde_json::from_str(line) {
            Ok(message) => message,
            Err(error) if error.to_string().contains("recursion limit") => shallow(line)?,
            Err(error) => return Err(format!("no JSON: {error}")),
        };
        if !message.is_object() || message["jsonrpc"] != "2.0" {
            return Err("no object of JSON-RPC 2.0".into());
        }
        match (message["method"].as_str(), message.get("id")) {
            (Some(_), Some(_)) => Err("a request of the server".into()),
            (Some(method), None) => self.notification(method, &message),
            (None, None | Some(Value::Null)) => self.without_id(&message),
            (None, Some(id)) => self.answer(&id.to_string(), line, &message),
        }
    }

    fn without_id(&mut self, message: &Value) -> Result<(), String> {
        if message.get("error").is_none() || self.faults.pop().is_none() {
            return Err("an answer without an id to nothing that was wrong".into());
        }
        let revision = self.negotiated.clone().unwrap_or_else(|| NEWEST_LEGACY.into());
        self.fits(validate::answer, &revision, "", message)
    }

    fn answer(&mut self, id: &str, line: &str, message: &Value) -> Result<(), String> {
        // Numbers of any size: as they are in the line, not as a float.
        let raw = raw_id(line).unwrap_or_else(|| id.to_owned());
        let key = asked::id(&raw).ok_or("an answer with an id that no request may have")?;
        let error = message.get("error").is_some();
        if error == message.get("result").is_some() {
            return Err("neither result nor error, or both".into());
        }
        let text = message["error"]["message"].as_str();
        let text = text.or_else(|| {
            message["result"]["content"][0]["text"].as_str().filter(|_| message["result"]["isError"] == true)
        });
        if text.is_some_and(|text| text.starts_with("internal error (reference")) {
            return Err("something panicked".into());
        }
        // The id of what is broken may be that of another request too, which then is not answered by this.
        let broken = |fault: &Vec<u8>| has_member(&String::from_utf8_lossy(fault), &raw);
        if let Some(at) = self.faults.iter().position(broken).filter(|_| error) {
            self.faults.remove(at);
            return Ok(());
        }
        let request = self.take(&key, error, message).ok_or("an answer that nobody waits for")?;
        if request.method == "initialize" && !error && !request.claims {
            self.negotiated = message["result"]["protocolVersion"].as_str().map(str::to_owned);
        }
        self.suits(&request, message)
    }

    /// The request that is answered. When an id is used twice, the later one is refused; in one batch both may be answered.
    fn take(&mut self, key: &str, error: bool, message: &Value) -> Option<Request> {
        let several =
            self.asked.iter().chain(&self.cancelled).filter(|request| request.id == key).count() > 1;
        if several && error {
            let all = self.asked.iter_mut().chain(&mut self.cancelled);
            all.filter(|request| request.id == key).for_each(|request| request.unsure = true);
        } else if several {
            let suits = |request: &Request| request.id == key && self.suits(request, message).is_ok();
            let (asked, cancelled) =
                (self.asked.iter().position(suits), self.cancelled.iter().position(suits));
            if let Some(at) = asked {
                return Some(self.asked.remove(at));
            }
            if let Some(at) = cancelled {
                return Some(self.cancelled.remove(at));
            }
        }
        for list in [&mut self.asked, &mut self.cancelled] {
            let fits = |request: &Request| request.id == key;
            let at = if error { list.iter().rposition(fits) } else { list.iter().position(fits) };
            if let Some(at) = at {
                return Some(list.remove(at));
            }
        }
        None
    }

    fn suits(&self, request: &Request, message: &Value) -> Result<(), String> {
        if request.unsure {
            return Ok(());
        }
        self.fits(validate::answer, &self.revision(request), &request.method, message)
    }

    fn revision(&self, request: &Request) -> String {
        if request.claims {
            return MODERN.into();
        }
        self.negotiated.clone().unwrap_or_else(|| NEWEST_LEGACY.into())
    }

    fn notification(&mut self, method: &str, message: &Value) -> Result<(), String> {
        let params = &message["params"];
        let tag = params["_meta"].get("io.modelcontextprotocol/subscriptionId");
        let tag = tag.map(|id| asked::id(&id.to_string()).unwrap_or_default());
        let legacy = self.negotiated.clone();
        let mut revision = legacy.clone().unwrap_or_else(|| MODERN.into());
        match method {
            "notifications/progress" => revision = self.progress(params)?,
            "notifications/message" => {
                let level = params["level"].as_str().and_then(severity).ok_or("no level")?;
                let calls =
                    self.asked.iter().chain(&self.cancelled).any(|request| request.method == "tools/call");
                if !calls || !((legacy.is_some() && level >= self.least.0) || level >= self.least.1) {
                    return Err("a log message that nobody asked for".into());
                }
            }
            "notifications/tools/list_changed" if tag.is_none() => {
                if legacy.is_none() || !self.initialized {
                    return Err("a change that nobody asked to hear of".into());
                }
            }
            _ => {
                revision = MODERN.into();
                let acknowledges = method == "notifications/subscriptions/acknowledged";
                let mut all = self.asked.iter_mut().chain(&mut self.cancelled);
                let subscription = all.find(|request| {
                    request.method == "subscriptions/listen"
                        && tag.as_deref() == Some(&*request.id)
                        && request.open != acknowledges
                });
                subscription.ok_or("a message of no subscription")?.open = true;
            }
        }
        self.fits(validate::notification, &revision, method, message)
    }

    /// Progress is of a call that gave its token, and rises. Gives the revision of the call.
    fn progress(&mut self, params: &Value) -> Result<String, String> {
        let token = asked::id(&params["progressToken"].to_string()).unwrap_or_default();
        let is_float = params["progressToken"].is_f64();
        let done = params["progress"].as_f64().ok_or("no progress")?;
        let all = self.asked.iter_mut().chain(&mut self.cancelled);
        // A number that is too large for this parser is not compared.
        let mut calls: Vec<&mut Request> = all
            .filter(|request| request.method == "tools/call")
            .filter(
                |request| if is_float { !request.tokens.is_empty() } else { request.tokens.contains(&token) },
            )
            .collect();
        match &mut calls[..] {
            [] => Err("progress that nobody asked for".into()),
            [one] => {
                if one.done.replace(done).is_some_and(|before| done <= before) {
                    return Err("progress that does not rise".into());
                }
                let one = one.clone();
                Ok(self.revision(&one))
            }
            [first, ..] => {
                let first = first.clone();
                Ok(self.revision(&first))
            }
        }
    }

    fn fits(
        &self,
        check: fn(&str, &str, &Value) -> Result<(), String>,
        revision: &str,
        method: &str,
        message: &Value,
    ) -> Result<(), String> {
        if self.schemas { check(revision, method, message) } else { Ok(()) }
    }
}

fn severity(name: &str) -> Option<usize> {
    LEVELS.iter().position(|known| *known == name)
}

/// Whether this is the value of some member of what need be no JSON.
fn has_member(text: &str, value: &str) -> bool {
    text.match_indices(value).any(|(at, _)| text[..at].trim_end().ends_with(':'))
}

/// The id of an answer as it stands there; the kit writes it before everything that is of the answer itself.
fn raw_id(line: &str) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Answer<'a> {
        #[serde(borrow)]
        id: Option<&'a serde_json::value::RawValue>,
    }
    let answer: Answer<'_> = serde_json::from_str(line).ok()?;
    answer.id.map(|id| id.get().to_owned())
}

/// A message whose result is too deep for `Value`, with an empty one in its place.
fn shallow(line: &str) -> Result<Value, String> {
    let value: std::collections::BTreeMap<String, &serde_json::value::RawValue> =
        serde_json::from_str(line).map_err(|error| format!("no JSON: {error}"))?;
    let members = value.into_iter().map(|(name, raw)| {
        let value = serde_json::from_str(raw.get()).unwrap_or_else(|_| serde_json::json!({ "content": [] }));
        (name, value)
    });
    Ok(Value::Object(members.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of the last answer to one line.
    fn judged(line: &str, answers: &[&str]) -> Result<(), String> {
        let mut oracle = Oracle { schemas: false, ..Oracle::default() };
        oracle.client(line.as_bytes());
        answers.iter().map(|answer| oracle.judge(answer)).collect::<Vec<_>>().pop().unwrap_or(Ok(()))
    }

    #[test]
    fn what_nobody_asked_for_is_seen() {
        let ping = r#"{"jsonrpc":"2.0","id":"\u0061","method":"ping"}"#;
        let one = r#"{"jsonrpc":"2.0","id":"a","result":{}}"#;
        assert_eq!(judged(ping, &[one]), Ok(()));
        let progress = r#"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1,"progress":1}}"#;
        let other = r#"{"jsonrpc":"2.0","id":1,"result":{}}"#;
        let without = r#"{"jsonrpc":"2.0","error":{"code":-32600,"message":"m"}}"#;
        let panicked =
            r#"{"jsonrpc":"2.0","id":"a","error":{"code":-32603,"message":"internal error (reference 0)"}}"#;
        let change = r#"{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}"#;
        for answers in
            [&[one, one][..], &[other], &[without], &[progress], &[panicked], &[change], &["{"], &["[]"]]
        {
            assert!(judged(ping, answers).is_err(), "{answers:?}");
        }
        assert_eq!(judged("5", &[without]), Ok(()));
        assert!(judged("5", &[without, without]).is_err());
        assert!(judged(r#"{"jsonrpc":"2.0","method":"ping"}"#, &[without]).is_err());
    }

    #[test]
    fn what_is_not_answered_is_waited_for_unless_it_was_cancelled() {
        let mut oracle = Oracle { schemas: false, ..Oracle::default() };
        oracle.client(br#"{"jsonrpc":"2.0","id":1.0,"method":"tools/call"}"#);
        assert!(oracle.waits());
        oracle.client(br#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#);
        assert!(!oracle.waits());
        assert_eq!(oracle.judge(r#"{"jsonrpc":"2.0","id":1,"result":{}}"#), Ok(()));
    }
}

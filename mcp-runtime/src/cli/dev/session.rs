//! What a client told one process of the server, which the next one has to know.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// What is looked at of a message.
#[derive(Debug, Default)]
pub(super) struct Message {
    /// The id, as JSON.
    pub(super) id: Option<String>,
    /// Empty for an answer.
    pub(super) method: String,
    params: Value,
    /// It is an answer that says what went wrong.
    failed: bool,
    /// The messages of a batch.
    batch: Vec<Message>,
}

impl Message {
    /// What is no message is passed on like one; the server says what is wrong with it.
    pub(super) fn read(text: &str) -> Self {
        let one = |message: &Value| Self {
            id: message.get("id").map(Value::to_string),
            method: message["method"].as_str().unwrap_or_default().to_owned(),
            params: message["params"].clone(),
            failed: message.get("error").is_some(),
            batch: Vec::new(),
        };
        match serde_json::from_str(text).unwrap_or_default() {
            Value::Array(batch) => Self { batch: batch.iter().map(one).collect(), ..Self::default() },
            message => one(&message),
        }
    }

    /// The message, or each of a batch.
    pub(super) fn each(self) -> Vec<Self> {
        if self.batch.is_empty() { vec![self] } else { self.batch }
    }

    /// Whether it is to be answered; of a batch, any of it.
    pub(super) fn is_request(&self) -> bool {
        self.any(|message| message.id.is_some() && !message.method.is_empty())
    }

    fn any(&self, is_it: impl Fn(&Self) -> bool) -> bool {
        if self.batch.is_empty() { is_it(self) } else { self.batch.iter().any(is_it) }
    }

    pub(super) fn is_answer(&self) -> bool {
        self.id.is_some() && self.method.is_empty()
    }

    /// Whether it is to be answered by what is written now: all that depends on the author's code.
    pub(super) fn waits(&self) -> bool {
        self.any(|message| {
            let code = ["tools/", "prompts/", "resources/", "completion/"];
            let lasts = ["resources/subscribe", "resources/unsubscribe"].contains(&&*message.method);
            message.is_request() && !lasts && code.iter().any(|kind| message.method.starts_with(kind))
        })
    }

    /// Whether it has the author's code run, and why the source does not build is worth an answer.
    pub(super) fn is_call(&self) -> bool {
        let code = ["tools/call", "prompts/get", "resources/read"];
        self.any(|message| message.is_request() && code.contains(&&*message.method))
    }

    /// The id of the request that a notification ends.
    pub(super) fn cancels(&self) -> Option<String> {
        (self.method == "notifications/cancelled").then(|| self.params["requestId"].to_string())
    }

    /// The subscription that a notification acknowledges.
    pub(super) fn acknowledges(&self) -> Option<String> {
        let is_it = self.method == "notifications/subscriptions/acknowledged";
        is_it.then(|| self.params["_meta"]["io.modelcontextprotocol/subscriptionId"].to_string())
    }

    /// An answer to a call that did not run. Of a tool it is a failure that the model reads. A batch has one to each request.
    pub(super) fn refusal(&self, why: &str) -> String {
        if !self.batch.is_empty() {
            let requests = self.batch.iter().filter(|message| message.is_request());
            let each: Vec<String> = requests.map(|request| request.refusal(why)).collect();
            return format!("[{}]", each.join(","));
        }
        let id = self.id.as_deref().unwrap_or("null");
        let text = Value::from(why);
        if self.method != "tools/call" {
            return format!(r#"{{"jsonrpc":"2.0","id":{id},"error":{{"code":-32603,"message":{text}}}}}"#);
        }
        // Whoever says of each request what it speaks reads of each result that it is one.
        let modern = self.params["_meta"].get("io.modelcontextprotocol/protocolVersion").is_some();
        let kind = if modern { r#""resultType":"complete","# } else { "" };
        let content = format!(r#"[{{"type":"text","text":{text}}}]"#);
        format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{{{kind}"content":{content},"isError":true}}}}"#)
    }
}

/// What a client said that lasts.
#[derive(Debug, Default)]
pub(super) struct Session {
    initialize: Option<(String, String)>,
    initialized: Option<String>,
    level: Option<(String, String)>,
    watched: BTreeMap<String, (String, String)>,
    listens: BTreeMap<String, String>,
}

impl Session {
    /// Keeps what lasts of a message of the client.
    pub(super) fn note(&mut self, message: &Message, text: &str) {
        let request = message.id.clone().map(|id| (id, text.to_owned()));
        let uri = message.params["uri"].to_string();
        match (&*message.method, request) {
            ("initialize", Some(request)) if self.initialize.is_none() => self.initialize = Some(request),
            ("notifications/initialized", None) => self.initialized = Some(text.to_owned()),
            ("logging/setLevel", Some(request)) => self.level = Some(request),
            ("resources/subscribe", Some(request)) => drop(self.watched.insert(uri, request)),
            ("resources/unsubscribe", Some(_)) => drop(self.watched.remove(&uri)),
            ("subscriptions/listen", Some((id, text))) => drop(self.listens.insert(id, text)),
            _ => {}
        }
        if let Some(id) = message.cancels() {
            self.listens.remove(&id);
        }
    }

    /// A request was answered: a subscription ends by that, and a handshake that failed is none.
    pub(super) fn answered(&mut self, answer: &Message) {
        let Some(id) = &answer.id else { return };
        self.listens.remove(id);
        self.initialize.take_if(|(initialize, _)| answer.failed && initialize == id);
    }

    /// A request was not passed on, or its answer is lost: what it would have begun is none.
    pub(super) fn refused(&mut self, request: &Message) {
        let Some(id) = &request.id else { return };
        self.listens.remove(id);
        self.initialize.take_if(|(initialize, _)| initialize == id);
    }

    /// Whether that is an open subscription.
    pub(super) fn listens(&self, id: &str) -> bool {
        self.listens.contains_key(id)
    }

    /// Open subscriptions.
    pub(super) fn subscriptions(&self) -> BTreeSet<String> {
        self.listens.keys().cloned().collect()
    }

    /// The handshake, by its id.
    pub(super) fn initialize(&self) -> Option<&(String, String)> {
        self.initialize.as_ref()
    }

    /// What comes after the handshake: requests with their ids, and what is not answered.
    pub(super) fn rest(&self) -> Vec<(Option<&str>, &str)> {
        let asked = self.level.iter().chain(self.watched.values()).map(|(id, text)| (Some(&**id), &**text));
        let initialized = self.initialized.iter().map(|text| (None, &**text));
        initialized.chain(asked).chain(self.listens.values().map(|text| (None, &**text))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(session: &mut Session, text: &str) -> Message {
        let message = Message::read(text);
        session.note(&message, text);
        message
    }

    #[test]
    fn what_lasts_is_kept_and_what_ended_is_not() {
        let mut session = Session::default();
        let watch = |id: u32, uri: &str| {
            format!(r#"{{"id":{id},"method":"resources/subscribe","params":{{"uri":"{uri}"}}}}"#)
        };
        noted(&mut session, r#"{"id":1,"method":"initialize","params":{}}"#);
        noted(&mut session, r#"{"method":"notifications/initialized"}"#);
        noted(&mut session, r#"{"id":2,"method":"logging/setLevel","params":{"level":"info"}}"#);
        let second = r#"{"id":"3","method":"logging/setLevel","params":{"level":"error"}}"#;
        noted(&mut session, second);
        let (first, other) = (watch(4, "a:1"), watch(5, "a:2"));
        noted(&mut session, &first);
        noted(&mut session, &other);
        noted(&mut session, r#"{"id":6,"method":"resources/unsubscribe","params":{"uri":"a:2"}}"#);
        let listen = r#"{"id":7,"method":"subscriptions/listen","params":{}}"#;
        noted(&mut session, listen);
        noted(&mut session, r#"{"id":8,"method":"subscriptions/listen","params":{}}"#);
        noted(&mut session, r#"{"method":"notifications/cancelled","params":{"requestId":8}}"#);
        assert_eq!(session.initialize().map(|(id, _)| &**id), Some("1"));
        let initialized = r#"{"method":"notifications/initialized"}"#;
        let expected = [(None, initialized), (Some(r#""3""#), second), (Some("4"), &first), (None, listen)];
        assert_eq!(session.rest(), expected);
        assert!(session.listens("7") && !session.listens("8"));
        session.answered(&Message::read(r#"{"id":7,"result":{}}"#));
        assert!(!session.listens("7"));
        session.answered(&Message::read(r#"{"id":1,"result":{}}"#));
        assert!(session.initialize().is_some());
        session.answered(&Message::read(r#"{"id":1,"error":{}}"#));
        assert!(session.initialize().is_none());
        let second = noted(&mut session, r#"{"id":9,"method":"initialize","params":{}}"#);
        assert!(session.initialize().is_some());
        session.refused(&second);
        assert!(session.initialize().is_none(), "the next one is the handshake");
    }

    #[test]
    fn what_waits_for_the_build() {
        for (text, waits, call) in [
            (r#"{"id":1,"method":"tools/call"}"#, true, true),
            (r#"{"id":1,"method":"tools/list"}"#, true, false),
            (r#"{"id":1,"method":"resources/read"}"#, true, true),
            (r#"{"id":1,"method":"resources/subscribe"}"#, false, false),
            (r#"{"id":1,"method":"ping"}"#, false, false),
            (r#"{"method":"tools/call"}"#, false, false),
            (r#"{"id":1,"result":{}}"#, false, false),
            ("what is that", false, false),
            (r#"[{"id":1,"method":"ping"},{"id":2,"method":"tools/call"}]"#, true, true),
            (r#"[{"id":1,"method":"ping"},{"method":"tools/call"}]"#, false, false),
        ] {
            let message = Message::read(text);
            assert_eq!((message.waits(), message.is_call()), (waits, call), "{text}");
        }
        let two =
            Message::read(r#"[{"id":1,"method":"tools/call"},{"method":"a"},{"id":"b","method":"ping"}]"#);
        let refused: Value = serde_json::from_str(&two.refusal("no")).expect("JSON");
        assert_eq!((&refused[0]["id"], &refused[0]["result"]["isError"]), (&1.into(), &true.into()));
        assert_eq!((&refused[1]["id"], &refused[1]["error"]["message"]), (&"b".into(), &"no".into()));
        assert_eq!(refused.as_array().map(Vec::len), Some(2));
        let batch =
            Message::read(r#"[{"id":1,"method":"ping"},{"method":"a"},{"id":"b","result":1}]"#).each();
        let kinds: Vec<_> = batch.iter().map(|message| (message.is_request(), message.is_answer())).collect();
        assert_eq!(kinds, [(true, false), (false, false), (false, true)]);
    }
}

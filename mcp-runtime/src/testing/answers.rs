//! What a client in a test answers to what it is asked.

use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::base::sync::{Mutex, lock};

/// Gives the result to a request of the server, by its method and params; nothing where it is for somebody else.
pub(super) type Answerer = Arc<dyn Fn(&str, &Value) -> Option<Value> + Send + Sync>;

/// What is answered.
pub(super) enum Reply {
    /// To a form or an address: the action, and what was filled in.
    Elicited { action: &'static str, content: Value },
    /// By a model.
    Sampled(Value),
}

/// The answers of a client, and what it can do because it has them.
#[derive(Default)]
pub(super) struct Answers {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Each with the text that its question has; those that were used are gone, but for the last of a text.
    replies: Vec<(String, Reply)>,
    roots: Option<Value>,
    others: Vec<Answerer>,
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answers").field("replies", &lock(&self.state).replies.len()).finish_non_exhaustive()
    }
}

impl Answers {
    pub(super) fn add(&self, question: &str, reply: Reply) {
        lock(&self.state).replies.push((question.to_owned(), reply));
    }

    pub(super) fn set_roots(&self, roots: Value) {
        lock(&self.state).roots = Some(roots);
    }

    pub(super) fn add_other(&self, answerer: Answerer) {
        lock(&self.state).others.push(answerer);
    }

    /// What a client with these answers declares.
    pub(super) fn capabilities(&self) -> Value {
        let state = lock(&self.state);
        let (all, mut declared) = (!state.others.is_empty(), Map::new());
        if all || state.replies.iter().any(|(_, reply)| matches!(reply, Reply::Elicited { .. })) {
            declared.insert("elicitation".into(), json!({ "form": {}, "url": {} }));
        }
        if all || state.replies.iter().any(|(_, reply)| matches!(reply, Reply::Sampled(_))) {
            declared.insert("sampling".into(), json!({ "tools": {} }));
        }
        if all || state.roots.is_some() {
            declared.insert("roots".into(), json!({}));
        }
        declared.into()
    }

    /// The result to a request of the server. Err: what the test lacks, in one sentence.
    pub(super) fn reply(&self, method: &str, params: &Value) -> Result<Value, String> {
        // They are the test's, and may give the client more answers.
        let others = lock(&self.state).others.clone();
        if let Some(result) = others.iter().find_map(|answerer| answerer(method, params)) {
            return Ok(result);
        }
        let mut state = lock(&self.state);
        let asked = asked(method, params);
        match method {
            "roots/list" => state.roots.clone().ok_or_else(|| {
                "the server asked for roots, and the test has none: `client.roots([\"file:///…\"])`"
                    .to_owned()
            }),
            "elicitation/create" => match state.take(&asked, |reply| matches!(reply, Reply::Elicited { .. }))
            {
                Some(Reply::Elicited { action, content }) => Ok(elicited(action, content, params)),
                _ => Err(format!(
                    "the server asked {asked:?}, and the test has no answer: `client.accept({asked:?}, …)`, \
                     `decline` or `cancel`"
                )),
            },
            "sampling/createMessage" => {
                match state.take(&asked, |reply| matches!(reply, Reply::Sampled(_))) {
                    Some(Reply::Sampled(reply)) => Ok(sampled(reply)),
                    _ => Err(format!(
                        "the server asked the model {asked:?}, and the test has no answer: `client.sample({asked:?}, …)`"
                    )),
                }
            }
            _ => Err(format!("the server asked `{method}`, which the test has no answer for")),
        }
    }
}

impl State {
    /// The first of its kind whose text the question has; it is used up if there is another.
    fn take(&mut self, asked: &str, is: fn(&Reply) -> bool) -> Option<Reply> {
        let fits = |(text, reply): &(String, Reply)| is(reply) && asked.contains(text.as_str());
        let mut all = (0..self.replies.len()).filter(|at| fits(&self.replies[*at]));
        let (first, second) = (all.next()?, all.next());
        Some(match second {
            Some(_) => self.replies.remove(first).1,
            None => self.replies[first].1.again(),
        })
    }
}

impl Reply {
    fn again(&self) -> Self {
        match self {
            Self::Elicited { action, content } => Self::Elicited { action, content: content.clone() },
            Self::Sampled(reply) => Self::Sampled(reply.clone()),
        }
    }
}

/// What a request asks, in words: a message of a form, or the last text of a conversation.
pub(super) fn asked(method: &str, params: &Value) -> String {
    let text = match method {
        "elicitation/create" => params["message"].as_str(),
        "sampling/createMessage" => params["messages"].as_array().and_then(|messages| {
            let blocks = messages.iter().rev().flat_map(|message| match &message["content"] {
                Value::Array(blocks) => blocks.iter().collect(),
                block => vec![block],
            });
            blocks.into_iter().find_map(|block| block["text"].as_str())
        }),
        _ => None,
    };
    text.unwrap_or(method).to_owned()
}

/// A value that is no object is for the one field that the form has.
fn elicited(action: &str, content: Value, params: &Value) -> Value {
    let fields = params["requestedSchema"]["properties"].as_object();
    let content = match (content, fields) {
        (Value::Null, _) | (_, None) => return json!({ "action": action }),
        (content @ Value::Object(_), _) => content,
        (content, Some(fields)) => match fields.keys().next() {
            Some(field) if fields.len() == 1 => Value::Object(Map::from_iter([(field.clone(), content)])),
            _ => content,
        },
    };
    json!({ "action": action, "content": content })
}

/// A text is one of a model; anything with content is sent as it is.
fn sampled(reply: Value) -> Value {
    if reply.get("content").is_some() {
        return reply;
    }
    let content = match reply {
        Value::String(text) => json!({ "type": "text", "text": text }),
        block => block,
    };
    json!({ "role": "assistant", "content": content, "model": "a test", "stopReason": "endTurn" })
}

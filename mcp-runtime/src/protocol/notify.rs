//! Notifications to the client, each as one line. Tokens and ids are JSON text and go out as they came in.

use serde_json::Value;

use crate::protocol::level::Level;
use crate::protocol::revision::Revision;
use crate::protocol::topic::Topic;
use crate::rpc::write;

/// One `notifications/progress`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Step {
    pub(crate) token: Box<str>,
    pub(crate) done: f64,
    pub(crate) total: Option<f64>,
    pub(crate) message: Option<String>,
}

/// `notifications/progress`.
pub(crate) fn progress(step: &Step, revision: Revision) -> Vec<u8> {
    let mut params = format!(r#""progressToken":{},"progress":{}"#, step.token, number(step.done));
    if let Some(total) = step.total {
        params.push_str(&format!(r#","total":{}"#, number(total)));
    }
    if let Some(message) = step.message.as_ref().filter(|_| revision.has_progress_messages()) {
        params.push_str(&format!(r#","message":{}"#, text(message)));
    }
    line("notifications/progress", &params)
}

/// `notifications/message`; `data` is JSON text.
pub(crate) fn message(level: Level, logger: Option<&str>, data: &str) -> Vec<u8> {
    let logger = logger.map(|logger| format!(r#""logger":{},"#, text(logger))).unwrap_or_default();
    line("notifications/message", &format!(r#""level":"{}",{logger}"data":{data}"#, level.as_str()))
}

/// That a topic changed, for a connection or for one subscription.
pub(crate) fn changed(topic: &Topic, subscription: Option<&str>) -> Vec<u8> {
    let uri = match topic {
        Topic::Resource(watched) => Some(format!(r#""uri":{}"#, text(&watched.uri))),
        _ => None,
    };
    let params: Vec<String> = uri.into_iter().chain(subscription.map(subscription_meta)).collect();
    line(topic.method(), &params.join(","))
}

/// `notifications/subscriptions/acknowledged` with what will be honoured (M-SUB-03).
pub(crate) fn acknowledged(subscription: &str, honoured: &Value) -> Vec<u8> {
    let params = format!(r#""notifications":{honoured},{}"#, subscription_meta(subscription));
    line("notifications/subscriptions/acknowledged", &params)
}

/// `notifications/cancelled`: the server ends a subscription (M-SUB-07).
pub(crate) fn cancelled(subscription: &str) -> Vec<u8> {
    let params = format!(r#""requestId":{subscription},"reason":"the server is shutting down""#);
    line("notifications/cancelled", &params)
}

/// `notifications/elicitation/complete` (2025-11-25): what a page was for is done.
pub(crate) fn elicitation_complete(id: &str) -> Vec<u8> {
    line("notifications/elicitation/complete", &format!(r#""elicitationId":{}"#, text(id)))
}

/// The result that ends a subscription (AMB-01).
pub(crate) fn listen_result(subscription: &str, server_info: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    write::result(&mut bytes, subscription);
    let server = format!(r#""io.modelcontextprotocol/serverInfo":{server_info}"#);
    let subscription = format!(r#""io.modelcontextprotocol/subscriptionId":{subscription}"#);
    let result = format!(r#""resultType":"complete","_meta":{{{server},{subscription}}}"#);
    bytes.extend_from_slice(result.as_bytes());
    write::end(&mut bytes);
    bytes
}

/// The `_meta` that ties a message to a subscription (M-SUB-04).
pub(crate) fn subscription_meta(id: &str) -> String {
    format!(r#""_meta":{{"io.modelcontextprotocol/subscriptionId":{id}}}"#)
}

fn line(method: &str, params: &str) -> Vec<u8> {
    let params = if params.is_empty() { String::new() } else { format!(r#","params":{{{params}}}"#) };
    format!("{{\"jsonrpc\":\"2.0\",\"method\":\"{method}\"{params}}}\n").into_bytes()
}

fn text(text: &str) -> String {
    let mut out = Vec::new();
    write::string(&mut out, text);
    String::from_utf8(out).unwrap_or_default()
}

/// A number as JSON; a whole one without a fraction.
fn number(n: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
    let whole = (n.fract() == 0.0 && n.abs() < 9e15).then_some(n as i64);
    whole.map_or_else(|| Value::from(n), Value::from)
}

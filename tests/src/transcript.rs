//! Conversations as data: what the client sends, what the server must answer.
//!
//! A transcript is a text file. Blank lines and lines that start with `#` mean nothing. The others:
//!
//! ```text
//! → {"jsonrpc":"2.0","id":1,"method":"ping"}      the client sends this line, as it stands
//! →* 3 {"…"}                                      the client sends it so many times, `$n` is 1, 2, 3
//! →file name                                      the client sends a built-in line too large for a file
//! ← {"jsonrpc":"2.0","id":1,"result":{}}          the server answers this, members in any order
//! ←* {…}                                          like ←, in any order with the ←* lines beside it
//! ↚                                               the server says nothing for a moment
//! ```
//!
//! In an expected message the text `"…"` stands for any value, `"…": "…"` for any further members, `"……"` for any further
//! items, and a text that starts or ends with `…` for any text that ends or starts so.

use std::time::Duration;

use serde_json::Value;

use mcp_runtime::testing::RawClient;

use crate::validate::{Conversation, Side};

/// The other end of a transcript: a server on some transport.
pub trait Wire {
    /// Sends one message, without a line end.
    fn send(&mut self, line: &str);
    /// The next message of the server, if one comes in this time.
    fn receive(&mut self, patience: Duration) -> Option<String>;
}

/// A connection in memory.
impl Wire for RawClient {
    fn send(&mut self, line: &str) {
        self.send(line);
    }

    fn receive(&mut self, patience: Duration) -> Option<String> {
        self.receive(patience)
    }
}

/// So long an answer may take. Nothing depends on it when all is well.
const PATIENCE: Duration = Duration::from_secs(20);

/// So long silence is listened to.
const SILENCE: Duration = Duration::from_millis(150);

/// Plays a transcript. Panics where the server says something else.
pub fn check(name: &str, transcript: &str, wire: &mut dyn Wire) {
    let mut conversation = Conversation::default();
    let mut together: Vec<(usize, Value)> = Vec::new();
    for (index, line) in transcript.lines().enumerate() {
        let place = format!("{name}:{}", index + 1);
        if let Some(expected) = line.strip_prefix("←* ") {
            together.push((index + 1, parse(expected, &place)));
            continue;
        }
        settle(name, &mut together, &mut conversation, wire);
        if let Some(times) = line.strip_prefix("→* ") {
            let (count, text) = times.split_once(' ').expect("a count and a line");
            for n in 1..=count.parse::<usize>().expect("a count") {
                send(&text.replace("$n", &n.to_string()), &mut conversation, wire);
            }
        } else if let Some(name) = line.strip_prefix("→file ") {
            send(&large(name.trim()), &mut conversation, wire);
        } else if let Some(text) = line.strip_prefix("→ ") {
            send(text, &mut conversation, wire);
        } else if let Some(expected) = line.strip_prefix("← ") {
            let got = receive(&place, &mut conversation, wire);
            let expected = parse(expected, &place);
            assert!(matches(&expected, &got), "{place}\nexpected {expected}\n     got {got}");
        } else if line.starts_with('↚') {
            let got = wire.receive(SILENCE);
            assert_eq!(got, None, "{place}: nothing was expected");
        } else {
            assert!(line.trim().is_empty() || line.starts_with('#'), "{place}: what is this line?");
        }
    }
    settle(name, &mut together, &mut conversation, wire);
    let more = wire.receive(SILENCE);
    assert_eq!(more, None, "{name}: the server said more than the transcript");
}

/// Receives the messages whose order is free.
fn settle(
    name: &str,
    together: &mut Vec<(usize, Value)>,
    conversation: &mut Conversation,
    wire: &mut dyn Wire,
) {
    while let Some((line, _)) = together.first() {
        let place = format!("{name}:{line}");
        let got = receive(&place, conversation, wire);
        let found = together.iter().position(|(_, expected)| matches(expected, &got));
        let Some(found) = found else { panic!("{place}: none of the ←* lines is {got}") };
        together.remove(found);
    }
}

fn send(line: &str, conversation: &mut Conversation, wire: &mut dyn Wire) {
    conversation.line(Side::Client, line);
    wire.send(line);
}

fn receive(place: &str, conversation: &mut Conversation, wire: &mut dyn Wire) -> Value {
    let got = wire.receive(PATIENCE).unwrap_or_else(|| panic!("{place}: no answer"));
    conversation.line(Side::Server, &got);
    parse(&got, place)
}

fn parse(text: &str, place: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{place}: {error}: {text}"))
}

/// Whether a message is what a pattern says.
pub fn matches(expected: &Value, got: &Value) -> bool {
    match (expected, got) {
        (Value::String(pattern), _) if pattern == "…" => true,
        (Value::String(pattern), Value::String(text))
            if pattern.starts_with('…') && pattern.ends_with('…') =>
        {
            text.contains(pattern.trim_matches('…'))
        }
        (Value::String(pattern), Value::String(text)) if pattern.starts_with('…') => {
            text.ends_with(pattern.trim_start_matches('…'))
        }
        (Value::String(pattern), Value::String(text)) if pattern.ends_with('…') => {
            text.starts_with(pattern.trim_end_matches('…'))
        }
        (Value::Object(expected), Value::Object(got)) => {
            let open = expected.contains_key("…");
            let known = expected.iter().filter(|(key, _)| *key != "…");
            known.clone().all(|(key, value)| got.get(key).is_some_and(|got| matches(value, got)))
                && (open || got.len() == known.count())
        }
        (Value::Array(expected), Value::Array(got)) if expected.last().is_some_and(|last| last == "……") =>
        {
            let known = &expected[..expected.len() - 1];
            got.len() >= known.len() && known.iter().zip(got).all(|(expected, got)| matches(expected, got))
        }
        (Value::Array(expected), Value::Array(got)) => {
            expected.len() == got.len()
                && expected.iter().zip(got).all(|(expected, got)| matches(expected, got))
        }
        (expected, got) => expected == got,
    }
}

/// Messages that are too large, or not text enough, for a file.
fn large(name: &str) -> String {
    let call = |argument: &str| {
        format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"any","arguments":{{"value":{argument}}}}}}}"#
        )
    };
    let nested = |levels: usize| call(&format!("{}{}", "[".repeat(levels), "]".repeat(levels)));
    match name {
        "nested-100" => nested(100),
        "nested-200" => nested(200),
        "nested-1000" => nested(1_000),
        "nested-100000" => nested(100_000),
        "id-70kb" => format!(r#"{{"jsonrpc":"2.0","id":"{}","method":"ping"}}"#, "i".repeat(70_000)),
        other => panic!("no built-in line {other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::matches;
    use serde_json::json;

    #[test]
    fn patterns() {
        assert!(matches(&json!({"a": "…", "b": ["x…"]}), &json!({"b": ["xyz"], "a": {"c": 1}})));
        assert!(matches(&json!({"a": 1, "…": "…"}), &json!({"a": 1, "b": 2})));
        assert!(matches(&json!("…mid…"), &json!("a mid b")));
        assert!(!matches(&json!({"a": 1}), &json!({"a": 1, "b": 2})));
        assert!(!matches(&json!({"a": 1, "b": "…"}), &json!({"a": 1})));
        assert!(!matches(&json!(1), &json!(1.0)));
    }
}

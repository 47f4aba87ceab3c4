//! What is asked of a server: the works, the revisions, and requests that are formatted once.
//!
//! Between two calls of one work only digits change, and never their number. An id has eight of them, the first
//! two name the slot that waits for the answer.

use serde::Serialize;

/// What the tool that is called does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Work {
    /// Two numbers in, their sum out, as text and structured.
    Add,
    /// 1 KiB of text in, the same out.
    Echo,
    /// A resource with a URI of its own: a short text.
    Read,
    /// A resource by a template with one variable, which is its text.
    Match,
    /// A prompt with one argument, which is in its message.
    Get,
}

/// The revision that a conversation is held in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) enum Revision {
    /// Opened by `initialize`; over HTTP, all answers come on one stream of events.
    #[serde(rename = "2024-11-05")]
    EventStream,
    /// Opened by `initialize`.
    #[serde(rename = "2025-11-25")]
    Handshake,
    /// Every request carries its revision and the client's capabilities.
    #[serde(rename = "2026-07-28")]
    Stateless,
}

/// One cell of the report: what is called, in which revision, and how many calls wait for an answer at once. Over
/// HTTP each of them has a connection of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Case {
    pub(crate) revision: Revision,
    pub(crate) work: Work,
    pub(crate) in_flight: usize,
}

impl Case {
    pub(crate) fn describe(self) -> String {
        format!("{} {}, {} in flight", self.revision.name(), self.work.name(), self.in_flight)
    }
}

impl Work {
    /// What every server offers: tools.
    pub(crate) const TOOLS: [Self; 2] = [Self::Add, Self::Echo];

    /// What of the rest is measured.
    pub(crate) const OTHERS: [Self; 3] = [Self::Read, Self::Match, Self::Get];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Echo => "echo",
            Self::Read => "read",
            Self::Match => "match",
            Self::Get => "get",
        }
    }

    /// The method, and what its `params` have beside `_meta`.
    fn request(self) -> (&'static str, String) {
        let call = |arguments: String| format!(r#""name":"{}","arguments":{arguments}"#, self.name());
        match self {
            Self::Add => ("tools/call", call(format!(r#"{{"a":{VALUE},"b":{ADDEND}}}"#))),
            Self::Echo => ("tools/call", call(format!(r#"{{"text":"{}"}}"#, echo_text(ID)))),
            Self::Read => ("resources/read", format!(r#""uri":"{NOTE}""#)),
            Self::Match => ("resources/read", format!(r#""uri":"{NOTES}{ID}""#)),
            Self::Get => ("prompts/get", call(format!(r#"{{"who":"{ID}"}}"#))),
        }
    }
}

impl Work {
    /// The method, and what is called by it: what headers repeat, with the same places for digits as the message.
    pub(crate) fn called(self) -> (&'static str, String) {
        let what = match self {
            Self::Read => NOTE.to_owned(),
            Self::Match => format!("{NOTES}{ID}"),
            _ => self.name().to_owned(),
        };
        (self.request().0, what)
    }
}

impl Revision {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::EventStream => "2024-11-05",
            Self::Handshake => "2025-11-25",
            Self::Stateless => "2026-07-28",
        }
    }

    /// What every request of this revision has in its `params`, as a member followed by a comma, or nothing.
    pub(crate) fn meta(self) -> &'static str {
        match self {
            Self::EventStream | Self::Handshake => "",
            Self::Stateless => concat!(
                r#""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","#,
                r#""io.modelcontextprotocol/clientInfo":{"name":"mcp-benches","version":"0.1.0"},"#,
                r#""io.modelcontextprotocol/clientCapabilities":{}},"#,
            ),
        }
    }
}

/// Each of these works in one of these revisions with one of these numbers in flight.
pub(crate) fn cases(revisions: &[Revision], works: &[Work], in_flight: &[usize]) -> Vec<Case> {
    let mut cases = Vec::new();
    for &revision in revisions {
        for &work in works {
            cases.extend(in_flight.iter().map(|&in_flight| Case { revision, work, in_flight }));
        }
    }
    cases
}

/// The number of calls that may wait for an answer at once: what the first two digits of an id can tell apart.
pub(crate) const MOST_IN_FLIGHT: usize = 90;

/// A resource, and what stands before the id of one of a template.
const NOTE: &str = "bench://note";
const NOTES: &str = "bench://notes/";

const ID: &str = "<id....>";
const VALUE: &str = "<v>";
/// The second addend. With it, a sum has three digits like the first addend.
const ADDEND: u32 = 100;
const ECHO_LENGTH: usize = 1024;

/// The request of one work in one revision, with the places where digits go.
pub(crate) struct Calls {
    message: String,
    ids: Vec<usize>,
    values: Vec<usize>,
}

impl Calls {
    pub(crate) fn new(work: Work, revision: Revision) -> Self {
        let (method, params) = work.request();
        let message = format!(
            r#"{{"jsonrpc":"2.0","id":{ID},"method":"{method}","params":{{{}{params}}}}}"#,
            revision.meta()
        );
        Self::of(message)
    }

    fn of(message: String) -> Self {
        let places = |of: &str| message.match_indices(of).map(|(at, _)| at).collect();
        Self { ids: places(ID), values: places(VALUE), message }
    }

    /// The same requests, each with this in front.
    pub(crate) fn behind(&self, head: &str) -> Self {
        Self::of(format!("{head}{}", self.message))
    }

    /// The length of every request.
    pub(crate) fn length(&self) -> usize {
        self.message.len()
    }

    /// Appends the request with this id.
    pub(crate) fn push(&self, id: u32, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(self.message.as_bytes());
        let message = &mut out[start..];
        for &at in &self.ids {
            message[at..at + 8].copy_from_slice(&id_digits(id));
        }
        for &at in &self.values {
            message[at..at + 3].copy_from_slice(&value_digits(first_addend(id)));
        }
    }
}

/// The id of the `turn`th call in a slot.
pub(crate) fn id_of(slot: usize, turn: u32) -> u32 {
    let slot = u32::try_from(slot).expect("a slot is less than MOST_IN_FLIGHT");
    (slot + 10) * 1_000_000 + turn % 1_000_000
}

/// The slot that an id names, if any.
pub(crate) fn slot_of(id: u32) -> Option<usize> {
    usize::try_from(id / 1_000_000).ok()?.checked_sub(10)
}

/// What `add` must answer to the call with this id.
pub(crate) fn sum(id: u32) -> u32 {
    first_addend(id) + ADDEND
}

/// What `echo` must answer to the call with this id.
pub(crate) fn echo(id: u32) -> String {
    echo_text(&id.to_string())
}

pub(crate) fn id_digits(id: u32) -> [u8; 8] {
    digits(id)
}

pub(crate) fn value_digits(value: u32) -> [u8; 3] {
    digits(value)
}

/// Three digits, another number in every slot and turn.
fn first_addend(id: u32) -> u32 {
    ADDEND + (id / 1_000_000 * 37 + id) % 800
}

/// Plain prose of a fixed length, nothing in it that JSON escapes, and no two calls with the same.
fn echo_text(id: &str) -> String {
    const PROSE: &str = "The quick brown fox jumps over the lazy dog, and then over the next one. ";
    let mut text = format!("Call {id}. ");
    while text.len() < ECHO_LENGTH {
        let rest = ECHO_LENGTH - text.len();
        text.push_str(&PROSE[..rest.min(PROSE.len())]);
    }
    text
}

fn digits<const N: usize>(mut number: u32) -> [u8; N] {
    let mut digits = [b'0'; N];
    for digit in digits.iter_mut().rev() {
        *digit += u8::try_from(number % 10).expect("a digit is less than ten");
        number /= 10;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_of_one_work_have_one_length_and_say_what_is_asked() {
        let works = [&Work::TOOLS[..], &Work::OTHERS].concat();
        for case in cases(&[Revision::EventStream, Revision::Handshake, Revision::Stateless], &works, &[1]) {
            let calls = Calls::new(case.work, case.revision);
            for id in [id_of(0, 0), id_of(63, 999_999)] {
                let mut message = Vec::new();
                calls.push(id, &mut message);
                assert_eq!(message.len(), calls.length());
                let request: serde_json::Value = serde_json::from_slice(&message).unwrap();
                let arguments = &request["params"]["arguments"];
                assert_eq!(request["id"], id);
                let (method, what) = case.work.called();
                let named = request["params"].get("uri").unwrap_or(&request["params"]["name"]);
                assert_eq!(
                    (&request["method"], named),
                    (&method.into(), &what.replace(ID, &id.to_string()).into())
                );
                assert_eq!(request["params"].get("_meta").is_some(), case.revision == Revision::Stateless);
                match case.work {
                    Work::Add => {
                        let sum = arguments["a"].as_f64().unwrap() + arguments["b"].as_f64().unwrap();
                        assert!((sum - f64::from(self::sum(id))).abs() < f64::EPSILON);
                    }
                    Work::Echo => assert_eq!(arguments["text"], echo(id)),
                    Work::Read => assert_eq!(request["params"]["uri"], "bench://note"),
                    Work::Match => assert_eq!(request["params"]["uri"], format!("bench://notes/{id}")),
                    Work::Get => assert_eq!(arguments["who"], id.to_string()),
                }
            }
        }
    }

    #[test]
    fn an_id_names_its_slot() {
        assert_eq!(slot_of(id_of(0, 0)), Some(0));
        assert_eq!(slot_of(id_of(63, 2_000_001)), Some(63));
        assert_eq!(slot_of(7), None);
    }
}

//! Asking in rounds (2026-07-28): a request is answered with questions, and comes again with their answers.
//!
//! What was answered before travels in `requestState`, which the client keeps and gives back as it is. It is sealed, and bound to who
//! asks, what is asked and until when (M-MRTR-05, M-MRTR-06).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::base::seal::{Sealer, digest, random_name};
use crate::outcome::error::RpcError;
use crate::rpc::write;

/// So long a client may take from one round to the next.
const LIFETIME: Duration = Duration::from_secs(15 * 60);

/// The largest state, before it is sealed.
pub(crate) const MOST_STATE: usize = 32 << 10;

/// No state that this server made is longer.
const MOST_SEALED: usize = 48 << 10;

/// What a call knows of its rounds before this one.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Past {
    /// The same in all rounds of a call.
    #[serde(rename = "c")]
    pub(crate) call_id: String,
    #[serde(rename = "e")]
    expires: u64,
    #[serde(rename = "n")]
    pub(crate) round: u32,
    #[serde(rename = "a", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) answers: BTreeMap<String, Answer>,
    /// What was asked in the last round, by its digest.
    #[serde(rename = "q", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) open: BTreeMap<String, String>,
    /// What was done once.
    #[serde(rename = "m", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) memos: BTreeMap<String, Box<RawValue>>,
    /// How often an answer was of no use.
    #[serde(rename = "x", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) refused: BTreeMap<String, u32>,
}

/// An answer, and the question that it is for.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Answer {
    #[serde(rename = "d")]
    pub(crate) digest: String,
    #[serde(rename = "v")]
    pub(crate) result: Box<RawValue>,
}

/// What a state is bound to.
#[derive(Debug)]
pub(crate) struct Binding {
    pub(crate) audience: &'static str,
    pub(crate) principal: Option<Arc<str>>,
    pub(crate) method: &'static str,
    /// The name of the tool or prompt, or the URI.
    pub(crate) target: Box<str>,
    /// The arguments as one JSON object, as they came.
    pub(crate) arguments: Box<str>,
}

impl Binding {
    /// As one text. Arguments are the same however they are written.
    fn purpose(&self) -> String {
        let mut arguments = String::new();
        canonical(&serde_json::from_str(&self.arguments).unwrap_or_default(), &mut arguments);
        let principal = self.principal.as_deref();
        digest(&[
            self.audience.as_bytes(),
            &[u8::from(principal.is_some())],
            principal.unwrap_or_default().as_bytes(),
            self.method.as_bytes(),
            self.target.as_bytes(),
            arguments.as_bytes(),
        ])
    }
}

/// Writes a value in one of the many ways that JSON has: members by their names, whole numbers without a fraction.
fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_unstable_by_key(|(name, _)| name.as_str());
            out.push('{');
            for (name, value) in members {
                out.push_str(&Value::from(name.as_str()).to_string());
                out.push(':');
                canonical(value, out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for item in items {
                canonical(item, out);
                out.push(',');
            }
            out.push(']');
        }
        Value::Number(number) => match number.as_f64() {
            // Those are exact in both forms.
            Some(float) if float.fract() == 0.0 && float.abs() < 9e15 => {
                out.push_str(&format!("{:.0}", float + 0.0));
            }
            _ => out.push_str(&number.to_string()),
        },
        plain => out.push_str(&plain.to_string()),
    }
}

impl Past {
    /// Of a call that begins.
    pub(crate) fn begun() -> Self {
        Self { call_id: random_name().unwrap_or_default(), ..Self::default() }
    }

    /// Opens what a client gives back. All that can be wrong with it is one error for the client; the log tells them apart.
    pub(crate) fn open(text: &str, sealer: &Sealer, binding: &Binding) -> Result<Self, RpcError> {
        let opened = if text.len() > MOST_SEALED {
            Err("it is too long".to_owned())
        } else {
            let plain = sealer.open(text, binding.purpose().as_bytes()).map_err(|why| why.to_string());
            plain.and_then(|plain| serde_json::from_slice::<Self>(&plain).map_err(|error| error.to_string()))
        };
        let past = opened
            .and_then(|past| if past.expires < now() { Err("it is too old".to_owned()) } else { Ok(past) });
        past.map_err(|why| {
            tracing::warn!(target = &*binding.target, "refused a `requestState`: {why}");
            RpcError::invalid_params(
                "`requestState` is not one of this request, or not any more; begin anew without it",
            )
        })
    }

    /// Seals it for the next round. An error is for the author.
    pub(crate) fn seal(&mut self, sealer: &Sealer, binding: &Binding) -> Result<String, String> {
        self.expires = now() + LIFETIME.as_secs();
        self.round += 1;
        let plain = serde_json::to_vec(self).map_err(|error| error.to_string())?;
        if plain.len() > MOST_STATE {
            let size = plain.len();
            return Err(format!(
                "what this call was answered and has done `once` takes {size} bytes, and at most {MOST_STATE} \
                 travel with the client: store it and remember its id"
            ));
        }
        sealer
            .seal(&plain, binding.purpose().as_bytes())
            .ok_or_else(|| "the system gives no random bytes".to_owned())
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// A question of a round.
#[derive(Debug)]
pub(crate) struct Posed {
    pub(crate) key: String,
    pub(crate) method: &'static str,
    /// JSON text.
    pub(crate) params: String,
}

/// The members of an `InputRequiredResult` (M-MRTR-02, M-MRTR-03); `resultType` says what it is.
pub(crate) fn input_required(questions: &[Posed], state: &str) -> String {
    let mut text = String::from("\"inputRequests\":{");
    for (index, Posed { key, method, params }) in questions.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let key = Value::from(key.as_str());
        text.push_str(&format!("{comma}{key}:{{\"method\":\"{method}\",\"params\":{params}}}"));
    }
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(b"},\"requestState\":");
    write::string(&mut bytes, state);
    String::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn binding(principal: Option<&str>, target: &str, arguments: &str) -> Binding {
        Binding {
            audience: "server",
            principal: principal.map(Into::into),
            method: "tools/call",
            target: target.into(),
            arguments: arguments.into(),
        }
    }

    /// M-MRTR-06, M-ELI-05
    #[test]
    fn a_state_is_good_for_the_same_request_of_the_same_caller() {
        let sealer = Sealer::own().expect("random bytes");
        let made = binding(Some("ann"), "delete", r#"{"a":1,"b":{"x":[1,2.5],"y":"é"}}"#);
        let state = Past::begun().seal(&sealer, &made).expect("sealed");
        let opens = |binding: &Binding| Past::open(&state, &sealer, binding).is_ok();
        assert!(opens(&made));
        assert!(
            opens(&binding(Some("ann"), "delete", r#"{ "b":{"y":"\u00e9","x":[1.0,2.5]},"a":1.00 }"#)),
            "only written so"
        );
        for other in [
            binding(None, "delete", &made.arguments),
            binding(Some("bob"), "delete", &made.arguments),
            binding(Some("ann"), "create", &made.arguments),
            binding(Some("ann"), "delete", r#"{"a":2,"b":{"x":[1,2.5],"y":"é"}}"#),
            binding(Some("ann"), "delete", r#"{"a":1}"#),
            Binding { method: "prompts/get", ..binding(Some("ann"), "delete", &made.arguments) },
            Binding { audience: "other", ..binding(Some("ann"), "delete", &made.arguments) },
        ] {
            assert!(!opens(&other), "{other:?}");
        }
        assert!(Past::open(&format!("{state}-TAMPERED"), &sealer, &made).is_err());
        assert!(Past::open(&"x".repeat(MOST_SEALED + 1), &sealer, &made).is_err());
    }

    #[test]
    fn a_state_has_its_time_and_its_size() {
        let sealer = Sealer::own().expect("random bytes");
        let made = binding(None, "t", "{}");
        let old = serde_json::to_vec(&Past { expires: now() - 1, ..Past::begun() }).expect("JSON");
        let old = sealer.seal(&old, made.purpose().as_bytes()).expect("sealed");
        assert!(Past::open(&old, &sealer, &made).is_err());
        let mut past = Past::begun();
        let memo = |bytes: usize| RawValue::from_string(format!("\"{}\"", "x".repeat(bytes))).expect("JSON");
        past.memos.insert("k".to_owned(), memo(MOST_STATE - 200));
        let text = past.seal(&sealer, &made).expect("it fits");
        assert!(text.len() <= MOST_SEALED && Past::open(&text, &sealer, &made).is_ok());
        past.memos.insert("k".to_owned(), memo(MOST_STATE));
        assert!(past.seal(&sealer, &made).expect_err("too large").contains("remember its id"));
    }

    #[test]
    fn numbers_that_are_not_the_same_stay_so() {
        let text = |json: &str| {
            let mut out = String::new();
            canonical(&serde_json::from_str(json).expect("JSON"), &mut out);
            out
        };
        for (one, other) in [
            ("9007199254740993", "9007199254740992"),
            ("1", "\"1\""),
            ("null", "0"),
            ("[1,[2]]", "[[1],2]"),
            ("1.5", "15"),
        ] {
            assert_ne!(text(one), text(other));
        }
        for (one, other) in
            [("1", "1.0"), ("100", "1e2"), ("-0", "0"), ("{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}")]
        {
            assert_eq!(text(one), text(other));
        }
    }
}

//! What a client says of itself.

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// Who the client says it is. For display and logs; nothing may depend on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ClientInfo {
    /// The program's name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// What the client says that it can do. Until 2025-11-25 it says so once, in `initialize`; in 2026-07-28 with each request
/// (M-META-03).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "they are independent of each other")]
#[non_exhaustive]
pub struct ClientCapabilities {
    /// It can show its user a form (`elicitation`, since 2025-06-18).
    pub elicitation: bool,
    /// It can send its user to a page (`elicitation.url`, since 2025-11-25).
    pub elicitation_url: bool,
    /// It can ask a model (`sampling`).
    pub sampling: bool,
    /// That model can call tools (`sampling.tools`, since 2025-11-25).
    pub sampling_tools: bool,
    /// It can say which folders it works in (`roots`).
    pub roots: bool,
}

impl ClientCapabilities {
    /// Whether it can be asked anything.
    pub(crate) fn any(self) -> bool {
        self != Self::default()
    }

    /// All of them in one byte, for where they are written down.
    #[cfg(feature = "http")]
    pub(crate) fn bits(self) -> u8 {
        let Self { elicitation, elicitation_url, sampling, sampling_tools, roots } = self;
        let flags = [elicitation, elicitation_url, sampling, sampling_tools, roots];
        flags.into_iter().rev().fold(0, |bits, flag| bits << 1 | u8::from(flag))
    }

    /// What [`bits`](Self::bits) made.
    #[cfg(feature = "http")]
    pub(crate) fn from_bits(bits: u8) -> Self {
        let flag = |at: u8| bits >> at & 1 == 1;
        Self {
            elicitation: flag(0),
            elicitation_url: flag(1),
            sampling: flag(2),
            sampling_tools: flag(3),
            roots: flag(4),
        }
    }

    /// Reads the object of the protocol. What has a wrong form in it is not there.
    pub(crate) fn read(raw: &RawValue) -> Self {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct All<'a> {
            #[serde(borrow)]
            elicitation: Option<&'a RawValue>,
            #[serde(borrow)]
            sampling: Option<&'a RawValue>,
            #[serde(borrow)]
            roots: Option<&'a RawValue>,
        }
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Parts {
            form: Option<IgnoredAny>,
            url: Option<IgnoredAny>,
            tools: Option<IgnoredAny>,
        }
        let parts = |raw: Option<&RawValue>| -> Option<Parts> {
            let raw = raw.filter(|raw| raw.get().starts_with('{'))?;
            serde_json::from_str(raw.get()).ok()
        };
        let All { elicitation, sampling, roots } = serde_json::from_str(raw.get()).unwrap_or_default();
        let (elicitation, sampling) = (parts(elicitation), parts(sampling));
        Self {
            // Nothing in it means forms: that is all that there was in the first revision that has it.
            elicitation: elicitation
                .as_ref()
                .is_some_and(|modes| modes.form.is_some() || modes.url.is_none()),
            elicitation_url: elicitation.is_some_and(|modes| modes.url.is_some()),
            sampling_tools: sampling.as_ref().is_some_and(|parts| parts.tools.is_some()),
            sampling: sampling.is_some(),
            roots: parts(roots).is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_and_what_is_no_object() {
        let read = |text: &str| {
            let raw: Box<RawValue> = serde_json::from_str(text).expect("JSON");
            let found = ClientCapabilities::read(&raw);
            let flags = [
                (found.elicitation, "form"),
                (found.elicitation_url, "url"),
                (found.sampling, "sampling"),
                (found.sampling_tools, "tools"),
                (found.roots, "roots"),
            ];
            flags.into_iter().filter(|(flag, _)| *flag).map(|(_, name)| name).collect::<Vec<_>>().join(" ")
        };
        for (given, found) in [
            ("{}", ""),
            (r#"{"elicitation":{}}"#, "form"),
            (r#"{"elicitation":{"url":{}}}"#, "url"),
            (r#"{"elicitation":{"form":{},"url":{}},"sampling":{"tools":{}}}"#, "form url sampling tools"),
            (r#"{"roots":{"listChanged":true},"sampling":{},"experimental":{"x":1}}"#, "sampling roots"),
            (r#"{"roots":true,"sampling":null,"elicitation":[]}"#, ""),
            (r#"{"roots":{},"sampling":"x"}"#, "roots"),
        ] {
            assert_eq!(read(given), found, "{given}");
        }
    }
}

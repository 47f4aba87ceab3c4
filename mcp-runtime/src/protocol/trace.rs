//! The trace that a request belongs to (W3C Trace Context, M-META-09).

use serde_json::value::RawValue;

use crate::rpc::message::Meta;

/// The longest text that is taken of each.
const MOST: usize = 8 << 10;

/// What a request says of its trace, not looked at yet.
#[derive(Clone, Copy)]
pub(crate) struct Trace<'a> {
    parent: Option<&'a RawValue>,
    state: Option<&'a RawValue>,
    baggage: Option<&'a RawValue>,
}

impl<'a> Trace<'a> {
    pub(crate) fn of(meta: &Meta<'a>) -> Self {
        Self { parent: meta.traceparent, state: meta.tracestate, baggage: meta.baggage }
    }

    /// What is well-formed of it. A request is never refused for the rest.
    pub(crate) fn context(&self) -> Option<TraceContext> {
        let text = |raw: Option<&RawValue>| -> Option<String> {
            raw.filter(|raw| raw.get().len() <= MOST).and_then(|raw| serde_json::from_str(raw.get()).ok())
        };
        let traceparent = text(self.parent).filter(|parent| is_parent(parent))?;
        Some(TraceContext { traceparent, tracestate: text(self.state), baggage: text(self.baggage) })
    }
}

/// The trace that a call belongs to, to be handed on to what it calls itself.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TraceContext {
    /// Version, trace, span and flags: `00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01`.
    pub traceparent: String,
    /// What tracing systems add.
    pub tracestate: Option<String>,
    /// Values of the application's own.
    pub baggage: Option<String>,
}

/// Four fields of hexadecimal digits, of which trace and span are not zero. A later version may add more.
fn is_parent(text: &str) -> bool {
    let fields: Vec<&str> = text.split('-').collect();
    let [version, trace, span, flags, more @ ..] = &fields[..] else { return false };
    let hex = |field: &str, length| {
        field.len() == length && field.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    };
    let some = |field: &str| field.bytes().any(|b| b != b'0');
    hex(version, 2)
        && *version != "ff"
        && (more.is_empty() || *version != "00")
        && hex(trace, 32)
        && some(trace)
        && hex(span, 16)
        && some(span)
        && hex(flags, 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// M-META-09
    #[test]
    fn only_what_is_well_formed_is_handed_on() {
        let (trace, span) = ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331");
        for (text, right) in [
            (format!("00-{trace}-{span}-01"), true),
            (format!("01-{trace}-{span}-01-more"), true),
            (format!("00-{trace}-{span}-01-more"), false),
            (format!("ff-{trace}-{span}-01"), false),
            (format!("00-{trace}-{span}"), false),
            (format!("00-{}-{span}-01", "0".repeat(32)), false),
            (format!("00-{trace}-{}-01", "0".repeat(16)), false),
            (format!("00-{}-{span}-01", trace.to_uppercase()), false),
            (String::new(), false),
        ] {
            assert_eq!(is_parent(&text), right, "{text}");
        }
        let raw = |text: &str| -> Box<RawValue> { serde_json::from_str(text).expect("JSON") };
        let (parent, state) = (raw(&format!("\"00-{trace}-{span}-01\"")), raw("7"));
        let found = Trace { parent: Some(&parent), state: Some(&state), baggage: None }.context();
        assert!(
            found.is_some_and(|found| found.tracestate.is_none() && found.traceparent.starts_with("00-"))
        );
    }
}

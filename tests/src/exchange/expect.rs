//! Whether an answer is what a script says.

use serde_json::Value;

use super::parse::{Body, Expected, Pattern};
use super::words::fill;
use crate::http::Head;
use crate::http::sse::Event;
use crate::transcript::matches;

/// What the names in a script stand for.
pub(super) type Variables = Vec<(String, String)>;

/// Compares a text with a pattern, which may give it a name: `$name=pattern`.
pub(super) fn text(place: &str, pattern: &str, got: &str, variables: &mut Variables) {
    let named = pattern.strip_prefix('$').and_then(|rest| rest.split_once('='));
    let (name, pattern) = named.map_or((None, pattern), |(name, pattern)| (Some(name), pattern));
    let pattern = fill(pattern, variables, place);
    let fits = matches(&Value::String(pattern.clone()), &Value::String(got.to_owned()));
    assert!(fits, "{place}\nexpected {pattern}\n     got {got}");
    if let Some(name) = name {
        variables.push((name.to_owned(), got.to_owned()));
    }
}

/// Compares a message with a pattern.
pub(super) fn json(place: &str, pattern: &str, got: &str, variables: &Variables) {
    let pattern = fill(pattern, variables, place);
    let expected: Value =
        serde_json::from_str(&pattern).unwrap_or_else(|error| panic!("{place}: {error}: {pattern}"));
    let value: Value = serde_json::from_str(got).unwrap_or_else(|error| panic!("{place}: {error}: {got}"));
    assert!(matches(&expected, &value), "{place}\nexpected {pattern}\n     got {got}");
}

/// Compares status and headers; the body decides which headers are expected without being named.
pub(super) fn head(
    place: &str,
    (status, headers, body): (u16, &[Expected], &Body),
    got: &Head,
    variables: &mut Variables,
) {
    let fault = |what: &str| format!("{place}: {what}: {got:?}");
    assert_eq!(got.status, status, "{}", fault("another status"));
    for expected in headers {
        match expected {
            Expected::HasNot(name) => assert_eq!(got.get(name), None, "{}", fault("a header too many")),
            Expected::Has(name, pattern) => {
                let value = got.get(name).unwrap_or_else(|| panic!("{}", fault("a header is missing")));
                text(&format!("{place}: {name}"), pattern, value, variables);
            }
        }
    }
    let named = |name: &str| {
        headers
            .iter()
            .any(|header| matches!(header, Expected::Has(known, _) if known.eq_ignore_ascii_case(name)))
    };
    match body {
        Body::Events(_) => {
            for (name, value) in [
                ("content-type", "text/event-stream"),
                ("cache-control", "no-cache, no-transform"),
                ("x-accel-buffering", "no"),
            ] {
                assert_eq!(got.get(name), Some(value), "{}", fault("not the header of a stream"));
            }
        }
        Body::Text(text) if is_message(text) && !named("content-type") => {
            assert_eq!(got.get("content-type"), Some("application/json"), "{}", fault("not JSON"));
        }
        Body::Text(_) => {}
    }
}

/// Whether a pattern is that of a message.
pub(super) fn is_message(pattern: &str) -> bool {
    pattern.starts_with(['{', '[']) || matches!(pattern, "$refused" | "$pong" | "$served")
}

/// Compares an event with the lines that it must have, and no others.
pub(super) fn event(place: &str, pattern: &Pattern, got: &Event, variables: &mut Variables) {
    let line = |name: &str| pattern.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    for (name, value) in [("event", &got.name), ("id", &got.id), ("retry", &got.retry), ("", &got.comment)] {
        match (line(name), value) {
            (Some(pattern), Some(value)) => text(&format!("{place}: {name}"), pattern, value, variables),
            (None, None) => {}
            (expected, _) => panic!("{place}: {name}: expected {expected:?}\ngot {got:?}"),
        }
    }
    match (line("data"), &got.data) {
        (Some(pattern), Some(data)) if is_message(pattern) => json(place, pattern, data, variables),
        (Some(pattern), Some(data)) => text(place, pattern, data, variables),
        (None, None) => {}
        (expected, _) => panic!("{place}: data: expected {expected:?}\ngot {got:?}"),
    }
}

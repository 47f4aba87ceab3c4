//! `Content-Type` and `Accept`: what a client sends, and what it takes.
//!
//! What nearly all clients write is compared as it stands; anything else is taken apart.

use http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, StatusCode};

use crate::transport::http::gate::refusal::{Refusal, Refused};

/// What a client takes as an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Accepts {
    pub(crate) json: bool,
    pub(crate) events: bool,
}

/// The body of a POST must be JSON that is not compressed: a page of another origin can send other types without being
/// asked about it (L-HTTP-08).
pub(crate) fn is_json(headers: &HeaderMap) -> Result<(), Refused> {
    let unsupported = |text: &str| Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, text));
    if let Some(encoding) = headers.get(CONTENT_ENCODING)
        && !encoding.as_bytes().eq_ignore_ascii_case(b"identity")
    {
        return unsupported("the body must not be compressed");
    }
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    match (types.next(), types.next()) {
        (Some(kind), None) if kind == "application/json" || is_json_type(kind) => Ok(()),
        _ => unsupported("the body must be `Content-Type: application/json`"),
    }
}

#[cold]
fn is_json_type(kind: &HeaderValue) -> bool {
    let Ok(kind) = kind.to_str() else { return false };
    let mut parts = kind.split(';').map(str::trim);
    let essence = parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
    essence
        && parts.all(|parameter| match parameter.split_once('=') {
            Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
                value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
            }
            _ => true,
        })
}

/// What the answer may be. Without the header: anything.
pub(crate) fn accepts(headers: &HeaderMap) -> Accepts {
    let mut values = headers.get_all(ACCEPT).iter();
    let (first, more) = (values.next(), values.next());
    match first.map(HeaderValue::as_bytes) {
        None
        | Some(b"*/*" | b"application/json, text/event-stream" | b"text/event-stream, application/json")
            if more.is_none() =>
        {
            Accepts { json: true, events: true }
        }
        _ => read(headers),
    }
}

#[cold]
fn read(headers: &HeaderMap) -> Accepts {
    // The most specific range counts, so a `q=0` takes a type off that a wider range has.
    let (mut json, mut events) = ((0, false), (0, false));
    let ranges = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    for range in ranges.flat_map(|value| value.split(',')) {
        let mut parts = range.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
        let wanted = !parts.any(|part| {
            part.split_once('=').is_some_and(|(name, q)| {
                name.trim().eq_ignore_ascii_case("q") && q.trim().parse::<f32>().is_ok_and(|q| q <= 0.0)
            })
        });
        let note = |known: &mut (u8, bool), weight: u8| {
            if weight >= known.0 {
                *known = (weight, wanted);
            }
        };
        match kind.as_str() {
            "*/*" => {
                note(&mut json, 1);
                note(&mut events, 1);
            }
            "application/*" => note(&mut json, 2),
            "text/*" => note(&mut events, 2),
            "application/json" => note(&mut json, 3),
            "text/event-stream" => note(&mut events, 3),
            _ => {}
        }
    }
    Accepts { json: json.1, events: events.1 }
}

/// The error for a client that takes nothing of what there is.
pub(crate) fn not_acceptable(what: &str) -> Refused {
    Refusal::new(StatusCode::NOT_ACCEPTABLE, format!("`Accept` must allow {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// L-HTTP-30
    #[test]
    fn types_are_compared_by_what_they_are() {
        for (kind, fits) in [
            ("application/json", true),
            ("Application/JSON; charset=UTF-8", true),
            ("application/json;charset=\"utf-8\";x=y", true),
            ("application/json; charset=utf-16", false),
            ("application/jsonx", false),
            ("text/plain; a=application/json", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, kind.parse().expect("a value"));
            assert_eq!(is_json(&headers).is_ok(), fits, "{kind}");
        }
        assert!(is_json(&HeaderMap::new()).is_err());
    }

    #[test]
    fn ranges_and_weights_are_read() {
        for (accept, json, events) in [
            ("application/json, text/event-stream", true, true),
            ("text/event-stream", false, true),
            ("application/json", true, false),
            ("APPLICATION/JSON;q=0.5 , text/*", true, true),
            ("*/*;q=0.1", true, true),
            ("*/*, text/event-stream;q=0", true, false),
            ("text/html", false, false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, accept.parse().expect("a value"));
            assert_eq!(accepts(&headers), Accepts { json, events }, "{accept}");
        }
        assert_eq!(accepts(&HeaderMap::new()), Accepts { json: true, events: true });
    }
}

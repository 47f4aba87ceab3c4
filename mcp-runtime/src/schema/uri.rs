//! The one spelling of a URI by which URIs are compared: the normal form.
//!
//! This file is in both crates, letter by letter (`cargo xtask tidy` compares them): the macro brings what an author wrote to
//! this form, and the runtime what a client asks for. What a URI means stays as it is: no `..` is ever resolved here.

use std::borrow::Cow;
use std::fmt;

/// Longer ones are refused: they must also fit a header.
const MAX: usize = 8 * 1024;

/// Hosts of these are written in lower case, and their empty path is `/`: clients rewrite them so. With the port that goes without
/// saying.
const WEB: [(&str, &str); 5] =
    [("http", "80"), ("https", "443"), ("ws", "80"), ("wss", "443"), ("ftp", "21")];

/// Where, in bytes, a text stops being a URI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) at: usize,
    pub(crate) wrong: Wrong,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrong {
    TooLong,
    NoScheme,
    Character(char),
    Escape,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.at;
        match self.wrong {
            Wrong::TooLong => write!(f, "it is longer than {MAX} bytes"),
            Wrong::NoScheme => f.write_str("it does not begin with a scheme, such as `https:`"),
            Wrong::Character(c) if c.is_control() => write!(f, "it has a control character at byte {at}"),
            Wrong::Character(c) => write!(f, "`{c}` at byte {at} must be percent-encoded"),
            Wrong::Escape => write!(f, "`%` at byte {at} is not followed by two hex digits"),
        }
    }
}

/// The normal form, borrowed if the URI already has it.
pub(crate) fn normal(uri: &str) -> Result<Cow<'_, str>, Fault> {
    around(uri, None)
}

/// The normal form of a text in which a byte that no URI has stands for what is not known yet.
pub(crate) fn around(uri: &str, hole: Option<u8>) -> Result<Cow<'_, str>, Fault> {
    if uri.len() > MAX {
        return Err(Fault { at: MAX, wrong: Wrong::TooLong });
    }
    // A fragment is the client's business (RFC 3986, 3.5).
    let uri = uri.split_once('#').map_or(uri, |(uri, _)| uri);
    let colon = scheme(uri).ok_or(Fault { at: 0, wrong: Wrong::NoScheme })?;
    let bytes = uri.as_bytes();
    let mut changed = String::new();
    let mut kept = 0;
    if bytes[..colon].iter().any(u8::is_ascii_uppercase) {
        changed = uri[..colon].to_ascii_lowercase();
        kept = colon;
    }
    let mut at = colon + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'%' => {
                let value = escaped(&bytes[at + 1..]).ok_or(Fault { at, wrong: Wrong::Escape })?;
                let free = is_unreserved(value);
                if free || bytes[at + 1..at + 3].iter().any(u8::is_ascii_lowercase) {
                    changed.push_str(&uri[kept..at]);
                    kept = at + 3;
                    if free { changed.push(char::from(value)) } else { escape(value, &mut changed) }
                }
                at += 3;
            }
            0x80.. => {
                changed.push_str(&uri[kept..at]);
                escape(byte, &mut changed);
                at += 1;
                while bytes.get(at).is_some_and(|byte| !byte.is_ascii()) {
                    escape(bytes[at], &mut changed);
                    at += 1;
                }
                kept = at;
            }
            _ if is_allowed(byte) || hole == Some(byte) => at += 1,
            _ => return Err(Fault { at, wrong: Wrong::Character(char::from(byte)) }),
        }
    }
    if kept == 0 {
        return Ok(web(uri, colon).map_or(Cow::Borrowed(uri), Cow::Owned));
    }
    changed.push_str(&uri[kept..]);
    Ok(Cow::Owned(web(&changed, colon).unwrap_or(changed)))
}

/// Whether a URI may have this character as it is. What RFC 3986 keeps for the brackets of a host is allowed everywhere, as
/// clients do.
pub(crate) fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"<>\"{}|\\^`#".contains(&byte)
}

/// A character that means the same whether it is percent-encoded or not.
pub(crate) fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

/// The byte that two hex digits at the beginning stand for.
pub(crate) fn escaped(digits: &[u8]) -> Option<u8> {
    let [high, low] = [digits.first()?, digits.get(1)?].map(|digit| char::from(*digit).to_digit(16));
    u8::try_from(high? * 16 + low?).ok()
}

/// Writes a byte as `%` and two hex digits.
pub(crate) fn escape(byte: u8, out: &mut String) {
    out.push('%');
    out.extend([byte >> 4, byte & 15].map(|half| char::from(b"0123456789ABCDEF"[usize::from(half)])));
}

/// Where the `:` behind the scheme is.
pub(crate) fn scheme(uri: &str) -> Option<usize> {
    let colon = uri.bytes().position(|byte| !(byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)))?;
    (uri.as_bytes()[colon] == b':' && uri.as_bytes()[0].is_ascii_alphabetic()).then_some(colon)
}

/// What clients would make of the host, the port and the path of an address in the web, if that is something else.
fn web(uri: &str, colon: usize) -> Option<String> {
    let (_, port) = WEB.iter().find(|(scheme, _)| *scheme == &uri[..colon])?;
    let from = colon + 3;
    if !uri[colon..].starts_with("://") {
        return None;
    }
    let to = uri[from..].find(['/', '?']).map_or(uri.len(), |length| from + length);
    let host = uri[from..to].rfind('@').map_or(from, |at| from + at + 1);
    let end = match uri[host..to].rsplit_once(':') {
        Some((name, given)) if given.is_empty() || given == *port => host + name.len(),
        _ => to,
    };
    let root = if uri[to..].starts_with('/') { "" } else { "/" };
    let is_lower = !uri[host..end].bytes().any(|byte| byte.is_ascii_uppercase());
    if is_lower && end == to && root.is_empty() {
        return None;
    }
    Some([&uri[..host], &uri[host..end].to_ascii_lowercase(), root, &uri[to..]].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_have_one_spelling() {
        for (uri, form) in [
            ("docs://a/b?c=d", "docs://a/b?c=d"),
            ("DOCS://A/B", "docs://A/B"),
            ("docs://%7euser/%2f%c3%bc", "docs://~user/%2F%C3%BC"),
            ("docs://Zürich/a%2525", "docs://Z%C3%BCrich/a%2525"),
            ("docs://a#part", "docs://a"),
            ("docs://a/../b/%2e%2e", "docs://a/../b/.."),
            ("HTTPS://User@Example.COM:443", "https://User@example.com/"),
            ("http://[::1]:80?q=A", "http://[::1]/?q=A"),
            ("http://a:8080/B", "http://a:8080/B"),
            ("http://a:", "http://a/"),
            ("docs://A:443", "docs://A:443"),
            ("urn:isbn:X", "urn:isbn:X"),
        ] {
            let found = normal(uri).expect("it is a URI");
            assert_eq!(found, form);
            assert_eq!(normal(&found).as_deref(), Ok(form));
            assert_eq!(matches!(found, Cow::Borrowed(_)), uri == form || uri.contains('#'), "{uri}");
        }
    }

    #[test]
    fn what_is_no_uri_is_refused_at_its_place() {
        for (uri, at, wrong) in [
            ("", 0, Wrong::NoScheme),
            ("a/b", 0, Wrong::NoScheme),
            ("1a:b", 0, Wrong::NoScheme),
            (":b", 0, Wrong::NoScheme),
            ("a:b c", 3, Wrong::Character(' ')),
            ("a:\u{1}", 2, Wrong::Character('\u{1}')),
            ("a:\\", 2, Wrong::Character('\\')),
            ("a:ü{", 4, Wrong::Character('{')),
            ("a:%4", 2, Wrong::Escape),
            ("a:%+1", 2, Wrong::Escape),
            ("a:%4ü", 2, Wrong::Escape),
        ] {
            assert_eq!(normal(uri), Err(Fault { at, wrong }), "{uri}");
        }
        assert!(normal(&format!("a:{}", "b".repeat(MAX - 2))).is_ok());
        assert_eq!(normal(&"a".repeat(MAX + 1)), Err(Fault { at: MAX, wrong: Wrong::TooLong }));
    }
}

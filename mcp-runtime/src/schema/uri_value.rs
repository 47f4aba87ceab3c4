//! A value in a URI: decoded once, and whether it is safe as a part of a path.
//!
//! What is not is refused, never resolved or mended: an attack must not look like another resource.

use std::fmt;

use super::uri::{escape, escaped, is_unreserved};

/// Why a text is no safe part of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unsafe {
    Empty,
    Dots,
    Control,
    Separator,
    Drive,
}

impl fmt::Display for Unsafe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "it is empty",
            Self::Dots => "it is `.` or `..`",
            Self::Control => "it has a control character",
            Self::Separator => "it has a `/` or `\\` inside",
            Self::Drive => "it begins like the drive of a path on Windows",
        })
    }
}

/// The text that percent-encoded bytes stand for; `None` if it is not UTF-8, or a `%` is without its digits.
pub(crate) fn decode(raw: &str) -> Option<String> {
    if !raw.contains('%') {
        return Some(raw.to_owned());
    }
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        if byte == b'%' {
            bytes.push(escaped(behind)?);
            rest = &behind[2..];
        } else {
            bytes.push(byte);
            rest = behind;
        }
    }
    String::from_utf8(bytes).ok()
}

/// Whether a decoded text is one safe segment of a path, on every platform: it stays where it is put.
pub(crate) fn check(segment: &str) -> Result<(), Unsafe> {
    let bytes = segment.as_bytes();
    if bytes.is_empty() {
        Err(Unsafe::Empty)
    } else if matches!(segment, "." | "..") {
        Err(Unsafe::Dots)
    } else if segment.chars().any(char::is_control) {
        Err(Unsafe::Control)
    } else if segment.contains(['/', '\\']) {
        Err(Unsafe::Separator)
    } else if bytes[0].is_ascii_alphabetic() && bytes.get(1) == Some(&b':') {
        Err(Unsafe::Drive)
    } else {
        Ok(())
    }
}

/// A path as a URI has it: what cannot stand there as it is, as a blank or `%`, is percent-encoded; each `/` stays.
///
/// ```
/// use mcp_runtime::{ResourceLink, encode_path};
///
/// let path = "notes/für später.md";
/// let link = ResourceLink::new(format!("files:///{}", encode_path(path)), path);
/// assert_eq!(link.uri, "files:///notes/f%C3%BCr%20sp%C3%A4ter.md");
/// ```
pub fn encode_path(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        if is_unreserved(byte) || byte == b'/' {
            encoded.push(char::from(byte));
        } else {
            escape(byte, &mut encoded);
        }
    }
    encoded
}

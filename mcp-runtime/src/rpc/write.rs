//! JSON into a byte buffer: strings with their escapes, the envelope of results and errors.

use std::borrow::Cow;

use serde_json::value::RawValue;

use crate::outcome::error::RpcError;

/// Appends `text` as a JSON string, quotes included.
pub(crate) fn string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    escape(out, text);
    out.push(b'"');
}

/// Appends `text` with everything escaped that a JSON string must escape. Pieces without such a byte, which are nearly
/// all, are found 64 bytes at a time and copied whole.
pub(crate) fn escape(out: &mut Vec<u8>, text: &str) {
    out.reserve(text.len());
    for piece in text.as_bytes().chunks(64) {
        if piece.iter().fold(true, |plain, b| plain & is_plain(*b)) {
            out.extend_from_slice(piece);
        } else {
            piece.iter().for_each(|b| escape_byte(out, *b));
        }
    }
}

const fn is_plain(b: u8) -> bool {
    b >= 0x20 && b != b'"' && b != b'\\'
}

fn escape_byte(out: &mut Vec<u8>, b: u8) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    match b {
        b'"' => out.extend_from_slice(b"\\\""),
        b'\\' => out.extend_from_slice(b"\\\\"),
        b'\n' => out.extend_from_slice(b"\\n"),
        b'\r' => out.extend_from_slice(b"\\r"),
        b'\t' => out.extend_from_slice(b"\\t"),
        0..0x20 => {
            out.extend_from_slice(b"\\u00");
            out.push(HEX[usize::from(b >> 4)]);
            out.push(HEX[usize::from(b & 15)]);
        }
        _ => out.push(b),
    }
}

/// An object of these members, whose values stay as they were written.
pub(crate) fn object(members: &[(Cow<'_, str>, &RawValue)]) -> String {
    let mut out = vec![b'{'];
    for (index, (name, value)) in members.iter().enumerate() {
        out.extend((index > 0).then_some(b','));
        string(&mut out, name);
        out.push(b':');
        out.extend_from_slice(value.get().as_bytes());
    }
    out.push(b'}');
    String::from_utf8(out).unwrap_or_default()
}

/// Appends the start of a result: the caller goes on with the members of `result` and ends with [`end`].
pub(crate) fn result(out: &mut Vec<u8>, id: impl AsRef<[u8]>) {
    out.extend_from_slice(b"{\"jsonrpc\":\"2.0\",\"id\":");
    out.extend_from_slice(id.as_ref());
    out.extend_from_slice(b",\"result\":{");
}

/// Closes `result` and the message, and ends the line.
pub(crate) fn end(out: &mut Vec<u8>) {
    out.extend_from_slice(b"}}\n");
}

/// How an error goes out that answers no readable id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoId {
    /// Without the member.
    Omit,
    /// As `null`, as JSON-RPC has it.
    Null,
}

/// Appends an error as one line.
pub(crate) fn error(out: &mut Vec<u8>, id: Option<&str>, no_id: NoId, error: &RpcError) {
    out.extend_from_slice(b"{\"jsonrpc\":\"2.0\",");
    match (id, no_id) {
        (Some(id), _) => {
            out.extend_from_slice(b"\"id\":");
            out.extend_from_slice(id.as_bytes());
            out.push(b',');
        }
        (None, NoId::Null) => out.extend_from_slice(b"\"id\":null,"),
        (None, NoId::Omit) => {}
    }
    out.extend_from_slice(b"\"error\":{\"code\":");
    out.extend_from_slice(error.code.to_string().as_bytes());
    out.extend_from_slice(b",\"message\":");
    string(out, &error.message);
    if let Some(data) = &error.data {
        out.extend_from_slice(b",\"data\":");
        out.extend_from_slice(data.to_string().as_bytes());
    }
    end(out);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_come_back_as_they_went_in() {
        let mut text: String = (0..=0x7f).filter_map(char::from_u32).collect();
        text.push_str("ä\u{2028}😀");
        for text in ["", "plain", &"x".repeat(1000), &format!("{}\n", "y".repeat(63)), &text.repeat(3)] {
            let mut out = Vec::new();
            string(&mut out, text);
            assert_eq!(serde_json::from_slice::<String>(&out).expect("a string"), text);
            assert!(!out.contains(&b'\n'));
        }
    }
}

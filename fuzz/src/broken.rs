//! What breaks a message that was right: bytes changed, pieces moved, and what JSON has at its edges put in between.

use arbitrary::Unstructured;

use crate::grammar::pick;

/// What stands in a message for more than its size.
const PIECES: [&[u8]; 26] = [
    b"{",
    b"}",
    b"[",
    b"]",
    b"\"",
    b",",
    b":",
    b"\\",
    b"\\u0000",
    b"\\ud800",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xa8",
    b"\0",
    b"\r",
    b"\n",
    b"null",
    b"1e999",
    b"-0",
    b"0.1",
    b"\"id\":1,",
    b"\"id\":",
    b"\"method\":\"ping\",",
    b"\"jsonrpc\":\"2.0\",",
    b"\"params\":{},",
    b"\"result\":1,",
];

/// Changes a message in up to four places.
pub(crate) fn break_up(u: &mut Unstructured<'_>, bytes: &mut Vec<u8>) {
    for _ in 0..=pick(u, 4) {
        let at = place(u, bytes);
        match pick(u, 7) {
            0 => bytes.truncate(at),
            1 => drop(bytes.splice(at..at, PIECES[pick(u, PIECES.len())].iter().copied())),
            2 => {
                let to = (at + pick(u, 16)).min(bytes.len());
                bytes.drain(at..to);
            }
            3 => {
                let to = (at + 1 + pick(u, 64)).min(bytes.len());
                let piece = bytes[at..to].to_vec();
                let at = place(u, bytes);
                bytes.splice(at..at, piece);
            }
            4 => bytes.insert(at, u.arbitrary().unwrap_or_default()),
            5 => bytes.insert(at, b' '),
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = u.arbitrary().unwrap_or_default();
                }
            }
        }
    }
}

fn place(u: &mut Unstructured<'_>, bytes: &[u8]) -> usize {
    u.int_in_range(0..=bytes.len()).unwrap_or_default()
}

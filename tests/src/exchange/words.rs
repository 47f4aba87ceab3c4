//! Bodies that are not written out: too long, too often the same, or no text.

use serde_json::json;

use crate::http::client::{claim, initialize};

/// What `$name` stands for from the start.
pub(super) fn variables() -> Vec<(String, String)> {
    let stamp = json!({"io.modelcontextprotocol/serverInfo": {"name": "testbed", "version": "1.2.3", "title": "Test bed"}});
    let complete = format!(r#""resultType":"complete","_meta":{stamp}"#);
    let modern = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": "nothing", "_meta": claim()}});
    let known = [
        ("initialize", initialize("2025-11-25").to_string()),
        ("ping", json!({"jsonrpc": "2.0", "id": 1, "method": "ping"}).to_string()),
        ("pong", json!({"jsonrpc": "2.0", "id": 1, "result": {}}).to_string()),
        ("modern", modern.to_string()),
        (
            "served",
            format!(
                r#"{{"jsonrpc":"2.0","id":1,"result":{{"content":[{{"type":"text","text":"done"}}],{complete}}}}}"#
            ),
        ),
        // Members of `params`, and of a result.
        ("meta", format!(r#""_meta":{}"#, claim())),
        ("stamp", complete),
        // A refusal before the message was looked at.
        (
            "refused",
            json!({"jsonrpc": "2.0", "id": null, "error": {"code": -32600, "message": "…"}}).to_string(),
        ),
    ];
    known.into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
}

/// The bytes of a body: `@nested LEVELS` and `@large BYTES` are calls, `@batch COUNT` are pings, `@bytes TEXT` knows `\xFF`, the rest is what it is.
pub(super) fn body(text: &str) -> Vec<u8> {
    let Some(word) = text.strip_prefix('@') else { return text.as_bytes().to_vec() };
    let (name, rest) = word.split_once(' ').unwrap_or((word, ""));
    let count = || rest.parse::<usize>().unwrap_or_else(|error| panic!("{text}: {error}"));
    let call = |tool: &str, argument: &str, value: String| {
        format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"{tool}","arguments":{{"{argument}":{value}}}}}}}"#
        )
    };
    match name {
        "nested" => {
            let (open, close) = ("[".repeat(count()), "]".repeat(count()));
            call("any", "value", format!("{open}{close}")).into_bytes()
        }
        "batch" => {
            let ping = |id: usize| json!({"jsonrpc": "2.0", "id": id, "method": "ping"});
            json!((1..=count()).map(ping).collect::<Vec<_>>()).to_string().into_bytes()
        }
        "large" => call("echo", "text", format!("\"{}\"", "x".repeat(count()))).into_bytes(),
        "bytes" => unescape(rest),
        other => panic!("there is no word @{other}"),
    }
}

fn unescape(text: &str) -> Vec<u8> {
    let mut parts = text.split("\\x");
    let mut bytes = parts.next().unwrap_or("").as_bytes().to_vec();
    for part in parts {
        let (hex, rest) = part.split_at(2);
        bytes.push(u8::from_str_radix(hex, 16).unwrap_or_else(|error| panic!("\\x{hex}: {error}")));
        bytes.extend(rest.as_bytes());
    }
    bytes
}

/// A value without the quotes that stand around it, so that blanks, or nothing, can be a value.
pub(super) fn unquote(text: &str) -> &str {
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text)
}

/// Puts values in the place of `$name` and `${name}`. Panics at a name that stands for nothing.
pub(super) fn fill(text: &str, variables: &[(String, String)], place: &str) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        filled.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let inside = after.strip_prefix('{');
        let name: String =
            inside.unwrap_or(after).chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
        let value = variables.iter().rev().find(|(known, _)| *known == name);
        let Some((_, value)) = value else { panic!("{place}: nothing is called ${name}") };
        filled.push_str(value);
        rest = match inside {
            Some(inside) => inside[name.len()..].strip_prefix('}').expect("a brace ends what a brace began"),
            None => &after[name.len()..],
        };
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::{fill, unescape};

    #[test]
    fn values_and_bytes() {
        let variables = [("a".to_owned(), "1".to_owned()), ("ab".to_owned(), "2".to_owned())];
        assert_eq!(fill("$a ${a}b $ab", &variables, ""), "1 1b 2");
        assert_eq!(unescape("x\\xffy\\x00"), b"x\xffy\0");
    }
}

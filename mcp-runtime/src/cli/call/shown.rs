//! What comes of a call, on standard output: for people, as the value that a script reads, or as the protocol has it.

use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::process::ExitCode;

use serde::de::IgnoredAny;
use serde_json::Value;
use serde_json::value::RawValue;

use super::saved::{Kept, Saver};
use crate::cli::{FAILED, complain, print};

/// What is printed of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Output {
    /// What a person reads.
    Text,
    /// The value: `structuredContent` of a tool that has it, and else the list of contents or messages.
    Json,
    /// The whole result.
    Raw,
}

impl Output {
    pub(super) const NAMES: [&str; 3] = ["text", "json", "raw"];

    pub(super) fn named(name: &str) -> Self {
        match name {
            "json" => Self::Json,
            "raw" => Self::Raw,
            _ => Self::Text,
        }
    }
}

/// Prints a result, given as JSON: that of a tool, a prompt or a resource. What is no text is saved where that is wanted.
pub(super) fn show(raw: &str, output: Output, saver: &mut Saver) -> ExitCode {
    let result: Value = serde_json::from_str(raw).unwrap_or_default();
    let failed = result["isError"] == true;
    let shown = match text(&result, saver) {
        Ok(shown) => shown,
        Err(error) => {
            complain(&format!("error: {error}"));
            return ExitCode::from(FAILED);
        }
    };
    let value = match output {
        Output::Text => None,
        Output::Json => value(raw, failed),
        Output::Raw => Some(raw.to_owned()),
    };
    if failed {
        value.map(|value| print(&(value + "\n")));
        complain(clean(&shown, std::io::stderr().is_terminal()).trim_end());
        return ExitCode::from(FAILED);
    }
    match value {
        Some(value) => {
            saver.files().for_each(|file| complain(&format!("saved {file}")));
            print(&(value + "\n"))
        }
        None if output == Output::Text => {
            print(&clean(&shown, std::io::stdout().is_terminal()));
            if saver.left_out() {
                complain("`--save DIR` writes what is no text into files");
            }
            ExitCode::SUCCESS
        }
        None => ExitCode::SUCCESS,
    }
}

/// The value of a result, as it came. A failure has one only where its tool gave it one.
fn value(raw: &str, failed: bool) -> Option<String> {
    let members: BTreeMap<&str, &RawValue> = serde_json::from_str(raw).ok()?;
    let mut keys =
        ["structuredContent", "content", "messages", "contents"].iter().take(if failed { 1 } else { 4 });
    keys.find_map(|key| members.get(key)).map(|value| value.get().to_owned())
}

/// A result for a person. Err: what is no text cannot be saved.
fn text(result: &Value, saver: &mut Saver) -> Result<String, String> {
    let list = |key: &str| result[key].as_array().into_iter().flatten();
    let mut out = String::new();
    for (at, message) in list("messages").enumerate() {
        let space = if at == 0 { "" } else { "\n" };
        out.push_str(&format!("{space}[{}]\n", message["role"].as_str().unwrap_or_default()));
        match &message["content"] {
            Value::Array(blocks) => {
                for inner in blocks {
                    out.push_str(&block(inner, saver)?);
                }
            }
            inner => out.push_str(&block(inner, saver)?),
        }
    }
    for inner in list("content") {
        out.push_str(&block(inner, saver)?);
    }
    for inner in list("contents") {
        out.push_str(&contents(inner, saver)?);
    }
    if list("content").next().is_none() && result.get("structuredContent").is_some() {
        out.push_str(&format!("{:#}\n", result["structuredContent"]));
    }
    Ok(out)
}

/// A content block: text as it is, objects indented, anything else by what it is.
fn block(block: &Value, saver: &mut Saver) -> Result<String, String> {
    let text = |key: &str| block[key].as_str().unwrap_or_default();
    match text("type") {
        "text" => Ok(ended(indented(text("text")).unwrap_or_else(|| text("text").to_owned()))),
        "resource_link" => Ok(ended(text("uri").to_owned())),
        "resource" => contents(&block["resource"], saver),
        kind => {
            let mime = block["mimeType"].as_str().unwrap_or(if kind.is_empty() { "binary" } else { kind });
            described(&saver.keep(text("data"), mime, "")?)
        }
    }
}

/// The contents of a resource.
fn contents(contents: &Value, saver: &mut Saver) -> Result<String, String> {
    if let Some(text) = contents["text"].as_str() {
        return Ok(ended(text.to_owned()));
    }
    let text = |key: &str| contents[key].as_str();
    let mime = text("mimeType").unwrap_or("binary");
    described(&saver.keep(text("blob").unwrap_or_default(), mime, text("uri").unwrap_or_default())?)
}

#[expect(clippy::unnecessary_wraps, reason = "as what it is beside")]
fn described(kept: &Kept) -> Result<String, String> {
    let Kept { mime, bytes, file } = kept;
    let file = file.as_ref().map(|file| format!(", saved as {file}")).unwrap_or_default();
    Ok(format!("[{mime}, {bytes} bytes{file}]\n"))
}

fn ended(text: String) -> String {
    if text.ends_with('\n') { text } else { text + "\n" }
}

/// A JSON object or list with a line for each member, its numbers as they are. Nothing for any other text.
fn indented(text: &str) -> Option<String> {
    let text = text.trim();
    if !text.starts_with(['{', '[']) {
        return None;
    }
    serde_json::from_str::<IgnoredAny>(text).ok()?;
    let (mut out, mut depth, mut chars) = (String::new(), 0_usize, text.chars().peekable());
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    };
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                out.push('"');
                while let Some(inside) = chars.next() {
                    out.push(inside);
                    match inside {
                        '\\' => out.extend(chars.next()),
                        '"' => break,
                        _ => {}
                    }
                }
            }
            '{' | '[' => {
                out.push(c);
                while chars.next_if(|c| c.is_whitespace()).is_some() {}
                if let Some(end) = chars.next_if(|c| matches!(c, '}' | ']')) {
                    out.push(end);
                } else {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c if c.is_whitespace() => {}
            c => out.push(c),
        }
    }
    Some(out)
}

/// A text as a terminal may have it: what another program said must not steer it.
pub(super) fn clean(text: &str, for_terminal: bool) -> String {
    if !for_terminal {
        return text.to_owned();
    }
    let steers = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    text.chars().map(|c| if steers(c) { '\u{FFFD}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_indented_and_stays_what_it_is() {
        for (text, shown) in [
            (
                r#"{"a":[1,{"b":"x, \"y\": {"}],"c":{},"d":[ ]}"#,
                "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x, \\\"y\\\": {\"\n    }\n  ],\n  \"c\": {},\n  \"d\": []\n}",
            ),
            (
                " [340282366920938463463374607431768211455] ",
                "[\n  340282366920938463463374607431768211455\n]",
            ),
        ] {
            assert_eq!(indented(text).as_deref(), Some(shown));
        }
        for text in ["5", "a {", "{a}", "[1] and more", ""] {
            assert_eq!(indented(text), None, "{text}");
        }
    }

    #[test]
    fn a_terminal_is_not_steered() {
        assert_eq!(clean("a\u{1b}[31mb\r\n\tc", true), "a\u{FFFD}[31mb\u{FFFD}\n\tc");
        assert_eq!(clean("\u{1b}", false), "\u{1b}");
    }
}

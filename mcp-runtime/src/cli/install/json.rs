//! JSON with comments and commas at ends, edited as text.
//!
//! Blanks are put in the place of what JSON has not, so each byte stays where it is: what is found there is edited in the text itself.

use std::ops::Range;

use serde_json::Value;

use super::format::no_map;

/// A member of an object, and where it is.
struct Member {
    key: String,
    start: usize,
    value: Range<usize>,
}

/// A text, and what it would be without comments.
struct Document<'a> {
    text: &'a str,
    plain: String,
    /// Where commas at ends were.
    commas: Vec<usize>,
}

impl<'a> Document<'a> {
    fn read(text: &'a str) -> Result<Self, String> {
        let (plain, commas) = plain(text);
        let document = Self { text, plain, commas };
        match serde_json::from_str::<Value>(&document.plain) {
            Ok(Value::Object(_)) => Ok(document),
            Ok(_) => Err("is no JSON object".into()),
            Err(error) => Err(format!("is not valid JSON ({error})")),
        }
    }

    fn root(&self) -> Range<usize> {
        let start = self.plain.len() - self.plain.trim_start().len();
        start..self.plain.trim_end().len()
    }

    /// The members of the object in a range.
    fn members(&self, object: &Range<usize>) -> Vec<Member> {
        let bytes = self.plain.as_bytes();
        let mut members = Vec::new();
        let mut at = object.start + 1;
        loop {
            at = skip(bytes, at, b" \t\r\n,:");
            if bytes[at] == b'}' {
                return members;
            }
            let end = value_end(bytes, at);
            let key = serde_json::from_str(&self.plain[at..end]).unwrap_or_default();
            let value = skip(bytes, end, b" \t\r\n:");
            let value = value..value_end(bytes, value);
            members.push(Member { key, start: at, value: value.clone() });
            at = value.end;
        }
    }

    fn is_object(&self, value: &Range<usize>) -> bool {
        self.plain.as_bytes()[value.start] == b'{'
    }

    /// Goes a path as far as it leads: the object that was come to, and the keys that are left.
    fn walk<'p>(&self, path: &'p [&'p str]) -> Result<(Range<usize>, &'p [&'p str]), String> {
        let mut object = self.root();
        for (depth, key) in path.iter().enumerate() {
            let mut same = self.members(&object).into_iter().filter(|member| member.key == *key);
            let Some(member) = same.next() else { return Ok((object, &path[depth..])) };
            if same.next().is_some() {
                return Err(format!("has the key `{key}` twice in one object"));
            }
            if depth + 1 == path.len() {
                return Ok((object, &path[depth..]));
            }
            if !self.is_object(&member.value) {
                return Err(no_map(key));
            }
            object = member.value;
        }
        Ok((object, &[]))
    }

    /// The member that a path leads to, where it is, and its object.
    fn find(&self, path: &[&str]) -> Result<Option<(Range<usize>, Member)>, String> {
        let (object, [key]) = self.walk(path)? else { return Ok(None) };
        let member = self.members(&object).into_iter().find(|member| member.key == *key);
        Ok(member.map(|member| (object, member)))
    }

    /// What a level is indented by.
    fn unit(&self) -> &str {
        let lines = self.text.lines().map(|line| (line, line.trim_start_matches([' ', '\t'])));
        let mut units = lines
            .filter(|(_, rest)| rest.starts_with('"'))
            .map(|(line, rest)| &line[..line.len() - rest.len()]);
        units.find(|unit| !unit.is_empty()).unwrap_or("  ")
    }

    /// What the line of a place is indented by.
    fn indent(&self, at: usize) -> &str {
        let start = self.text[..at].rfind('\n').map_or(0, |line| line + 1);
        let line = &self.text[start..at];
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }

    /// The text with some pieces of it replaced, which are in order.
    fn edited(&self, edits: &[(Range<usize>, String)]) -> String {
        let (mut text, mut at) = (String::new(), 0);
        for (range, with) in edits {
            text.push_str(&self.text[at..range.start]);
            text.push_str(with);
            at = range.end;
        }
        text + &self.text[at..]
    }

    /// The edits that put a member at the end of an object.
    fn insert(&self, object: &Range<usize>, key: &str, value: &Value) -> Vec<(Range<usize>, String)> {
        let (unit, close) = (self.unit(), object.end - 1);
        let spread = self.text[object.clone()].contains('\n')
            || self.text.trim_start_matches('{').trim().contains('\n')
            || *object == self.root();
        let outer = self.indent(object.start);
        // Comments at the end of an object stay before what is new.
        let tail = self.text[..close].trim_end().len();
        let member = |indent: &str, spread: bool| {
            let layout = spread.then_some((indent, unit));
            format!("{}: {}", quoted(key), written(value, layout))
        };
        let members = self.members(object);
        let Some(last) = members.last() else {
            let inside = if spread {
                let indent = format!("{outer}{unit}");
                format!("\n{indent}{}\n{outer}", member(&indent, true))
            } else {
                format!(" {} ", member("", false))
            };
            return vec![(tail..close, inside)];
        };
        let comma = self.commas.iter().find(|comma| (last.value.end..close).contains(comma));
        if !self.text[object.start..last.start].contains('\n') {
            let (at, before, after) = comma.map_or((last.value.end, ", ", ""), |comma| (comma + 1, " ", ","));
            return vec![(at..at, format!("{before}{}{after}", member("", false)))];
        }
        let indent = self.indent(last.start);
        let after = if comma.is_some() { "," } else { "" };
        let line = (tail..tail, format!("\n{indent}{}{after}", member(indent, true)));
        match comma {
            Some(_) => vec![line],
            None => vec![(last.value.end..last.value.end, ",".into()), line],
        }
    }

    /// The range of a member with the lines that it has for itself, up to `end`.
    fn widened(&self, start: usize, end: usize) -> Range<usize> {
        let line = start - self.indent_before(start);
        let rest = self.text[end..].len() - self.text[end..].trim_start_matches([' ', '\t', '\r']).len();
        let alone = self.text[..line].ends_with('\n') && self.text[end + rest..].starts_with('\n');
        if alone { line..end + rest + 1 } else { start..end }
    }

    /// How many blanks stand before a place on its line.
    fn indent_before(&self, at: usize) -> usize {
        self.text[..at].len() - self.text[..at].trim_end_matches([' ', '\t']).len()
    }
}

pub(super) fn get(text: &str, path: &[&str]) -> Result<Option<Value>, String> {
    let document = Document::read(text)?;
    let found = document.find(path)?;
    Ok(found.and_then(|(_, member)| serde_json::from_str(&document.plain[member.value]).ok()))
}

pub(super) fn set(text: &str, path: &[&str], value: &Value) -> Result<String, String> {
    let document = Document::read(text)?;
    if let Some((_, member)) = document.find(path)? {
        let spread = document.text.trim().contains('\n');
        let layout = spread.then(|| (document.indent(member.start), document.unit()));
        return Ok(document.edited(&[(member.value, written(value, layout))]));
    }
    let (object, rest) = document.walk(path)?;
    let (key, inner) = rest.split_first().ok_or("is empty")?;
    let value = inner.iter().rev().fold(value.clone(), |value, key| serde_json::json!({ *key: value }));
    Ok(document.edited(&document.insert(&object, key, &value)))
}

pub(super) fn remove(text: &str, path: &[&str]) -> Result<String, String> {
    let document = Document::read(text)?;
    let Some((object, member)) = document.find(path)? else { return Ok(text.into()) };
    let members = document.members(&object);
    let at = members.iter().position(|other| other.start == member.start).unwrap_or_default();
    let close = object.end - 1;
    if members.len() == 1 && document.text[object.start + 1..member.start].trim().is_empty() {
        let own = document.commas.iter().find(|comma| (member.value.end..close).contains(comma));
        let end = own.map_or(member.value.end, |comma| comma + 1);
        if document.text[end..close].trim().is_empty() {
            return Ok(document.edited(&[(object.start + 1..close, String::new())]));
        }
    }
    let next = members.get(at + 1).map_or(close, |next| next.start);
    let comma = document.plain[member.value.end..next].find(',').map(|found| member.value.end + found);
    let comma = comma
        .or_else(|| document.commas.iter().copied().find(|comma| (member.value.end..next).contains(comma)));
    if let Some(comma) = comma {
        let mut cut = document.widened(member.start, comma + 1);
        if cut.start == member.start {
            // On one line with others: the blanks beside it go too.
            let rest = &document.text[cut.end..next];
            match members.get(at + 1) {
                Some(_) => cut.end += rest.len() - rest.trim_start_matches([' ', '\t']).len(),
                None => cut.start -= document.indent_before(cut.start),
            }
        }
        return Ok(document.edited(&[(cut, String::new())]));
    }
    let cut = document.widened(member.start, member.value.end);
    let before = at.checked_sub(1).map(|before| members[before].value.end);
    let comma = before.and_then(|end| document.plain[end..member.start].find(',').map(|found| end + found));
    let Some(comma) = comma else { return Ok(document.edited(&[(cut, String::new())])) };
    let blanks = if cut.start == member.start { document.indent_before(cut.start) } else { 0 };
    let start = (cut.start - blanks).max(comma + 1);
    Ok(document.edited(&[(comma..comma + 1, String::new()), (start..cut.end, String::new())]))
}

/// The text with blanks in the place of comments and of commas at ends, and where those were.
fn plain(text: &str) -> (String, Vec<usize>) {
    let mut bytes = text.as_bytes().to_vec();
    let (mut commas, mut comma, mut before) = (Vec::new(), None, b'{');
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                at = value_end(&bytes, at);
                (comma, before) = (None, b'"');
                continue;
            }
            b'/' if matches!(bytes.get(at + 1), Some(b'/' | b'*')) => {
                let rest = &text[at..];
                let end =
                    if rest.starts_with("//") { rest.find('\n') } else { rest.find("*/").map(|end| end + 2) };
                // A comment that does not end is none.
                if let Some(end) = end.or_else(|| rest.starts_with("//").then_some(rest.len())) {
                    bytes[at..at + end]
                        .iter_mut()
                        .filter(|byte| **byte != b'\n')
                        .for_each(|byte| *byte = b' ');
                    at += end;
                    continue;
                }
            }
            b',' if !matches!(before, b'{' | b'[' | b',' | b':') => comma = Some(at),
            b'}' | b']' => {
                if let Some(comma) = comma.take() {
                    bytes[comma] = b' ';
                    commas.push(comma);
                }
            }
            byte if !byte.is_ascii_whitespace() => comma = None,
            _ => {}
        }
        if !bytes[at].is_ascii_whitespace() {
            before = bytes[at];
        }
        at += 1;
    }
    (String::from_utf8_lossy(&bytes).into_owned(), commas)
}

fn skip(bytes: &[u8], mut at: usize, what: &[u8]) -> usize {
    while bytes.get(at).is_some_and(|byte| what.contains(byte)) {
        at += 1;
    }
    at
}

/// Where the value that begins at a place ends.
fn value_end(bytes: &[u8], start: usize) -> usize {
    let (mut at, mut depth, mut text) = (start, 0_usize, false);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if text => at += 1,
            b'"' => text = !text,
            _ if text => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' | b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' if depth == 0 => return at,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 && !text && matches!(bytes[at - 1], b'"' | b'}' | b']') {
            return at;
        }
    }
    bytes.len()
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// A value as people write it: objects over lines, where there is an indent and what a level adds to it, and lists on one.
fn written(value: &Value, layout: Option<(&str, &str)>) -> String {
    match value {
        Value::Object(members) if !members.is_empty() => {
            let Some((indent, unit)) = layout else {
                let members: Vec<String> = members
                    .iter()
                    .map(|(key, value)| format!("{}: {}", quoted(key), written(value, None)))
                    .collect();
                return format!("{{ {} }}", members.join(", "));
            };
            let inner = format!("{indent}{unit}");
            let member = |(key, value): (&String, &Value)| {
                format!("\n{inner}{}: {}", quoted(key), written(value, Some((&inner, unit))))
            };
            let members: Vec<String> = members.iter().map(member).collect();
            format!("{{{}\n{indent}}}", members.join(","))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| written(item, None)).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}

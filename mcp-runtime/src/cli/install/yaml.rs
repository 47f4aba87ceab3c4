//! YAML, edited by its lines: maps in blocks, with texts, numbers, lists and maps as their values.
//!
//! What is beside the path is only passed over by its indent. A form that this does not know is refused where the path meets it.

use std::ops::Range;

use serde_json::{Map, Value};

/// A key of a map in a block, and its lines: those below it with what belongs to it, and no blank ones at the end.
struct Entry {
    key: String,
    lines: Range<usize>,
    /// What stands on the line of the key.
    rest: String,
}

/// What one level is indented by, where something new begins.
const UNIT: usize = 2;

fn unusual(line: usize) -> String {
    format!("has a form of YAML in line {} that this does not know", line + 1)
}

fn is_content(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with('#')
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// The entries of the map whose keys have an indent.
fn entries(lines: &[&str], range: Range<usize>, level: usize) -> Result<Vec<Entry>, String> {
    let mut entries: Vec<Entry> = Vec::new();
    for at in range {
        let line = lines[at];
        if !is_content(line) || (at == 0 && line.trim_end() == "---") {
            continue;
        }
        let own = indent(line);
        let listed = line[own..].starts_with("- ") || line[own..].trim_end() == "-";
        match entries.last_mut() {
            Some(entry) if own > level || (own == level && listed && entry.rest.is_empty()) => {
                entry.lines.end = at + 1;
                continue;
            }
            _ => {}
        }
        let (key, rest) = (own == level).then(|| pair(&line[own..])).flatten().ok_or_else(|| unusual(at))?;
        if entries.iter().any(|entry| entry.key == key) {
            return Err(format!("has the key `{key}` twice in one map"));
        }
        entries.push(Entry { key, lines: at..at + 1, rest });
    }
    Ok(entries)
}

/// A key, and what stands behind it without a comment.
fn pair(line: &str) -> Option<(String, String)> {
    let (key, rest) = match line.chars().next()? {
        quote @ ('"' | '\'') => {
            let (key, rest) = line[1..].split_once(quote)?;
            (key, rest.strip_prefix(':')?)
        }
        '-' | '?' | '[' | '{' | '&' | '*' | '!' | '|' | '>' | '%' | '@' | '`' => return None,
        _ => match line.split_once(": ") {
            Some(pair) => pair,
            None => (line.trim_end().strip_suffix(':')?, ""),
        },
    };
    if key.contains(['\\', '#', '\t'])
        || !(rest.is_empty() || rest.starts_with(' ') || !line.starts_with(['"', '\'']))
    {
        return None;
    }
    Some((key.trim_end().to_owned(), uncommented(rest)))
}

fn uncommented(text: &str) -> String {
    let text = text.trim();
    if let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let end = text[1..].rfind(quote).map_or(text.len(), |end| end + 2);
        let rest = text[end..].trim_start();
        return if rest.is_empty() || rest.starts_with('#') { text[..end].into() } else { text.into() };
    }
    let end = if text.starts_with('#') { Some(0) } else { text.find(" #") };
    text[..end.unwrap_or(text.len())].trim_end().into()
}

/// What a text on one line is. What is of another form is itself, so it is like nothing that is written here.
fn scalar(text: &str) -> Value {
    match text {
        "" | "~" | "null" => Value::Null,
        "true" => true.into(),
        "false" => false.into(),
        "[]" => Value::Array(Vec::new()),
        "{}" => Value::Object(Map::new()),
        _ => {
            if let Some(inner) = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) {
                return inner.replace("''", "'").into();
            }
            if text.starts_with('"') {
                return serde_json::from_str(text).unwrap_or_else(|_| text.into());
            }
            text.parse::<i64>().map_or_else(|_| text.into(), Value::from)
        }
    }
}

/// The value of an entry.
fn value(lines: &[&str], entry: &Entry) -> Value {
    let below = entry.lines.start + 1..entry.lines.end;
    let contents: Vec<&str> = lines[below.clone()].iter().copied().filter(|line| is_content(line)).collect();
    let Some(first) = contents.first().filter(|_| entry.rest.is_empty()) else { return scalar(&entry.rest) };
    let level = indent(first);
    let item = |line: &&str| {
        (indent(line) == level).then(|| line[level..].strip_prefix("- ").map(uncommented)).flatten()
    };
    if let Some(items) = contents.iter().map(item).collect::<Option<Vec<String>>>() {
        return items.iter().map(|item| scalar(item)).collect();
    }
    match entries(lines, below, level) {
        Ok(entries) => entries.iter().map(|entry| (entry.key.clone(), value(lines, entry))).collect(),
        Err(_) => contents.join("\n").into(),
    }
}

/// Where a path leads: the lines and the indent of a map, the entry that was looked for, and the keys that are left.
struct Found<'p> {
    map: Range<usize>,
    level: usize,
    entry: Option<Entry>,
    rest: &'p [&'p str],
}

fn find<'p>(lines: &[&str], path: &'p [&'p str]) -> Result<Found<'p>, String> {
    let (mut map, mut level) = (0..lines.len(), 0);
    if let Some(at) = lines.iter().position(|line| line.starts_with('\t')) {
        return Err(unusual(at));
    }
    for (depth, key) in path.iter().enumerate() {
        let entry = entries(lines, map.clone(), level)?.into_iter().find(|entry| entry.key == *key);
        let rest = &path[depth..];
        let Some(found) = entry else { return Ok(Found { map, level, entry: None, rest }) };
        let below = found.lines.start + 1..found.lines.end;
        let first = lines[below.clone()].iter().find(|line| is_content(line));
        match first {
            Some(first) if found.rest.is_empty() && rest.len() > 1 => {
                level = indent(first);
                map = below;
            }
            // An empty map is written anew, with what it has to hold.
            None if rest.len() == 1 || matches!(&*found.rest, "" | "{}" | "null" | "~") => {
                return Ok(Found { map, level, entry: Some(found), rest });
            }
            Some(_) if rest.len() == 1 => return Ok(Found { map, level, entry: Some(found), rest }),
            _ => return Err(unusual(found.lines.start)),
        }
    }
    Err("is empty".into())
}

/// The lines of a text; one that is an empty map has none.
fn lines(text: &str) -> Vec<&str> {
    if text.trim() == "{}" { Vec::new() } else { text.lines().collect() }
}

pub(super) fn get(text: &str, path: &[&str]) -> Result<Option<Value>, String> {
    let lines = lines(text);
    let found = find(&lines, path)?;
    Ok(found.entry.filter(|_| found.rest.len() == 1).map(|entry| value(&lines, &entry)))
}

pub(super) fn set(text: &str, path: &[&str], value: &Value) -> Result<String, String> {
    let lines = lines(text);
    let Found { map, level, entry, rest } = find(&lines, path)?;
    let (key, inner) = rest.split_first().ok_or("is empty")?;
    let value = inner.iter().rev().fold(value.clone(), |value, key| serde_json::json!({ *key: value }));
    let mut new = Vec::new();
    write(&mut new, level, key, &value);
    let end = map.clone().rev().find(|at| is_content(lines[*at])).map_or(map.start, |at| at + 1);
    let place = entry.map_or(end..end, |entry| entry.lines);
    Ok(joined(&lines, place, &new))
}

pub(super) fn remove(text: &str, path: &[&str]) -> Result<String, String> {
    let lines = lines(text);
    let found = find(&lines, path)?;
    let Some(entry) = found.entry.filter(|_| found.rest.len() == 1) else { return Ok(text.into()) };
    let [before @ .., _] = path else { return Ok(text.into()) };
    if entries(&lines, found.map, found.level)?.len() == 1 && !before.is_empty() {
        return set(text, before, &Value::Object(Map::new()));
    }
    Ok(joined(&lines, entry.lines, &[]))
}

/// The lines with others in the place of some.
fn joined(lines: &[&str], place: Range<usize>, new: &[String]) -> String {
    let new = new.iter().map(String::as_str);
    let all = lines[..place.start].iter().copied().chain(new).chain(lines[place.end..].iter().copied());
    all.flat_map(|line| [line, "\n"]).collect()
}

/// A key and its value as lines.
fn write(lines: &mut Vec<String>, level: usize, key: &str, value: &Value) {
    let blanks = " ".repeat(level);
    let key = text(key);
    match value {
        Value::Object(members) if !members.is_empty() => {
            lines.push(format!("{blanks}{key}:"));
            for (key, value) in members {
                write(lines, level + UNIT, key, value);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            lines.push(format!("{blanks}{key}:"));
            lines.extend(items.iter().map(|item| format!("{blanks}- {}", plain(item))));
        }
        other => lines.push(format!("{blanks}{key}: {}", plain(other))),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), text)
}

/// A text without quotes where it can be nothing else, or else as in JSON.
fn text(text: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | ' ');
    let begins = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let word = words.contains(&&*text.to_ascii_lowercase());
    if begins && !word && !text.ends_with(' ') && text.chars().all(safe) {
        text.into()
    } else {
        Value::from(text).to_string()
    }
}

//! Two surfaces against each other: what a server says of itself, and its lists entry by entry.

use serde_json::{Map, Value};

use super::change::{Change, Changes};
use super::pairs::{Named, Pair, pair};
use super::schema::{self, Side};

/// What there is a list of.
struct Kind {
    list: &'static str,
    word: &'static str,
    /// The member that clients name an entry by.
    key: &'static str,
    /// Why one that is gone breaks clients.
    gone: &'static str,
    compare: fn(&str, &Value, &Value, &mut Changes),
}

const KINDS: [Kind; 4] = [
    Kind {
        list: "tools",
        word: "tool",
        key: "name",
        gone: "clients that call it are refused",
        compare: tool,
    },
    Kind {
        list: "prompts",
        word: "prompt",
        key: "name",
        gone: "clients that get it are refused",
        compare: prompt,
    },
    Kind {
        list: "resources",
        word: "resource",
        key: "uri",
        gone: "clients that read it find nothing",
        compare: resource,
    },
    Kind {
        list: "resourceTemplates",
        word: "resource template",
        key: "uriTemplate",
        gone: "clients that read what it stands for find nothing",
        compare: resource,
    },
];

/// The hints of a tool: what is assumed without one, and why clients that were told the one or the other break.
const HINTS: [(&str, bool, bool, &str); 4] = [
    (
        "readOnlyHint",
        false,
        true,
        "clients that run it without asking, since it only reads, ask now or refuse it",
    ),
    (
        "destructiveHint",
        true,
        false,
        "clients that run it without asking, since it destroys nothing, ask now or refuse it",
    ),
    ("idempotentHint", false, true, "clients that call it again after a failure do the same thing twice"),
    (
        "openWorldHint",
        true,
        false,
        "clients that run it without asking, since it reaches nothing outside, ask now or refuse it",
    ),
];

/// All changes between two surfaces; none where their files are the same but for the space between members.
pub(super) fn surfaces(old: &Value, new: &Value) -> Vec<Change> {
    let mut changes = Changes::default();
    server(old, new, &mut changes);
    capabilities(&old["capabilities"], &new["capabilities"], &mut changes);
    for kind in &KINDS {
        list(kind, old, new, &mut changes);
    }
    let known = |key: &str| {
        KINDS.iter().any(|kind| kind.list == key)
            || ["server", "instructions", "capabilities", "tokens"].contains(&key)
    };
    others(known, "the file", old, new, &mut changes);
    changes.0
}

fn server(old: &Value, new: &Value, changes: &mut Changes) {
    others(|_| false, "the server", &old["server"], &new["server"], changes);
    said("instructions", "the server", &old["instructions"], &new["instructions"], changes);
}

fn capabilities(old: &Value, new: &Value, changes: &mut Changes) {
    for key in keys(old, new) {
        let place = format!("capability `{key}`");
        match (old.get(key), new.get(key)) {
            (Some(_), None) => changes.breaks(&place, "is gone; clients that use it are refused"),
            (None, Some(_)) => changes.fits(&place, "is new"),
            (Some(old), Some(new)) => {
                for part in keys(old, new) {
                    match (old[part] == true, new[part] == true) {
                        (true, false) => changes.breaks(
                            &place,
                            format!("`{part}` is gone; clients that wait to be told hear nothing"),
                        ),
                        (false, true) => changes.fits(&place, format!("`{part}` is new")),
                        _ => {}
                    }
                }
            }
            (None, None) => {}
        }
    }
}

fn list(kind: &Kind, old: &Value, new: &Value, changes: &mut Changes) {
    for pair in pair(&named(kind, old), &named(kind, new)) {
        let place = |name: &str| format!("{} `{name}`", kind.word);
        match pair {
            Pair::Kept { name, old, new } => entry(kind, &place(name), old, new, changes),
            Pair::Renamed { from, name, old, new } => {
                changes.breaks(&place(from), format!("is `{name}` now; {}", kind.gone));
                entry(kind, &place(name), old, new, changes);
            }
            Pair::Gone { name } => changes.breaks(&place(name), format!("is gone; {}", kind.gone)),
            Pair::Added { name, .. } => changes.fits(&place(name), "is new"),
        }
    }
}

fn named<'a>(kind: &Kind, surface: &'a Value) -> Named<'a> {
    let entries = surface[kind.list].as_array().into_iter().flatten();
    entries.filter_map(|entry| Some((entry[kind.key].as_str()?, entry))).collect()
}

fn entry(kind: &Kind, place: &str, old: &Value, new: &Value, changes: &mut Changes) {
    let before = changes.0.len();
    (kind.compare)(place, old, new, changes);
    said("description", place, &old["description"], &new["description"], changes);
    requirements(place, &old["requires"], &new["requires"], changes);
    meta(place, &old["_meta"], &new["_meta"], changes);
    let known = |key: &str| {
        let own = ["inputSchema", "outputSchema", "annotations", "arguments", "mimeType"];
        key == kind.key || own.contains(&key) || ["description", "requires", "_meta"].contains(&key)
    };
    others(known, place, old, new, changes);
    let is_renamed = old[kind.key] != new[kind.key];
    // Members in another order are equal, and another text.
    let [was, is] = [old, new].map(Value::to_string);
    if changes.0.len() > before || is_renamed || was == is {
        return;
    }
    if unordered(old) == unordered(new) {
        changes.read(place, "says the same in another order");
    } else {
        changes.breaks(place, "has changed in a way that is not known here; compare the files");
    }
}

/// The same value whatever the order of lists in it.
fn unordered(value: &Value) -> Value {
    match value {
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(unordered).collect();
            items.sort_by_key(Value::to_string);
            Value::Array(items)
        }
        Value::Object(members) => {
            let mut members: Vec<_> =
                members.iter().map(|(name, value)| (name.clone(), unordered(value))).collect();
            members.sort_by(|one, other| one.0.cmp(&other.0));
            Value::Object(members.into_iter().collect())
        }
        _ => value.clone(),
    }
}

fn tool(place: &str, old: &Value, new: &Value, changes: &mut Changes) {
    schema::compare(Side::Input, place, &old["inputSchema"], &new["inputSchema"], changes);
    match (old.get("outputSchema"), new.get("outputSchema")) {
        (Some(old), Some(new)) => schema::compare(Side::Output, place, old, new, changes),
        (Some(_), None) => {
            changes.breaks(place, "has no structured result any more; clients that read it get nothing");
        }
        (None, Some(_)) => changes.fits(place, "has a structured result now"),
        (None, None) => {}
    }
    let (old, new) = (&old["annotations"], &new["annotations"]);
    for (hint, without, trusted, why) in HINTS {
        let is = |hints: &Value| hints[hint].as_bool().unwrap_or(without);
        match (is(old), is(new)) {
            (old, new) if old == trusted && new != trusted => {
                changes.breaks(place, format!("`{hint}` is {new} now; {why}"));
            }
            (old, new) if old != new => changes.fits(place, format!("`{hint}` is {new} now")),
            _ if old[hint] != new[hint] => changes
                .fits(place, format!("`{hint}` is what it is without it; it is {} now", shown(&new[hint]))),
            _ => {}
        }
    }
    others(|key| HINTS.iter().any(|(hint, ..)| *hint == key), place, old, new, changes);
}

fn prompt(place: &str, old: &Value, new: &Value, changes: &mut Changes) {
    let is_required = |argument: &Value| argument["required"] == true;
    for pair in pair(&arguments(old), &arguments(new)) {
        let place = |name: &str| format!("{place}, argument `{name}`");
        let (place, old, new) = match pair {
            Pair::Kept { name, old, new } => (place(name), old, new),
            Pair::Renamed { from, name, old, new } => {
                changes.breaks(&place(from), format!("is `{name}` now; clients that send it are refused"));
                (place(name), old, new)
            }
            Pair::Gone { name } => {
                changes.breaks(&place(name), "is gone; clients that send it are refused");
                continue;
            }
            Pair::Added { name, new } => {
                schema::added(Side::Input, &place(name), is_required(new), changes);
                continue;
            }
        };
        schema::requirement(Side::Input, &place, is_required(old), is_required(new), changes);
        said("description", &place, &old["description"], &new["description"], changes);
        others(|key| ["name", "required", "description"].contains(&key), &place, old, new, changes);
    }
}

fn arguments(prompt: &Value) -> Named<'_> {
    let all = prompt["arguments"].as_array().into_iter().flatten();
    all.filter_map(|argument| Some((argument["name"].as_str()?, argument))).collect()
}

fn resource(place: &str, old: &Value, new: &Value, changes: &mut Changes) {
    let (before, now) = (&old["mimeType"], &new["mimeType"]);
    if before.is_null() && !now.is_null() {
        changes.fits(place, format!("says its MIME type now, {now}"));
    } else if before != now {
        let why = "clients that read it as what it was cannot";
        changes.breaks(place, format!("its MIME type is {} now, was {before}; {why}", shown(now)));
    }
    if old["annotations"] != new["annotations"] {
        changes.fits(place, "other `annotations`");
    }
}

/// What a client has to be able to do.
fn requirements(place: &str, old: &Value, new: &Value, changes: &mut Changes) {
    let has = |list: &Value, need: &Value| list.as_array().is_some_and(|list| list.contains(need));
    for need in new.as_array().into_iter().flatten().filter(|need| !has(old, need)) {
        changes.breaks(place, format!("requires {need} now; clients without it are refused"));
    }
    for need in old.as_array().into_iter().flatten().filter(|need| !has(new, need)) {
        changes.fits(place, format!("does not require {need} any more"));
    }
}

fn meta(place: &str, old: &Value, new: &Value, changes: &mut Changes) {
    for key in keys(old, new) {
        match (old.get(key), new.get(key)) {
            (Some(_), None) => {
                changes.breaks(place, format!("`{key}` of `_meta` is gone; clients that know it miss it"));
            }
            (old, new) if old != new => changes.fits(place, format!("another `{key}` of `_meta`")),
            _ => {}
        }
    }
}

/// A text that models read.
pub(super) fn said(what: &str, place: &str, old: &Value, new: &Value, changes: &mut Changes) {
    match (old.is_null(), new.is_null()) {
        _ if old == new => {}
        (true, _) => changes.read(place, format!("has `{what}` now")),
        (_, true) => changes.read(place, format!("has no `{what}` any more")),
        _ => changes.read(place, format!("another `{what}`")),
    }
}

/// Whatever else differs, which is for people.
fn others(known: impl Fn(&str) -> bool, place: &str, old: &Value, new: &Value, changes: &mut Changes) {
    for key in keys(old, new).into_iter().filter(|key| !known(key)) {
        match (old.get(key), new.get(key)) {
            (None, Some(_)) => changes.fits(place, format!("has `{key}` now")),
            (Some(_), None) => changes.fits(place, format!("has no `{key}` any more")),
            (old, new) if old != new => changes.fits(place, format!("another `{key}`")),
            _ => {}
        }
    }
}

/// The members of two objects, each once.
pub(super) fn keys<'a>(old: &'a Value, new: &'a Value) -> Vec<&'a str> {
    let of = |value: &'a Value| value.as_object().into_iter().flat_map(Map::keys).map(String::as_str);
    of(old).chain(of(new).filter(|key| old.get(*key).is_none())).collect()
}

fn shown(value: &Value) -> String {
    if value.is_null() { "not said".to_owned() } else { value.to_string() }
}

//! Two schemas against each other. What narrows an argument breaks who sends it, what widens a result breaks who reads it.

use serde_json::Value;

use super::change::{Changes, Effect};
use super::compare::{keys, said};
use super::forms::{self, Shift};
use super::pairs::{Named, Pair, pair};
use crate::schema::describe::{describe, resolve};

/// Who reads by a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The server, what clients send.
    Input,
    /// Clients, what the server sends.
    Output,
}

impl Side {
    /// What a shift does, and why.
    fn judge(self, shift: Shift) -> (Effect, &'static str) {
        match (self, shift) {
            (Self::Input, Shift::Wider) | (Self::Output, Shift::Narrower) => (Effect::Fits, ""),
            (Self::Input, _) => (Effect::Breaks, "; clients that send what it took are refused"),
            (Self::Output, _) => (Effect::Breaks, "; clients get what they do not know"),
        }
    }

    fn place(self, owner: &str, path: &str) -> String {
        match (self, path.is_empty()) {
            (Self::Input, true) => format!("{owner}, arguments"),
            (Self::Input, false) => format!("{owner}, argument `{path}`"),
            (Self::Output, true) => format!("{owner}, result"),
            (Self::Output, false) => format!("{owner}, result, member `{path}`"),
        }
    }
}

/// Compares what a tool takes, or gives.
pub(super) fn compare(side: Side, owner: &str, old: &Value, new: &Value, changes: &mut Changes) {
    Walk { side, owner, old_defs: &old["$defs"], new_defs: &new["$defs"], seen: Vec::new(), changes }
        .node("", old, new);
}

/// A member that was not there.
pub(super) fn added(side: Side, place: &str, is_required: bool, changes: &mut Changes) {
    match (side, is_required) {
        (Side::Input, true) => {
            changes.breaks(place, "is new and has to be there; clients that do not send it are refused");
        }
        (Side::Input, false) => changes.fits(place, "is new, and may be left out"),
        (Side::Output, _) => changes.fits(place, "is new"),
    }
}

/// Whether a member has to be there.
pub(super) fn requirement(side: Side, place: &str, old: bool, new: bool, changes: &mut Changes) {
    match (side, old, new) {
        (Side::Input, false, true) => {
            changes.breaks(place, "has to be there now; clients that leave it out are refused");
        }
        (Side::Input, true, false) => changes.fits(place, "may be left out now"),
        (Side::Output, true, false) => {
            changes.breaks(place, "may be missing now; clients that count on it get nothing");
        }
        (Side::Output, false, true) => changes.fits(place, "is always there now"),
        _ => {}
    }
}

struct Walk<'a> {
    side: Side,
    owner: &'a str,
    old_defs: &'a Value,
    new_defs: &'a Value,
    /// The pairs of definitions that were compared, by their references.
    seen: Vec<(String, String)>,
    changes: &'a mut Changes,
}

impl Walk<'_> {
    fn node(&mut self, path: &str, old: &Value, new: &Value) {
        if old == new && self.old_defs == self.new_defs {
            return;
        }
        let place = self.side.place(self.owner, path);
        let is_said = !(old["description"].is_null() && new["description"].is_null());
        said("description", &place, &old["description"], &new["description"], self.changes);
        let reference = |schema: &Value| schema["$ref"].as_str().unwrap_or_default().to_owned();
        let pair = (reference(old), reference(new));
        if pair != Default::default() {
            if self.seen.contains(&pair) {
                return;
            }
            self.seen.push(pair);
        }
        let (before, now) = (resolved(old, self.old_defs), resolved(new, self.new_defs));
        if !is_said {
            said("description", &place, &before["description"], &now["description"], self.changes);
        }
        self.form(&place, before, now);
        self.values(&place, before, now);
        forms::annotations(&place, before, now, self.changes);
        let both = |kind: &str| before.get(kind).is_some() && now.get(kind).is_some();
        if forms::may_be_object(before) && forms::may_be_object(now) {
            self.members(path, before, now);
            self.more_members(path, &place, before, now);
        }
        if both("items") {
            self.node(&format!("{path}[]"), &before["items"], &now["items"]);
        }
        if both("prefixItems") {
            let items = |schema: &Value| schema["prefixItems"].as_array().cloned().unwrap_or_default();
            for (at, (old, new)) in items(before).iter().zip(&items(now)).enumerate() {
                self.node(&format!("{path}[{at}]"), old, new);
            }
        }
        self.choices(path, &place, before, now);
    }

    /// The type and the bounds: what a value itself may be.
    fn form(&mut self, place: &str, old: &Value, new: &Value) {
        let Some((shift, words)) = forms::shift(old, new) else {
            if forms::is_rewritten(old, new) {
                self.changes.read(place, "says the same in other words");
            }
            return;
        };
        let (effect, why) = self.side.judge(shift);
        let (was, now) = (describe(old, self.old_defs), describe(new, self.new_defs));
        let bare = |text: &str| text == "an object" || text.starts_with("an object with");
        let what =
            if was == now || (bare(&was) && bare(&now)) { words } else { format!("{now} now, was {was}") };
        self.changes.add(effect, place, format!("{what}{why}"));
    }

    /// The values of an enum.
    fn values(&mut self, place: &str, old: &Value, new: &Value) {
        let (Some(old), Some(new)) = (forms::values(old), forms::values(new)) else { return };
        let (goes, comes) = (self.side.judge(Shift::Narrower), self.side.judge(Shift::Wider));
        for value in old.iter().filter(|value| !new.contains(value)) {
            let why = if goes.1.is_empty() { "" } else { "; clients that send it are refused" };
            self.changes.add(goes.0, place, format!("the value {value} is gone{why}"));
        }
        for value in new.iter().filter(|value| !old.contains(value)) {
            self.changes.add(comes.0, place, format!("the value {value} is new{}", comes.1));
        }
    }

    fn members(&mut self, path: &str, old: &Value, new: &Value) {
        fn named(schema: &Value) -> Named<'_> {
            let members = schema["properties"].as_object().into_iter().flatten();
            members.map(|(name, member)| (name.as_str(), member)).collect()
        }
        let is_required = |schema: &Value, name: &str| forms::required(schema).contains(&name);
        let inside = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        let side = self.side;
        let missed = match side {
            Side::Input if new["additionalProperties"] == false => "clients that send it are refused",
            Side::Input => "what clients send for it counts no more",
            Side::Output => "clients that read it get nothing",
        };
        for pair in pair(&named(old), &named(new)) {
            let place = |name: &str| side.place(self.owner, &inside(name));
            let (from, name, before, now) = match pair {
                Pair::Kept { name, old, new } => (name, name, old, new),
                Pair::Renamed { from, name, old, new } => {
                    self.changes.breaks(&place(from), format!("is `{name}` now; {missed}"));
                    (from, name, old, new)
                }
                Pair::Gone { name } => {
                    self.changes.breaks(&place(name), format!("is gone; {missed}"));
                    continue;
                }
                Pair::Added { name, .. } => {
                    added(side, &place(name), is_required(new, name), self.changes);
                    continue;
                }
            };
            requirement(side, &place(name), is_required(old, from), is_required(new, name), self.changes);
            self.node(&inside(name), before, now);
        }
        // What has to be there, whatever it is.
        for name in forms::required(old).into_iter().chain(forms::required(new)) {
            if old["properties"].get(name).is_none() && new["properties"].get(name).is_none() {
                let place = side.place(self.owner, &inside(name));
                requirement(side, &place, is_required(old, name), is_required(new, name), self.changes);
            }
        }
    }

    /// Members that have no name in the schema.
    fn more_members(&mut self, path: &str, place: &str, old: &Value, new: &Value) {
        let open = Value::Bool(true);
        let more =
            |schema: &'_ Value| schema.get("additionalProperties").cloned().unwrap_or_else(|| open.clone());
        let (old, new) = (more(old), more(new));
        match (old.as_bool(), new.as_bool()) {
            (None, None) => self.node(&format!("{path}.*"), &old, &new),
            (before, now) if before == now => {}
            (Some(false), _) => self.changes.fits(place, "members of other names are taken now"),
            (_, Some(false)) if self.side == Side::Input => {
                self.changes.breaks(place, "members of other names are refused now");
            }
            (_, Some(true)) => self.changes.fits(place, "members of other names may be anything now"),
            _ => self.changes.fits(place, "members of other names are described otherwise now"),
        }
    }

    /// The alternatives of `anyOf` and `oneOf`.
    fn choices(&mut self, path: &str, place: &str, old: &Value, new: &Value) {
        let (Some(before), Some(now)) = (forms::choices(old), forms::choices(new)) else { return };
        let mut left: Vec<&Value> = now.iter().collect();
        let mut gone = Vec::new();
        let keyed = |choice: &Value, defs: &Value| forms::key(choice, defs);
        for old in before {
            let key = keyed(old, self.old_defs);
            let same = left.iter().position(|new| *new == old);
            match same.or_else(|| left.iter().position(|new| keyed(new, self.new_defs) == key)) {
                Some(at) => {
                    let new = left.remove(at);
                    self.node(path, old, new);
                }
                None => gone.push(describe(old, self.old_defs)),
            }
        }
        let judged = [
            (gone, Shift::Narrower, "gone"),
            (left.iter().map(|new| describe(new, self.new_defs)).collect(), Shift::Wider, "new"),
        ];
        for (words, shift, what) in judged {
            let (effect, why) = self.side.judge(shift);
            for words in words {
                self.changes.add(effect, place, format!("the form `{words}` is {what}{why}"));
            }
        }
    }
}

/// Follows references from one definition to the next.
fn resolved<'a>(schema: &'a Value, defs: &'a Value) -> &'a Value {
    let mut schema = schema;
    for _ in 0..8 {
        schema = resolve(schema, defs);
    }
    schema
}

/// The members that are compared by a walk, or name what is.
pub(super) const WALKED: [&str; 13] = [
    "type",
    "enum",
    "const",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "prefixItems",
    "anyOf",
    "oneOf",
    "$defs",
    "$ref",
    "description",
];

/// Whether two schemas differ in a keyword that is neither walked nor a bound.
pub(super) fn others<'a>(old: &'a Value, new: &'a Value) -> impl Iterator<Item = &'a str> {
    keys(old, new).into_iter().filter(|key| !WALKED.contains(key) && old.get(*key) != new.get(*key))
}

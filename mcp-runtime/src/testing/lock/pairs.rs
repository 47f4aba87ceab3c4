//! Which of two lists of named things are the same thing.

use serde_json::Value;

/// Named things.
pub(super) type Named<'a> = Vec<(&'a str, &'a Value)>;

/// One thing, before and now.
#[derive(Debug)]
pub(super) enum Pair<'a> {
    Kept { name: &'a str, old: &'a Value, new: &'a Value },
    Renamed { from: &'a str, name: &'a str, old: &'a Value, new: &'a Value },
    Gone { name: &'a str },
    Added { name: &'a str, new: &'a Value },
}

/// Pairs by name; of what is left, those that say of themselves the same are one thing with another name.
pub(super) fn pair<'a>(old: &Named<'a>, new: &Named<'a>) -> Vec<Pair<'a>> {
    let known =
        |list: &Named<'a>, name: &str| list.iter().find(|(other, _)| *other == name).map(|(_, value)| *value);
    let mut added: Named<'a> = new.iter().filter(|(name, _)| known(old, name).is_none()).copied().collect();
    let mut pairs = Vec::new();
    for (name, before) in old {
        if let Some(now) = known(new, name) {
            pairs.push(Pair::Kept { name, old: before, new: now });
        } else if let Some(at) = added.iter().position(|(_, now)| says_the_same(before, now)) {
            let (new_name, now) = added.remove(at);
            pairs.push(Pair::Renamed { from: name, name: new_name, old: before, new: now });
        } else {
            pairs.push(Pair::Gone { name });
        }
    }
    pairs.extend(added.into_iter().map(|(name, new)| Pair::Added { name, new }));
    pairs
}

/// The same description, or nothing else that differs than names.
fn says_the_same(old: &Value, new: &Value) -> bool {
    let described =
        |value: &Value| value["description"].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    match (described(old), described(new)) {
        (Some(one), Some(other)) => one == other,
        _ => unnamed(old) == unnamed(new),
    }
}

fn unnamed(value: &Value) -> Value {
    let mut value = value.clone();
    if let Some(members) = value.as_object_mut() {
        members.retain(|key, _| !["name", "title", "uri", "uriTemplate"].contains(&key.as_str()));
    }
    value
}

//! Enums and other choices, in the form that most clients take.

use serde_json::{Map, Value, json};

use super::Way;

/// `["T", "null"]` and `anyOf: [T, null]` become `T`.
pub(super) fn drop_null(members: &mut Map<String, Value>) {
    if let Some(Value::Array(kinds)) = members.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if kinds.len() == 1 {
            let only = kinds.remove(0);
            members.insert("type".into(), only);
        }
        if let Some(Value::Array(values)) = members.get_mut("enum") {
            values.retain(|value| !value.is_null());
        }
    }
    for key in ["anyOf", "oneOf"] {
        if let Some(Value::Array(choices)) = members.get_mut(key) {
            choices.retain(|choice| choice.get("type") != Some(&json!("null")));
        }
    }
}

/// `oneOf` of text constants, as of a documented unit enum, becomes `enum`; the texts of the variants move up.
pub(super) fn constants(members: &mut Map<String, Value>) {
    if let Some(value) = members.shift_remove("const") {
        let text = value.is_string();
        members.insert("enum".into(), json!([value]));
        if text && !members.contains_key("type") {
            members.insert("type".into(), "string".into());
        }
    }
    let mut values = Vec::new();
    let mut texts = Vec::new();
    {
        let Some(Value::Array(choices)) = members.get("oneOf") else { return };
        for choice in choices {
            let Some(Value::Array(some)) = choice.get("enum") else { return };
            if some.iter().any(|value| !value.is_string()) {
                return;
            }
            if let (Some(text), [Value::String(name)]) = (choice.get("description"), some.as_slice()) {
                texts.push(format!("`{name}`: {}", text.as_str().unwrap_or_default()));
            }
            values.extend(some.iter().cloned());
        }
    }
    members.shift_remove("oneOf");
    let own = members.shift_remove("description");
    members.insert("type".into(), "string".into());
    members.insert("enum".into(), values.into());
    let texts = own.iter().filter_map(Value::as_str).map(str::to_owned).chain(texts).collect::<Vec<_>>();
    if !texts.is_empty() {
        members.insert("description".into(), texts.join("\n").into());
    }
}

/// What the description of an enum says of its variants: from the first line that begins with one of them.
fn of_variants(members: &Map<String, Value>) -> Option<&str> {
    let text = members.get("description")?.as_str()?;
    let values = members.get("enum")?.as_array()?;
    let names_one = |line: &str| {
        let named = |name: &str| line.strip_prefix('`')?.strip_prefix(name)?.strip_prefix("`: ");
        values.iter().filter_map(Value::as_str).any(|name| named(name).is_some())
    };
    let mut starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
    starts.find(|at| names_one(&text[*at..])).map(|at| &text[at..])
}

/// Gives a schema another description, which keeps what the old one said of variants.
pub(crate) fn describe_as(members: &mut Map<String, Value>, text: &str) {
    let text = match of_variants(members) {
        Some(variants) => format!("{text}\n{variants}"),
        None => text.to_owned(),
    };
    members.shift_insert(0, "description".into(), text.into());
}

/// A choice of one is no choice.
pub(super) fn single_choice(members: &mut Map<String, Value>) {
    for key in ["anyOf", "oneOf", "allOf"] {
        if members.get(key).and_then(Value::as_array).is_some_and(|choices| choices.len() == 1) {
            let Some(Value::Array(mut choices)) = members.shift_remove(key) else { return };
            let Some(Value::Object(mut only)) = choices.pop() else { return };
            if let Some(Value::String(own)) = members.get("description") {
                describe_as(&mut only, own);
            }
            if let Some(text) = only.shift_remove("description") {
                members.shift_insert(0, "description".into(), text);
            }
            for (name, value) in only {
                members.entry(name).or_insert(value);
            }
        }
    }
}

/// An enum with data is `anyOf`, which more models take than `oneOf`, and each variant has its name for a title.
pub(super) fn variants(members: &mut Map<String, Value>) {
    if members.contains_key("anyOf") {
        return;
    }
    let Some(Value::Array(mut choices)) = members.shift_remove("oneOf") else { return };
    let tag = tag(&choices).map(str::to_owned);
    for choice in &mut choices {
        let name = match &tag {
            Some(tag) => constant(choice, tag),
            None => key(choice),
        };
        let name = name.map(str::to_owned);
        if let (Some(name), Value::Object(choice)) = (name, choice) {
            choice.shift_insert(0, "title".into(), name.into());
        }
    }
    members.insert("anyOf".into(), choices.into());
}

/// The member that is another constant in each variant.
fn tag(choices: &[Value]) -> Option<&str> {
    let first = choices.first()?.get("properties")?.as_object()?;
    first
        .keys()
        .find(|name| choices.iter().all(|choice| constant(choice, name).is_some()))
        .map(String::as_str)
}

fn constant<'a>(choice: &'a Value, name: &str) -> Option<&'a str> {
    match choice.get("properties")?.get(name)?.get("enum")?.as_array()?.as_slice() {
        [Value::String(only)] => Some(only),
        _ => None,
    }
}

/// The one member that a variant has, or the one text that it is.
fn key(choice: &Value) -> Option<&str> {
    if let Some([Value::String(only)]) = choice.get("enum").and_then(Value::as_array).map(Vec::as_slice) {
        return Some(only);
    }
    let mut members = choice.get("properties")?.as_object()?.keys();
    let (Some(only), None) = (members.next(), members.next()) else { return None };
    (choice.get("required")? == &json!([only])).then_some(only)
}

/// Of a type with two ways to write one value, the way that every value can be written in: models read one kind only. Both are taken.
pub(super) fn one_kind(members: &mut Map<String, Value>) {
    let Some(Value::Array(kinds)) = members.get("type") else { return };
    let has = |kind: &str| kinds.iter().any(|given| given == kind);
    let only = match kinds.len() {
        // A decimal: its pattern is of numbers.
        2 if has("string") && has("number") && members.contains_key("pattern") => "string",
        // Bytes: not all are a text.
        2 if has("string") && has("array") && members.contains_key("items") => "array",
        _ => return,
    };
    members.insert("type".into(), only.into());
}

/// Whole numbers that follow each other are a range: some models want enums of texts only.
pub(super) fn number_range(members: &mut Map<String, Value>) {
    let Some(Value::Array(values)) = members.get("enum") else { return };
    let Some(mut numbers) = values.iter().map(Value::as_i64).collect::<Option<Vec<i64>>>() else { return };
    numbers.sort_unstable();
    numbers.dedup();
    let (Some(first), Some(last)) = (numbers.first().copied(), numbers.last().copied()) else { return };
    if last.checked_sub(first).and_then(|span| usize::try_from(span).ok()) != Some(numbers.len() - 1) {
        return;
    }
    members.shift_remove("enum");
    members.insert("type".into(), "integer".into());
    members.insert("minimum".into(), first.into());
    members.insert("maximum".into(), last.into());
}

/// A tuple says what its items are beside its places: some clients refuse a list that does not. One of equal members is a plain list.
pub(super) fn tuple(members: &mut Map<String, Value>, way: Way) {
    let Some(Value::Array(places)) = members.get("prefixItems") else { return };
    if members.contains_key("items") {
        return;
    }
    let is_whole = way != Way::Plan
        && ["minItems", "maxItems"].iter().all(|key| members.get(*key) == Some(&places.len().into()));
    let same = places.first().filter(|first| is_whole && places.iter().all(|place| place == *first)).cloned();
    if same.is_some() {
        members.shift_remove("prefixItems");
    }
    members.insert("items".into(), same.unwrap_or_else(|| json!({})));
}

//! A form of the server, field by field, as a person or `--answer` fills it in.

use serde_json::{Map, Value};

use super::typed::single;
use crate::schema::HELD_FORMAT;
use crate::schema::describe::describe;

/// A field of a form.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    pub(super) name: &'a str,
    schema: &'a Value,
    required: bool,
    /// What can be chosen, each with what a person reads of it.
    choices: Vec<(String, String)>,
    several: bool,
}

/// The fields of what `requestedSchema` is.
pub(super) fn entries(form: &Value) -> Vec<Entry<'_>> {
    let required: Vec<&str> =
        form["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let fields = form["properties"].as_object().into_iter().flatten();
    fields
        .map(|(name, schema)| {
            let several = schema["type"] == "array";
            let choices = choices(if several { &schema["items"] } else { schema });
            Entry { name, schema, required: required.contains(&name.as_str()), choices, several }
        })
        .collect()
}

fn choices(schema: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let titled = schema["oneOf"].as_array().or_else(|| schema["anyOf"].as_array());
    if let Some(titled) = titled {
        return titled.iter().map(|one| (text(&one["const"]), text(&one["title"]))).collect();
    }
    let names = schema["enumNames"].as_array().into_iter().flatten().map(text);
    let values = schema["enum"].as_array().into_iter().flatten().map(text);
    values.zip(names.chain(std::iter::repeat(String::new()))).collect()
}

impl Entry<'_> {
    /// What a person reads before they answer: the lines above, and the beginning of theirs.
    pub(super) fn asked(&self) -> (String, String) {
        let text = |key: &str| self.schema[key].as_str().unwrap_or_default();
        let title = if text("title").is_empty() { self.name } else { text("title") };
        let mut above = String::new();
        if !text("description").is_empty() {
            above.push_str(&format!("{title}: {}\n", text("description")));
        }
        for (at, (value, shown)) in self.choices.iter().enumerate() {
            let shown = if shown.is_empty() { value } else { shown };
            above.push_str(&format!("  {}) {shown}\n", at + 1));
        }
        let expected = match (self.choices.len(), self.several) {
            (0, _) if self.schema["type"] == "boolean" => "y or n".to_owned(),
            (0, _) => describe(self.schema, &Value::Null),
            (most, false) => format!("1 to {most}"),
            (most, true) => format!("1 to {most}, several with commas"),
        };
        let need = match self.schema.get("default") {
            Some(Value::String(default)) => format!("; default {default}"),
            Some(default) => format!("; default {default}"),
            None if self.required => String::new(),
            None => "; may be empty".to_owned(),
        };
        (above, format!("{title} ({expected}{need}): "))
    }

    /// What an empty answer is: a value, or nothing in the form. Err: the form cannot go without it.
    pub(super) fn empty(&self) -> Result<Option<Value>, ()> {
        match self.schema.get("default") {
            Some(default) => Ok(Some(default.clone())),
            None if self.required => Err(()),
            None => Ok(None),
        }
    }

    /// The value that was typed. Err: what is wrong with it.
    pub(super) fn read(&self, typed: &str) -> Result<Value, String> {
        let typed = typed.trim();
        if self.several {
            let parts = typed.split(',').map(str::trim).filter(|part| !part.is_empty());
            let values = parts.map(|part| self.choice(part)).collect::<Result<Vec<Value>, String>>()?;
            return self.held(&Value::Array(values).to_string());
        }
        if !self.choices.is_empty() {
            return self.choice(typed);
        }
        let word = match (self.schema["type"].as_str(), &*typed.to_ascii_lowercase()) {
            (Some("boolean"), "y" | "yes" | "true") => "true",
            (Some("boolean"), "n" | "no" | "false") => "false",
            _ => typed,
        };
        self.held(word)
    }

    fn held(&self, text: &str) -> Result<Value, String> {
        let mut schema = self.schema.clone();
        if schema.get("format").is_some() {
            schema[HELD_FORMAT] = true.into();
        }
        let raw = single(&schema, &Value::Null, text, self.name)?;
        serde_json::from_str(&raw).map_err(|error| format!("{}: {error}", self.name))
    }

    /// A choice by its place, its value or its title.
    fn choice(&self, typed: &str) -> Result<Value, String> {
        let by_name = self.choices.iter().find(|(value, title)| value == typed || title == typed);
        let place = typed.parse::<usize>().ok().and_then(|place| place.checked_sub(1));
        let found = by_name.or_else(|| place.and_then(|place| self.choices.get(place)));
        found.map(|(value, _)| value.as_str().into()).ok_or_else(|| {
            let values: Vec<&str> = self.choices.iter().map(|(value, _)| value.as_str()).collect();
            format!("{}: expected one of {}, got {typed}", self.name, values.join(", "))
        })
    }
}

/// What is sent for a form that was filled in.
pub(super) fn accepted(content: Map<String, Value>) -> Value {
    Value::Object(Map::from_iter([
        ("action".to_owned(), "accept".into()),
        ("content".to_owned(), content.into()),
    ]))
}

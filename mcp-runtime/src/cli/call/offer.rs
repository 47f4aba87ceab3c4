//! What can be called by name, and its arguments; of which JSON each is.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::app::App;
use crate::author::handler::Handler;
use crate::schema::describe::resolve;

/// So many references and choices lead to what a schema is of, at most.
const HOPS: usize = 8;

/// A tool or a prompt.
#[derive(Debug)]
pub(super) struct Offer {
    pub(super) name: String,
    pub(super) about: String,
    pub(super) fields: Vec<Field>,
}

/// An argument.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) schema: Value,
    /// What the schema refers to; null when it refers to nothing.
    pub(super) defs: Arc<Value>,
    pub(super) required: bool,
    pub(super) default: Option<Value>,
}

/// What is typed for a schema.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind<'a> {
    Text,
    Boolean,
    Integer,
    Number,
    /// With the schema of its items.
    List(&'a Value),
    /// With its members, where they are known.
    Object(Option<&'a Map<String, Value>>),
    /// JSON, or a text where it is none.
    Any,
}

impl Offer {
    fn of(handler: &Handler, about: &str) -> Self {
        let fields = handler.arguments().map(|field| Field {
            name: field.name.to_owned(),
            schema: field.schema.clone(),
            defs: Arc::clone(&field.defs),
            required: field.required,
            default: field.default.clone(),
        });
        Self { name: handler.name.to_string(), about: about.to_owned(), fields: fields.collect() }
    }

    /// The tools of a server.
    pub(super) fn tools(app: &App) -> Vec<Self> {
        let catalog = app.catalog();
        catalog.tools.all().map(|tool| Self::of(&tool.handler, tool.common.description)).collect()
    }

    /// The prompts of a server.
    pub(super) fn prompts(app: &App) -> Vec<Self> {
        let catalog = app.catalog();
        catalog.prompts.all().map(|prompt| Self::of(&prompt.handler, prompt.common.description)).collect()
    }
}

/// What a schema is of, behind references and beside null.
pub(super) fn core<'a>(schema: &'a Value, defs: &'a Value) -> &'a Value {
    let mut schema = schema;
    for _ in 0..HOPS {
        schema = resolve(schema, defs);
        let choices = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array);
        let mut real =
            choices.into_iter().flatten().filter(|choice| choice.get("type") != Some(&"null".into()));
        match (real.next(), real.next()) {
            (Some(only), None) => schema = only,
            _ if schema.get("$ref").is_some() => {}
            _ => break,
        }
    }
    schema
}

/// What is typed for a schema.
pub(super) fn kind<'a>(schema: &'a Value, defs: &'a Value) -> Kind<'a> {
    let schema = core(schema, defs);
    let named = match schema.get("type") {
        Some(Value::String(name)) => Some(name.as_str()),
        Some(Value::Array(names)) => {
            let mut names = names.iter().filter_map(Value::as_str).filter(|name| *name != "null");
            names.next().filter(|_| names.next().is_none())
        }
        _ => None,
    };
    match named {
        Some("string") => Kind::Text,
        Some("boolean") => Kind::Boolean,
        Some("integer") => Kind::Integer,
        Some("number") => Kind::Number,
        Some("array") => Kind::List(schema.get("items").unwrap_or(&Value::Null)),
        Some("object") => Kind::Object(schema.get("properties").and_then(Value::as_object)),
        _ if is_words(schema) => Kind::Text,
        _ => Kind::Any,
    }
}

/// Whether a value is one of some texts.
fn is_words(schema: &Value) -> bool {
    let all = |list: &Vec<Value>, is: fn(&Value) -> bool| !list.is_empty() && list.iter().all(is);
    if let Some(Value::Array(values)) = schema.get("enum") {
        return all(values, Value::is_string);
    }
    let choices = schema.get("oneOf").or_else(|| schema.get("anyOf")).and_then(Value::as_array);
    choices.is_some_and(|choices| {
        all(choices, |choice| {
            choice.get("const").is_some_and(Value::is_string)
                || choice.get("type").is_some_and(|kind| kind == "string")
        })
    })
}

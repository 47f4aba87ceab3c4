//! What can be called by name, and its arguments; of which JSON each is.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::app::App;
use crate::author::handler::Handler;
use crate::schema::describe::resolve;

/// So many references and choices lead to what a schema is of, at most.
const HOPS: usize = 8;

/// How references to definitions begin.
const DEFS: &str = "#/$defs/";

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

/// Those of another server, as `tools/list` and `prompts/list` have them.
impl Offer {
    pub(super) fn of_tool(entry: &Value) -> Self {
        let mut schema = entry["inputSchema"].clone();
        let defs = Arc::new(gathered(&mut schema));
        let is_required = |name: &str| {
            schema["required"].as_array().is_some_and(|all| all.iter().any(|required| required == name))
        };
        let fields = schema["properties"].as_object().into_iter().flatten().map(|(name, of)| Field {
            name: name.clone(),
            schema: of.clone(),
            defs: Arc::clone(&defs),
            required: is_required(name),
            default: of.get("default").cloned(),
        });
        Self { fields: fields.collect(), ..Self::named(entry) }
    }

    pub(super) fn of_prompt(entry: &Value) -> Self {
        let arguments = entry["arguments"].as_array().into_iter().flatten();
        let fields = arguments.filter_map(|argument| {
            let mut schema = json!({ "type": "string" });
            if let Some(about) = argument.get("description") {
                schema["description"] = about.clone();
            }
            Some(Field {
                name: argument["name"].as_str()?.to_owned(),
                schema,
                defs: Arc::default(),
                required: argument["required"] == true,
                default: None,
            })
        });
        Self { fields: fields.collect(), ..Self::named(entry) }
    }

    fn named(entry: &Value) -> Self {
        let text = |key: &str| entry[key].as_str();
        Self {
            name: text("name").unwrap_or_default().to_owned(),
            about: text("description").or_else(|| text("title")).unwrap_or_default().to_owned(),
            fields: Vec::new(),
        }
    }
}

/// What a schema refers to, by names; the references are by these names then. Others write `#/definitions/A` and `#/properties/a` too.
fn gathered(schema: &mut Value) -> Value {
    let root = schema.clone();
    let mut defs = root.get("$defs").and_then(Value::as_object).cloned().unwrap_or_default();
    let mut open: Vec<Value> = defs.values().cloned().collect();
    named_by(schema, &mut |name| open.extend(found(&root, name, &mut defs)));
    while let Some(mut inner) = open.pop() {
        named_by(&mut inner, &mut |name| open.extend(found(&root, name, &mut defs)));
    }
    let all = defs.iter().map(|(name, inner)| {
        let mut inner = inner.clone();
        named_by(&mut inner, &mut |_| {});
        (name.clone(), inner)
    });
    Value::Object(all.collect())
}

/// What is at a place of a schema, if that is not among the definitions yet.
fn found(root: &Value, place: &str, defs: &mut Map<String, Value>) -> Option<Value> {
    if defs.contains_key(place) {
        return None;
    }
    let at = root.pointer(&format!("/{place}"))?;
    defs.insert(place.to_owned(), at.clone());
    Some(at.clone())
}

/// Writes references to any place of a schema as those to definitions, and tells the places.
fn named_by(schema: &mut Value, tell: &mut dyn FnMut(&str)) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::String(to)) = members.get_mut("$ref")
                && let Some(place) = to.strip_prefix("#/")
                && !to.starts_with(DEFS)
            {
                tell(place);
                *to = format!("{DEFS}{place}");
            }
            members.values_mut().for_each(|inner| named_by(inner, tell));
        }
        Value::Array(items) => items.iter_mut().for_each(|inner| named_by(inner, tell)),
        _ => {}
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

/// The texts of which a value is one; none where it may be others.
pub(super) fn words<'a>(schema: &'a Value, defs: &'a Value) -> Vec<&'a str> {
    let schema = core(schema, defs);
    let choices = schema.get("oneOf").or_else(|| schema.get("anyOf")).and_then(Value::as_array);
    let choices = choices.into_iter().flatten().map(|choice| choice.get("const"));
    let listed = schema.get("enum").and_then(Value::as_array).into_iter().flatten().map(Some);
    listed
        .chain(choices)
        .map(|value| value.and_then(Value::as_str))
        .collect::<Option<_>>()
        .unwrap_or_default()
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

#[cfg(test)]
mod tests {
    use super::*;

    /// References of every form that other servers write lead to what they mean.
    #[test]
    fn references_of_another_server() {
        let tool = Offer::of_tool(&json!({ "name": "t", "inputSchema": {
            "type": "object",
            "required": ["a"],
            "properties": {
                "a": { "$ref": "#/$defs/A" },
                "b": { "$ref": "#/definitions/B" },
                "c": { "$ref": "#/properties/d" },
                "d": { "type": "integer", "default": 7 },
                "e": { "$ref": "#" },
                "f": { "$ref": "#/nowhere" },
            },
            "$defs": { "A": { "$ref": "#/definitions/B" } },
            "definitions": { "B": { "type": "array", "items": { "$ref": "#/definitions/B" } } },
        } }));
        let kinds =
            tool.fields.iter().map(|field| (&*field.name, kind(&field.schema, &field.defs), field.required));
        let shown: Vec<String> =
            kinds.map(|(name, kind, required)| format!("{name} {kind:?} {required}")).collect();
        let list = "List(Object {\"$ref\": String(\"#/$defs/definitions/B\")})";
        let expected = [
            format!("a {list} true"),
            format!("b {list} false"),
            "c Integer false".into(),
            "d Integer false".into(),
            "e Any false".into(),
            "f Any false".into(),
        ];
        assert_eq!(shown, expected);
        assert_eq!(tool.fields[3].default, Some(7.into()));
    }

    /// Schemas that are no schemas are no fault of who calls.
    #[test]
    fn broken_lists_are_read() {
        for broken in [
            json!({}),
            json!({ "name": 1, "inputSchema": [] }),
            json!({ "inputSchema": { "properties": [1], "required": 2 } }),
        ] {
            assert!(Offer::of_tool(&broken).fields.is_empty());
            assert!(Offer::of_prompt(&broken).fields.is_empty());
        }
        let prompt =
            Offer::of_prompt(&json!({ "name": "p", "arguments": [{}, { "name": "a", "required": true }] }));
        assert_eq!((prompt.fields.len(), prompt.fields[0].required), (1, true));
    }
}

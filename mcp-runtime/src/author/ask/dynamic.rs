//! Forms that are made while the server runs.

use serde_json::{Map, Value};

use crate::context::Context;
use crate::context::ask::{Fatal, Unfit};
use crate::outcome::ask_error::AskError;
use crate::schema::plan::{Mode, Plan, walk};

impl Context {
    /// Asks the user to fill in a form that is known only while the server runs, such as a choice among what was found.
    ///
    /// `schema` is `requestedSchema` as the protocol has it, and goes out as it is: an object of texts, numbers, booleans and choices
    /// (L-CLI-08, M-ELI-03). What comes back has the members of the schema, and is held against it as [`ask`](Self::ask) does.
    ///
    /// ```
    /// use mcp_runtime::AskError;
    /// use mcp_runtime::prelude::*;
    /// use serde_json::json;
    ///
    /// /// Open one of the files that were found.
    /// #[mcp_tool]
    /// async fn open(cx: &Context) -> Result<String, AskError> {
    ///     let found = ["a.txt", "b.txt"];
    ///     let schema = json!({ "type": "object", "required": ["file"],
    ///         "properties": { "file": { "type": "string", "enum": found } } });
    ///     let answer = cx.ask_schema("file", "Which one?", schema).await?;
    ///     Ok(format!("opened {}", answer["file"]))
    /// }
    /// ```
    pub async fn ask_schema(
        &self,
        key: &str,
        message: impl AsRef<str>,
        schema: Value,
    ) -> Result<Map<String, Value>, AskError> {
        if let Some(fault) = fault(&schema) {
            return self.asks().fatal(Fatal::Misused(format!("`ask_schema({key:?}, …)`: {fault}"))).await;
        }
        let read = |content: &str| read(&schema, content).map_err(Unfit::Again);
        self.fill_in(key, message.as_ref(), &schema.to_string(), read).await
    }
}

/// What is no form of the protocol's.
fn fault(schema: &Value) -> Option<String> {
    let Some(properties) = schema["properties"].as_object().filter(|_| schema["type"] == "object") else {
        return Some("a form is an object with properties".to_owned());
    };
    let flat = |property: &Value| match property["type"].as_str() {
        Some("string" | "number" | "integer" | "boolean") => true,
        Some("array") => property["items"].get("enum").or_else(|| property["items"].get("anyOf")).is_some(),
        _ => false,
    };
    properties.iter().find(|(_, property)| !flat(property)).map(|(name, _)| {
        format!("`{name}` is no field of a form: these are texts, numbers, booleans, and arrays of choices")
    })
}

/// What was filled in, or all that is wrong with it.
fn read(schema: &Value, content: &str) -> Result<Map<String, Value>, String> {
    let Ok(mut content) = serde_json::from_str::<Map<String, Value>>(content) else {
        return Err("the answer is no JSON object with the fields of the form".to_owned());
    };
    let required = |name: &str| {
        schema["required"].as_array().is_some_and(|required| required.iter().any(|one| one == name))
    };
    let (mut filled, mut problems) = (Map::new(), Vec::new());
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        match content.remove(name).filter(|value| !value.is_null()) {
            Some(mut value) => {
                let plan = Plan::of_author(&plain(field), &Value::Null);
                problems.extend(walk(&plan, &mut value, name, Mode::Mend));
                filled.insert(name.clone(), value);
            }
            None if required(name) => problems.push(format!("{name}: missing")),
            None => {}
        }
    }
    if problems.is_empty() { Ok(filled) } else { Err(problems.join("\n")) }
}

/// The same field, its choices without their titles.
fn plain(field: &Value) -> Value {
    let mut plain = field.clone();
    if let Some(items) = field.get("items") {
        plain["items"] = self::plain(items);
    }
    let choices = field.get("oneOf").or_else(|| field.get("anyOf")).and_then(Value::as_array);
    if let (Some(choices), Value::Object(members)) = (choices, &mut plain) {
        members.remove("oneOf");
        members.remove("anyOf");
        members.insert("enum".into(), choices.iter().map(|choice| choice["const"].clone()).collect());
    }
    plain
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_flat_forms_are_forms() {
        for (properties, fine) in [
            (json!({}), true),
            (
                json!({ "a": { "type": "string" }, "b": { "type": "integer" }, "c": { "type": "boolean" } }),
                true,
            ),
            (json!({ "a": { "type": "array", "items": { "type": "string", "enum": ["x"] } } }), true),
            (json!({ "a": { "type": "array", "items": { "type": "string" } } }), false),
            (json!({ "a": { "type": "object" } }), false),
            (json!({ "a": {} }), false),
        ] {
            let schema = json!({ "type": "object", "properties": properties });
            assert_eq!(fault(&schema).is_none(), fine, "{schema}");
        }
        assert!(
            fault(&json!({ "properties": {} })).is_some() && fault(&json!({ "type": "object" })).is_some()
        );
    }

    #[test]
    fn what_is_filled_in_is_held_against_the_form() {
        let schema = json!({ "type": "object", "required": ["size"], "properties": {
            "size": { "type": "integer", "minimum": 1 },
            "color": { "type": "string", "oneOf": [{ "const": "r", "title": "Red" }] },
            "tags": { "type": "array", "items": { "anyOf": [{ "const": "a", "title": "A" }] } },
        }});
        let filled = |content: &str| read(&schema, content).map(|filled| Value::from(filled).to_string());
        assert_eq!(
            filled(r#"{"size":"2","color":"r","more":1}"#).as_deref(),
            Ok(r#"{"size":2,"color":"r"}"#)
        );
        assert_eq!(filled(r#"{"size":2,"color":null}"#).as_deref(), Ok(r#"{"size":2}"#));
        for (wrong, told) in [
            ("{}", "size: missing"),
            (r#"{"size":0}"#, "size: "),
            (r#"{"size":1,"color":"x"}"#, "color: "),
            (r#"{"size":1,"tags":["a","z"]}"#, "tags[1]: "),
            ("5", "no JSON object"),
        ] {
            let problems = filled(wrong).expect_err("a problem");
            assert!(problems.contains(told), "{problems}");
        }
    }
}

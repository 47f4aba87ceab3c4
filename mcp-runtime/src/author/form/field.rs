//! A field of a form: what the macro says of it, and its schema.

use serde_json::{Map, Value, json};
use std::ops::Bound;

use super::kinds::{Entered, Label, Shape};
use crate::author::rules::{Rules, ruled};
use crate::protocol::revision::Revision;
use crate::schema::number::{Number, NumberRange};

/// One field.
#[derive(Debug)]
pub struct FormField {
    pub(super) name: &'static str,
    title: &'static str,
    doc: &'static str,
    shape: Shape,
    /// The form cannot be sent without it.
    pub(super) required: bool,
    pub(super) default: Option<fn() -> Value>,
    pub(super) rules: Rules,
}

ruled!(FormField);

impl FormField {
    /// The field `name` of type `T`; `title` and `doc` are what a person reads, or empty.
    pub const fn of<T: Entered>(name: &'static str, title: &'static str, doc: &'static str) -> Self {
        Self { name, title, doc, shape: T::SHAPE, required: !T::OPTIONAL, default: None, rules: Rules::NONE }
    }

    /// Has to be sent although its type can do without.
    pub(super) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// What is in the field before anybody writes into it.
    pub const fn default(mut self, value: fn() -> Value) -> Self {
        self.default = Some(value);
        self.required = false;
        self
    }

    /// What the person knows the field by.
    pub(super) fn shown(&self) -> &'static str {
        if self.title.is_empty() { self.name } else { self.title }
    }

    pub(super) fn holds_several(&self) -> bool {
        matches!(self.shape, Shape::Several(_))
    }

    /// Form and bounds, as the plan of an argument reads them.
    pub(super) fn plan_schema(&self) -> Value {
        let mut schema = Map::new();
        let mut put = |key: &str, value: Value| schema.insert(key.to_owned(), value);
        match self.shape {
            Shape::Text => put("type", "string".into()),
            Shape::Character => {
                put("minLength", 1.into());
                put("maxLength", 1.into());
                put("type", "string".into())
            }
            Shape::Boolean => put("type", "boolean".into()),
            Shape::Integer { format, low, high } => {
                low.and_then(|low| put("minimum", low.into()));
                high.and_then(|high| put("maximum", high.into()));
                put("format", format.into());
                put("type", "integer".into())
            }
            Shape::Number(format) => {
                put("format", format.into());
                put("type", "number".into())
            }
            Shape::One(labels) => {
                put("enum", names(labels));
                put("type", "string".into())
            }
            Shape::Several(labels) => {
                put("items", json!({ "type": "string", "enum": names(labels) }));
                put("type", "array".into())
            }
        };
        let rules = Rules { range: None, ..self.rules };
        rules.annotate(&mut schema);
        if let Some(range) = self.rules.range {
            annotate_closed(&mut schema, range());
        }
        Value::Object(schema)
    }

    /// As it goes to clients of a revision.
    pub(super) fn schema(&self, revision: Revision) -> Result<Value, String> {
        let full = revision.has_full_forms();
        if self.holds_several() && !full {
            return Err(format!(
                "`{}` takes several choices, and clients of {revision} can show no such field",
                self.name
            ));
        }
        let mut schema = Map::new();
        let mut put = |key: &str, value: Value| schema.insert(key.to_owned(), value);
        let Value::Object(mut plan) = self.plan_schema() else { return Err("no schema".into()) };
        if let Some(kind) = plan.shift_remove("type") {
            put("type", kind);
        }
        if !self.title.is_empty() {
            put("title", self.title.into());
        }
        let doc = self.description(full);
        if !doc.is_empty() {
            put("description", doc.into());
        }
        match self.shape {
            Shape::Integer { .. } | Shape::Number(_) => drop(plan.shift_remove("format")),
            Shape::One(labels) if is_titled(labels) && full => {
                plan = Map::from_iter([("oneOf".to_owned(), titled(labels))]);
            }
            Shape::One(labels) if is_titled(labels) => {
                let titles = labels.iter().map(Label::shown).collect();
                plan.insert("enumNames".into(), titles);
            }
            Shape::Several(labels) if is_titled(labels) => {
                plan.insert("items".into(), json!({ "anyOf": titled(labels) }));
            }
            _ => {}
        }
        for (key, value) in plan {
            // A form knows no exclusive end; the value itself is refused when it comes.
            put(
                if key == "exclusiveMinimum" {
                    "minimum"
                } else if key == "exclusiveMaximum" {
                    "maximum"
                } else {
                    &key
                },
                value,
            );
        }
        if let Some(default) = self.default.filter(|_| self.shows_default(full)) {
            put("default", default());
        }
        Ok(Value::Object(schema))
    }

    /// At first only a `bool` could have one.
    fn shows_default(&self, full: bool) -> bool {
        full || matches!(self.shape, Shape::Boolean)
    }

    /// The text for the person, with the default where the client could not show it otherwise.
    fn description(&self, full: bool) -> String {
        let Some(default) = self.default.filter(|_| !self.shows_default(full)) else {
            return self.doc.to_owned();
        };
        let shown = match (default(), self.shape) {
            (Value::String(name), Shape::One(labels)) => {
                let label = labels.iter().find(|label| label.name == name);
                label.map_or(name, |label| label.shown().to_owned())
            }
            (Value::String(text), _) => text,
            (value, _) => value.to_string(),
        };
        format!("{} (default: {shown})", self.doc).trim_start().to_owned()
    }
}

/// Of whole numbers an end is always one that is allowed.
fn annotate_closed(schema: &mut Map<String, Value>, NumberRange { low, high }: NumberRange) {
    let closed = |end: Bound<Number>, step: i128| match end {
        Bound::Excluded(Number::Int(n)) => Bound::Included(Number::Int(n.saturating_add(step))),
        other => other,
    };
    let range = NumberRange { low: closed(low, 1), high: closed(high, -1) };
    crate::schema::number::annotate_range(schema, range);
}

fn names(labels: &[Label]) -> Value {
    labels.iter().map(|label| label.name).collect()
}

fn is_titled(labels: &[Label]) -> bool {
    labels.iter().any(|label| !label.title.is_empty())
}

fn titled(labels: &[Label]) -> Value {
    labels.iter().map(|label| json!({ "const": label.name, "title": label.shown() })).collect()
}

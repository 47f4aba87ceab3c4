//! A function that clients call, ready to be called: what every kind of handler has.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::author::args::{Call, Kind};
use crate::author::around::Hooks;
use crate::author::run::Run;
use crate::author::states::States;
use crate::outcome::ask_error::Need;
use crate::protocol::entry::Cache;
use crate::schema::Shape;
use crate::schema::fit::Fit;
use crate::schema::plan::Plan;
use crate::schema::template::Member;
use crate::threads::trust::Trust;

/// Starts a handler; the server behind it is inside.
pub(crate) type Start = Box<dyn Fn(&mut Call<'_>) -> Run + Send + Sync>;

/// What a handler is, with what is known of its results.
#[derive(Debug)]
pub(crate) enum Role {
    Tool {
        shape: Shape,
        fit: Fit,
    },
    Prompt,
    Resource(ResourceRole),
    /// Lists resources.
    Lister,
    /// Completes an argument.
    Completer,
}

/// How the contents of a resource are sent.
#[derive(Debug)]
pub(crate) struct ResourceRole {
    /// The MIME type of what says none; empty when there is none.
    pub(crate) mime: &'static str,
    pub(crate) cache: Cache,
    /// The members of the query that are variables.
    pub(crate) query: &'static [Member],
}

impl Role {
    /// The word for it in a sentence.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Tool { .. } => "tool",
            Self::Prompt => "prompt",
            Self::Resource(_) => "resource",
            Self::Lister => "list of resources",
            Self::Completer => "completion",
        }
    }
}

/// What is needed to call a function of the author's.
pub(crate) struct Handler {
    pub(crate) role: Role,
    /// What clients call it by.
    pub(crate) name: Arc<str>,
    /// The parameters, and behind them the members of those that are flattened.
    pub(crate) fields: Vec<FieldSpec>,
    /// The arguments that clients repeat in headers.
    #[cfg(feature = "http")]
    pub(crate) mirrored: Vec<Mirrored>,
    /// Takes no argument of another JSON type than the declared one.
    pub(crate) strict: bool,
    pub(crate) states: Arc<States>,
    /// What its calls go through; nothing where its server has no hooks.
    pub(crate) around: Option<Arc<Hooks>>,
    /// Something else than its function has the context of its calls: what is made of them, or a hook.
    pub(crate) speaks: bool,
    pub(crate) start: Start,
    pub(crate) timeout: Option<Duration>,
    pub(crate) expose_errors: Option<bool>,
    /// What its client has to be able to do.
    pub(crate) needs: Vec<Need>,
    pub(crate) trust: Trust,
}

impl fmt::Debug for Handler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handler").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Handler {
    /// Whether it can say something, and change what the server offers.
    pub(crate) fn takes_context(&self) -> bool {
        self.speaks || self.fields.iter().any(|field| field.kind.is_context())
    }

    /// The parameters that are arguments.
    pub(crate) fn arguments(&self) -> impl Iterator<Item = &FieldSpec> {
        self.fields.iter().filter(|field| field.kind.is_argument())
    }
}

/// A parameter.
#[derive(Debug)]
pub(crate) struct FieldSpec {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// The parameter that it is a member of, where `flatten` made an argument of it.
    pub(crate) member_of: Option<usize>,
    pub(crate) schema: Value,
    /// The definitions that the schema refers to; null when it refers to none.
    pub(crate) defs: Arc<Value>,
    pub(crate) plan: Plan,
    /// Whether a value that its type took is looked at again.
    pub(crate) constrained: bool,
    pub(crate) required: bool,
    pub(crate) default: Option<Value>,
    pub(crate) suggests: Suggests,
    /// Its value is a path in a file system.
    pub(crate) is_path: bool,
}

/// What an argument is completed by.
#[derive(Debug)]
pub(crate) enum Suggests {
    /// Those of these that fit.
    Of(Vec<String>),
    By(Arc<Handler>),
}

impl Suggests {
    pub(crate) const NOTHING: Self = Self::Of(Vec::new());

    pub(crate) fn anything(&self) -> bool {
        !matches!(self, Self::Of(values) if values.is_empty())
    }
}

/// An argument, or a member of one, that clients repeat in a header `Mcp-Param-…` (2026-07-28).
#[cfg(feature = "http")]
#[derive(Debug)]
pub(crate) struct Mirrored {
    pub(crate) path: Vec<String>,
    pub(crate) header: String,
}

#[cfg(feature = "http")]
impl Mirrored {
    /// Those in a schema: only what is reached through `properties` can be (M-PARAM-08).
    pub(crate) fn all(schema: &Value) -> Vec<Self> {
        let mut found = Vec::new();
        mirrored(schema, &[], &mut found);
        found
    }
}

#[cfg(feature = "http")]
fn mirrored(schema: &Value, path: &[String], found: &mut Vec<Mirrored>) {
    for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let path = [path, std::slice::from_ref(name)].concat();
        match property.get("x-mcp-header").and_then(Value::as_str) {
            Some(header) => found.push(Mirrored { path, header: header.to_owned() }),
            None => mirrored(property, &path, found),
        }
    }
}

//! What a server offers, ready to be served: made once from the constant table when a server is built.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::Value;

use crate::args::{Call, Kind};
use crate::error::Error;
use crate::fit::Fit;
use crate::given_schema::Given;
use crate::protocol::list::Entry;
use crate::protocol::revision::Revision;
use crate::run::Run;
use crate::schema::{self, Shape};
use crate::schema_plan::Plan;
use crate::states::States;
use crate::table::{Callee, Field, Hints, Server, Tool};

/// Starts a tool; the server behind it is inside.
type Start = Box<dyn Fn(&mut Call<'_>) -> Run + Send + Sync>;

/// A tool, ready to be listed and called.
pub(crate) struct ToolSpec {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) hints: Hints,
    pub(crate) fields: Vec<FieldSpec>,
    pub(crate) input_schema: Value,
    pub(crate) output_schema: Option<Value>,
    /// The arguments that clients repeat in headers.
    #[cfg(feature = "http")]
    pub(crate) mirrored: Vec<Mirrored>,
    pub(crate) shape: Shape,
    pub(crate) fit: Fit,
    pub(crate) timeout: Option<Duration>,
    pub(crate) strict: bool,
    pub(crate) expose_errors: Option<bool>,
    pub(crate) states: Arc<States>,
    pub(crate) start: Start,
    pub(crate) trust: Arc<crate::trust::Trust>,
    enabled: AtomicBool,
    entry: Entry,
}

impl fmt::Debug for ToolSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ToolSpec").field("name", &self.name).finish_non_exhaustive()
    }
}

/// An argument, or a member of one, that clients repeat in a header `Mcp-Param-…` (2026-07-28).
#[cfg(feature = "http")]
#[derive(Debug)]
pub(crate) struct Mirrored {
    pub(crate) path: Vec<String>,
    pub(crate) header: String,
}

/// Finds what is mirrored in a schema: only what is reached through `properties` can be (M-PARAM-08).
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

/// A parameter of a tool.
#[derive(Debug)]
pub(crate) struct FieldSpec {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) schema: Value,
    /// The definitions that the schema refers to; null when it refers to none.
    pub(crate) defs: Arc<Value>,
    pub(crate) plan: Plan,
    /// Whether a value that its type took is looked at again.
    pub(crate) constrained: bool,
    pub(crate) required: bool,
    pub(crate) default: Option<Value>,
}

impl ToolSpec {
    /// The parameters that are arguments.
    pub(crate) fn arguments(&self) -> impl Iterator<Item = &FieldSpec> {
        self.fields.iter().filter(|field| field.kind.is_argument())
    }

    pub(crate) fn is_enabled(&self) -> bool {
        self.enabled.load(Ordering::Relaxed)
    }

    /// Says whether it was the other way round before.
    pub(crate) fn enable(&self, enabled: bool) -> bool {
        self.enabled.swap(enabled, Ordering::AcqRel) != enabled
    }

    /// The tool's entry in `tools/list`.
    pub(crate) fn rendered(&self, revision: Revision) -> &str {
        self.entry.get(self, revision)
    }
}

/// Makes the tools of a server.
pub(crate) fn tools<S: Server>(server: &Arc<S>) -> Result<Vec<ToolSpec>, Error> {
    let states = Arc::new(server.states());
    let exposed = S::TABLE.info.expose_errors;
    S::TABLE
        .tools
        .iter()
        .map(|tool| {
            let start: Start = match tool.call {
                Callee::Free(call) => Box::new(call),
                Callee::Method(call) => {
                    let server = Arc::clone(server);
                    Box::new(move |c| call(&server, c))
                }
            };
            let plain = tool.with_call(Callee::Free(|_| Run(None)));
            spec(&plain, start, Arc::clone(&states), exposed)
        })
        .collect()
}

/// Makes a tool. The type of its server is gone here, so this code is compiled once.
fn spec(
    tool: &Tool<()>,
    start: Start,
    states: Arc<States>,
    exposed: Option<bool>,
) -> Result<ToolSpec, Error> {
    let missing = tool.args.iter().find(|field| matches!(field.kind, Kind::State(held) if !held(&states)));
    if let Some(field) = missing {
        return Err(Error::new(format!(
            "the tool `{}` takes a `State` as `{}` that the server does not hold: write \
             `#[mcp_server(state = …)]`",
            tool.name, field.name
        )));
    }
    let (fields, input_schema) = match tool.raw_schema {
        "" => derived(tool),
        _ => given(tool, Given::read(tool)?),
    };
    let (output_schema, shape) = schema::output(tool.output);
    let fit = Fit::new(output_schema.as_ref(), shape);
    #[cfg(feature = "http")]
    let mirrored = {
        let mut found = Vec::new();
        mirrored(&input_schema, &[], &mut found);
        found
    };
    Ok(ToolSpec {
        name: tool.name,
        title: tool.title,
        doc: tool.doc,
        hints: tool.hints,
        fields,
        input_schema,
        output_schema,
        #[cfg(feature = "http")]
        mirrored,
        shape,
        fit,
        timeout: tool.timeout_ms.map(Duration::from_millis),
        strict: tool.strict,
        expose_errors: tool.expose_errors.or(exposed),
        states,
        start,
        trust: Arc::default(),
        enabled: AtomicBool::new(true),
        entry: Entry::default(),
    })
}

/// The schema that the types of the arguments have.
fn derived(tool: &Tool<()>) -> (Vec<FieldSpec>, Value) {
    let schema::Input { fields: schemas, plans, defs } = schema::input(tool.args);
    let defs = Arc::new(defs);
    let ready = tool.args.iter().zip(schemas).zip(plans);
    let fields: Vec<FieldSpec> =
        ready.map(|((field, schema), plan)| field_spec(field, schema, plan, &defs)).collect();
    let members = fields
        .iter()
        .filter(|field| field.kind.is_argument())
        .map(|field| (field.name, &field.schema, field.required));
    let input_schema = schema::root(members, &defs);
    (fields, input_schema)
}

/// A schema of the author's goes out as it is, and holds for calls (M-TOOL-05).
fn given(tool: &Tool<()>, mut given: Given) -> (Vec<FieldSpec>, Value) {
    let defs = Arc::new(given.defs);
    let mut fields = Vec::new();
    for field in tool.args {
        let known = given.properties.shift_remove(field.name).filter(|_| field.kind.is_argument());
        let hidden = known.is_none() && field.kind.is_argument();
        let schema = known.unwrap_or_default();
        let plan = Plan::of_author(&schema, &defs);
        let mut spec = field_spec(field, schema, plan, &defs);
        spec.required |= given.required.iter().any(|name| name == field.name);
        if hidden {
            spec.kind = Kind::Hidden;
        }
        fields.push(spec);
    }
    (fields, given.whole)
}

fn field_spec(field: &Field, schema: Value, plan: Plan, defs: &Arc<Value>) -> FieldSpec {
    FieldSpec {
        name: field.name,
        kind: field.kind,
        schema,
        defs: Arc::clone(defs),
        constrained: plan.is_constrained(),
        plan,
        required: field.default.is_none() && !(field.optional)(),
        default: field.default.map(|default| default()),
    }
}

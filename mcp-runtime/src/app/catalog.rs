//! What a server offers, ready to be served: made once from the constant table when a server is built.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::Value;

use crate::app::lists::Entry;
use crate::author::args::Kind;
#[cfg(feature = "http")]
use crate::author::handler::Mirrored;
use crate::author::handler::{Handler, Start};
use crate::author::input;
use crate::author::run::Run;
use crate::author::states::States;
use crate::author::table::{Callee, Server, Tool};
use crate::outcome::error::Error;
use crate::protocol::entry::{Hints, ToolEntry};
use crate::protocol::revision::Revision;
use crate::schema::fit::Fit;
use crate::schema::{self, Shape};

/// A tool, ready to be listed and called.
pub(crate) struct ToolSpec {
    pub(crate) handler: Handler,
    title: &'static str,
    pub(crate) doc: &'static str,
    hints: Hints,
    pub(crate) input_schema: Value,
    pub(crate) output_schema: Option<Value>,
    pub(crate) shape: Shape,
    pub(crate) fit: Fit,
    enabled: AtomicBool,
    entry: Entry,
}

impl fmt::Debug for ToolSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ToolSpec").field("name", &self.handler.name).finish_non_exhaustive()
    }
}

impl ToolSpec {
    pub(crate) fn is_enabled(&self) -> bool {
        self.enabled.load(Ordering::Relaxed)
    }

    /// Says whether it was the other way round before.
    pub(crate) fn enable(&self, enabled: bool) -> bool {
        self.enabled.swap(enabled, Ordering::AcqRel) != enabled
    }

    /// What its entry in `tools/list` says.
    pub(crate) fn listed(&self) -> ToolEntry<'_> {
        ToolEntry {
            name: self.handler.name,
            title: self.title,
            description: self.doc,
            hints: self.hints,
            input_schema: &self.input_schema,
            output_schema: self.output_schema.as_ref(),
        }
    }

    /// That entry as it is sent.
    pub(crate) fn rendered(&self, revision: Revision) -> &str {
        self.entry.get(self, revision)
    }
}

/// Makes the tools of a server.
pub(crate) fn tools<S: Server>(server: &Arc<S>) -> Result<Vec<Arc<ToolSpec>>, Error> {
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
            spec(&plain, start, Arc::clone(&states), exposed).map(Arc::new)
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
    let (fields, input_schema) = input::fields(tool)?;
    let (output_schema, shape) = schema::output(|generator| (tool.output)(generator).0);
    let fit = Fit::new(output_schema.as_ref(), shape);
    let handler = Handler {
        name: tool.name,
        fields,
        #[cfg(feature = "http")]
        mirrored: Mirrored::all(&input_schema),
        strict: tool.strict,
        states,
        start,
        timeout: tool.timeout_ms.map(Duration::from_millis),
        expose_errors: tool.expose_errors.or(exposed),
        trust: Arc::default(),
    };
    Ok(ToolSpec {
        handler,
        title: tool.title,
        doc: tool.doc,
        hints: tool.hints,
        input_schema,
        output_schema,
        shape,
        fit,
        enabled: AtomicBool::new(true),
        entry: Entry::default(),
    })
}

//! What a server offers at one moment: made from the constant table when it is built, and replaced as a whole when it changes.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::app::lists::{Condition, Item, List, Listed, Rendered};
use crate::author::args::Kind;
#[cfg(feature = "http")]
use crate::author::handler::Mirrored;
use crate::author::handler::{Handler, Role, Start};
use crate::author::input;
use crate::author::run::Run;
use crate::author::states::States;
use crate::author::table::{Callee, Server, Tool};
use crate::outcome::error::Error;
use crate::protocol::downgrade;
use crate::protocol::entry::{Hints, ToolEntry};
use crate::protocol::lifecycle::Offer;
use crate::protocol::methods::Feature;
use crate::protocol::revision::Revision;
use crate::protocol::topic::Topic;
use crate::schema;
use crate::schema::fit::Fit;
use crate::threads::trust::Trust;

/// All that there is to be listed and called.
#[derive(Debug)]
pub(crate) struct Catalog {
    pub(crate) tools: List<ToolSpec>,
    /// Something can log, or change what is there: only what takes a `Context` can.
    speaks: bool,
}

impl Catalog {
    pub(crate) fn new(tools: Vec<Item<ToolSpec>>) -> Result<Self, Error> {
        let takes_context = |tool: &Item<ToolSpec>| tool.spec.handler.takes_context();
        let speaks = tools.iter().any(takes_context);
        let tools = List::new(tools)
            .map_err(|name| Error::new(format!("two tools of this server are named `{name}`")))?;
        Ok(Self { tools, speaks })
    }

    /// Whether the server declares it, so that the methods that belong to it are there.
    pub(crate) fn has(&self, feature: Feature) -> bool {
        match feature {
            Feature::Core => true,
            Feature::Tools => !self.tools.is_empty(),
            Feature::Logging => self.speaks,
        }
    }

    /// Whether it may change while the server runs.
    pub(crate) fn changes(&self, topic: &Topic) -> bool {
        *topic == Topic::Tools && self.speaks && !self.tools.is_empty()
    }

    /// What `initialize` and `server/discover` say that there is.
    pub(crate) fn offer(&self) -> Offer {
        Offer { tools: !self.tools.is_empty(), speaks: self.speaks }
    }
}

/// A tool, ready to be listed and called.
pub(crate) struct ToolSpec {
    pub(crate) handler: Arc<Handler>,
    title: Box<str>,
    pub(crate) doc: Box<str>,
    hints: Hints,
    pub(crate) input_schema: Value,
    pub(crate) output_schema: Option<Value>,
    condition: Option<Condition>,
    rendered: Rendered,
}

impl fmt::Debug for ToolSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ToolSpec").field("name", &self.handler.name).finish_non_exhaustive()
    }
}

impl Listed for ToolSpec {
    const MEMBER: &'static str = "tools";

    fn name(&self) -> &Arc<str> {
        &self.handler.name
    }

    fn entry(&self, revision: Revision) -> &str {
        self.rendered.get(revision, || downgrade::tool(&self.listed(), revision))
    }

    fn condition(&self) -> Option<&Condition> {
        self.condition.as_ref()
    }
}

impl ToolSpec {
    /// What its entry in `tools/list` says.
    pub(crate) fn listed(&self) -> ToolEntry<'_> {
        ToolEntry {
            name: &self.handler.name,
            title: &self.title,
            description: &self.doc,
            hints: self.hints,
            input_schema: &self.input_schema,
            output_schema: self.output_schema.as_ref(),
        }
    }
}

/// Makes the tools of a server.
pub(crate) fn tools<S: Server>(server: &Arc<S>) -> Result<Vec<Item<ToolSpec>>, Error> {
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
            let spec = spec(&plain, start, Arc::clone(&states), exposed)?;
            Ok(Item { spec: Arc::new(spec), shown: true })
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
        role: Role::Tool { shape, fit },
        name: tool.name.into(),
        fields,
        #[cfg(feature = "http")]
        mirrored: Mirrored::all(&input_schema),
        strict: tool.strict,
        states,
        start,
        timeout: tool.timeout_ms.map(Duration::from_millis),
        expose_errors: tool.expose_errors.or(exposed),
        trust: Trust::default(),
    };
    Ok(ToolSpec {
        handler: Arc::new(handler),
        title: tool.title.into(),
        doc: tool.doc.into(),
        hints: tool.hints,
        input_schema,
        output_schema,
        condition: None,
        rendered: Rendered::default(),
    })
}

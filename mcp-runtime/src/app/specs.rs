//! What clients list and call, made out of the constant table.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::app::lists::{Condition, Item, Listed, Rendered};
use crate::author::args::Kind;
#[cfg(feature = "http")]
use crate::author::handler::Mirrored;
use crate::author::handler::{FieldSpec, Handler, ResourceRole, Role, Start};
use crate::author::input;
use crate::author::listers::together;
use crate::author::run::Run;
use crate::author::states::States;
use crate::author::table::{Callee, Marked, Part, ResourcePart, Server, ToolPart};
use crate::outcome::error::Error;
use crate::protocol::downgrade;
use crate::protocol::entry::{Common, Facts, Hints, PromptArgument, PromptEntry, ResourceEntry, ToolEntry};
use crate::protocol::revision::Revision;
use crate::schema;
use crate::schema::describe::describe;
use crate::schema::fit::Fit;
use crate::schema::resources::Address;
use crate::threads::trust::Trust;

/// All that a server is made with.
#[derive(Debug, Default)]
pub(crate) struct Specs {
    pub(crate) tools: Vec<Item<ToolSpec>>,
    pub(crate) prompts: Vec<Item<PromptSpec>>,
    pub(crate) resources: Vec<Item<ResourceSpec>>,
    pub(crate) templates: Vec<Item<TemplateSpec>>,
    pub(crate) listers: Vec<Arc<Handler>>,
}

/// A tool, ready to be listed and called.
pub(crate) struct ToolSpec {
    pub(crate) handler: Arc<Handler>,
    pub(crate) common: Common,
    hints: Hints,
    pub(crate) input_schema: Value,
    pub(crate) output_schema: Option<Value>,
    condition: Option<Condition>,
    rendered: Rendered,
}

/// A prompt, ready to be listed and called.
pub(crate) struct PromptSpec {
    pub(crate) handler: Arc<Handler>,
    pub(crate) common: Common,
    arguments: Vec<PromptArgument>,
    condition: Option<Condition>,
    rendered: Rendered,
}

/// A resource with a URI of its own.
pub(crate) type ResourceSpec = Addressed<false>;

/// Resources whose URIs have something in common.
pub(crate) type TemplateSpec = Addressed<true>;

/// Something with a URI, ready to be listed and read.
pub(crate) struct Addressed<const TEMPLATE: bool> {
    pub(crate) handler: Arc<Handler>,
    /// As the author wrote it.
    pub(crate) uri: Arc<str>,
    pub(crate) address: Address,
    pub(crate) common: Common,
    mime: &'static str,
    facts: Facts,
    condition: Option<Condition>,
    rendered: Rendered,
}

impl<const TEMPLATE: bool> fmt::Debug for Addressed<TEMPLATE> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Addressed").field("uri", &self.uri).finish_non_exhaustive()
    }
}

impl<const TEMPLATE: bool> Listed for Addressed<TEMPLATE> {
    const MEMBER: &'static str = if TEMPLATE { "resourceTemplates" } else { "resources" };

    fn name(&self) -> &Arc<str> {
        &self.uri
    }

    fn entry(&self, revision: Revision) -> &str {
        let listed = || ResourceEntry {
            uri: &self.uri,
            is_template: TEMPLATE,
            common: self.common,
            facts: &self.facts,
            mime: self.mime,
        };
        self.rendered.get(revision, || downgrade::resource(&listed(), revision))
    }

    fn condition(&self) -> Option<&Condition> {
        self.condition.as_ref()
    }
}

macro_rules! listed {
    ($ty:ident, $member:literal, $render:path) => {
        impl fmt::Debug for $ty {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($ty)).field("name", &self.handler.name).finish_non_exhaustive()
            }
        }

        impl Listed for $ty {
            const MEMBER: &'static str = $member;

            fn name(&self) -> &Arc<str> {
                &self.handler.name
            }

            fn entry(&self, revision: Revision) -> &str {
                self.rendered.get(revision, || $render(&self.listed(), revision))
            }

            fn condition(&self) -> Option<&Condition> {
                self.condition.as_ref()
            }
        }
    };
}
listed!(ToolSpec, "tools", downgrade::tool);
listed!(PromptSpec, "prompts", downgrade::prompt);

impl ToolSpec {
    /// What its entry in `tools/list` says.
    pub(crate) fn listed(&self) -> ToolEntry<'_> {
        ToolEntry {
            common: self.common,
            hints: self.hints,
            input_schema: &self.input_schema,
            output_schema: self.output_schema.as_ref(),
        }
    }
}

impl PromptSpec {
    /// What its entry in `prompts/list` says.
    pub(crate) fn listed(&self) -> PromptEntry<'_> {
        PromptEntry { common: self.common, arguments: &self.arguments }
    }
}

/// What answers `resources/list` where functions list some of them.
pub(crate) fn listing(listers: Vec<Arc<Handler>>) -> Option<Arc<Handler>> {
    let first = listers.first()?;
    // Each may take its time.
    let timeout = listers.iter().map(|lister| lister.timeout).sum::<Option<Duration>>();
    let (states, expose_errors) = (Arc::clone(&first.states), first.expose_errors);
    Some(Arc::new(Handler {
        role: Role::Lister,
        name: "resources/list".into(),
        fields: Vec::new(),
        #[cfg(feature = "http")]
        mirrored: Vec::new(),
        strict: false,
        states,
        start: together(listers),
        timeout,
        expose_errors,
        trust: Trust::default(),
    }))
}

/// Makes all that a server has.
pub(crate) fn of<S: Server>(server: &Arc<S>) -> Result<Specs, Error> {
    let maker = Maker { states: Arc::new(server.states()), exposed: S::TABLE.info.expose_errors };
    let mut specs = Specs::default();
    for marked in S::TABLE.marked {
        let start: Start = match marked.call {
            Callee::Free(call) => Box::new(call),
            Callee::Method(call) => {
                let server = Arc::clone(server);
                Box::new(move |c| call(&server, c))
            }
        };
        maker.add(&marked.with_call(Callee::Free(|_| Run(None))), start, &mut specs)?;
    }
    Ok(specs)
}

/// What is the same for all of a server. The type of the server is gone here, so this code is compiled once.
struct Maker {
    states: Arc<States>,
    exposed: Option<bool>,
}

impl Maker {
    fn add(&self, marked: &Marked<()>, start: Start, specs: &mut Specs) -> Result<(), Error> {
        match marked.part {
            Part::Tool(part) => specs.tools.push(shown(self.tool(marked, part, start)?)),
            Part::Prompt => specs.prompts.push(shown(self.prompt(marked, start)?)),
            Part::Resource(part) => match part.address {
                Address::Fixed(_) => specs.resources.push(shown(self.addressed(marked, part, start)?)),
                Address::Template(_) => specs.templates.push(shown(self.addressed(marked, part, start)?)),
            },
            Part::Lister => {
                let (fields, _) = input::derived(marked.args);
                specs.listers.push(Arc::new(self.handler(marked, Role::Lister, fields, start)?));
            }
        }
        Ok(())
    }

    fn tool(&self, marked: &Marked<()>, part: ToolPart, start: Start) -> Result<ToolSpec, Error> {
        let (fields, input_schema) = input::of_tool(marked, part.raw_schema)?;
        let (output_schema, shape) = schema::output(|generator| (part.output)(generator).0);
        let fit = Fit::new(output_schema.as_ref(), shape);
        let mut handler = self.handler(marked, Role::Tool { shape, fit }, fields, start)?;
        handler.strict = part.strict;
        #[cfg(feature = "http")]
        {
            handler.mirrored = Mirrored::all(&input_schema);
        }
        Ok(ToolSpec {
            handler: Arc::new(handler),
            common: marked.common(),
            hints: part.hints,
            input_schema,
            output_schema,
            condition: None,
            rendered: Rendered::default(),
        })
    }

    fn prompt(&self, marked: &Marked<()>, start: Start) -> Result<PromptSpec, Error> {
        let (fields, _) = input::derived(marked.args);
        let arguments = fields.iter().filter(|field| field.kind.is_argument());
        let arguments = arguments.map(|field| argument(marked, field)).collect::<Result<Vec<_>, _>>()?;
        Ok(PromptSpec {
            handler: Arc::new(self.handler(marked, Role::Prompt, fields, start)?),
            common: marked.common(),
            arguments,
            condition: None,
            rendered: Rendered::default(),
        })
    }

    fn addressed<const TEMPLATE: bool>(
        &self,
        marked: &Marked<()>,
        part: ResourcePart,
        start: Start,
    ) -> Result<Addressed<TEMPLATE>, Error> {
        let (fields, _) = input::derived(marked.args);
        let own_mime = (part.own_mime)();
        let mime = if part.mime.is_empty() { own_mime } else { part.mime };
        let query = match part.address {
            Address::Fixed(_) => &[],
            Address::Template(template) => template.query,
        };
        let role = Role::Resource(ResourceRole { mime, cache: part.cache, query });
        Ok(Addressed {
            handler: Arc::new(self.handler(marked, role, fields, start)?),
            uri: part.uri.into(),
            address: part.address,
            common: marked.common(),
            mime,
            facts: part.facts,
            condition: None,
            rendered: Rendered::default(),
        })
    }

    fn handler(
        &self,
        marked: &Marked<()>,
        role: Role,
        fields: Vec<FieldSpec>,
        start: Start,
    ) -> Result<Handler, Error> {
        let lacks = |field: &FieldSpec| matches!(field.kind, Kind::State(held) if !held(&self.states));
        if let Some(field) = fields.iter().find(|field| lacks(field)) {
            return Err(Error::new(format!(
                "the {} `{}` takes a `State` as `{}` that the server does not hold: write \
                 `#[mcp_server(state = …)]`",
                role.word(),
                marked.name,
                field.name
            )));
        }
        Ok(Handler {
            role,
            name: marked.name.into(),
            fields,
            #[cfg(feature = "http")]
            mirrored: Vec::new(),
            strict: false,
            states: Arc::clone(&self.states),
            start,
            timeout: marked.timeout_ms.map(Duration::from_millis),
            expose_errors: marked.expose_errors.or(self.exposed),
            trust: Trust::default(),
        })
    }
}

fn shown<T>(spec: T) -> Item<T> {
    Item { spec: Arc::new(spec), shown: true }
}

/// An argument of a prompt. No schema goes out with it, so what it may be is said in words.
fn argument(prompt: &Marked<()>, field: &FieldSpec) -> Result<PromptArgument, Error> {
    let resolved = schema::describe::resolve(&field.schema, &field.defs);
    let expected = describe(&field.schema, &field.defs);
    if ["array", "object"].iter().any(|kind| resolved.get("type").is_some_and(|given| given == kind)) {
        return Err(Error::new(format!(
            "the prompt `{}` takes {expected} as `{}`, and clients send a text: take a `String`, a number, a `bool`, or a \
             type that is read from a text",
            prompt.name, field.name
        )));
    }
    let doc = field.schema.get("description").and_then(Value::as_str).unwrap_or_default();
    let description = match (doc, expected.as_str()) {
        (doc, "a string" | "any JSON value") => doc.to_owned(),
        ("", expected) => expected.to_owned(),
        (doc, expected) => format!("{doc} ({expected})"),
    };
    Ok(PromptArgument { name: field.name, description, required: field.required })
}

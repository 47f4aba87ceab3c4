//! Makes what clients list and call out of the constant table.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::app::lists::{Condition, Item, Rendered};
use crate::app::specs::{Addressed, PromptSpec, Specs, ToolSpec};
use crate::author::args::Kind;
use crate::author::around::Hooks;
use crate::author::completion::{self, Complete, Completer, Completion};
use crate::author::field::Field;
#[cfg(feature = "http")]
use crate::author::handler::Mirrored;
use crate::author::handler::{FieldSpec, Handler, ResourceRole, Role, Start, Suggests};
use crate::author::input;
use crate::author::later::Wait;
use crate::author::listers::together;
use crate::author::run::Run;
use crate::author::states::{Look, States};
use crate::author::table::{Callee, Marked, Part, ResourcePart, Server, ToolPart};
use crate::outcome::content_check;
use crate::outcome::error::Error;
use crate::protocol::caller::Caller;
use crate::protocol::entry::PromptArgument;
use crate::schema;
use crate::schema::describe::describe;
use crate::schema::fit::Fit;
use crate::schema::resources::Address;
use crate::threads::trust::Trust;

/// What answers `resources/list` where functions list some of them.
pub(crate) fn listing(listers: Vec<Arc<Handler>>) -> Option<Arc<Handler>> {
    let first = listers.first()?;
    // Each may take its time.
    let timeout = listers.iter().map(|lister| lister.timeout).sum::<Option<Duration>>();
    let (states, around) = (Arc::clone(&first.states), first.around.clone());
    let (expose_errors, speaks) = (first.expose_errors, listers.iter().any(|lister| lister.speaks));
    Some(Arc::new(Handler {
        role: Role::Lister,
        name: "resources/list".into(),
        fields: Vec::new(),
        #[cfg(feature = "http")]
        mirrored: Vec::new(),
        strict: false,
        states,
        around,
        speaks,
        start: together(listers),
        timeout,
        expose_errors,
        needs: Vec::new(),
        trust: Trust::default(),
    }))
}

/// Makes all that a server has.
pub(crate) fn of<S: Server>(server: &Arc<S>) -> Result<Specs, Error> {
    let own: completion::Server = Arc::clone(server) as _;
    // An `impl` block holds itself.
    let states = Arc::new(server.states().with(Arc::clone(server)));
    let all = S::TABLE.all();
    all.iter().try_for_each(|marked| held(marked, &states))?;
    let (around, exposed) = (server.hooks().shared(), S::TABLE.info.expose_errors);
    let maker = Maker { states, around, exposed, own };
    let mut specs = Specs::default();
    for marked in all {
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

/// Makes all that a server lists, without a value of it: nothing of it can be called. `hooked` where its calls go through hooks.
pub(crate) fn unmade<S: Server>(hooked: bool) -> Result<Specs, Error> {
    let around = hooked.then(Arc::default);
    let maker =
        Maker { states: Arc::default(), around, exposed: S::TABLE.info.expose_errors, own: Arc::new(()) };
    let mut specs = Specs::default();
    for marked in S::TABLE.all() {
        maker.add(&marked.with_call(Callee::Free(|_| Run(None))), Box::new(|_| Run(None)), &mut specs)?;
    }
    Ok(specs)
}

/// Refuses a function that takes a state which the server does not hold.
fn held<S>(marked: &Marked<S>, states: &States) -> Result<(), Error> {
    let lacks =
        |field: &&Field| matches!(field.kind, Kind::State(look) if matches!(look(states), Look::Nothing));
    match marked.args.iter().find(lacks) {
        None => Ok(()),
        Some(field) => Err(Error::new(format!(
            "the {} `{}` takes a `State` as `{}` that the server does not hold: write `#[mcp_server(state = …)]`",
            marked.part.word(),
            marked.name,
            field.name
        ))),
    }
}

/// The states that are made while the server serves, as far as its functions take them.
pub(crate) fn laters<S: Server>(server: &S) -> Vec<Arc<dyn Wait>> {
    let states = server.states();
    let all = S::TABLE.all();
    let fields = all.iter().flat_map(|marked| marked.args);
    let later = |kind| match kind {
        Kind::State(look) => match look(&states) {
            Look::Later(later) => Some(later),
            _ => None,
        },
        _ => None,
    };
    fields.filter_map(|field| later(field.kind)).collect()
}

/// What is the same for all of a server. The type of the server is gone here, so this code is compiled once.
struct Maker {
    states: Arc<States>,
    around: Option<Arc<Hooks>>,
    exposed: Option<bool>,
    /// The server, for functions that complete.
    own: completion::Server,
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
                let (fields, _) = input::derived(marked.args)?;
                specs.listers.push(Arc::new(self.handler(marked, Role::Lister, fields, start)));
            }
        }
        Ok(())
    }

    fn tool(&self, marked: &Marked<()>, part: ToolPart, start: Start) -> Result<ToolSpec, Error> {
        let (fields, input_schema) = input::of_tool(marked, part.raw_schema)?;
        let (output_schema, shape) = schema::output(|generator| (part.output)(generator).0);
        let fit = Fit::new(output_schema.as_ref(), shape);
        let mut handler = self.handler(marked, Role::Tool { shape, fit }, fields, start);
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
            condition: condition(marked),
            rendered: Rendered::default(),
        })
    }

    fn prompt(&self, marked: &Marked<()>, start: Start) -> Result<PromptSpec, Error> {
        let fields = self.completed(marked)?;
        let arguments = fields.iter().filter(|field| field.kind.is_argument());
        let arguments = arguments.map(|field| argument(marked, field)).collect::<Result<Vec<_>, _>>()?;
        Ok(PromptSpec {
            handler: Arc::new(self.handler(marked, Role::Prompt, fields, start)),
            common: marked.common(),
            arguments,
            condition: condition(marked),
            rendered: Rendered::default(),
        })
    }

    fn addressed<const TEMPLATE: bool>(
        &self,
        marked: &Marked<()>,
        part: ResourcePart,
        start: Start,
    ) -> Result<Addressed<TEMPLATE>, Error> {
        let changed = part.facts.last_modified;
        if !changed.is_empty() && !content_check::is_moment(changed) {
            let (name, why) = (marked.name, content_check::MOMENT);
            return Err(Error::new(format!(
                "the resource `{name}` has `last_modified = {changed:?}`: {why}"
            )));
        }
        let fields = self.completed(marked)?;
        let own_mime = (part.own_mime)();
        let mime = if part.mime.is_empty() { own_mime } else { part.mime };
        let query = match part.address {
            Address::Fixed(_) => &[],
            Address::Template(template) => template.query,
        };
        let role = Role::Resource(ResourceRole { mime, cache: part.cache, query });
        Ok(Addressed {
            handler: Arc::new(self.handler(marked, role, fields, start)),
            uri: part.uri.into(),
            address: part.address,
            common: marked.common(),
            mime,
            facts: part.facts,
            condition: condition(marked),
            rendered: Rendered::default(),
        })
    }

    /// The parameters of a function whose arguments are completed.
    fn completed(&self, marked: &Marked<()>) -> Result<Vec<FieldSpec>, Error> {
        let (mut fields, _) = input::derived(marked.args)?;
        for (field, written) in
            fields.iter_mut().zip(marked.args).filter(|(field, _)| field.kind.is_argument())
        {
            field.suggests = match written.complete {
                Complete::ByType => Suggests::Of(completion::of_type(&field.schema, &field.defs)),
                Complete::Of(values) => {
                    Suggests::Of(values.iter().map(|value| (*value).to_owned()).collect())
                }
                Complete::By(completer) => Suggests::By(Arc::new(self.completer(marked, completer))),
            };
        }
        Ok(fields)
    }

    /// A function that completes is called as every other is; the first of its arguments is what was typed.
    fn completer(&self, marked: &Marked<()>, completer: Completer) -> Handler {
        let (own, states) = (Arc::clone(&self.own), Arc::clone(&self.states));
        let start: Start = Box::new(move |call| completer(&own, Completion::of(call.given(), &states)));
        self.handler(marked, Role::Completer, Vec::new(), start)
    }

    fn handler(&self, marked: &Marked<()>, role: Role, fields: Vec<FieldSpec>, start: Start) -> Handler {
        Handler {
            role,
            name: marked.name.into(),
            fields,
            #[cfg(feature = "http")]
            mirrored: Vec::new(),
            strict: false,
            states: Arc::clone(&self.states),
            around: self.around.clone(),
            speaks: marked.speaks || self.around.is_some(),
            start,
            timeout: marked.timeout_ms.map(Duration::from_millis),
            expose_errors: marked.expose_errors.or(self.exposed),
            needs: marked.needs.iter().collect(),
            trust: Trust::default(),
        }
    }
}

/// Who sees it: whoever can do what it needs, where the author wants that. A list of 2026-07-28 is the same for all (M-TOOL-02, M-RES-02,
/// M-PROMPT-02).
fn condition(marked: &Marked<()>) -> Option<Condition> {
    let needs = marked.needs;
    needs.hide.then(|| {
        let can =
            move |caller: &Caller<'_>| caller.revision.is_modern() || caller.lacks(needs.iter()).is_empty();
        Box::new(can) as Condition
    })
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

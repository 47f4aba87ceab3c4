//! From the JSON of a call to the values of a function's parameters.
//!
//! The generated code asks for one parameter after the other; each that does not fit is noted, so that one answer names
//! all of them. Invariant: nothing here allocates for a call whose arguments are right.

use std::borrow::Cow;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::author::handler::Handler;
use crate::author::later::Wait;
use crate::author::missing::Missing;
use crate::author::problem::{self, Problem};
use crate::author::run::Run;
use crate::author::states::{Held, Look, State, States};
use crate::context::{Context, Origin};
use crate::protocol::extensions::Extension;

/// A call on its way to its function.
pub struct Call<'a> {
    args: &'a [(Cow<'a, str>, &'a RawValue)],
    handler: &'a Handler,
    origin: &'a Origin<'a>,
    pub(super) taken: usize,
    pub(crate) problems: Vec<Problem>,
    /// The parameters whose arguments are wrong or missing.
    pub(crate) wrong: Vec<usize>,
    /// The states that have to be made before the function begins.
    pub(crate) waits: Vec<Arc<dyn Wait>>,
}

impl std::fmt::Debug for Call<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call").field("handler", &self.handler.name).finish_non_exhaustive()
    }
}

impl<'a> Call<'a> {
    pub(crate) fn new(
        args: &'a [(Cow<'a, str>, &'a RawValue)],
        handler: &'a Handler,
        origin: &'a Origin<'a>,
    ) -> Self {
        Self { args, handler, origin, taken: 0, problems: Vec::new(), wrong: Vec::new(), waits: Vec::new() }
    }

    /// The arguments as they came.
    pub(crate) fn given(&self) -> &'a [(Cow<'a, str>, &'a RawValue)] {
        self.args
    }

    pub(super) fn handler(&self) -> &'a Handler {
        self.handler
    }

    pub(crate) fn origin(&self) -> &'a Origin<'a> {
        self.origin
    }

    /// The value of the parameter at `index`; `None` when it was noted as a problem.
    pub fn take<T: Param>(call: &mut Self, index: usize) -> Option<T> {
        T::take(call, index)
    }

    /// The call, for questions that come before the function.
    pub fn context(call: &mut Self) -> Context {
        call.origin.context()
    }

    /// Whether everything was right. Called after the last `take`.
    pub fn complete(call: &mut Self) -> bool {
        if call.taken < call.args.len() {
            let names = call.args.iter().map(|(name, _)| &**name);
            problem::unknown(names, call.handler, &mut call.problems);
        }
        call.problems.is_empty()
    }

    /// The end of a call whose arguments were refused.
    #[cold]
    pub fn refuse(_: &mut Self) -> Run {
        Run(None)
    }

    pub(super) fn decode<T: DeserializeOwned>(&mut self, index: usize) -> Option<T> {
        let field = &self.handler.fields[index];
        let given = self.args.iter().find(|(name, _)| *name == field.name);
        let Some((_, raw)) = given.filter(|_| field.kind.is_argument()) else {
            return if matches!(field.kind, Kind::Flat) {
                self.decode_flat(index)
            } else {
                self.absent(index)
            };
        };
        self.taken += 1;
        match serde_json::from_str(raw.get()) {
            Ok(value) if !field.constrained => Some(value),
            decoded => self.look_again(raw, decoded, index),
        }
    }

    /// Out of the way of arguments that are right at once.
    #[cold]
    #[inline(never)]
    pub(super) fn look_again<T: DeserializeOwned>(
        &mut self,
        raw: &RawValue,
        decoded: Result<T, serde_json::Error>,
        index: usize,
    ) -> Option<T> {
        match problem::second_look(raw, decoded, &self.handler.fields[index], self.handler.strict) {
            Ok(Some(value)) => Some(value),
            Ok(None) => self.absent(index),
            Err(problems) => {
                self.wrong.push(index);
                problem::note(&mut self.problems, problems);
                None
            }
        }
    }

    fn absent<T: DeserializeOwned>(&mut self, index: usize) -> Option<T> {
        let field = &self.handler.fields[index];
        let value = match &field.default {
            // The author's own schema may ask for what the type does not need.
            _ if field.required => None,
            Some(default) => T::deserialize(default).ok(),
            None => T::deserialize(Missing).ok(),
        };
        if value.is_none() {
            self.wrong.push(index);
            self.problems.push(Problem::missing(field));
        }
        value
    }
}

/// What a parameter stands for.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// An argument of the tool: a property of the input schema.
    Argument,
    /// An argument that the author's own schema leaves out: nobody can send it.
    Hidden,
    /// What several arguments are members of.
    Flat,
    /// The call itself.
    Context,
    /// A value of the server; the function looks whether the server has it.
    #[expect(private_interfaces, reason = "nobody else asks")]
    State(fn(&States) -> Look),
    /// A value of the request.
    Extension,
}

impl Kind {
    pub(crate) fn is_argument(self) -> bool {
        matches!(self, Self::Argument)
    }

    pub(crate) fn is_context(self) -> bool {
        matches!(self, Self::Context)
    }
}

/// A type that a parameter of a tool can have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of an MCP tool",
    label = "cannot be read from the client's JSON",
    note = "on a type of your own put `#[mcp_type]`; it must be `Send`, and own its fields, as `String` for `&str`; what the server holds is taken as `State<T>`",
    note = "what is not sent but made of each call, by `FromCall`, has `#[from_call]` before its name",
    note = "a type of another crate may need that crate's feature of `mcp-runtime`: `bytes`, `chrono`, `jiff`, `rust_decimal`, `semver`, `url` or `uuid`"
)]
pub trait Param: Sized + Send + 'static {
    #[doc(hidden)]
    const KIND: Kind;
    /// That of an argument; what is none has none.
    #[doc(hidden)]
    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({})
    }
    #[doc(hidden)]
    fn optional() -> bool {
        true
    }
    #[doc(hidden)]
    fn take(call: &mut Call<'_>, index: usize) -> Option<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + JsonSchema + Send + 'static> Param for T {
    const KIND: Kind = Kind::Argument;

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }

    fn optional() -> bool {
        T::deserialize(Missing).is_ok()
    }

    fn take(call: &mut Call<'_>, index: usize) -> Option<Self> {
        call.decode(index)
    }
}

#[diagnostic::do_not_recommend]
impl Param for Context {
    const KIND: Kind = Kind::Context;

    fn take(call: &mut Call<'_>, _: usize) -> Option<Self> {
        Some(call.origin.context())
    }
}

#[diagnostic::do_not_recommend]
impl<T: Send + Sync + 'static> Param for State<T> {
    const KIND: Kind = Kind::State(States::look::<T>);

    fn take(call: &mut Call<'_>, _: usize) -> Option<Self> {
        let held = call.handler.states.find::<T>();
        match &held {
            Some(Held::Now(_)) => {}
            Some(Held::Later(later)) => call.waits.push(Arc::clone(later) as _),
            None => call
                .problems
                .push(Problem::server(format!("the server holds no `{}`", std::any::type_name::<T>()))),
        }
        held.map(State)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Clone + Send + Sync + 'static> Param for Extension<T> {
    const KIND: Kind = Kind::Extension;

    fn take(call: &mut Call<'_>, _: usize) -> Option<Self> {
        let value = call.origin.extensions().and_then(|all| all.get::<T>()).cloned().map(Extension);
        if value.is_none() {
            let text = format!("this request carries no `{}`", std::any::type_name::<T>());
            call.problems.push(Problem::server(text));
        }
        value
    }
}

/// How a parameter that is a reference is kept while the call runs.
pub trait Lend {
    /// The owned form.
    type Stored;

    /// The reference that the function takes.
    fn lend(stored: &Self::Stored) -> &Self;
}

impl<T> Lend for T {
    type Stored = T;

    fn lend(stored: &T) -> &T {
        stored
    }
}

impl Lend for str {
    type Stored = String;

    fn lend(stored: &String) -> &str {
        stored
    }
}

impl<T> Lend for [T] {
    type Stored = Vec<T>;

    fn lend(stored: &Vec<T>) -> &[T] {
        stored
    }
}

impl Lend for std::path::Path {
    type Stored = std::path::PathBuf;

    fn lend(stored: &std::path::PathBuf) -> &std::path::Path {
        stored
    }
}

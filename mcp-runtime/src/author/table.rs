//! What the macros emit: a constant table of what the author wrote.
//!
//! Everything here is data and function pointers; nothing runs before a server is built. Invariant: a `Table` never
//! holds anything that depends on a protocol revision or a transport.

use std::sync::Arc;

use schemars::{Schema, SchemaGenerator};
use serde_json::Value;

use crate::author::args::{Call, Kind, Param};
use crate::author::rules::Rules;
use crate::author::run::Run;
use crate::author::states::States;
use crate::outcome::Output;
use crate::protocol::entry::Hints;
use crate::protocol::lifecycle::Info;
use crate::schema::number::NumberRange;

/// A server: what `#[mcp_server]` implements for the author's type.
///
/// Nothing of it is written by hand.
pub trait Server: Sized + Send + Sync + 'static {
    /// What the author wrote, as data.
    #[doc(hidden)]
    const TABLE: &'static Table<Self>;

    /// The values that `State<T>` parameters receive.
    #[doc(hidden)]
    fn states(&self) -> States {
        States::default()
    }
}

/// The server's own facts and its tools.
#[derive(Debug)]
pub struct Table<S: 'static> {
    /// Name, version and texts.
    pub info: Info,
    /// The tools, in declaration order, which is the order of `tools/list`.
    pub tools: &'static [Tool<S>],
}

/// The function behind a tool.
#[derive(Debug)]
pub enum Callee<S: 'static> {
    /// A function without a receiver.
    Free(fn(&mut Call<'_>) -> Run),
    /// A method of the server.
    Method(fn(&Arc<S>, &mut Call<'_>) -> Run),
}

impl<S> Clone for Callee<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Callee<S> {}

/// One tool.
#[derive(Debug)]
pub struct Tool<S: 'static> {
    pub(crate) name: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) title: &'static str,
    pub(crate) hints: Hints,
    pub(crate) args: &'static [Field],
    pub(crate) output: fn(&mut SchemaGenerator) -> Output,
    pub(crate) raw_schema: &'static str,
    pub(crate) timeout_ms: Option<u64>,
    pub(crate) strict: bool,
    pub(crate) expose_errors: Option<bool>,
    pub(crate) call: Callee<S>,
}

impl<S> Clone for Tool<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Tool<S> {}

impl<S> Tool<S> {
    /// A tool with everything that every tool has.
    pub const fn new(
        name: &'static str,
        doc: &'static str,
        args: &'static [Field],
        output: fn(&mut SchemaGenerator) -> Output,
        call: Callee<S>,
    ) -> Self {
        let hints = Hints { read_only: None, destructive: None, idempotent: None, open_world: None };
        Self {
            name,
            doc,
            title: "",
            hints,
            args,
            output,
            raw_schema: "",
            timeout_ms: None,
            strict: false,
            expose_errors: None,
            call,
        }
    }

    /// The same tool with another function behind it, maybe of another server.
    pub(crate) const fn with_call<T>(self, call: Callee<T>) -> Tool<T> {
        Tool {
            name: self.name,
            doc: self.doc,
            title: self.title,
            hints: self.hints,
            args: self.args,
            output: self.output,
            raw_schema: self.raw_schema,
            timeout_ms: self.timeout_ms,
            strict: self.strict,
            expose_errors: self.expose_errors,
            call,
        }
    }

    /// Sets the display name.
    pub const fn title(mut self, title: &'static str) -> Self {
        self.title = title;
        self
    }

    /// Declares whether the tool changes nothing.
    pub const fn read_only(mut self, yes: bool) -> Self {
        self.hints.read_only = Some(yes);
        self
    }

    /// Declares whether a change may destroy something.
    pub const fn destructive(mut self, yes: bool) -> Self {
        self.hints.destructive = Some(yes);
        self
    }

    /// Declares whether a second equal call changes nothing more.
    pub const fn idempotent(mut self, yes: bool) -> Self {
        self.hints.idempotent = Some(yes);
        self
    }

    /// Declares whether the tool reaches beyond the server.
    pub const fn open_world(mut self, yes: bool) -> Self {
        self.hints.open_world = Some(yes);
        self
    }

    /// Sends this JSON text as the input schema, as it is.
    pub const fn raw_schema(mut self, json: &'static str) -> Self {
        self.raw_schema = json;
        self
    }

    /// Ends a call after this time.
    pub const fn timeout_ms(mut self, millis: u64) -> Self {
        self.timeout_ms = Some(millis);
        self
    }

    /// Takes no argument of another JSON type than the declared one.
    pub const fn strict(mut self, yes: bool) -> Self {
        self.strict = yes;
        self
    }

    /// Fixes `expose_errors` for this tool.
    pub const fn expose_errors(mut self, yes: bool) -> Self {
        self.expose_errors = Some(yes);
        self
    }
}

impl Tool<()> {
    /// The same tool as a member of the server `S`. A free function knows no server, so it fits each.
    pub const fn adopt<S>(self) -> Tool<S> {
        let call = match self.call {
            Callee::Free(call) => Callee::Free(call),
            Callee::Method(_) => panic!("a free tool has no receiver"),
        };
        self.with_call(call)
    }
}

/// What `#[mcp_tool]` makes of a free function: the struct beside it carries the tool.
pub trait FreeTool {
    /// The tool.
    const TOOL: Tool<()>;
}

/// One parameter of a tool.
#[derive(Debug)]
pub struct Field {
    pub(crate) name: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) kind: Kind,
    pub(crate) schema: fn(&mut SchemaGenerator) -> Schema,
    pub(crate) optional: fn() -> bool,
    pub(crate) default: Option<fn() -> Value>,
    pub(crate) example: Option<fn() -> Value>,
    pub(crate) header: &'static str,
    pub(crate) rules: Rules,
}

impl Field {
    /// The parameter `name` of type `T`.
    pub const fn of<T: Param>(name: &'static str, doc: &'static str) -> Self {
        Self {
            name,
            doc,
            kind: T::KIND,
            schema: T::schema,
            optional: T::optional,
            default: None,
            example: None,
            header: "",
            rules: Rules::NONE,
        }
    }

    /// The value of an argument that is absent.
    pub const fn default(mut self, value: fn() -> Value) -> Self {
        self.default = Some(value);
        self
    }

    /// An example for the schema.
    pub const fn example(mut self, value: fn() -> Value) -> Self {
        self.example = Some(value);
        self
    }

    /// The `x-mcp-header` of the argument.
    pub const fn header(mut self, name: &'static str) -> Self {
        self.header = name;
        self
    }

    /// The numbers allowed.
    pub const fn range(mut self, range: fn() -> NumberRange) -> Self {
        self.rules.range = Some(range);
        self
    }

    /// The number of characters allowed; `usize::MAX` is no limit.
    pub const fn length(mut self, min: usize, max: usize) -> Self {
        self.rules.length = Some((min, max));
        self
    }

    /// The number of items allowed; `usize::MAX` is no limit.
    pub const fn items(mut self, min: usize, max: usize) -> Self {
        self.rules.items = Some((min, max));
        self
    }

    /// The regular expression that a text must match somewhere, as in JSON Schema.
    pub const fn pattern(mut self, regex: &'static str) -> Self {
        self.rules.pattern = Some(regex);
        self
    }

    /// The JSON Schema `format` of a text.
    pub const fn format(mut self, format: &'static str) -> Self {
        self.rules.format = Some(format);
        self
    }
}

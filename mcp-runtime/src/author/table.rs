//! What the macros emit: a constant table of what the author wrote.
//!
//! Everything here is data and function pointers; nothing runs before a server is built. Invariant: a `Table` never
//! holds anything that depends on a protocol revision or a transport.

use std::sync::Arc;

use schemars::SchemaGenerator;

use crate::author::args::Call;
use crate::author::around::Hooks;
use crate::author::field::Field;
use crate::author::include::Entries;
use crate::author::run::Run;
use crate::author::states::States;
use crate::outcome::Output;
use crate::outcome::ask_error::Need;
use crate::outcome::content::IconSpec;
use crate::protocol::entry::{Cache, Common, Facts, Hints};
use crate::protocol::lifecycle::Info;
use crate::schema::overlap::Piece;
use crate::schema::resources::Address;

/// A server: what `#[mcp_server]` implements for the author's type.
///
/// Nothing of it is written by hand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an MCP server",
    label = "not a server",
    note = "a server is what `server()` of a module with `#[mcp_server]` gives, or a value whose `impl` block has `#[mcp_server]`"
)]
pub trait Server: Sized + Send + Sync + 'static {
    /// What the author wrote, as data.
    #[doc(hidden)]
    const TABLE: &'static Table<Self>;

    /// The values that `State<T>` parameters receive.
    #[doc(hidden)]
    fn states(&self) -> States {
        States::default()
    }

    /// What the calls of its functions go through.
    #[doc(hidden)]
    fn hooks(&self) -> Hooks {
        Hooks::default()
    }
}

/// The server's own facts and its functions.
#[derive(Debug)]
pub struct Table<S: 'static> {
    /// Name, version and texts.
    pub info: Info,
    /// What is marked, in declaration order, which is the order of the lists.
    pub marked: &'static [Marked<S>],
    /// What is included, behind that. Of a module all is, for it may be included elsewhere too.
    pub included: &'static [Entries],
}

impl<S> Table<S> {
    /// All functions, in the order of the lists.
    pub(crate) fn all(&self) -> Vec<Marked<S>> {
        let mut all = self.marked.to_vec();
        self.included.iter().for_each(|entries| entries.adopted(&mut all));
        all
    }
}

/// How a function is reached.
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

/// A function that clients reach: what every kind of them has, and what its own kind has.
#[derive(Debug)]
pub struct Marked<S: 'static> {
    pub(crate) name: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) title: &'static str,
    pub(crate) icons: &'static [IconSpec],
    /// Keys of `_meta` and their values as JSON.
    pub(crate) meta: &'static [(&'static str, &'static str)],
    pub(crate) args: &'static [Field],
    pub(crate) timeout_ms: Option<u64>,
    pub(crate) expose_errors: Option<bool>,
    pub(crate) needs: Needs,
    pub(crate) speaks: bool,
    pub(crate) call: Callee<S>,
    pub(crate) part: Part,
}

/// What a client has to be able to do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Needs {
    of: [bool; 5],
    pub(crate) hide: bool,
}

impl Needs {
    pub(crate) fn iter(self) -> impl Iterator<Item = Need> {
        Need::ALL.into_iter().zip(self.of).filter_map(|(need, wanted)| wanted.then_some(need))
    }
}

/// What only one kind of function has.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part {
    Tool(ToolPart),
    Prompt,
    Resource(ResourcePart),
    /// Lists resources.
    Lister,
}

impl Part {
    /// The word for it in a sentence.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Tool(_) => "tool",
            Self::Prompt => "prompt",
            Self::Resource(_) => "resource",
            Self::Lister => "list of resources",
        }
    }
}

/// What only a tool has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ToolPart {
    pub(crate) hints: Hints,
    pub(crate) output: fn(&mut SchemaGenerator) -> Output,
    pub(crate) raw_schema: &'static str,
    pub(crate) strict: bool,
}

/// What only a resource has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ResourcePart {
    /// The URI or the template as the author wrote it.
    pub(crate) uri: &'static str,
    pub(crate) address: Address,
    pub(crate) outline: Outline,
    /// The MIME type that the author gave; empty without one.
    pub(crate) mime: &'static str,
    /// The one that follows from the type of the result.
    pub(crate) own_mime: fn() -> &'static str,
    pub(crate) facts: Facts,
    pub(crate) cache: Cache,
}

/// What templates are compared by.
#[derive(Debug, Clone, Copy)]
pub struct Outline {
    /// What says which of them have to be compared at all.
    pub head: &'static str,
    /// All of it.
    pub pieces: &'static [Piece<'static>],
}

impl Outline {
    /// That of a URI of its own.
    pub const NONE: Self = Self { head: "", pieces: &[] };
}

impl<S> Clone for Marked<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Marked<S> {}

impl<S> Marked<S> {
    const fn new(
        name: &'static str,
        doc: &'static str,
        args: &'static [Field],
        call: Callee<S>,
        part: Part,
    ) -> Self {
        Self {
            name,
            doc,
            title: "",
            icons: &[],
            meta: &[],
            args,
            timeout_ms: None,
            expose_errors: None,
            needs: Needs { of: [false; 5], hide: false },
            speaks: false,
            call,
            part,
        }
    }

    /// A tool with everything that every tool has.
    pub const fn tool(
        name: &'static str,
        doc: &'static str,
        args: &'static [Field],
        output: fn(&mut SchemaGenerator) -> Output,
        call: Callee<S>,
    ) -> Self {
        let hints = Hints { read_only: None, destructive: None, idempotent: None, open_world: None };
        Self::new(
            name,
            doc,
            args,
            call,
            Part::Tool(ToolPart { hints, output, raw_schema: "", strict: false }),
        )
    }

    /// A prompt.
    pub const fn prompt(
        name: &'static str,
        doc: &'static str,
        args: &'static [Field],
        call: Callee<S>,
    ) -> Self {
        Self::new(name, doc, args, call, Part::Prompt)
    }

    /// A resource, or a template of resources.
    #[expect(clippy::too_many_arguments, reason = "every resource has them")]
    pub const fn resource(
        name: &'static str,
        doc: &'static str,
        args: &'static [Field],
        uri: &'static str,
        address: Address,
        outline: Outline,
        own_mime: fn() -> &'static str,
        call: Callee<S>,
    ) -> Self {
        let facts = Facts { size: None, audience: &[], priority: None, last_modified: "" };
        let part = ResourcePart { uri, address, outline, mime: "", own_mime, facts, cache: Cache::NONE };
        Self::new(name, doc, args, call, Part::Resource(part))
    }

    /// A function that lists resources.
    pub const fn lister(
        name: &'static str,
        doc: &'static str,
        args: &'static [Field],
        call: Callee<S>,
    ) -> Self {
        Self::new(name, doc, args, call, Part::Lister)
    }

    /// The same one reached in another way, maybe of another server.
    pub(crate) const fn with_call<T>(self, call: Callee<T>) -> Marked<T> {
        let Self {
            name, doc, title, icons, meta, args, timeout_ms, expose_errors, needs, speaks, part, ..
        } = self;
        Marked { name, doc, title, icons, meta, args, timeout_ms, expose_errors, needs, speaks, call, part }
    }

    /// What its entry in a list says, whatever it is.
    pub(crate) const fn common(&self) -> Common {
        let Self { name, doc, title, icons, meta, .. } = *self;
        Common { name, title, description: doc, icons, meta }
    }

    /// Sets the display name.
    pub const fn title(mut self, title: &'static str) -> Self {
        self.title = title;
        self
    }

    /// Sets the icons that clients may show beside the name.
    pub const fn icons(mut self, icons: &'static [IconSpec]) -> Self {
        self.icons = icons;
        self
    }

    /// Sets `_meta`: its keys, and their values as JSON.
    pub const fn meta(mut self, meta: &'static [(&'static str, &'static str)]) -> Self {
        self.meta = meta;
        self
    }

    /// Ends a call after this time.
    pub const fn timeout_ms(mut self, millis: u64) -> Self {
        self.timeout_ms = Some(millis);
        self
    }

    /// Says what a client has to be able to do, in the order of `Need::ALL`; who cannot is not shown it with `hide`.
    pub const fn requires(mut self, of: [bool; 5], hide: bool) -> Self {
        self.needs = Needs { of, hide };
        self
    }

    /// Says that values are made of its calls, which may say something.
    pub const fn speaks(mut self) -> Self {
        self.speaks = true;
        self
    }

    /// Fixes `expose_errors` for this function.
    pub const fn expose_errors(mut self, yes: bool) -> Self {
        self.expose_errors = Some(yes);
        self
    }
}

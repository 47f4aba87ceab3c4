//! The attributes and derives that an author writes, with their docs: macros cannot have these, links to the types of this library would
//! lead nowhere there.

#[allow(unused_imports, clippy::wildcard_imports, reason = "links of the docs lead there")]
use crate::*;

pub mod guide;
mod test_attribute;
mod types;

pub use test_attribute::test;
pub use types::mcp_type;

/// Makes a module or an `impl` block a server.
///
/// On a module it adds `server()`, which builds the server; on an `impl` block the type itself is the server, and its tools
/// share it by `&self`. Tools are the functions marked with [`mcp_tool`], in the order of the source.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
///
/// use mcp_runtime::prelude::*;
///
/// struct Counter {
///     n: AtomicU64,
/// }
///
/// /// Counts things.
/// #[mcp_server(name = "counter")]
/// impl Counter {
///     /// Add to the counter.
///     #[mcp_tool(destructive = false)]
///     async fn add(&self, #[arg(range = 1..=100)] by: u64) -> u64 {
///         self.n.fetch_add(by, Ordering::Relaxed) + by
///     }
/// }
/// ```
///
/// | key | meaning | default |
/// |---|---|---|
/// | `name`, `version` | `serverInfo` | the package of the author |
/// | `title`, `description` | a name for people, and what the server is | none |
/// | `website = "https://…"` | where people read about the server | none |
/// | `icon = "https://…"`, `icon("https://…", …)` | an icon, as on [`mcp_tool`]; once for each | none |
/// | `instructions` | how to use the server, for models | the doc comment |
/// | `include(path, module::*, …)` | what stands elsewhere: functions with [`mcp_tool`] and its like, and all of a module with this mark | none |
/// | `state = T`, `state(T, U)` | on a module: what `server(…)` takes, for [`State`] parameters; `Later<T>` is made meanwhile | none |
/// | `around = f`, `around(outer, inner)` | hooks around the calls of its functions: [`Call`] | none |
/// | `expose_errors = bool` | whether the text of foreign errors is shown | yes over stdio |
/// | `clients(roo, gemini, …)` | who it is made for: what of it breaks there is an error at the start, with exit code 2 | none |
/// | `client`, `client = bool` | whether it has a typed client, for tests: see [`testing`] | in tests of its crate |
/// | `lock = "mcp.lock.json"` | the file that `cargo test` compares what clients see with: [`guide::lock`] | none |
/// | `crate = path` | where this crate is | found by itself |
///
/// `include(billing::*)` lists the functions of `mod billing` with `#[mcp_server]`, private ones too, and what it includes itself. Its hooks and texts
/// are for its own `server()`; the server that includes it holds a value of each type that it has under `state`: [`guide::modules`].
///
/// `list` and `schema` say on stderr what of the tools breaks at some client or model provider, and what to write instead. With
/// `clients(…)` it is an error of `list`, of every start, and of what tests make of the server. There are `anthropic`, `openai`,
/// `openai_strict` (functions with `strict: true`), `gemini`, `roo` (Roo Code), `vscode` (Copilot), `typescript` (what is built on that SDK), `langchain` and
/// `llama_index`.
///
/// ```
/// use mcp_runtime::{Options, prelude::*, testing::RawClient};
///
/// #[mcp_server(clients(roo, gemini))]
/// mod labels {
///     #[mcp_tool(description = "Count labels.")]
///     async fn count(labels: std::collections::HashMap<String, String>) -> usize {
///         labels.len()
///     }
/// }
///
/// let error = RawClient::new(labels::server(), Options::default()).err().expect("it breaks there");
/// assert!(error.to_string().contains("`count`, argument `labels`: a map with free keys: left empty by Roo Code"));
/// ```
pub use mcp_macros::mcp_server;

/// Makes a function a tool.
///
/// The function stays as it is and can be called. An `async` one is run where its call was read; any other one on the
/// blocking pool. Its doc comment is the description, the doc comment of a parameter that of the argument.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// Turn a text round.
/// #[mcp_tool(read_only, timeout = "5s")]
/// async fn reverse(
///     /// The text.
///     #[arg(len = 1..=1000, example = "abc")]
///     text: &str,
///     /// How often; twice gives the text back.
///     #[arg(default = 1, range = 1..=2)]
///     times: u8,
/// ) -> String {
///     if times == 1 { text.chars().rev().collect() } else { text.to_owned() }
/// }
///
/// #[mcp_server(include(super::reverse))]
/// mod tools {}
/// # fn main() { let _ = tools::server(); }
/// ```
///
/// | key | meaning |
/// |---|---|
/// | `name` | the name for clients; the function's name by default |
/// | `title`, `description` | texts; the doc comment is the description by default |
/// | `icon = "https://…"`, or `icon("https://…", mime = "image/png", sizes = "48x48 any", theme = dark)` | an icon; once for each |
/// | `meta(key = value, "com.example/key" = value)` | `_meta` of the entry in the list |
/// | `read_only`, `destructive`, `idempotent`, `open_world` | hints, bare or `= bool` |
/// | `requires(elicitation, …)` | what a client has to be able to do: `elicitation`, `elicitation_url`, `sampling`, `sampling_tools`, `roots`; one that lacks something is refused before anything runs (-32021 in 2026-07-28). With `hide` sessions of others do not list it |
/// | `timeout = "10s"` | ends a call after that time |
/// | `strict` | takes no `"5"` for 5 |
/// | `schema = "…"` | an input schema of your own (2020-12 or draft-07): checked, sent as it is, held for calls |
/// | `expose_errors = bool` | as on the server |
///
/// The source of an icon is an `https:` or `http:` URI, or a `data:` URI with base64; this and the other texts of it may be constants, and
/// `theme` is `light` or `dark`. A value under `meta` is JSON made of literals: a text, a number, `true`, `false`, `null`, `[…]` or
/// `{ "key": … }`. A key is a name, or a prefix of your own and a name. Clients before 2025-11-25 get no icons, those before 2025-06-18
/// no `_meta`.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// const DARK: &str = "data:image/png;base64,iVBORw0KGgo=";
///
/// /// Draw a chart.
/// #[mcp_tool(
///     icon("https://example.com/chart.png", mime = "image/png", sizes = "48x48 96x96"),
///     icon(DARK, theme = dark),
///     meta(ui = { "resourceUri": "ui://chart" }, "com.example/cost" = 0.5)
/// )]
/// async fn chart() {}
/// ```
///
/// Keys of `#[arg(…)]`, each in the schema and enforced: `default`, `range`, `len`, `items`, `pattern`, `format`, and `example`,
/// `rename`, `description`, `header`; with `flatten` the fields of a struct are arguments themselves ([`guide::arguments`]). On the fields of a struct the keys are those of `schemars`, as in
/// `#[schemars(range(min = 1, max = 5))]`, `length(…)`, `regex(pattern = "…")`; they are enforced as well.
///
/// Lines of a block ```` ```mcp ```` in the doc comment, as `{"a": 1} => 2`, are examples that `cargo test` runs: [`guide::examples`].
///
/// Texts are literals, constants or `concat!(…)`, and a description may be a file: `#[doc = include_str!("tool.md")]`. What is
/// `#[deprecated]` is said so in the list.
///
/// A parameter whose type is [`Context`], [`State`] or [`Extension`] is no argument, nor is an `Option` of a `Context` or an `Extension`. An argument of an `Option` may be absent.
///
/// A parameter with `#[from_call]` is none either: it is made of each call by [`FromCall`], before the function begins.
///
/// A parameter with `#[ask("Really delete {id}?")]` is no argument: the user is asked for it by a form ([`trait@Elicit`], [`Confirm`]) before the
/// function begins, which then runs once whatever the revision, and need not be async. The question may have the arguments in it. Where the
/// type is an `Option`, a user who says nothing, or cannot be asked, is `None`; else the call ends there.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// Delete a file.
/// #[mcp_tool(destructive)]
/// fn delete(id: u64, #[ask("Really delete {id}?")] _ok: Confirm) -> String {
///     format!("deleted {id}")
/// }
/// # assert_eq!(delete(7, Confirm::yes()), "deleted 7");
/// ```
///
/// What a tool may return: anything `Serialize` and `JsonSchema` (structured content, mirrored as text), `String` and `&str`
/// (text), [`Content`] and its kinds, alone or in a `Vec`, `(Json<T>, Image)` and [`CallToolResult`] for a value with content beside it, `()` (the text `done`), and `Result` of all these with [`ToolError`], `String`, `&str`, any
/// `std::error::Error`, `anyhow::Error`, `Box<dyn Error + Send + Sync>` or an error with [`McpError`].
pub use mcp_macros::mcp_tool;

/// Makes a function a prompt: messages that a person asks for by its name.
///
/// What holds for [`mcp_tool`] holds here too: docs, `#[arg(…)]`, [`Context`], [`State`], [`Extension`] and [`FromCall`], async or not.
/// `#[arg(complete = …)]` gives a function or texts that complete an argument ([`Completion`]); enums and `bool` need none. Clients send every argument as a text; a number, a `bool`, an enum or any type that serde reads from a text is read
/// from it, an `Option` may be absent. All that is wrong is answered at once, with the code -32602.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// Plan a trip.
/// #[mcp_prompt]
/// fn plan(
///     /// Where to.
///     city: String,
///     /// How long.
///     #[arg(range = 1..=30)]
///     days: u8,
/// ) -> String {
///     format!("Plan {days} days in {city}, with a table of what each day costs.")
/// }
///
/// #[mcp_server(include(super::plan))]
/// mod travel {}
/// # fn main() { let _ = travel::server(); }
/// ```
///
/// | key | meaning |
/// |---|---|
/// | `name` | the name for clients; the function's name by default |
/// | `title`, `description` | texts; the doc comment is the description by default |
/// | `icon = "https://…"`, `icon("https://…", …)`, `meta(key = value, …)`, `requires(…)` | as on [`mcp_tool`] |
/// | `timeout = "10s"` | ends a call after that time |
/// | `expose_errors = bool` | as on the server |
///
/// It returns a `String`, `&str`, [`Content`] or one of its kinds (one message of the user), [`PromptMessage`], [`Messages`],
/// `Vec<PromptMessage>`, or a `Result` of these with an error as tools have them, which is answered with the code -32603.
pub use mcp_macros::mcp_prompt;

/// Makes a function a resource: something that clients read by its URI.
///
/// The URI is the first thing in the attribute. With variables in braces it is a template (RFC 6570), and each variable is a parameter
/// of the same name:
///
/// | written | the parameter |
/// |---|---|
/// | `{id}` | one part of the path, never empty |
/// | `{+path}`, at the end | all that follows, with its `/` |
/// | `{/path*}`, at the end | the same as a list of segments |
/// | `{?lang,page}`, at the end | members of the query, in any order; an `Option` may be absent |
/// | `{?tag*}` | one that may be given any number of times, as a `Vec` |
///
/// What cannot be read back in one way, such as `{a}-{b}`, does not compile, and neither do two templates that match one URI; a URI without
/// variables comes before templates. A variable in the path is never `.` or `..`, and holds no control character, no root or drive, and no
/// encoded `/` or `\`: such a URI is answered as one that is not there, before the function is called. The same holds for a `PathBuf` in the
/// query. `#[arg(unchecked)]` lets everything in the path pass. Links in a file system are not looked at.
///
/// Otherwise what holds for [`mcp_tool`] holds here: docs, `#[arg(…)]`, [`Context`], [`State`], [`Extension`] and [`FromCall`], async or not.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// #[mcp_server]
/// mod weather {
///     use mcp_runtime::prelude::*;
///
///     /// What a station measured.
///     #[mcp_resource("weather://stations/{id}{?unit}", mime = "text/csv")]
///     pub async fn station(id: String, unit: Option<char>) -> Option<String> {
///         let unit = unit.unwrap_or('C');
///         (id == "bern").then(|| format!("hour,degrees {unit}"))
///     }
/// }
/// # fn main() { let _ = weather::server(); }
/// ```
///
/// | key | meaning |
/// |---|---|
/// | `name` | the name in lists; the function's name by default |
/// | `title`, `description` | texts; the doc comment is the description by default |
/// | `mime = "text/csv"` | the MIME type; by default what follows from the result: `text/plain`, `application/json`, `application/octet-stream` |
/// | `size = 1024` | how many bytes it has |
/// | `audience(user, assistant)`, `priority = 0.8`, `last_modified = "2026-07-01T09:00:00Z"` | annotations |
/// | `ttl = "1h"`, `scope = "public"` | for how long clients and proxies may keep the contents, and whether they are the same for everybody |
/// | `icon`, `meta`, `requires`, `timeout`, `expose_errors` | as on [`mcp_tool`] |
///
/// It returns a `String`, `&str`, bytes (`Vec<u8>`, `&[u8]`), [`Json`], [`ResourceContents`] or several of them, an [`Image`], an [`Audio`],
/// or an `Option` (where `None` is not found) or a `Result` of these; [`ToolError::not_found`] is not found too.
pub use mcp_macros::mcp_resource;

/// Makes a function list resources that are known only while the server runs, beside those with a URI of their own.
///
/// It takes [`Context`], [`State`], [`Extension`] or [`FromCall`], async or not, and returns a `Vec` of [`ResourceLink`], or a `Result` of it. What is
/// listed is read by a [`mcp_resource`] whose template matches.
///
/// ```
/// use mcp_runtime::ResourceLink;
/// use mcp_runtime::prelude::*;
///
/// #[mcp_server]
/// mod notes {
///     use super::ResourceLink;
///     use mcp_runtime::prelude::*;
///
///     /// One note.
///     #[mcp_resource("notes://{id}")]
///     pub fn note(id: u32) -> Option<String> {
///         (id < 3).then(|| format!("note {id}"))
///     }
///
///     #[mcp_resource_list]
///     pub fn notes() -> Vec<ResourceLink> {
///         (0..3).map(|id| ResourceLink::new(format!("notes://{id}"), format!("note {id}"))).collect()
///     }
/// }
/// # fn main() { let _ = notes::server(); }
/// ```
/// Its keys are `timeout = "10s"` and `expose_errors = bool`, as on [`mcp_tool`].
pub use mcp_macros::mcp_resource_list;

/// Says for each variant of an error who may see it.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// #[derive(Debug, McpError)]
/// enum WeatherError {
///     #[mcp(public("there is no station {name}", hint = "call `stations` for the names"))]
///     NoStation { name: String },
///     #[mcp(public("the archive cannot be read"))]
///     Archive(#[from] std::io::Error),
///     #[mcp(private)]
///     Database(String),
/// }
/// # let _ = WeatherError::Database(String::new());
/// # let _ = WeatherError::from(std::io::Error::other("x"));
/// # assert_eq!(WeatherError::NoStation { name: "X".into() }.to_string(), "there is no station X");
/// ```
///
/// | written | what the model reads |
/// |---|---|
/// | `#[mcp(public("…", hint = "…"))]` | the text, in which fields may stand, and the hint where there is one |
/// | `#[mcp(private)]` | `internal error (reference …)`; the log has the same reference and the whole |
/// | `#[mcp(transparent)]` | what the error in the field says of itself, as the table of [`ToolError`] has it |
///
/// It implements `Display` and `std::error::Error`, with `#[source]` on the field that is the source, and `From` with `#[from]`. `?` makes a
/// [`ToolError`] of it, or an `anyhow::Error`, or a box.
///
/// With `thiserror` all of that is left to `thiserror`, as is every `#[error(…)]`. `public` needs no text then, for there is one;
/// `#[error(transparent)]` is `#[mcp(transparent)]` too.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// #[derive(Debug, thiserror::Error, McpError)]
/// enum WeatherError {
///     #[error("there is no station {name}")]
///     #[mcp(public(hint = "call `stations` for the names"))]
///     NoStation { name: String },
///     #[error("reading the archive")]
///     #[mcp(public("the archive cannot be read"))]
///     Archive(#[from] std::io::Error),
///     #[error(transparent)]
///     Other(#[from] anyhow::Error),
/// }
/// # let _ = WeatherError::from(std::io::Error::other("x"));
/// # let _ = WeatherError::from(anyhow::anyhow!("x"));
/// # assert_eq!(WeatherError::NoStation { name: "X".into() }.to_string(), "there is no station X");
/// ```
///
/// Inside of an `anyhow::Error` or a box, an error whose text is `thiserror`'s is foreign: nothing tells there that it is one of these. In
/// front of `?` there, write `.map_err(ToolError::from)`.
pub use mcp_macros::McpError;

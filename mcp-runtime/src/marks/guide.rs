//! Pages that belong to no item: what can be written, what is refused, and what is held to a file.

#[allow(unused_imports, clippy::wildcard_imports, reason = "links of the docs lead there")]
use crate::*;

#[doc = include_str!("guide/hosting.md")]
pub mod hosting {}

pub mod tasks;

#[doc = include_str!("guide/tutorial.md")]
pub mod tutorial {}

/// Arguments: what a parameter may be, and `#[arg(…)]` key by key.
///
/// A parameter of a tool is an argument, whatever its type, unless the type is one of the call's own ([`Context`], [`State`], [`Extension`]) or
/// the parameter has `#[ask("…")]`. Its name is the argument's name, its doc comment the description.
///
/// | the type | a client sends |
/// |---|---|
/// | numbers, `bool`, `char`, `String`, `&str`, `PathBuf`, `Cow<str>` | a number, a bool, a text |
/// | `Option<T>` | a `T`, `null`, or nothing |
/// | `Vec<T>`, `&[T]`, sets, arrays, tuples | a list |
/// | maps | an object; some clients pass nothing into one whose keys are free |
/// | an enum without data | one of some texts |
/// | a struct or an enum with [`mcp_type`](macro@mcp_type), or with serde's and schemars' derives | an object, or what `#[serde(…)]` says |
/// | [`serde_json::Value`](https://docs.rs/serde_json) | any JSON |
/// | the types of a crate with a feature of this one, as `chrono` or `uuid` | a text |
///
/// What can be said of an argument is in its schema, so models read it, and is enforced before the function runs; what contradicts itself
/// does not compile. A field of a type with [`mcp_type`](macro@mcp_type) takes the same keys, at any depth.
///
/// | key | value | for | what a client may send |
/// |---|---|---|---|
/// | `range` | `1..=10`, `0.0..1.0`, `..=MAX` | numbers, also in an `Option` or a list | what is in it |
/// | `len` | `1..=80`, `8`, `..MOST` | texts | so many characters |
/// | `items` | `1..`, `3` | lists and maps | so many |
/// | `pattern` | `"^[a-z]+$"` | texts | what it matches anywhere, unless it has `^` and `$`; only what JavaScript reads in the same way compiles |
/// | `format` | `"date"`, `"date-time"`, `"email"`, `"uri"`, `"uuid"`, `"ipv4"`, `"ipv6"` | texts | what has that form |
/// | `default` | `1`, `"en"`, `None`, `["a"]`, `expression()` | what can be made of it | nothing: then it is this |
/// | `example` | as `default` | | |
/// | `rename` | `"user-id"` | | it by that name; letters, digits, `_`, `-` and `.`, 64 at most |
/// | `description` | `"…"`, a constant, `concat!(…)` | | |
/// | `header` | `"Region"` | numbers, texts, `bool` | it in the header `Mcp-Param-Region` too (2026-07-28): a proxy routes by it without reading the body |
/// | `flatten` | | structs, in tools | the fields, as arguments of their own in its place |
/// | `complete` | `["a", "b"]`, `cities`, `Self::cities` | prompts and templates of resources | what it is completed by: [`Completion`] |
/// | `unchecked` | | variables of a URI | also what is no safe part of a path |
///
/// ```
/// use mcp_runtime::prelude::*;
/// use serde_json::json;
///
/// const MOST: usize = 200;
///
/// #[mcp_type]
/// #[derive(Clone, Copy)]
/// enum Unit {
///     Celsius,
///     Fahrenheit,
/// }
///
/// #[mcp_server]
/// mod weather {
///     use super::{MOST, Unit};
///     use mcp_runtime::prelude::*;
///
///     /// How warm it will be.
///     #[mcp_tool(read_only)]
///     pub async fn forecast(
///         /// A place, as people call it.
///         #[arg(len = 1..=MOST, example = "Bern")]
///         place: &str,
///         /// How many days ahead.
///         #[arg(range = 1..=14, default = 1)]
///         days: u8,
///         /// Celsius if absent.
///         unit: Option<Unit>,
///         #[arg(items = ..=5, default = [])] models: Vec<String>,
///         #[arg(pattern = "^[a-z]{2}$", default = "en")] language: String,
///         #[arg(rename = "as-of", format = "date")] as_of: Option<String>,
///     ) -> String {
///         let unit = unit.unwrap_or(Unit::Celsius);
///         let degrees = if matches!(unit, Unit::Celsius) { 21 } else { 70 };
///         format!("{place}, {days} days ahead: {degrees} ({language}, {} models, {as_of:?})", models.len())
///     }
/// }
///
/// # fn main() {
/// # mcp_runtime::testing::block_on(async {
/// let client = mcp_runtime::testing::Client::new(weather::server());
/// let answer = client.call("forecast", json!({ "place": "Bern", "days": "3", "unit": "Fahrenheit" })).await.unwrap();
/// assert_eq!(answer.text(), "Bern, 3 days ahead: 70 (en, 0 models, None)");
/// let refused = client.call("forecast", json!({ "place": "Bern", "days": 15 })).await.unwrap_err();
/// assert!(refused.to_string().contains("days: expected"));
/// # });
/// # }
/// ```
///
/// # What is taken that does not quite fit
///
/// Models send `"5"` for 5, `2.0` for 2, JSON inside of a text, a single value where a list is due, and an empty text or `null` for nothing. Such a value
/// is taken where it can mean only one thing and the type itself does not take it as it is. `#[mcp_tool(strict)]` takes nothing of it.
///
/// All that is wrong with a call is said in one answer, each with its path, what is expected and what came; an unknown argument is refused, with the
/// one that it may have been. A model reads it as an error of the tool since 2025-11-25; before, it is the protocol's error -32602.
pub mod arguments {}

/// A server of several modules: each has its functions, and one lists them all.
///
/// ```
/// use mcp_runtime::{State, prelude::*, testing::Client};
/// use serde_json::json;
///
/// pub struct Rate(f64);
///
/// #[mcp_server(state = super::Rate)]
/// mod billing {
///     /// What a sum is with its tax.
///     #[mcp_tool(read_only)]
///     async fn taxed(sum: f64, rate: super::State<super::Rate>) -> f64 {
///         sum * (1.0 + rate.0)
///     }
/// }
///
/// #[mcp_server(include(super::billing::*), state = super::Rate)]
/// mod shop {
///     /// What is for sale.
///     #[mcp_tool(read_only)]
///     async fn goods() -> Vec<String> {
///         vec!["tea".to_owned()]
///     }
/// }
///
/// # fn main() {
/// # mcp_runtime::testing::block_on(async {
/// let client = Client::new(shop::server(Rate(0.5)));
/// assert_eq!(client.call("taxed", json!({ "sum": 10 })).await.unwrap().structured(), Some(&json!({ "result": 15.0 })));
/// assert!(client.call("goods", json!({})).await.is_ok());
/// # });
/// # }
/// ```
///
/// `billing::server` is a server of its own still, for tests of that module.
pub mod modules {}

/// The lock: what clients see of a server, in a file that `cargo test` compares it with.
///
/// `#[mcp_server(lock = "mcp.lock.json")]` is a test in the author's crate, of the name `mcp_lock` in a module and `mcp_lock_of_counter` beside the `impl` block
/// of a `Counter`. The path begins at the folder of that crate's `Cargo.toml`. `MCP_BLESS=1 cargo test` writes the file, the first time and whenever a
/// change is meant; it is committed. Without that the test fails where the file is missing or anything differs, with all that differs.
///
/// The file has the server's name, title, description and instructions, its capabilities, and each tool, prompt, resource and template as clients of the newest
/// revision list it, by name; and what a function `requires`. It has not the version, which changes with each release, nor what a running server adds: entries
/// that are hidden for now, what [`Options`] turn on. Nothing is built for it, so states that cannot be made in a test do not matter. What is under a `cfg` is in it as
/// the test was compiled. A generic server has none, for it may be another one for each type.
///
/// | what changed | breaks clients | changes what models read | breaks nobody |
/// |---|---|---|---|
/// | a tool, prompt, resource or template | gone, renamed | its description, its order | new |
/// | an argument | gone, renamed, new and required, required now | its description, default or examples | new and optional, optional now |
/// | what an argument may be | narrower or another: type, range, length, pattern, format, a value of an enum gone | the same in other words | wider |
/// | the structured result | gone; a member gone or optional now; wider or another | a description | new members; narrower |
/// | a hint | one that lets a client run it without asking is dropped, or that it can be repeated | | one more of them |
/// | a MIME type | another, or gone | | new |
/// | `requires`, capabilities | requires more, offers less | | the other way round |
/// | the server | | instructions | name, title, icons and what else is for people |
///
/// The cost is beside the changes: about how many tokens the list of tools takes of each model, before and now. It is estimated: the bytes of its
/// entries in `tools/list`, divided by 4.
pub mod lock {}

/// Examples in the doc comment of a tool: models read them, and `cargo test` runs them.
///
/// ````
/// use mcp_runtime::prelude::*;
///
/// #[mcp_server]
/// mod calculator {
///     use mcp_runtime::prelude::*;
///
///     /// Divide one number by another.
///     ///
///     /// ```mcp
///     /// {"a": 6, "b": 3} => 2
///     /// {"a": 1, "b": 0} => error: divided by zero
///     /// ```
///     #[mcp_tool(read_only)]
///     pub async fn divide(a: f64, b: f64) -> Result<f64, ToolError> {
///         if b == 0.0 { Err(ToolError::new("nothing can be divided by zero")) } else { Ok(a / b) }
///     }
/// }
/// # fn main() {}
/// ````
///
/// In a block ```` ```mcp ```` each line is an example: the arguments as a JSON object, `=>`, and what comes of it. Either may go over several lines.
///
/// | behind `=>` | holds where the tool gives |
/// |---|---|
/// | JSON | that value: the structured result, without the `result` that is around one that is no object; 3 is 3.0 |
/// | JSON that is a text | that text, where the tool has no structured result |
/// | `error: text` | an error with that text in it, also one of wrong arguments |
///
/// The names of arguments are held to those of the parameters when the tool is compiled. The rest is a test in the author's crate for each tool, of the name
/// `mcp_examples_of_divide`, or `mcp_examples_of_counter_add` for a method of `Counter`; it says file and line, what was expected and what came. The
/// examples of a tool run one after the other on one server.
///
/// That server is made for them: `server()` of a module without states, the `Default` of a type with an `impl` block, and for a free function a server of
/// that function alone. Where none can be made, in a module with states and for a generic type, an example does not compile: write a test that calls
/// `client(…)` ([`testing`]).
///
/// The block stays in the description that clients get, as the comment has it; a `description = "…"` takes the place of both, and the examples still run. In
/// texts that are no literals, as `#[doc = include_str!(…)]`, nothing is looked for.
pub mod examples {}

/// What does not compile, and what does not start: each refusal, why, and what to write instead.
///
/// Every refusal of the macros is one error at the token that it is about, and says what to write. These are their reasons.
///
/// # A parameter is no argument: `… cannot be an argument of an MCP tool`
///
/// Its type cannot be read from JSON, or is not `Send`, since calls move between threads. A type of your own needs [`mcp_type`](macro@mcp_type). A type of another crate
/// needs that crate's feature here, or a newtype of yours with [`mcp_type`](macro@mcp_type). What the server holds is no argument: take a [`State`]. What comes with the
/// request, as a user that a layer found, is an [`Extension`]. `Rc`, `RefCell` inside of a reference, `dyn Trait` and closures are nothing that a client could send.
///
/// - *an argument must have a named type*: the schema is part of the tool, and `impl Trait` has none.
/// - *a reference inside an argument's type*: only the outermost may be borrowed, as `&str` or `&[u8]`; the call owns what is inside.
/// - *cannot be generic*: a client sends JSON for one type. Write a function for each.
/// - *an argument owns what it has*, *not general enough*: serde would have to borrow from a message that is gone. Write `String` or `Cow<'static, str>` for a
///   `&str` in a struct, also for a `&'static str`.
///
/// # A result is none: `… cannot be the result of an MCP tool`
///
/// It needs `Serialize` and `JsonSchema`, or to be content; [`mcp_type`](macro@mcp_type) gives both. A `Result` stands outside, as in `Result<Vec<T>, E>`: a tool fails as
/// a whole. What is still to come is awaited or collected first: a client gets one result.
///
/// # An error is none: `… cannot be the error of an MCP tool`
///
/// It implements `std::error::Error`, or is a [`ToolError`], a text, an `anyhow::Error` or a box of `dyn Error + Send + Sync`. A box without `Send` could not leave its thread.
///
/// # `future cannot be sent between threads safely`
///
/// An async function of a tool holds something over an `.await` that must stay on its thread, as an `Rc` or the guard of a `std::sync::Mutex`. The note below the error
/// names it. End its life before the `.await`, take `Arc`, or make the function not `async`: then it runs on a thread of its own to the end. What can only live on one thread
/// (a handle of a library, a page of a browser) is owned by a thread or task of yours, and tools send it messages by a channel in their [`State`].
///
/// # The server: `… is not an MCP server`, `tools run at the same time`
///
/// What is served is what `server()` of a module gives, or a value whose `impl` block has [`mcp_server`]. Calls share it and run at the same time, so it is `Send` and `Sync`, tools
/// take `&self`, and what changes is in a `Mutex` or an atomic. It outlives whatever it could borrow. A state is held once for each type: give two of one type a
/// newtype each.
///
/// # Names
///
/// A name has 128 characters of `A-Z a-z 0-9 _ - .` at most (L-TOOL-11, M-TOOL-06), that of an argument 64. Two of a kind never have the same, nor two resources a URI that both
/// match. Names with capitals, `__` or more than 40 characters, and such that differ in case or separators only, are warnings: some clients fold and cut them.
///
/// # Hints and keys that contradict each other
///
/// `read_only` with `destructive`, a `default` outside of its `range`, a `pattern` that clients read in another way: a client would be told what does not hold.
///
/// # What only the start can see
///
/// The types of the arguments are the compiler's, their schemas are made when the server starts. It does not start, says why in a line and exits with 2, where an author's own schema is
/// made at run time and is none, where `mount` brings a second tool of one name, and where an address, a file or a flag is wrong. What is right and breaks some
/// client all the same is a warning in the log, and in `list` and `schema` of the command line.
///
/// # Errors of a running server
///
/// Who reads what of an error is in the table of [`ToolError`]; what the protocol answers by itself is below.
///
/// | what happened | the client gets |
/// |---|---|
/// | a tool returned an error, panicked, or took longer than its `timeout` | a result with `isError`, which the model reads |
/// | wrong arguments of a tool | the same since 2025-11-25, -32602 before |
/// | wrong arguments of a prompt, an unknown tool, prompt or cursor | -32602 |
/// | a resource that is not there | -32002, and -32602 in 2026-07-28 |
/// | a prompt or a resource that returned an error | -32603, and as of one that is not there for [`ToolError::not_found`] |
/// | a client that cannot do what a function `requires` | -32021 in 2026-07-28, before it as of an error of that function |
/// | a method that this server does not have | -32601, over HTTP in 2026-07-28 with status 404 |
/// | more calls than [`Options::max_in_flight`] at once | -32603, which says how many run |
pub mod errors {}

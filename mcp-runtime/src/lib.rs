//! Annotate plain async functions, and the binary is a complete Model Context Protocol server.
//!
//! ```no_run
//! use mcp_runtime::prelude::*;
//!
//! /// A pocket calculator.
//! #[mcp_server]
//! mod calculator {
//!     /// Add two numbers.
//!     #[mcp_tool(read_only)]
//!     pub async fn add(
//!         /// The first addend.
//!         a: f64,
//!         /// The second addend.
//!         b: f64,
//!     ) -> f64 {
//!         a + b
//!     }
//! }
//!
//! fn main() -> std::process::ExitCode {
//!     mcp_runtime::run(calculator::server())
//! }
//! ```
//!
//! - [`mcp_server`] on a module or an `impl` block, [`mcp_tool`] on its functions; [`McpError`] for their errors.
//! - [`mcp_type`] on structs and enums that are arguments or results.
//! - [`run`] is the command line of the server, [`serve`] the same from async code; [`serve_stdio`] has none. [`run_args`] and [`serve_args`] are for
//!   a server with flags of its own. [`Later`] is a state that takes its time.
//! - [`FromCall`] makes a value of each call, for a parameter; [`Call`] is what a hook around calls sees.
//! - A tool that takes a [`Context`] can report progress, log, and see that it was cancelled. Each call is a span of `tracing`: [`TraceContext`].
//! - [`guide::arguments`] has what a parameter can be and every key of `#[arg(…)]`, [`guide::errors`] what is refused, why, and what to write instead.
//! - [`guide::lock`]: `cargo test` compares what clients see of a server with a file, and says which change breaks them.
//! - [`testing`] has what tools are tested with: a typed client of each server, contexts and states for functions that a test calls.
//!
//! | feature | default | brings |
//! |---|---|---|
//! | `cli` | yes | [`run`], [`run_with`], [`run_from`], [`run_args`], [`serve_args`], awaiting [`serve`]: the command line of a server, and its log on stderr |
//! | `ask` | yes | questions to clients of 2026-07-28 too ([`Context::ask`], [`Context::sample`], [`Context::roots`], [`Context::ask_url`]), sealed states |
//! | `http` | yes | [`serve_http`], [`HttpService`], [`HttpOptions`], and `--http` on the command line |
//! | `dev` | yes | `dev` on the command line (Unix): the server while it is written, built and started anew when its source changes, behind clients that stay connected |
//! | `install` | yes | `config`, `install` and `uninstall` on the command line: what a client needs to start the server, written into its file; `bundle`: a file that clients install with one click; `server-json`: what the MCP registry lists |
//! | `bytes`, `chrono`, `jiff`, `rust_decimal`, `semver`, `url`, `uuid` | no | the types of that crate in arguments and results: [`mcp_type`] |
//! | `http2` | no | HTTP/2 beside HTTP/1.1; brings `http` |
//! | `tls` | no | `HttpOptions::tls`, `--tls-cert` and `--tls-key`: HTTPS without a proxy; brings `http` |
//!
//! Without any of them there are [`serve_stdio`] and [`Serve::stdio`], for a `main` of one's own, and [`testing::RawClient`].

#![cfg_attr(docsrs, feature(doc_cfg))]
// Without a feature the links to what it brings lead nowhere.
#![cfg_attr(
    not(all(feature = "cli", feature = "http")),
    allow(rustdoc::broken_intra_doc_links, rustdoc::private_intra_doc_links)
)]

// Floors: each imports only from those below it. `ARCHITECTURE.md` has their order, `cargo xtask tidy` checks it.
mod app;
mod author;
mod base;
#[cfg(feature = "cli")]
mod cli;
mod context;
mod exec;
mod outcome;
mod protocol;
mod rpc;
mod schema;
pub mod testing;
mod threads;
mod transport;

#[cfg(feature = "http")]
pub use crate::app::options::HttpOptions;
pub use crate::app::options::Options;
#[cfg(feature = "tls")]
pub use crate::app::options::TlsFiles;
#[cfg(feature = "http")]
pub use crate::app::token::{BearerToken, TokenError};
pub use crate::author::around::{Call, Next};
pub use crate::author::ask::{AskError, OpenedUrl, Root, Unsupported, sampling};
pub use crate::author::completion::Completion;
pub use crate::author::form::{Confirm, Elicit};
pub use crate::author::from_call::FromCall;
pub use crate::author::later::Later;
pub use crate::author::parsed::Parsed;
pub use crate::author::states::State;
pub use crate::author::table::Server;
#[cfg(feature = "cli")]
pub use crate::cli::{IntoServe, parse_args, run, run_args, run_from, run_with, serve_args};
pub use crate::context::Context;
pub use crate::context::handle::Handle;
pub use crate::context::progress::Amount;
pub use crate::context::say::{Log, Progress};
pub use crate::outcome::Json;
pub use crate::outcome::content::{
    Audio, Body, Content, Embedded, Icon, Image, ResourceLink, Role, Text, Theme,
};
pub use crate::outcome::contents::ResourceContents;
pub use crate::outcome::error::{Error, ToolError};
pub use crate::outcome::message::{Messages, PromptMessage};
pub use crate::outcome::reply::Reply;
pub use crate::outcome::result_ext::ResultExt;
pub use crate::outcome::whole::CallToolResult;
pub use crate::protocol::client::{ClientCapabilities, ClientInfo};
pub use crate::protocol::extensions::{Extension, Extensions};
pub use crate::protocol::level::Level;
pub use crate::protocol::trace::TraceContext;
pub use crate::schema::uri_value::encode_path;
#[cfg(feature = "http")]
pub use crate::transport::http::{HttpService, ReplyBody, ResponseFuture};
pub use crate::transport::serve::{Serve, serve};
#[cfg(feature = "http")]
pub use crate::transport::serve_http;
pub use crate::transport::serve_stdio;
pub use schemars;
pub use serde;

/// The attributes, each with what can be written in it.
mod marks;
pub use marks::*;

pub mod prelude;

#[doc(hidden)]
pub mod __private;

//! What authors do most, each as a whole program, beside what it takes elsewhere.
//!
//! Lines are those that are neither blank nor a comment, with `use` and `main`; doc comments and docstrings count, for they are what models read.
//! Those of rmcp (3.11) and `FastMCP` (4.1.6) are of programs that do the same in the way of their own documentation. Concepts are what has to be known beyond
//! the language, its async runtime and the task itself.
//!
//! | task | lines | rmcp | `FastMCP` | concepts here |
//! |---|---|---|---|---|
//! | a calculator over stdio | 13 | 21 | 8 | `mcp_server`, `mcp_tool`, [`run`] |
//! | state | 16 | 21 | 11 | `&self` |
//! | optional, default, enum, bounds | 26 | 37 | 18 | [`mcp_type`](macro@mcp_type), `#[arg]` |
//! | structured output | 19 | 20 | 12 | none more |
//! | errors | 21 | 27 | 13 | [`McpError`](macro@McpError) |
//! | progress, log, cancelling | 18 | 43 | 11 | [`Context`] |
//! | asking the user | 14 | 24, and 333 for 2026-07-28 | 11 | `#[ask]` |
//! | resources and a template | 18 | 36 | 15 | `mcp_resource` |
//! | a prompt with completion | 19 | 35 | 12, without completion | `mcp_prompt` |
//! | several modules in one | 21 | 26 | 14 | `include` |
//!
//! What Python spares is braces and `main`; what it leaves to the first call, as a name that is there twice or a bound that excludes its own default, does
//! not compile here.
//!
//! HTTP, its sessions, tokens and CORS are flags of each of these programs: `--http :3000 --token-file tokens`. They take 26 to 31 lines with rmcp, beside axum.
//! What to test them with is in [`testing`], and takes a line a call.
//!
//! # A calculator over stdio
//!
//! ```no_run
//! use mcp_runtime::prelude::*;
//!
//! /// A calculator.
//! #[mcp_server]
//! mod calculator {
//!     /// Add two numbers.
//!     #[mcp_tool(read_only)]
//!     async fn add(a: f64, b: f64) -> f64 {
//!         a + b
//!     }
//! }
//! fn main() -> std::process::ExitCode {
//!     mcp_runtime::run(calculator::server())
//! }
//! ```
//!
//! # State
//!
//! ```no_run
//! use mcp_runtime::prelude::*;
//! use std::sync::atomic::{AtomicU64, Ordering};
//!
//! #[derive(Default)]
//! struct Counter(AtomicU64);
//!
//! /// Counts.
//! #[mcp_server]
//! impl Counter {
//!     /// Count one more.
//!     #[mcp_tool]
//!     async fn count(&self) -> u64 {
//!         self.0.fetch_add(1, Ordering::Relaxed) + 1
//!     }
//! }
//! fn main() -> std::process::ExitCode {
//!     mcp_runtime::run(Counter::default())
//! }
//! ```
//!
//! # Optional arguments, defaults, an enum, bounds
//!
//! ```no_run
//! use mcp_runtime::prelude::*;
//!
//! #[mcp_type]
//! #[derive(Debug)]
//! enum Unit {
//!     Celsius,
//!     Fahrenheit,
//! }
//! /// Forecasts.
//! #[mcp_server]
//! mod weather {
//!     use super::Unit;
//!     /// Forecast the weather.
//!     #[mcp_tool(read_only)]
//!     async fn forecast(
//!         /// A place.
//!         #[arg(len = 1..=80)]
//!         place: String,
//!         #[arg(range = 1..=14, default = 1)] days: u8,
//!         unit: Option<Unit>,
//!     ) -> String {
//!         format!("{place}, {days} days, {:?}", unit.unwrap_or(Unit::Celsius))
//!     }
//! }
//! fn main() -> std::process::ExitCode {
//!     mcp_runtime::run(weather::server())
//! }
//! ```
//!
//! # Structured output
//!
//! ```no_run
//! use mcp_runtime::prelude::*;
//!
//! #[mcp_type]
//! pub struct Report {
//!     place: String,
//!     degrees: f64,
//! }
//! /// Reports.
//! #[mcp_server]
//! mod weather {
//!     use super::Report;
//!     /// How warm it is.
//!     #[mcp_tool(read_only)]
//!     async fn now(place: String) -> Report {
//!         Report { place, degrees: 21.5 }
//!     }
//! }
//! fn main() -> std::process::ExitCode {
//!     mcp_runtime::run(weather::server())
//! }
//! ```
//!
//! # Errors
//!
//! ```no_run
//! use mcp_runtime::prelude::*;
//!
//! #[derive(Debug, McpError)]
//! pub enum Fault {
//!     #[mcp(public("there is no station {0}", hint = "call `stations` for the names"))]
//!     NoStation(String),
//!     #[mcp(private)]
//!     Database(#[from] std::io::Error),
//! }
//! /// Stations.
//! #[mcp_server]
//! mod weather {
//!     /// Read a station.
//!     #[mcp_tool(read_only)]
//!     async fn station(name: String) -> Result<String, super::Fault> {
//!         let all = std::fs::read_to_string("stations")?;
//!         all.lines().find(|line| **line == *name).map(str::to_owned).ok_or(super::Fault::NoStation(name))
//!     }
//! }
//! fn main() -> std::process::ExitCode {
//!     mcp_runtime::run(weather::server())
//! }
//! ```
//!
//! # Progress, log, cancelling
//!
//! ```no_run
//! use mcp_runtime::prelude::*;
//!
//! /// Copies.
//! #[mcp_server]
//! mod copier {
//!     use mcp_runtime::prelude::*;
//!     /// Copy pages.
//!     #[mcp_tool]
//!     async fn copy(pages: u32, cx: &Context) -> String {
//!         for page in 1..=pages {
//!             // A call that is cancelled ends here.
//!             cx.progress(page, pages).await;
//!         }
//!         cx.info("all copied").await;
//!         format!("{pages} pages")
//!     }
//! }
//! fn main() -> std::process::ExitCode {
//!     mcp_runtime::run(copier::server())
//! }
//! ```
//!
//! # Asking the user, in every revision
//!
//! ```no_run
//! use mcp_runtime::prelude::*;
//!
//! /// Deletes.
//! #[mcp_server]
//! mod files {
//!     use mcp_runtime::prelude::*;
//!     /// Delete a file.
//!     #[mcp_tool(destructive)]
//!     async fn delete(path: String, #[ask("Really delete {path}?")] _ok: Confirm) -> String {
//!         format!("deleted {path}")
//!     }
//! }
//! fn main() -> std::process::ExitCode {
//!     mcp_runtime::run(files::server())
//! }
//! ```
//!
//! # Resources and a template
//!
//! ```no_run
//! use mcp_runtime::prelude::*;
//!
//! /// Notes.
//! #[mcp_server]
//! mod notes {
//!     /// The first note.
//!     #[mcp_resource("notes://first")]
//!     async fn first() -> &'static str {
//!         "Hello"
//!     }
//!     /// A note by its number.
//!     #[mcp_resource("notes://{id}")]
//!     async fn note(id: u32) -> Option<String> {
//!         (id < 9).then(|| format!("note {id}"))
//!     }
//! }
//! fn main() -> std::process::ExitCode {
//!     mcp_runtime::run(notes::server())
//! }
//! ```
//!
//! # A prompt with completion
//!
//! ```no_run
//! use mcp_runtime::prelude::*;
//!
//! #[mcp_type]
//! #[derive(Debug)]
//! enum Style {
//!     Short,
//!     Long,
//! }
//! /// Trips.
//! #[mcp_server]
//! mod travel {
//!     /// Plan a trip.
//!     #[mcp_prompt]
//!     fn plan(#[arg(complete = ["Bern", "Basel"])] city: String, style: super::Style) -> String {
//!         format!("Plan a trip to {city}, {style:?}.")
//!     }
//! }
//! fn main() -> std::process::ExitCode {
//!     mcp_runtime::run(travel::server())
//! }
//! ```
//!
//! # Several modules in one server
//!
//! ```no_run
//! use mcp_runtime::prelude::*;
//!
//! mod text {
//!     use mcp_runtime::prelude::*;
//!     /// Turn a text round.
//!     #[mcp_tool(read_only)]
//!     pub async fn reverse(text: &str) -> String {
//!         text.chars().rev().collect()
//!     }
//! }
//! /// All tools.
//! #[mcp_server(include(super::text::reverse))]
//! mod all {
//!     /// Add.
//!     #[mcp_tool(read_only)]
//!     async fn add(a: f64, b: f64) -> f64 {
//!         a + b
//!     }
//! }
//! fn main() -> std::process::ExitCode {
//!     mcp_runtime::run(all::server())
//! }
//! ```

#[allow(unused_imports, clippy::wildcard_imports, reason = "links of the docs lead there")]
use crate::*;

#[cfg(test)]
mod tests {
    /// The lines that the table says of each program.
    #[test]
    fn the_table_counts_what_is_below_it() {
        let page: Vec<&str> = include_str!("tasks.rs")
            .lines()
            .filter_map(|line| line.strip_prefix("//!"))
            .map(str::trim_end)
            .collect();
        let rows = page.iter().filter_map(|line| line.strip_prefix(" | ")).skip(1);
        let said: Vec<usize> = rows.filter_map(|row| row.split('|').nth(1)?.trim().parse().ok()).collect();
        let text = page.join("\n");
        let programs = text.split("\n ```no_run\n").skip(1).filter_map(|rest| rest.split("\n ```").next());
        let is_counted = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with("// ");
        let counted: Vec<usize> =
            programs.map(|program| program.lines().filter(is_counted).count()).collect();
        assert_eq!(said, counted);
    }
}

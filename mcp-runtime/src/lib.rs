//! Annotate plain async functions and the binary is a complete Model Context Protocol server.

mod app;
mod args;
mod blocking;
mod catalog;
mod checks;
#[cfg(feature = "cli")]
mod cli;
mod content;
mod context;
mod describe;
mod error;
mod failure;
mod format;
mod level;
mod missing;
mod options;
mod outbox;
mod outcome;
mod problem;
mod progress;
mod protocol;
mod rpc;
mod rules;
mod say;
mod schema;
mod states;
mod suggest;
mod table;
pub mod testing;
mod transport;

#[cfg(feature = "cli")]
pub use crate::cli::{run, run_with};
pub use crate::content::{Audio, Body, Content, Embedded, Image, ResourceLink, Text};
pub use crate::context::{ClientInfo, Context, Extension, Extensions, State};
pub use crate::error::{Error, ToolError};
pub use crate::level::Level;
pub use crate::options::Options;
pub use crate::outcome::Json;
pub use crate::progress::Amount;
pub use crate::say::{Log, Progress};
pub use crate::table::Server;
pub use crate::transport::serve_stdio;
pub use schemars;
pub use serde;

pub mod prelude {
    //! What a server's file starts with: `use mcp_runtime::prelude::*;`.

    pub use crate::{Content, Context, Extension, Json, Server, State, ToolError};
    pub use mcp_macros::{McpError, mcp_server, mcp_tool};
}

#[doc(hidden)]
pub mod __private {
    //! What the macros' output uses. Nothing here is for authors; it changes without notice.

    pub use std::string::String;
    pub use std::sync::Arc;

    pub use crate::args::{Call, Lend, Param, Run, Serving};
    pub use crate::checks::unique;
    #[allow(deprecated, reason = "they warn where the macros call them")]
    pub use crate::checks::{undocumented, unusual_name};
    pub use crate::error::{BoxError, Classified, classify, debug};
    pub use crate::outcome::Returned;
    pub use crate::rules::{list, literal, mirrored, not_empty, range, text};
    pub use crate::states::{Provides, Slot, States};
    pub use crate::table::{Callee, Field, FreeTool, Info, Table, Tool};
}

//! What a server's file starts with: `use mcp_runtime::prelude::*;`.

pub use crate::ResultExt as _;
pub use crate::{
    Completion, Confirm, Content, Context, Elicit, Extension, FromCall, Json, Messages, Server, State,
    ToolError,
};
pub use mcp_macros::{McpError, mcp_prompt, mcp_resource, mcp_resource_list, mcp_server, mcp_tool, mcp_type};

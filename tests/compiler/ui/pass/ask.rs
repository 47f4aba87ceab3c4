//! Parameters that the client is asked for.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs)]

use mcp_runtime::Confirm;
use mcp_runtime::prelude::*;

/// What is asked.
#[derive(Debug, Elicit)]
pub struct Why {
    /// The reason.
    reason: String,
}

/// Deletes.
#[mcp_server]
pub mod files {
    use mcp_runtime::prelude::*;

    use super::Why;

    /// Delete a file.
    #[mcp_tool(destructive)]
    pub async fn delete(id: u32, #[ask("Really delete {id}?")] ok: Confirm) -> String {
        let _ = ok;
        format!("deleted {id}")
    }

    /// Delete a file, without async.
    #[mcp_tool(destructive)]
    pub fn erase(#[ask("Why is {name} to be erased ({id:>3})?")] why: Option<Why>, id: u32, name: &str) -> String {
        format!("erased {name} {id}: {why:?}")
    }

    /// Ask twice.
    #[mcp_prompt]
    pub async fn tour(#[ask("Where?")] place: String, days: u8, #[ask("With whom, in {days} days?")] with: Option<String>) -> Result<String, ToolError> {
        Ok(format!("{place} {days} {with:?}"))
    }

    /// Ask for what is read.
    #[mcp_resource("files://{id}")]
    pub fn read(id: u32, #[ask("Read {id}?")] _ok: Confirm) -> String {
        id.to_string()
    }
}

/// A server with state.
pub struct Shop<T>(T);

/// Sells.
#[mcp_server]
impl<T: Send + Sync + Clone + std::fmt::Display + 'static> Shop<T> {
    /// Sell.
    #[mcp_tool]
    async fn sell(&self, count: u8, #[ask("Sell {count}?")] ok: bool, cx: &Context) -> String {
        format!("{} {count} {ok} {}", self.0, cx.request_id())
    }
}

/// Free.
#[mcp_tool]
pub fn free(#[ask("Go on?")] ok: bool) -> bool {
    ok
}

fn main() {
    let _ = files::server();
    let _ = free(files::delete as fn(u32, Confirm) -> _ as usize > 0);
}

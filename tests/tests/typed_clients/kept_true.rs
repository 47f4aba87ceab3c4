//! Servers that are held to their files, in every form: with states, with hooks, of a type, of included functions.

use mcp_runtime::prelude::*;
use mcp_runtime::{Call, Context, Next, Reply};

/// Neither of these can be made without a value that nobody has here.
#[derive(Debug)]
pub(crate) enum Never {}

/// Add.
#[mcp_tool(read_only)]
async fn add(a: i64, b: Option<i64>) -> i64 {
    a + b.unwrap_or_default()
}

/// Holds what cannot be made.
#[mcp_server(name = "stateful", state(Never, u32), include(super::add), lock = "locks/stateful.json")]
mod stateful {
    use super::*;

    /// Nobody calls it.
    #[mcp_tool(title = "Never", destructive = false, requires(elicitation))]
    async fn never(state: State<Never>, number: State<u32>, #[arg(range = 1..=3)] n: u8) -> String {
        format!("{:?} {number:?} {n}", *state)
    }

    /// Ask for a word.
    #[mcp_prompt]
    async fn word(#[arg(complete = ["one", "two"])] about: String) -> String {
        about
    }
}

/// It sees every call, so this server logs.
async fn hook(_: Call, next: Next) -> Result<Reply, ToolError> {
    next.run().await
}

#[mcp_server(name = "typed", around = hook, lock = "locks/typed.json")]
impl Never {
    /// A page.
    #[mcp_resource("page://{name}", mime = "text/markdown")]
    async fn page(&self, name: String) -> String {
        name
    }

    /// The first page.
    #[mcp_resource("page://first", mime = "text/markdown")]
    async fn first(&self, _cx: &Context) -> String {
        "# First".to_owned()
    }
}

use mcp_runtime::prelude::*;

mod text {
    use mcp_runtime::prelude::*;

    /// Turn a text round.
    #[mcp_tool(read_only)]
    pub async fn reverse(text: &str) -> String {
        text.chars().rev().collect()
    }
}

/// In the same file.
#[mcp_tool]
async fn upper(text: String) -> String {
    text.to_uppercase()
}

/// A server of free functions.
#[mcp_server(include(text::reverse, upper))]
impl Tools {}

struct Tools;

/// A module that includes.
#[mcp_server(include(super::text::reverse))]
mod other {}

fn main() {
    let _ = (Tools, other::server(), text::reverse("a"));
}

use mcp_runtime::prelude::*;

/// Delete.
#[mcp_tool]
async fn delete(#[ask(message = "Sure?")] ok: Confirm) -> String {
    format!("{ok:?}")
}

fn main() {}

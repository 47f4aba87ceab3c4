use mcp_runtime::prelude::*;

/// Delete.
#[mcp_tool]
async fn delete(#[ask("Sure?")] #[ask("Really?")] ok: Confirm) -> String {
    format!("{ok:?}")
}

fn main() {}

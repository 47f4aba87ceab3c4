use mcp_runtime::prelude::*;

/// Delete.
#[mcp_tool]
async fn delete(#[ask] ok: Confirm) -> String {
    format!("{ok:?}")
}

fn main() {}

use mcp_runtime::prelude::*;

/// Delete.
#[mcp_tool]
async fn delete(id: u32, #[ask("Delete {idd}?")] ok: Confirm) -> String {
    format!("{id} {ok:?}")
}

fn main() {}

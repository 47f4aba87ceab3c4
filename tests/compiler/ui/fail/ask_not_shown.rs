use mcp_runtime::prelude::*;

/// Delete.
#[mcp_tool]
async fn delete(id: Option<u32>, #[ask("Delete {id}?")] ok: Confirm) -> String {
    format!("{id:?} {ok:?}")
}

fn main() {}

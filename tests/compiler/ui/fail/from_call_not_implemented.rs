use mcp_runtime::prelude::*;

struct Tenant;

/// Count.
#[mcp_tool]
async fn count(#[from_call] tenant: &Tenant) -> u8 {
    let _ = tenant;
    1
}

fn main() {}

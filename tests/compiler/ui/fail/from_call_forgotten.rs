use mcp_runtime::prelude::*;

struct Tenant;

impl FromCall for Tenant {
    async fn from_call(_: &Context) -> Result<Self, ToolError> {
        Ok(Self)
    }
}

/// Count.
#[mcp_tool]
async fn count(tenant: Tenant) -> u8 {
    let _ = tenant;
    1
}

fn main() {}

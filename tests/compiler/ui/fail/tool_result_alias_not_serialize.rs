use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    use mcp_runtime::prelude::*;

    pub struct Nope;
    type Answer<T> = Result<T, ToolError>;
    /// A tool.
    #[mcp_tool]
    pub async fn one() -> Answer<Nope> {
        Ok(Nope)
    }
}

fn main() {
    let _ = tools::server();
}

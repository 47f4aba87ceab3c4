use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    use mcp_runtime::prelude::*;

    pub struct Db;
    /// A tool.
    #[mcp_tool]
    pub async fn one(db: State<Db>) {
        let _ = db;
    }
}

fn main() {
    let _ = tools::server();
}

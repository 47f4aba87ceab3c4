use mcp_runtime::prelude::*;

struct Db;
struct Tools;

/// A server.
#[mcp_server]
impl Tools {
    /// A tool.
    #[mcp_tool]
    async fn one(&self, db: State<Db>) {
        let _ = db;
    }
}

fn main() {}

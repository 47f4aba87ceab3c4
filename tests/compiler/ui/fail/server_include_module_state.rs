use mcp_runtime::prelude::*;

struct Db;

#[mcp_server(state = Db)]
mod billing {
    use mcp_runtime::prelude::*;

    use super::Db;

    /// A tool.
    #[mcp_tool]
    async fn one(db: State<Db>) {
        let _ = db;
    }
}

/// A server.
#[mcp_server(include(super::billing::*))]
mod tools {}

fn main() {
    let _ = (tools::server(), billing::server(Db));
}

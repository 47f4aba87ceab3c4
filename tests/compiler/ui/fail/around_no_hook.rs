#[mcp_runtime::mcp_server(around = log)]
mod tools {
    use mcp_runtime::prelude::*;
    use mcp_runtime::Call;

    async fn log(call: Call) {
        let _ = call;
    }

    /// Count.
    #[mcp_tool]
    async fn count() -> u8 {
        1
    }
}

fn main() {
    let _ = tools::server();
}

#[mcp_server]
mod tools {
    #[mcp_tool(name = "readFile")]
    async fn read_file() {}
}

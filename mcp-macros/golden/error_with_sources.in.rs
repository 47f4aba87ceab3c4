#[derive(Debug, McpError)]
enum Failed {
    #[mcp(public("it cannot be read"))]
    Unreadable(#[from] std::io::Error),
    #[mcp(private)]
    Database { name: String, #[source] cause: Box<dyn Error + Send + Sync> },
    #[mcp(transparent)]
    Other(#[from] ToolError),
}

#[derive(Debug, McpError)]
enum Failed<T: Debug> {
    #[mcp(public("no station named {name}", hint = "ask for `stations`"))]
    Missing { name: String },
    #[mcp(public("{0} of {1:?}, {{}}"))]
    Pair(u8, T),
    #[mcp(private)]
    Inside(std::io::Error),
}

#[mcp_tool(nmae = "reverse")]
/// Turn a text round.
async fn reverse(text: String) -> String {
    text.chars().rev().collect()
}

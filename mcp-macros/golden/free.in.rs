#[mcp_tool(read_only, timeout = "10s", strict)]
/// Turn a text round.
///
/// Letter by letter.
pub(crate) async fn reverse(
    /// What to turn.
    text: Cow<'_, str>,
) -> String {
    text.chars().rev().collect()
}

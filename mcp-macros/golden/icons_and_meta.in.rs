#[mcp_server(
    description = "Draws.",
    website = "https://example.com",
    icon = "https://example.com/a.png",
    icon(DOT, mime = "image/png", sizes = "any", theme = dark)
)]
mod tools {
    /// Draw.
    #[mcp_tool(icon = DOT, meta(level = -1, "com.example/tags" = ["x", { "y": null }]))]
    async fn draw() {}
}

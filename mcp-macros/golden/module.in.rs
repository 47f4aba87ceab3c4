#[mcp_server(name = "weather", version = "1.2.0", title = "Weather")]
/// Forecasts.
pub mod weather {
    use mcp_runtime::prelude::*;

    use super::Station;

    /// The stations of a country.
    #[mcp_tool(read_only, title = "Stations")]
    pub async fn stations(
        /// Two letters, as in ISO 3166.
        country: &str,
        cx: &Context,
    ) -> Result<Vec<Station>, ToolError> {
        cx.info("asked").await;
        list(country).await
    }

    fn unmarked() {}
}

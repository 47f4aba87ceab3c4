#[mcp_server]
mod prompts {
    use mcp_runtime::prelude::*;

    /// Plan a trip.
    #[mcp_prompt(title = "Trip", timeout = "10s")]
    async fn plan(
        /// Where to.
        city: City,
        #[arg(range = 1..=9)] days: u8,
        cx: &Context,
    ) -> Messages {
        Messages::new()
    }

    #[mcp_tool]
    fn plan_days() -> u8 {
        3
    }
}

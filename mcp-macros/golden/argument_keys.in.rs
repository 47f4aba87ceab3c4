#[mcp_tool]
/// Arguments with constraints.
async fn order(
    #[arg(len = 3..=10, pattern = "^[a-z]+$", example = "tea")] item: String,
    #[arg(range = 1..=MOST, default = 1)] amount: u32,
    #[arg(format = "date", rename = "deliverBy")] deliver_by: Option<String>,
    #[arg(items = ..3)] notes: Vec<String>,
    #[arg(header = "Region", description = "Where.")] region: String,
    r#type: bool,
) {
}

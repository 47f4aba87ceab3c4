#[mcp_type]
/// What somebody orders.
#[derive(Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct Order<T> {
    /// Who orders.
    #[arg(rename = "name", len = 1..=80, example = "Ann")]
    customer: String,
    #[arg(default = 1, range = 1..=500)]
    amount: u32,
    #[arg(items = 1.., description = "What is ordered.")]
    lines: Vec<T>,
    #[arg(format = "date")]
    day: Option<String>,
    fast: bool,
}

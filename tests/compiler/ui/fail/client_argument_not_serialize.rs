use mcp_runtime::prelude::*;
use mcp_runtime::schemars;

#[derive(serde::Deserialize, schemars::JsonSchema)]
pub struct Order {
    pub amount: u32,
}

#[mcp_server(client)]
mod shop {
    use super::Order;

    /// Order something.
    #[mcp_tool]
    pub async fn order(order: Order) -> u32 {
        order.amount
    }
}

fn main() {
    let client = shop::client();
    let _ = client.order(Order { amount: 1 });
}

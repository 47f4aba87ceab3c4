use mcp_runtime::prelude::*;

#[mcp_type]
pub struct Order {
    amount: u8,
}

/// A server.
#[mcp_server]
mod shop {
    /// A tool.
    #[mcp_tool]
    pub async fn order(#[arg(flatten, rename = "order")] order: super::Order) -> u8 {
        order.amount
    }
}

fn main() {
    let _ = shop::server();
}

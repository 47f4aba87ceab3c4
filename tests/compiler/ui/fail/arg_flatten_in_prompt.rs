use mcp_runtime::prelude::*;

#[mcp_type]
pub struct Order {
    amount: u8,
}

/// A server.
#[mcp_server]
mod shop {
    /// A prompt.
    #[mcp_prompt]
    pub async fn order(#[arg(flatten)] order: super::Order) -> String {
        order.amount.to_string()
    }
}

fn main() {
    let _ = shop::server();
}

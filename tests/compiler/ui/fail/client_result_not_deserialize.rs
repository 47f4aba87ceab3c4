use mcp_runtime::prelude::*;
use mcp_runtime::schemars;

#[derive(serde::Serialize, schemars::JsonSchema)]
pub struct Bill {
    pub amount: u32,
}

#[mcp_server(client)]
mod shop {
    use super::Bill;

    /// Pay.
    #[mcp_tool]
    pub async fn pay() -> Result<Bill, String> {
        Ok(Bill { amount: 1 })
    }
}

fn main() {
    let client = shop::client();
    let _ = client.pay();
}

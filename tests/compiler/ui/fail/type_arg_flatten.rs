use mcp_runtime::prelude::*;

#[mcp_type]
pub struct Order {
    #[arg(flatten)]
    amount: Amount,
}

#[mcp_type]
pub struct Amount {
    pieces: u8,
}

fn main() {}

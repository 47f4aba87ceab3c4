use mcp_runtime::prelude::*;

/// An order.
#[mcp_type]
struct Order {
    #[arg(header = "Amount")]
    amount: u32,
}

fn main() {
    let Order { amount: _ } = unreachable!();
}

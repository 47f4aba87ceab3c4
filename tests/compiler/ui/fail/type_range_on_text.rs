use mcp_runtime::prelude::*;

/// An order.
#[mcp_type]
struct Order {
    #[arg(range = 1..=9)]
    amount: String,
}

fn main() {
    let Order { amount: _ } = unreachable!();
}

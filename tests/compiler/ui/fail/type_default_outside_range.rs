use mcp_runtime::prelude::*;

/// An order.
#[mcp_type]
struct Order {
    #[arg(range = 1..=100, default = 500)]
    amount: u32,
}

fn main() {
    let Order { amount: _ } = unreachable!();
}

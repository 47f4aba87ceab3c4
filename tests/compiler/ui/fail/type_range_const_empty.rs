use mcp_runtime::prelude::*;

const LOW: u32 = 1;

/// An order.
#[mcp_type]
struct Order {
    #[arg(range = 5..=LOW)]
    amount: u32,
}

fn main() {
    let Order { amount: _ } = unreachable!();
}

use mcp_runtime::prelude::*;

/// An order.
#[mcp_type(outptu)]
struct Order {
    amount: u32,
}

fn main() {
    let Order { amount: _ } = unreachable!();
}

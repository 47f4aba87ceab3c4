use mcp_runtime::prelude::*;

/// An order.
#[mcp_type]
struct Order {
    #[arg(default = 300)]
    amount: u8,
}

fn main() {
    let Order { amount: _ } = unreachable!();
}

use mcp_runtime::prelude::*;

/// An order.
#[mcp_type]
struct Order {
    #[arg(pattern = "[")]
    amount: String,
}

fn main() {
    let Order { amount: _ } = unreachable!();
}

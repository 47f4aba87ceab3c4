use mcp_runtime::prelude::*;

/// An order.
#[mcp_type]
struct Order {
    #[arg(default = 1)]
    #[serde(default)]
    amount: u32,
}

fn main() {
    let Order { amount: _ } = unreachable!();
}

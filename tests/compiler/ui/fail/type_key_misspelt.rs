use mcp_runtime::prelude::*;

/// An order.
#[mcp_type]
struct Order {
    #[arg(patern = "a")]
    amount: String,
}

fn main() {
    let Order { amount: _ } = unreachable!();
}

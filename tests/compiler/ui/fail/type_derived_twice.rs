use mcp_runtime::prelude::*;

/// An order.
#[mcp_type]
#[derive(Debug, serde::Serialize)]
struct Order {
    amount: u32,
}

fn main() {
    println!("{:?}", Order { amount: 1 });
}

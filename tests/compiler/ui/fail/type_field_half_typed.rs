use mcp_runtime::prelude::*;

/// An order.
#[mcp_type]
struct Order {
    amount: ,
}

fn main() {}

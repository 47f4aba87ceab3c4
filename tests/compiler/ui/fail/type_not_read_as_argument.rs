use mcp_runtime::prelude::*;

/// An order.
#[mcp_type(output)]
struct Order {
    amount: u32,
}

/// A tool.
#[mcp_tool]
fn one(order: Order) -> u32 {
    order.amount
}

/// A server.
#[mcp_server(include(super::one))]
mod tools {}

fn main() {
    let _ = tools::server();
}

use mcp_runtime::prelude::*;

struct Inner;

/// An order.
#[mcp_type]
struct Order {
    inner: Inner,
}

fn main() {
    let Order { inner: Inner } = unreachable!();
}

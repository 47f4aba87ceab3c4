use mcp_runtime::prelude::*;

/// A function.
#[mcp_type]
pub fn one(x: u8) -> u8 {
    x
}

fn main() {
    let _ = one(1);
}

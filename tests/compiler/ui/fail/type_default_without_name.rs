use mcp_runtime::prelude::*;

/// An amount.
#[mcp_type]
struct Amount(#[arg(default = 1)] u32);

fn main() {
    let Amount(_) = unreachable!();
}

use mcp_runtime::prelude::*;

/// Bits.
#[mcp_type]
union Bits {
    #[arg(range = 1..=9)]
    whole: u32,
    half: u16,
}

fn main() {
    let _ = Bits { whole: 1 };
    let _ = Bits { half: 1 };
}

use mcp_runtime::prelude::*;

#[derive(Clone, Copy, Elicit)]
union Form {
    value: u8,
}

fn main() {}

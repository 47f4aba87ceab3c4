use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form {
    scores: std::collections::BTreeMap<String, u32>,
}

fn main() {}

use std::collections::BTreeMap;

use mcp_runtime::prelude::*;

struct Planner;

#[mcp_server]
impl Planner {
    /// A map that may be absent is no text either.
    #[mcp_prompt]
    fn plan(&self, cities: Option<BTreeMap<String, u8>>) -> String {
        format!("{cities:?}")
    }
}

fn main() {
    let _ = Planner;
}

use mcp_runtime::prelude::*;

/// How it is paid.
#[mcp_type]
enum Payment {
    #[arg(rename = "cash")]
    Cash,
}

fn main() {
    let _ = Payment::Cash;
}

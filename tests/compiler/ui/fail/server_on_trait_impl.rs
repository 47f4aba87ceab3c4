use std::process::ExitCode;

use mcp_runtime::prelude::*;

trait Adds {
    fn add(&self, a: u32, b: u32) -> u32;
}

struct Tools;

#[mcp_server]
impl Adds for Tools {
    /// Add two numbers.
    #[mcp_tool]
    fn add(&self, #[arg(range = ..=9)] a: u32, b: u32) -> u32 {
        a + b
    }
}

fn main() -> ExitCode {
    mcp_runtime::run(Tools)
}

use std::process::ExitCode;

use mcp_runtime::prelude::*;

#[mcp_server]
struct Tools;

impl Tools {
    pub async fn one(&self) {}
}

fn main() -> ExitCode {
    mcp_runtime::run(Tools)
}

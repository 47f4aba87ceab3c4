use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool(name = "all", title = "All", timeout = "2m", strict, expose_errors = true)]
    #[allow(clippy::too_many_arguments)]
    pub async fn one(
        #[arg(range = 1..=9, default = 3, example = 4)] a: u8,
        #[arg(range = -1.5..)] b: f64,
        #[arg(len = 3)] c: String,
        #[arg(len = 3.., pattern = "^x")] d: Option<String>,
        #[arg(items = ..5)] e: Vec<u8>,
        #[arg(format = "uuid", rename = "G")] g: String,
        #[arg(header = "Region", description = "Where.")] h: i32,
        #[arg(default = "x")] i: String,
        #[arg(default = 7)] j: Option<u32>,
        #[arg(default = true)] k: bool,
        #[arg(range = LOW..=HIGH)] l: i64,
    ) -> bool {
        let _ = (a, b, c, d, e, g, h, i, j, l);
        k
    }

    const LOW: i64 = 1;
    const HIGH: i64 = 2;

}

fn main() {
    let _ = tools::server();
}

// Both are in scope: `context` is that of `anyhow`, `public` and `private` are the kit's.

/// A server.
#[mcp_server]
mod tools {
    use anyhow::Context;
    use mcp_runtime::prelude::*;

    /// One.
    #[mcp_tool]
    pub fn one() -> Result<usize, ToolError> {
        let table = std::fs::read_to_string("x").context("reading").private("the table")?;
        let line = table.lines().next().context("no line")?;
        line.find(',').public("no comma").context("a line")?;
        line.find(',').public("no comma")
    }

    /// Two.
    #[mcp_tool]
    pub async fn two(cx: &mcp_runtime::Context) -> anyhow::Result<u8> {
        cx.info("reading").await;
        one().with_context(|| "one")?;
        Ok("1".parse::<u8>().public("no number")?)
    }
}

mod other {
    use anyhow::Context as _;
    use mcp_runtime::prelude::*;

    /// Three.
    #[mcp_tool]
    pub async fn three(cx: &Context) -> anyhow::Result<u8> {
        cx.info("reading").await;
        "1".parse::<u8>().context("no number")
    }
}

use mcp_runtime::prelude::*;

fn main() {
    let _ = tools::server();
    let _ = other::three;
}

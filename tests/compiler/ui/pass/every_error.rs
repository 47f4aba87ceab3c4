use mcp_runtime::prelude::*;

#[derive(Debug, McpError)]
pub enum Failed {
    #[mcp(public("no station named {name}", hint = "ask for `stations`"))]
    Missing { name: String },
    #[mcp(public("{0} of {1:?}"))]
    Pair(u8, Option<u8>),
    #[mcp(private)]
    Inside(std::io::Error),
}

impl From<std::io::Error> for Failed {
    fn from(error: std::io::Error) -> Self {
        Self::Inside(error)
    }
}

/// A server.
#[mcp_server]
mod tools {
    use super::Failed;
    use mcp_runtime::prelude::*;

    /// One.
    #[mcp_tool]
    pub async fn one() -> Result<u8, ToolError> {
        Ok(std::fs::read("x")?.len() as u8)
    }

    /// Two.
    #[mcp_tool]
    pub async fn two() -> Result<(), String> {
        Err("x".into())
    }

    /// Three.
    #[mcp_tool]
    pub async fn three() -> Result<String, &'static str> {
        Err("x")
    }

    /// Four.
    #[mcp_tool]
    pub async fn four() -> Result<Vec<Content>, std::io::Error> {
        Ok(vec!["x".into()])
    }

    /// Five.
    #[mcp_tool]
    pub async fn five() -> Result<u8, Box<dyn std::error::Error + Send + Sync>> {
        Ok("1".parse::<u8>()?)
    }

    /// Six.
    #[mcp_tool]
    pub async fn six() -> anyhow::Result<String> {
        anyhow::bail!("x")
    }

    /// Seven.
    #[mcp_tool]
    pub async fn seven() -> Result<u8, Failed> {
        let _ = std::fs::read("x")?;
        Err(Failed::Pair(1, None))
    }

    /// Eight.
    #[mcp_tool]
    pub async fn eight() -> Result<u8, ToolError> {
        Err(Failed::Missing { name: "x".into() })?
    }
}

fn main() {
    let _ = tools::server();
}

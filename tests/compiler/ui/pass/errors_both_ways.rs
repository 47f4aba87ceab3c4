use std::error::Error;

use anyhow::Context as _;
use mcp_runtime::AskError;
use mcp_runtime::prelude::*;

type Boxed = Box<dyn Error + Send + Sync>;

#[derive(Debug, McpError)]
pub enum Failed {
    #[mcp(public("no {0}"))]
    Gone(u8),
    #[mcp(private)]
    Inside,
}

fn tool_error() -> Result<u8, ToolError> {
    Err("no slash")?;
    Err(String::from("no dot"))?;
    Err("no colon".into())
}

fn failed() -> Result<u8, Failed> {
    Err(Failed::Inside)
}

fn asked() -> Result<u8, AskError> {
    Err(AskError::Declined)
}

fn any() -> anyhow::Result<u8> {
    tool_error().context("one")?;
    failed().with_context(|| "two")?;
    asked()?;
    boxed().map_err(anyhow::Error::from_boxed)?;
    anyhow::ensure!(failed().is_err(), "three");
    tool_error()?;
    failed()?;
    anyhow::bail!("four")
}

fn boxed() -> Result<u8, Boxed> {
    tool_error()?;
    failed()?;
    asked()?;
    any()?;
    Err("five")?
}

fn everything() -> Result<u8, ToolError> {
    tool_error()?;
    failed()?;
    asked()?;
    any()?;
    boxed()?;
    "1".parse::<u8>()?;
    any().public("six")?;
    boxed().private(format!("{}", "seven"))?;
    failed().public("eight")?;
    tool_error().public("nine")?;
    None::<u8>.public("ten")?;
    None::<u8>.private("eleven")?;
    any().map_err(|error| ToolError::new("twelve").hint("thirteen").because(error))
}

/// A server.
#[mcp_server]
mod tools {
    use super::*;

    /// One.
    #[mcp_tool]
    pub fn one() -> Result<u8, ToolError> {
        everything()
    }

    /// Two.
    #[mcp_tool]
    pub async fn two() -> anyhow::Result<u8> {
        Ok(everything()?)
    }

    /// Three.
    #[mcp_tool]
    pub async fn three() -> Result<u8, Boxed> {
        Ok(everything()?)
    }

    /// Four.
    #[mcp_prompt]
    pub fn four() -> anyhow::Result<String> {
        Ok(everything()?.to_string())
    }

    /// Five.
    #[mcp_resource("five://it")]
    pub fn five() -> anyhow::Result<String> {
        Ok(everything()?.to_string())
    }
}

fn main() {
    let _ = tools::server();
}

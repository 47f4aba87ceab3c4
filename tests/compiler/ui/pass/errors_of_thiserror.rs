use std::error::Error;
use std::fmt::Debug;

use mcp_runtime::prelude::*;

#[derive(Debug, thiserror::Error, McpError)]
pub enum First {
    #[error("no station named {name}")]
    #[mcp(public(hint = "ask for `stations`"))]
    Missing { name: String },
    #[error("station {0} is closed")]
    #[mcp(public)]
    Closed(u8),
    #[error("reading {path}")]
    #[mcp(public("it cannot be read: {path}", hint = "try again"))]
    Unreadable { path: String, source: std::io::Error },
    #[error("the database is gone")]
    #[mcp(private)]
    Database(#[from] std::fmt::Error),
    #[error(transparent)]
    Own(#[from] ToolError),
    #[error("inside")]
    #[mcp(transparent)]
    Second(#[source] Second),
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

#[derive(McpError, thiserror::Error, Debug)]
pub enum Second {
    #[mcp(public)]
    #[error("{0} of {1:?}")]
    Pair(u8, Option<u8>),
    #[mcp(private)]
    #[error(transparent)]
    Boxed(#[from] Box<dyn Error + Send + Sync>),
}

#[derive(Debug, thiserror::Error, McpError)]
#[error("no {0:?}")]
#[mcp(public)]
pub struct Generic<T: Debug>(T);

#[derive(Debug, thiserror::Error, McpError)]
#[error(transparent)]
pub struct Around(#[from] First);

/// A server.
#[mcp_server]
mod tools {
    use super::*;

    /// One.
    #[mcp_tool]
    pub fn one() -> Result<u8, First> {
        Err(std::fmt::Error)?;
        Err(ToolError::new("x"))?;
        Err(anyhow::anyhow!("x"))?
    }

    /// Two.
    #[mcp_tool]
    pub fn two() -> Result<u8, Second> {
        let boxed: Box<dyn Error + Send + Sync> = "x".into();
        Err(boxed)?
    }

    /// Three.
    #[mcp_tool]
    pub fn three() -> Result<String, Generic<u8>> {
        Err(Generic(3))
    }

    /// Four.
    #[mcp_tool]
    pub fn four() -> Result<String, ToolError> {
        one()?;
        two()?;
        three()
            .map_err(ToolError::from)
            .map_err(|error| error.hint("x"))
    }

    /// Five.
    #[mcp_tool]
    pub fn five() -> anyhow::Result<String> {
        one()?;
        two().map_err(ToolError::from)?;
        Ok(three()?)
    }

    /// Six.
    #[mcp_tool]
    pub fn six() -> Result<u8, Around> {
        Ok(one()?)
    }
}

fn main() {
    let _ = tools::server();
    let error: &dyn Error = &Generic(1);
    assert_eq!(error.to_string(), "no 1");
}

use std::error::Error;
use std::rc::Rc;

use mcp_runtime::prelude::*;

#[derive(Debug, McpError)]
pub enum Failed {
    #[mcp(public("it cannot be read: {0}"))]
    Unreadable(#[from] std::io::Error),
    #[mcp(private)]
    Database {
        name: String,
        #[source]
        cause: Box<dyn Error + Send + Sync>,
    },
    #[mcp(private)]
    Any(#[from] anyhow::Error),
    #[mcp(transparent)]
    Own(#[from] ToolError),
    #[mcp(transparent)]
    Number(std::num::ParseIntError),
}

#[derive(Debug, McpError)]
#[mcp(transparent)]
pub struct Around(#[from] Failed);

// An error of the call may borrow, and may stay on its thread.
#[derive(Debug, McpError)]
pub enum Borrowed<'a> {
    #[mcp(public("no {0}"))]
    Gone(&'a str),
    #[mcp(private)]
    Here(Rc<u8>),
}

/// A server.
#[mcp_server]
mod tools {
    use super::*;

    /// One.
    #[mcp_tool]
    pub fn one() -> Result<u8, Failed> {
        std::fs::read("x")?;
        Err(anyhow::anyhow!("x"))?;
        "1".parse::<u8>().map_err(Failed::Number)?;
        Err(ToolError::new("x"))?
    }

    /// Two.
    #[mcp_tool]
    pub fn two() -> Result<u8, Around> {
        Ok(one()?)
    }

    /// Three.
    #[mcp_tool]
    pub fn three() -> Result<u8, Borrowed<'static>> {
        Err(Borrowed::Here(Rc::new(1)))
    }

    /// Four.
    #[mcp_tool]
    pub fn four(name: String) -> Result<u8, ToolError> {
        Err(Borrowed::Gone(&name))?
    }
}

fn main() {
    let _ = tools::server();
    let cause = "x".into();
    let error = Failed::Database { name: "y".into(), cause };
    assert_eq!(error.source().map(ToString::to_string).as_deref(), Some("x"));
    let error = Failed::Own(ToolError::new("x").because("z"));
    assert_eq!(error.to_string(), "x");
    assert_eq!(error.source().map(ToString::to_string).as_deref(), Some("z"));
}

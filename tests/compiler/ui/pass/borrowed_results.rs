use std::borrow::Cow;

use mcp_runtime::prelude::*;

struct Tools {
    name: String,
    list: Vec<u8>,
}

/// A server whose results borrow from itself and from the arguments.
#[mcp_server]
impl Tools {
    /// Text.
    #[mcp_tool]
    async fn name(&self) -> &str {
        &self.name
    }

    /// A value.
    #[mcp_tool]
    async fn list(&self) -> &Vec<u8> {
        &self.list
    }

    /// In a `Result`, and with a lifetime of its own.
    #[mcp_tool]
    async fn first<'a>(&'a self, text: &'a str) -> Result<&'a str, ToolError> {
        text.get(..1).ok_or_else(|| ToolError::new("the text is empty"))
    }

    /// Either.
    #[mcp_tool]
    fn trimmed<'a>(&self, text: &'a str) -> Cow<'a, str> {
        Cow::Borrowed(text.trim())
    }
}

fn main() {
    let tools = Tools { name: String::new(), list: Vec::new() };
    let _ = mcp_runtime::testing::RawClient::new(tools, mcp_runtime::Options::default());
}

// A typed client compiles whatever the types of the server are; only methods that are called need more of them.
use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use mcp_runtime::prelude::*;
use mcp_runtime::{Audio, Parsed, schemars};

#[derive(serde::Deserialize, schemars::JsonSchema)]
pub struct OnlyRead {
    pub n: u32,
}

#[derive(serde::Serialize, schemars::JsonSchema)]
struct OnlyWritten {
    n: u32,
}

type Fallible<T> = Result<T, String>;
type Call = Context;

#[mcp_server(client, state = u32)]
mod tools {
    use super::*;

    /// Private types.
    #[mcp_tool]
    async fn one(value: OnlyRead, more: &[OnlyRead], map: HashMap<String, OnlyRead>) -> OnlyWritten {
        OnlyWritten { n: value.n + u32::try_from(more.len() + map.len()).unwrap_or(0) }
    }

    /// Aliases.
    #[mcp_tool]
    async fn two(cx: &Call, text: Cow<'_, str>, path: &Path, state: State<u32>) -> Fallible<OnlyWritten> {
        drop((cx, text, path));
        Ok(OnlyWritten { n: *state })
    }

    /// Content.
    #[mcp_tool]
    async fn three(path: PathBuf, of: Parsed<std::net::IpAddr>) -> Vec<Content> {
        vec![path.display().to_string().into(), Audio::new([1], "audio/wav").into(), of.to_string().into()]
    }

    /// Names that generated code could use itself.
    #[mcp_tool]
    async fn raw(name: String, client: String, state0: u32, r#type: u32) -> String {
        format!("{name}{client}{state0}{}", r#type)
    }

    /// A tool of such a name.
    #[mcp_tool]
    fn call() -> Result<(), ToolError> {
        Ok(())
    }
}

pub struct Lent<const N: usize>(pub [u8; N]);

#[mcp_server(client)]
impl<const N: usize> Lent<N> {
    /// Count.
    #[mcp_tool]
    pub async fn count(&self, more: [u8; 2]) -> Result<usize, ToolError> {
        Ok(self.0.len() + more.len())
    }
}

fn main() {
    let client = tools::client(3);
    drop(client.raw("a".into(), "b".into(), 1, 2));
    drop(client.call());
    drop(mcp_runtime::testing::client(Lent([1, 2, 3])).count([1, 2]));
}

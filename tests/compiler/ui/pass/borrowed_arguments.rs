use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    use mcp_runtime::prelude::*;

    /// A tool.
    #[mcp_tool]
    pub async fn one(a: &str, b: &[u8], c: &std::path::Path, d: std::borrow::Cow<'_, str>, e: &u8, f: &Context) -> usize {
        let _ = (c, f);
        a.len() + b.len() + d.len() + usize::from(*e)
    }

    /// Not async.
    #[mcp_tool]
    pub fn two<'a>(a: &'a str, b: &'a Vec<String>) -> String {
        format!("{a}{b:?}")
    }

    /// A type with a lifetime that owns what it has.
    #[mcp_tool]
    pub async fn three(a: Option<std::borrow::Cow<'_, str>>, b: super::Named<'static>) -> usize {
        a.map_or(0, |a| a.len()) + b.name.len()
    }
}

#[mcp_type(input)]
pub struct Named<'a> {
    name: std::borrow::Cow<'a, str>,
}

fn main() {
    let _ = tools::server();
}

use mcp_runtime::prelude::*;

const ELSEWHERE: &str = r#"{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]}"#;

/// A server.
#[mcp_server]
mod tools {
    use mcp_runtime::prelude::*;

    /// A schema of draft-07, beside what is no argument.
    #[mcp_tool(schema = r##"{"$schema":"http://json-schema.org/draft-07/schema#","type":"object",
        "properties":{"n":{"$ref":"#/definitions/few"}},"definitions":{"few":{"type":"integer","maximum":3}}}"##)]
    pub async fn old(n: Option<u8>, cx: &Context) {
        let _ = (n, cx);
    }

    /// A schema that stands elsewhere.
    #[mcp_tool(schema = super::ELSEWHERE)]
    pub async fn elsewhere(n: u8) {
        let _ = n;
    }

    /// No argument.
    #[mcp_tool(schema = r#"{"type":"object","additionalProperties":false}"#)]
    pub async fn none() {}
}

fn main() {
    let _ = tools::server();
}

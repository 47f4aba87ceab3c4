use mcp_runtime::prelude::*;

macro_rules! tool {
    ($name:ident, $ty:ty, $doc:literal) => {
        #[doc = $doc]
        #[mcp_tool]
        pub async fn $name(x: $ty, y: &$ty) -> $ty {
            let _ = y;
            x
        }
    };
}
tool!(bytes, u8, "Bytes.");
tool!(words, u16, "Words.");

/// A server.
#[mcp_server(include(super::bytes, super::words))]
mod tools {}

fn main() {
    let _ = tools::server();
}

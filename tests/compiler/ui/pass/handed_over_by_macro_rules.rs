#![deny(warnings)]

use mcp_runtime::prelude::*;

macro_rules! tools {
    ($item:item $name:ident $body:block) => {
        /// A module.
        #[mcp_server]
        mod tools {
            $item

            /// A tool.
            #[mcp_tool]
            pub async fn $name() -> u8 $body
        }

        struct Methods;

        /// Methods.
        #[mcp_server(include($name))]
        impl Methods {
            /// A method.
            #[mcp_tool]
            async fn method(&self) -> u8 $body
        }

        /// A free tool.
        #[mcp_tool]
        async fn $name() -> u8 $body
    };
}

tools! {
    /// An item.
    #[mcp_tool(read_only)]
    pub async fn item(#[arg(range = 1..=5)] x: u8) -> u8 { x }
    one { 5 }
}

fn main() {
    let _ = tools::server();
    drop(mcp_runtime::testing::RawClient::new(Methods, mcp_runtime::Options::default()));
}

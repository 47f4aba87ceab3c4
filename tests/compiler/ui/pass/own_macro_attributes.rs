use mcp_runtime::prelude::*;

mod kit {
    pub use mcp_runtime::prelude::{mcp_server, mcp_tool};
}

/// A server whose marks are paths.
#[kit::mcp_server]
mod tools {
    /// A tool.
    #[super::kit::mcp_tool]
    pub async fn one() {}

    #[doc = "With other attributes above and below."]
    #[allow(clippy::unused_async)]
    #[mcp_tool(name = "second")]
    #[inline]
    pub async fn two(
        #[doc = "A number."]
        #[allow(unused_variables)]
        mut x: u8,
    ) {
        x += 1;
        let _ = x;
    }
}

/// A tool.
#[kit::mcp_tool]
async fn three() {}

/// A server in a server.
#[mcp_server(include(three))]
pub mod outer {
    use super::three;
    use mcp_runtime::prelude::*;

    /// Inside.
    #[mcp_server]
    pub mod inner {
        /// A tool.
        #[mcp_tool]
        pub async fn four() {}
    }

    /// Included from inside.
    #[mcp_server(include(free::five))]
    pub mod other {
        mod free {
            use mcp_runtime::prelude::*;

            /// A tool.
            #[mcp_tool]
            pub async fn five() {}
        }
    }
}

fn main() {
    let _ = (tools::server(), outer::server(), outer::inner::server(), outer::other::server());
}

use mcp_runtime::prelude::*;

mod core {}
mod std {}
mod serde {}
mod schemars {}
mod tokio {}

/// A type.
mod types {
    use mcp_runtime::mcp_type;

    mod core {}
    mod std {}
    mod serde {}
    mod schemars {}
    pub struct Limits;

    /// A size.
    #[mcp_type]
    pub struct Size {
        #[arg(range = 1..=9, default = 3, example = 4)]
        pub width: u8,
    }
}

/// A server.
#[mcp_server]
mod tools {
    use mcp_runtime::prelude::{mcp_tool};

    mod core {}
    mod std {}
    pub struct Option;
    pub struct Box;
    pub struct String;
    pub struct Vec;
    pub struct Context;
    pub struct Arc;
    pub enum Result {}
    pub struct Some;
    pub struct Ok;
    pub struct Tool;
    pub struct Field;

    /// A tool.
    #[mcp_tool]
    pub async fn one(x: u8, y: &str) -> u8 {
        let _ = y;
        let _: [(); 0] = [];
        x
    }

    /// Not async.
    #[mcp_tool]
    pub fn two(#[arg(range = 1..=3, default = 2)] x: u8) -> u8 {
        x
    }
}

fn main() {
    let _ = (tools::server(), types::Size { width: 1 });
}

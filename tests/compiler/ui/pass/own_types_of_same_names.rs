#![deny(warnings)]
//! A server's module may have types of its own that are named as the kit's are, wherever they come from.

use mcp_runtime::prelude::*;

pub mod mine {
    #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
    pub struct Messages(pub u8);
    #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
    pub struct Image(pub u8);
}

macro_rules! text {
    ($name:ident) => {
        pub type $name = String;
    };
}

/// A server.
#[mcp_server]
pub mod tools {
    use super::mine::{Image, Messages as Content};

    pub type State = u8;

    #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
    pub struct Json {
        pub value: u8,
    }

    /// A tool.
    #[mcp_tool]
    pub async fn one(state: State, content: Content, image: Image) -> Json {
        Json { value: state + content.0 + image.0 }
    }
}

/// A server.
#[mcp_server]
pub mod made {
    text!(Text);

    /// A tool.
    #[mcp_tool]
    pub async fn one(text: Text) -> Text {
        text
    }
}

/// A server.
#[mcp_server]
pub mod all {
    pub use super::mine::*;

    /// A tool.
    #[mcp_tool]
    pub async fn one(image: Image) -> Messages {
        Messages(image.0)
    }
}

fn main() {
    let _ = (tools::server(), made::server(), all::server());
}

#![deny(
    warnings,
    unused,
    unused_imports,
    unused_qualifications,
    missing_docs,
    unreachable_pub,
    nonstandard_style,
    rust_2018_idioms
)]
//! Marks are written in every way in which a macro can be named, and each import of theirs is used.
use mcp_runtime::prelude::*;
use std::process::ExitCode;

/// A
#[mcp_server]
pub mod a {
    use mcp_runtime::prelude::*;
    /// x
    #[mcp_tool(read_only)]
    pub async fn add(a: f64, b: f64) -> f64 {
        a + b
    }
    /// x
    #[mcp_tool(read_only)]
    pub async fn sub(a: f64, b: f64) -> f64 {
        a - b
    }
}
/// B
#[mcp_server]
pub mod b {
    use mcp_runtime::{ResourceLink, mcp_prompt, mcp_resource, mcp_resource_list, mcp_tool as tool};
    /// x
    #[tool]
    pub fn add(a: f64, b: f64) -> f64 {
        a + b
    }
    /// x
    #[mcp_prompt]
    pub fn p() -> String {
        String::new()
    }
    /// x
    #[mcp_resource("a://b")]
    pub fn r() -> String {
        String::new()
    }
    /// x
    #[mcp_resource_list]
    pub fn l() -> Vec<ResourceLink> {
        Vec::new()
    }
}
/// C
#[mcp_server]
pub mod c {
    /// x
    #[mcp_runtime::mcp_tool]
    pub fn add(a: f64, b: f64) -> f64 {
        a + b
    }
    /// x
    #[::mcp_runtime::mcp_tool]
    pub fn sub(a: f64, b: f64) -> f64 {
        a + b
    }
}
/// D: without
#[mcp_server]
pub mod d {
    /// x
    #[mcp_tool]
    pub fn add(a: f64, b: f64) -> f64 {
        a + b
    }
    /// x
    #[cfg(windows)]
    #[mcp_tool]
    pub fn add2(a: f64, b: f64) -> f64 {
        a + b
    }
}
/// E
#[mcp_server]
pub mod e {
    use super::*;
    /// x
    #[mcp_tool]
    pub fn add(a: f64, b: f64) -> f64 {
        a + b
    }
}
/// M
pub mod m {
    use mcp_runtime::{mcp_server, mcp_tool};
    /// F
    #[derive(Debug, Clone, Copy)]
    pub struct F;
    /// F
    #[mcp_server]
    impl F {
        /// x
        #[mcp_tool]
        pub fn add(&self, a: f64, b: f64) -> f64 {
            a + b
        }
    }
    /// F
    #[derive(Debug, Clone, Copy)]
    pub struct G;
    /// F
    #[mcp_server]
    impl G {
        /// x
        #[mcp_tool]
        pub fn add(&self, a: f64, b: f64) -> f64 {
            a + b
        }
    }
}
/// N
pub mod n {
    use mcp_runtime::mcp_server;
    /// F
    #[derive(Debug, Clone, Copy)]
    pub struct F;
    /// F
    #[mcp_server]
    impl F {
        /// x
        #[mcp_tool]
        pub fn add(&self, a: f64, b: f64) -> f64 {
            a + b
        }
    }
}
fn main() -> ExitCode {
    let _ = (a::server(), b::server(), c::server(), d::server(), e::server(), m::F, m::G, n::F);
    ExitCode::SUCCESS
}

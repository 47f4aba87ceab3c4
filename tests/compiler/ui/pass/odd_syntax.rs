use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    #![allow(dead_code)]
    //! Inner attributes and items that nobody marks stay as they are.

    /// A tool.
    #[inline]
    #[mcp_tool]
    #[must_use]
    pub(crate) async fn one(mut x: u8) -> u8 {
        x += 1;
        x
    }

    pub struct Other<const N: usize>([u8; N]);

    impl<const N: usize> Other<N> {
        fn get(&self) -> &[u8; N] {
            &self.0
        }
    }

    #[derive(Debug)]
    enum E {
        A = 1,
    }

    macro_rules! nothing {
        () => {};
    }
    nothing!();

}

fn main() {
    let _ = tools::server();
}

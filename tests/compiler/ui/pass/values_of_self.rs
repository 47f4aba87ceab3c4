use mcp_runtime::prelude::*;

struct Tools;

/// A server.
#[mcp_server]
impl Tools {
    const LEAST: u32 = 1;
    const MOST: u32 = 9;

    /// A tool.
    #[mcp_tool]
    async fn one(
        &self,
        #[arg(range = Self::LEAST..=Self::MOST, default = Self::usual())] x: u32,
        #[arg(len = 1..=Self::MOST as usize)] y: String,
    ) -> u32 {
        let _ = y;
        x
    }

    fn usual() -> u32 {
        5
    }
}

struct Of<T>(T);

/// A generic server.
#[mcp_server]
impl<T: Limit> Of<T> {
    /// A tool.
    #[mcp_tool]
    async fn two(&self, #[arg(range = 1..=T::MOST)] x: u32) -> u32 {
        let _ = &self.0;
        x
    }
}

trait Limit: Send + Sync + 'static {
    const MOST: u32;
}

struct Ten;

impl Limit for Ten {
    const MOST: u32 = 10;
}

fn main() {
    let _ = mcp_runtime::testing::RawClient::new(Tools, mcp_runtime::Options::default());
    let _ = mcp_runtime::testing::RawClient::new(Of(Ten), mcp_runtime::Options::default());
}

use mcp_runtime::prelude::*;

struct Tools<S>(S);

/// Whether `S` can be shared is asked where a server is made of it.
#[mcp_server]
impl<S> Tools<S> {
    /// A tool.
    #[mcp_tool]
    async fn one(&self) -> u8 {
        let _ = &self.0;
        1
    }

    /// Not async.
    #[mcp_tool]
    fn two(&self, x: &str) -> usize {
        x.len()
    }
}

fn main() {
    let _ = mcp_runtime::testing::RawClient::new(Tools(1), mcp_runtime::Options::default());
}

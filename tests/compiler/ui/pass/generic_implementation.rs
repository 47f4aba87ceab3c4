use mcp_runtime::prelude::*;

trait Store: Send + Sync + 'static {
    fn get(&self) -> String;
}

struct Tools<S> {
    store: S,
}

/// A server over any store.
#[mcp_server(name = "store", version = "1")]
impl<S> Tools<S>
where
    S: Store,
{
    /// Get.
    #[mcp_tool(read_only)]
    async fn get(&self, times: u8, label: &str) -> String {
        format!("{label}{}", self.store.get().repeat(times.into()))
    }
}

struct Fixed;

impl Store for Fixed {
    fn get(&self) -> String {
        "x".into()
    }
}

fn main() {
    assert!(mcp_runtime::testing::RawClient::new(Tools { store: Fixed }, mcp_runtime::Options::default()).is_ok());
}

#[mcp_server]
/// A server over any store.
impl<S> Tools<S>
where
    S: Store,
{
    /// Get.
    #[mcp_tool(read_only)]
    async fn get(&self, key: S::Key, label: &str) -> Result<S::Value, ToolError> {
        self.store.get(key, label).await
    }
}

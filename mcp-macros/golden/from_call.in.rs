#[mcp_server(around = Self::measure)]
impl Notes {
    /// Read one.
    #[mcp_tool]
    async fn read(&self, #[from_call] tenant: Tenant, id: u32, #[ask("Read {id}?")] ok: Confirm) -> String {
        tenant.note(id).await
    }

    /// Not async.
    #[mcp_tool]
    fn delete(&self, id: u32, #[from_call] tenant: &Tenant) -> bool {
        tenant.delete(id)
    }
}

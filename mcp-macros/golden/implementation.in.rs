#[mcp_server(crate = crate::kit, instructions = HOW, lock = "mcp.lock.json")]
impl Counter {
    const STEP: u64 = 1;

    /// Count.
    #[mcp_tool(idempotent = false, destructive = false)]
    pub async fn add(&self, by: u64) -> Result<u64, Failed> {
        self.n.add(by)
    }

    /// Without a receiver.
    #[mcp_tool(name = "double")]
    fn twice(n: i32) -> i32 {
        n * 2
    }

    /// Itself.
    #[mcp_tool]
    async fn merge(&self, other: Vec<Self>) -> Json<Self> {
        todo!()
    }
}

#[mcp_server(state(Db, Cache), around(audit, super::limit), include(text::reverse, super::upper), expose_errors = false, lock = "mcp.lock.json")]
mod tools {
    use mcp_runtime::prelude::*;

    /// Look a word up.
    #[mcp_tool]
    async fn look_up(word: String, db: State<Db>) -> Option<String> {
        db.get(&word).await
    }
}

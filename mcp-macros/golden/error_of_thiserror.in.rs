#[derive(Debug, thiserror::Error, McpError)]
enum Failed {
    #[error("no station named {name}")]
    #[mcp(public(hint = "ask for `stations`"))]
    Missing { name: String },
    #[error("cannot read {0}")]
    #[mcp(public("it cannot be read"))]
    Unreadable(PathBuf, #[source] std::io::Error),
    #[error("the database is gone")]
    #[mcp(private)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

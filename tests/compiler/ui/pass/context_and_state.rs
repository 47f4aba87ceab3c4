use mcp_runtime::prelude::*;

pub struct Db(u8);
pub struct Cache;

/// A server.
#[mcp_server(state(super::Db, super::Cache))]
mod tools {
    use super::{Cache, Db};
    use mcp_runtime::prelude::*;

    /// A tool.
    #[mcp_tool]
    pub async fn one(db: State<Db>, cache: &State<Cache>, cx: Context) -> u8 {
        let _ = (cache, cx.is_cancelled());
        db.0
    }

    /// Not async.
    #[mcp_tool]
    pub fn two(cx: &Context, db: State<Db>) -> u8 {
        cx.progress(1, 2).message("x").send_blocking();
        db.0
    }
}

/// One state.
#[mcp_server(state = u8)]
mod single {}

fn main() {
    let _ = tools::server(Db(1), Cache);
    let _ = single::server(1);
}
